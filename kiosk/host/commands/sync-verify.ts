import { Command } from 'commander';
import type { InboxReport } from '#kiosk/storage/inbox/verify-inbox.ts';
import type { Comparison } from '../sync/compare-journal.ts';
import type { LogOptions } from '../sync/quarantine-desk.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { orFailure, quietly } from './sync-options.ts';

interface VerifyOptions extends LogOptions {
  readonly journal?: string;
  readonly json?: boolean;
}

/** What was found, and what of a journal is in it if one was given. */
interface Found {
  readonly report: InboxReport;
  readonly compared: Comparison | undefined;
}

/** `handrail sync verify`: is what was taken in whole, and is it what was written. */
export function verifyCommand(): Command {
  return quietly(new Command('verify'))
    .description(
      'Check every row and link of what was taken in, and compare it with a journal if one is given. Exit code 1 if ' +
        'something is not right (the first such row is named), 2 if a file is not what it should be or not there.',
    )
    .argument('<where>', "an inbox, a headquarters' settings file (.json), or the address of its database")
    .option('--journal <file>', 'a journal that it was filled from')
    .option('--origin <name>', 'only what it wrote')
    .option('--epoch <uuid>', 'only this one of its lives')
    .option('--json', 'one JSON object: {"ok", "file", "logs", "damage", "journal"}')
    .action(verify);
}

async function verify(where: string, { journal, json, ...only }: VerifyOptions): Promise<void> {
  const { recordPlace } = await import('../sync/record-place.ts');
  const { report, compared } = await orFailure(async () => {
    const place = recordPlace(where);
    return place.kind === 'file'
      ? inFile(place.file, only, journal)
      : inDatabase(shownPlace(where), place.url, only, journal);
  }, json);
  if (report.logs.length === 0 && Object.keys(only).length > 0) {
    throw new CommandFailure(`${report.file}: there is no such log`);
  }
  const isCompared = journal === undefined || (compared !== undefined && compared.difference === undefined);
  const ok = isCompared && report.damage === undefined && report.logs.every(({ fault }) => fault === undefined);
  const told = journal === undefined ? null : (compared ?? 'nothing of it');
  if (json === true)
    process.stdout.write(`${JSON.stringify({ ok, ...report, damage: report.damage ?? null, journal: told })}\n`);
  else process.stdout.write(reportInWords(report) + comparisonInWords(journal, compared));
  process.exitCode = ok ? EXIT.ok : EXIT.no;
}

async function inFile(file: string, only: LogOptions, journal: string | undefined): Promise<Found> {
  const { verifyInbox } = await import('#kiosk/storage/inbox/verify-inbox.ts');
  const { compareWithJournal } = await import('../sync/compare-journal.ts');
  const report = verifyInbox(file, only);
  return { report, compared: journal === undefined ? undefined : compareWithJournal(file, journal) };
}

async function inDatabase(file: string, url: string, only: LogOptions, journal: string | undefined): Promise<Found> {
  const { verifyRecord } = await import('#sync/postgres/verify-record.ts');
  const { compareRecordWithJournal } = await import('../sync/compare-journal.ts');
  const { withRecord } = await import('../sync/record-place.ts');
  return withRecord(url, async (record) => {
    const logs = await verifyRecord(record, new Date().toISOString().slice(0, 'YYYY-MM-DD'.length), only);
    const compared = journal === undefined ? undefined : await compareRecordWithJournal(record, journal);
    return { report: { file, logs, damage: undefined }, compared };
  });
}

/** Whoever reads a report need not know the password. */
function shownPlace(where: string): string {
  if (!URL.canParse(where)) return where;
  const shown = new URL(where);
  shown.password = '';
  return shown.href;
}

function reportInWords({ file, logs, damage }: InboxReport): string {
  const lines = logs.map(({ origin, epoch, rows, trimmed, tombstones, fault }) => {
    const good = `${origin}, epoch ${epoch}: ${rows} right, ${trimmed} trimmed, ${tombstones} set aside at their origin`;
    return fault === undefined ? good : `${good}\n  not right: ${fault.detail}`;
  });
  if (damage !== undefined) lines.push(`the file is damaged: ${damage}`);
  return `${[`${file}: ${logs.length} logs`, ...lines].join('\n')}\n`;
}

function comparisonInWords(journal: string | undefined, compared: Comparison | undefined): string {
  if (journal === undefined) return '';
  if (compared === undefined) return `${journal}: nothing of it was taken in\n`;
  const { compared: rows, notArrived, difference } = compared;
  const found = `${journal}: ${rows} rows are the same in both, ${notArrived} have not arrived\n`;
  return difference === undefined ? found : `${found}  not right: ${difference.detail}\n`;
}
