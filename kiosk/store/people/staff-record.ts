import type { PersonId, StaffRole } from '#kiosk/core/assist/person.ts';

/** Somebody who works here, as the store's list has them. The list is made at headquarters or with `handrail staff`. */
export interface StaffRecord {
  readonly personId: PersonId;
  /** What is typed to sign in; unique in the store, compared without regard to case. */
  readonly name: string;
  /** What a shopper reads. */
  readonly firstName: string;
  readonly role: StaffRole;
  /** Where a remote helper sits, as the shopper reads it: "Utrecht". */
  readonly desk?: string | undefined;
  /** BCP 47. */
  readonly languages: readonly string[];
  /** Made by hashPin; without one only a badge opens. */
  readonly pin?: string | undefined;
  /** SHA-256 of each badge's code, in lower-case hexadecimal; a lost badge is taken off the list. */
  readonly badges: readonly string[];
  /** Somebody who left stays on the list, so that old records can be read, and cannot sign in. */
  readonly active: boolean;
}

/** The list as it is now; it may change at any time. */
export interface StaffList {
  byName(name: string): StaffRecord | undefined;
  byBadge(badgeHash: string): StaffRecord | undefined;
  byId(personId: PersonId): StaffRecord | undefined;
  all(): readonly StaffRecord[];
}
