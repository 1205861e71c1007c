import path from 'node:path';
import type { Logger } from '#kiosk/lane/ports.ts';
import type { SalvageReport } from '#kiosk/storage/journal/salvage.ts';
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

/** More than one process ever gathers; what came last is what is looked at. */
const NOTICES_MAX = 5;

/** What staff should know of how a journal was found, in sentences, until the process ends. */
export class NoticesOfJournal {
  #notices: readonly string[] = [];

  get all(): readonly string[] {
    return this.#notices;
  }

  hear(journal: Pick<LaneJournal, 'begun' | 'identity' | 'salvaged'>): void {
    const { begun, identity } = journal;
    if (begun !== undefined) {
      this.#add(`the journal was ${begun.reason} and goes on under another epoch, ${identity.epoch}`);
    }
    journal.salvaged.then(
      (reports) => {
        for (const report of reports) this.#add(salvagedInWords(report));
      },
      () => this.#add('a damaged journal was not looked through; see the log'),
    );
  }

  #add(notice: string): void {
    if (!this.#notices.includes(notice)) this.#notices = [...this.#notices, notice].slice(-NOTICES_MAX);
  }
}

function salvagedInWords({ damagedFile, readableRows, missing, sentFrom, rowsFile }: SalvageReport): string {
  const lost = missing.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const file = path.basename(damagedFile);
  const sent = sentFrom === null ? '' : ', those before the first gap are sent';
  const byHand = rowsFile === null ? '' : `, those after it are in ${path.basename(rowsFile)} for a person to book`;
  return `of the damaged ${file} ${readableRows} rows were read and ${lost} were not${sent}${byHand}`;
}
