import type { CareView, PersonView } from '#kiosk/api/staff.ts';

const RANKS: Readonly<Record<PersonView['role'], number>> = {
  assistant: 1,
  technician: 1,
  'remote-helper': 1,
  supervisor: 2,
  manager: 3,
};

/**
 * Whether a role is enough for what asks for at least another one. The store decides; a page only does not offer it.
 */
export function isAtLeast(role: PersonView['role'], smallest: CareView['smallestRole']): boolean {
  return RANKS[role] >= RANKS[smallest];
}

/** Whether somebody may settle a call from where they are, with what the page shows of it. */
export function mayClearFromAfar(care: CareView | null, role: PersonView['role']): boolean {
  return care !== null && care.clearable === 'from-afar' && !care.stale && isAtLeast(role, care.smallestRole);
}
