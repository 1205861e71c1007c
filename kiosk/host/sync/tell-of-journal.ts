import type { Logger } from '#kiosk/lane/ports.ts';
import type { LaneJournal } from '../journal-adapter.ts';

/**
 * Tells an engineer what a start found that a person should know: another epoch, and what was left of damaged files.
 */
export function tellOfJournal(journal: LaneJournal, log: Pick<Logger, 'error' | 'warn'>): void {
  if (journal.begun !== undefined) {
    log.error('the journal goes on under another epoch', { ...journal.identity, ...journal.begun });
  }
  journal.salvaged.then(
    (reports) => {
      for (const report of reports) log.error('what was left of a damaged journal', { ...report });
    },
    (error: unknown) => log.warn('a damaged journal was not looked through', { error: String(error) }),
  );
}
