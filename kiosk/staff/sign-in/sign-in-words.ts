import { CommandFailed } from '#kiosk/api/client/pending-calls.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';

/** What came of a try to sign in, and for how long the store takes no more of them. */
export interface SignInRefusal {
  readonly key: MessageKey;
  /** 0 when it can be tried again at once. */
  readonly waitSeconds: number;
}

/** Longer than any lock of the store, in case it says something strange; seconds. */
const WAIT_MAX_SECONDS = 3_600;

export function signInRefusal(failure: unknown): SignInRefusal {
  if (!(failure instanceof CommandFailed)) return { key: 'staff.signIn.again', waitSeconds: 0 };
  if (failure.code === 'sign-in-refused') return { key: 'staff.signIn.refused', waitSeconds: 0 };
  if (failure.code !== 'sign-in-locked') return { key: 'staff.signIn.again', waitSeconds: 0 };
  const seconds = Number(failure.data?.['seconds']);
  const waitSeconds = Number.isFinite(seconds) ? Math.min(Math.max(1, Math.ceil(seconds)), WAIT_MAX_SECONDS) : 60;
  return { key: 'staff.signIn.locked', waitSeconds };
}
