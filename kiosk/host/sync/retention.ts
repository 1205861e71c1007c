import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';

/** How long rows are kept that headquarters has, where nothing else is configured: 30 days, in milliseconds. */
export const KEEP_SETTLED_MS = 30 * 24 * 60 * 60_000;
/** How often old rows are looked for, in milliseconds. */
const LOOK_EVERY_MS = 60 * 60_000;
/** The first look; a start has other things to do. */
const FIRST_LOOK_AFTER_MS = 5 * 60_000;

/** Removes what is settled and older than a time by the wall clock; tells how many rows went. */
export type Trim = (before: number) => Promise<number>;

/**
 * Trims now and then; the returned function ends that.
 *
 * @param keepForMs how long what is settled is kept, in milliseconds
 */
export function keepTrimmed(
  trim: Trim,
  keepForMs: number,
  { clock, log }: { readonly clock: Pick<Clock, 'after' | 'now'>; readonly log: Pick<Logger, 'info' | 'warn'> },
): () => void {
  let isStopped = false;
  let cancel = (): void => {};
  const later = (delayMs: number): void => {
    if (!isStopped) cancel = clock.after(delayMs, () => void look());
  };
  const look = async (): Promise<void> => {
    try {
      const rows = await trim(clock.now() - keepForMs);
      if (rows > 0) log.info('old rows that are settled were removed', { rows });
    } catch (error) {
      log.warn('old rows could not be removed', { error: String(error) });
    }
    later(LOOK_EVERY_MS);
  };
  later(FIRST_LOOK_AFTER_MS);
  return () => {
    isStopped = true;
    cancel();
  };
}

/**
 * Trims an inbox to the end, a few rows at a time so that nobody waits long behind it.
 *
 * @param evenFinal also that of headquarters, where no other copy is
 */
export function trimOf(inbox: InboxClient, evenFinal = false): Trim {
  return async (before) => {
    let all = 0;
    const some = async (): Promise<number> => inbox.call('trim', before, evenFinal);
    for (let rows = await some(); rows > 0; rows = await some()) all += rows;
    return all;
  };
}
