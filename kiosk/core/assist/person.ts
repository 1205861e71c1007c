/** A colleague's number in the store's list of staff; never shown to a shopper. */
export type PersonId = string;

export type StaffRole = 'assistant' | 'supervisor' | 'manager' | 'technician' | 'remote-helper';

/** Who helps: what is written down with every act, and the first name that the shopper reads. */
export interface Helper {
  readonly personId: PersonId;
  readonly firstName: string;
  readonly role: StaffRole;
  /** Where a remote helper sits, as the shopper reads it: "Utrecht". Absent for people in the store. */
  readonly desk?: string | undefined;
}

/** The roles that a task may ask for at least. A technician and a remote helper decide what an assistant decides. */
export type RankedRole = 'assistant' | 'supervisor' | 'manager';

const RANKS: Readonly<Record<StaffRole, number>> = {
  assistant: 1,
  technician: 1,
  'remote-helper': 1,
  supervisor: 2,
  manager: 3,
};

/** A remote helper is not in the store: nobody walks, and what hands must do is somebody else's. */
export function isAfar({ role }: Pick<Helper, 'role'>): boolean {
  return role === 'remote-helper';
}

export function ranksAtLeast(role: StaffRole, smallest: RankedRole): boolean {
  return RANKS[role] >= RANKS[smallest];
}
