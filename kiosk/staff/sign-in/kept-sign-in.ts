import type { PersonView } from '#kiosk/api/staff.ts';

/** Who is signed in on this page, for as long as its tab lives. */
export interface KeptSignIn {
  readonly person: Pick<PersonView, 'personId' | 'firstName' | 'role'>;
  readonly token: string;
  /** Epoch milliseconds at the store. */
  readonly endsAt: number;
}

const KEY = 'handrail-staff-sign-in';

/** Kept in the tab alone: closing it signs nobody else in. */
export function keepSignIn(kept: KeptSignIn | undefined): void {
  try {
    if (kept === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without a memory the page asks again after a reload.
  }
}

/** The store decides what a token is worth; here it only has to look like one. */
export function keptSignIn(): KeptSignIn | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Partial<KeptSignIn> | null;
    const { person, token, endsAt } = kept ?? {};
    if (typeof token !== 'string' || typeof endsAt !== 'number' || typeof person?.firstName !== 'string')
      return undefined;
    return { person, token, endsAt };
  } catch {
    return undefined;
  }
}
