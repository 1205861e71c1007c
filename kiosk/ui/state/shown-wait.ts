import type { TicketView } from '#kiosk/api/views.ts';

/** The wait as the page shows it. Times are milliseconds of a clock that only goes forward. */
export interface ShownWait {
  /** When the page first knew of the call. */
  readonly since: number;
  /** "Usually until then"; undefined as long as nobody can say. */
  readonly until: number | undefined;
  /** Which promise of the store that is (its end, epoch ms); a new one is counted from when it came. */
  readonly promise: number | null;
  readonly missed: boolean;
}

/**
 * What is shown after news of the ticket. A promise that is shown only gets shorter; a longer one is shown only once
 * the first was missed, or somebody had to pass the call on, and then the page says so.
 *
 * @param before what was shown of the same call until now
 * @param now milliseconds of the clock that `since` and `until` are of
 */
export function shownWait(before: ShownWait | undefined, ticket: TicketView, now: number): ShownWait {
  const since = before?.since ?? now;
  const { promise } = ticket;
  if (promise === null || promise.withinSeconds === null) {
    return { since, until: before?.until, promise: before?.promise ?? null, missed: promise?.missed ?? false };
  }
  const { missed, until: ends } = promise;
  if (before !== undefined && before.promise === ends && before.missed === missed) return before;
  // Counted from here and not by the store's clock, which may be another machine's and go wrong.
  const fresh = now + promise.withinSeconds * 1000;
  const mayGrow = before?.until === undefined || (missed && before.promise !== ends) || ticket.reopenedAt !== null;
  const until = mayGrow ? fresh : Math.min(before.until ?? fresh, fresh);
  return { since, until, promise: ends, missed };
}

/** The times that are said, in seconds; what lies between is rounded up. */
const STEPS_S = [15, 30, 45, 60, 90, 120, 180, 300] as const;

/** Below this, in seconds, a number says less than "someone is coming". */
const SOON_S = 15;

/** After the end of a promise the store has this long to say what is now, in milliseconds. */
const OVERDUE_AFTER_MS = 5_000;

/** Without any word on the time for this long, in milliseconds, the page says that it cannot tell. */
const SILENT_AFTER_MS = 10_000;

/**
 * How the wait is said:
 * - unsaid: nothing is known yet, and may be in a moment.
 * - unknown: nobody can say.
 * - soon: in less than 15 s.
 * - within: usually within so many seconds, one of the steps.
 * - long: more than 5 minutes.
 * - overdue: the time is over and nothing was heard.
 */
export type WaitSaid =
  | { readonly say: 'unsaid' | 'unknown' | 'soon' | 'long' | 'overdue' }
  | { readonly say: 'within'; readonly seconds: number };

export function waitSaid(wait: ShownWait, ticket: TicketView, now: number): WaitSaid {
  if (wait.until === undefined) return { say: now - wait.since < SILENT_AFTER_MS ? 'unsaid' : 'unknown' };
  const left = (wait.until - now) / 1000;
  if (wait.until + OVERDUE_AFTER_MS <= now) return { say: 'overdue' };
  // A short promise is soon; a longer one that comes to its end stays at the smallest step until it is kept or missed.
  if ((ticket.promise?.withinSeconds ?? Infinity) < SOON_S) return { say: 'soon' };
  const step = STEPS_S.find((seconds) => left <= seconds);
  return step === undefined ? { say: 'long' } : { say: 'within', seconds: step };
}
