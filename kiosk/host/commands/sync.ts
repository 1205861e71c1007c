import { Command, InvalidArgumentError } from 'commander';
import type { InboxReport } from '#kiosk/storage/inbox/verify-inbox.ts';
import type { Comparison } from '../sync/compare-journal.ts';
import type { QuarantinedRow } from '../sync/quarantine.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';

/** `handrail sync`: what is sent and taken in, and what a person may ask of whoever sends and takes it in. */
export function syncCommand(): Command {
  const command = quietly(new Command('sync')).description(
    'See how far records have come, have them sent again, and look after what was held back.',
  );
  quietly(command.command('status'))
    .description(
      'Tell of a data directory: rows that are to be sent, the age of the oldest that headquarters lacks, earlier and ' +
        'damaged files, what is held back, room on the disk. Nothing is changed. Exit code 1 if a person should look.',
    )
    .argument('<directory>', 'the data directory of a lane, a store or headquarters')
    .option('--json', 'one JSON object')
    .action(status);
  quietly(command.command('resend'))
    .description('Have rows sent to the next hop once more. The running lane or store takes this up in a few seconds.')
    .argument('<file>', 'a journal or an inbox')
    .requiredOption('--from <seq>', 'the first row', parseSeq)
    .requiredOption('--to <seq>', 'the last row', parseSeq)
    .option('--origin <name>', 'of an inbox: who wrote the rows')
    .option('--epoch <uuid>', 'of an inbox: which of its lives')
    .action(resend);
  quietly(command.command('resume'))
    .description(
      'Let a sender go on that stopped or pauses. Find out why it did first. The running lane or store takes this up ' +
        'in a few seconds.',
    )
    .argument('<file>', 'a journal (also an earlier one) or an inbox')
    .option('--origin <name>', 'of an inbox: who wrote the rows')
    .option('--epoch <uuid>', 'of an inbox: which of its lives')
    .action(resume);
  for (const [name, what] of [
    ['admit', 'Take in an epoch beside the live one, so that a salvaged file can hand over what it has.'],
    ['make-live', 'Say that an epoch is the right one of its origin. The one that was live is fenced.'],
  ] as const) {
    quietly(command.command(name))
      .description(`${what} The running store or headquarters takes this up in a few seconds.`)
      .argument('<directory>', 'the data directory of the store or headquarters that did not let it in')
      .argument('<origin>', 'who writes it')
      .argument('<epoch>', 'its UUID', parseEpoch)
      .action(async (directory: string, origin: string, epoch: string) => decideEpoch(name, directory, origin, epoch));
  }
  command.addCommand(quarantineCommand());
  quietly(command.command('verify'))
    .description(
      'Check every row and link of an inbox, and compare it with a journal if one is given. Exit code 1 if something ' +
        'is not right (the first such row is named), 2 if a file is not what it should be or not there.',
    )
    .argument('<inbox>', 'the file that rows are taken into')
    .option('--journal <file>', 'a journal that the inbox was filled from')
    .option('--json', 'one JSON object: {"ok", "file", "logs", "damage", "journal"}')
    .action(verify);
  return command;
}

function quarantineCommand(): Command {
  const command = quietly(new Command('quarantine')).description(
    'Rows that were not understood, or that the next hop cannot take. They are kept in any case.',
  );
  quietly(command.command('list'))
    .description('List what nobody has looked at. Exit code 1 if there is something.')
    .argument('<file>', 'a journal or an inbox')
    .option('--all', 'also what somebody has decided')
    .option('--json', 'one JSON object: {"rows"}')
    .action(list);
  quietly(command.command('show'))
    .description('Print one row as it was written, as JSON.')
    .argument('<file>', 'a journal or an inbox')
    .argument('<seq>', 'the number of the row', parseSeq)
    .option('--origin <name>', 'of an inbox: who wrote it')
    .option('--epoch <uuid>', 'of an inbox: which of its lives')
    .action(show);
  for (const [name, what] of [
    ['release', 'Treat a row like any other from now on.'],
    ['drop', 'Leave a row out of what is made of rows. The row itself stays.'],
  ] as const) {
    const decision = quietly(command.command(name))
      .description(`${what} The running lane or store takes this up in a few seconds.`)
      .argument('<file>', 'a journal or an inbox')
      .argument('<seq>', 'the number of the row', parseSeq)
      .option('--origin <name>', 'of an inbox: who wrote it')
      .option('--epoch <uuid>', 'of an inbox: which of its lives')
      .action(async (file: string, seq: number, options: DecideOptions) => decide(name, file, seq, options));
    if (name === 'drop') decision.requiredOption('--reason <text>', 'why, for whoever asks later');
    else decision.option('--reason <text>', 'why, for whoever asks later');
  }
  return command;
}

interface LogOptions {
  readonly origin?: string;
  readonly epoch?: string;
}

type DecideOptions = LogOptions & { readonly reason?: string };

async function status(directory: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { statSync } = await import('node:fs');
  const isDirectory = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isDirectory) throw new CommandFailure(`${directory}: there is no such directory`);
  const { syncStatus } = await import('../sync/sync-status.ts');
  const { statusInWords } = await import('../sync/sync-status-text.ts');
  const found = syncStatus(directory, 'journal.db', Date.now());
  process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : statusInWords(found));
  const logs = [...found.journals, ...(found.inbox?.logs ?? [])];
  const isWrong = logs.some(({ deadRows, heldRows, trouble }) => deadRows + heldRows > 0 || trouble !== null);
  const needsLook = isWrong || found.damaged.length > 0 || found.problems.length > 0;
  process.exitCode = needsLook ? EXIT.no : EXIT.ok;
}

async function resend(
  file: string,
  { from, to, ...which }: LogOptions & { readonly from: number; readonly to: number },
): Promise<void> {
  if (to < from) throw new CommandFailure(`--to ${to} lies before --from ${from}`);
  await orFailure(async () => {
    const log = await logIn(file, which);
    const { leaveWish } = await import('#kiosk/storage/wishes.ts');
    leaveWish(file, { type: 'resend', ...log, from, to, at: Date.now() });
    process.stdout.write(`asked for: rows ${from} to ${to} of ${log.origin}, epoch ${log.epoch}, once more\n`);
  });
}

async function resume(file: string, which: LogOptions): Promise<void> {
  await orFailure(async () => {
    const log = await logIn(file, which);
    const { leaveWish } = await import('#kiosk/storage/wishes.ts');
    leaveWish(file, { type: 'resume', ...log, at: Date.now() });
    process.stdout.write(`asked for: go on sending ${log.origin}, epoch ${log.epoch}\n`);
  });
}

/** An epoch that is fenced has left no row, so only its origin can be looked up; where PostgreSQL is, not even that. */
async function decideEpoch(
  type: 'admit' | 'make-live',
  directory: string,
  origin: string,
  epoch: string,
): Promise<void> {
  const { existsSync } = await import('node:fs');
  const { default: path } = await import('node:path');
  if (!existsSync(directory)) throw new CommandFailure(`${directory}: there is no such directory`);
  await orFailure(async () => {
    const { leaveWish } = await import('#kiosk/storage/wishes.ts');
    const { INBOX_FILE } = await import('../sync/data-files.ts');
    const { originsOf } = await import('../sync/quarantine.ts');
    const file = path.join(directory, INBOX_FILE);
    const known = existsSync(file) ? originsOf(file) : undefined;
    if (known !== undefined && !known.includes(origin)) {
      throw new CommandFailure(`${file}: nothing ever came from ${origin}`, EXIT.no);
    }
    leaveWish(file, { type, origin, epoch, at: Date.now() });
    process.stdout.write(`asked for: ${type} epoch ${epoch} of ${origin}\n`);
  });
}

async function list(file: string, { all, json }: { readonly all?: boolean; readonly json?: boolean }): Promise<void> {
  const { quarantineOf } = await import('../sync/quarantine.ts');
  const found = await orFailure(async () => quarantineOf(file));
  const rows = found.filter(({ state }) => all === true || state === 'held');
  if (json === true) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  else process.stdout.write(rows.length === 0 ? 'nothing is held back\n' : rows.map(rowInWords).join(''));
  process.exitCode = found.some(({ state }) => state === 'held') ? EXIT.no : EXIT.ok;
}

function rowInWords({ origin, epoch, seq, why, reason, state, note }: QuarantinedRow): string {
  const decided = state === 'held' ? '' : ` (${state}${note === null ? '' : `: ${note}`})`;
  return `${origin}, epoch ${epoch}, row ${seq}, ${why}: ${reason}${decided}\n`;
}

async function show(file: string, seq: number, which: LogOptions): Promise<void> {
  const { rowOf } = await import('../sync/quarantine.ts');
  const log = await logIn(file, which);
  const row = await orFailure(async () => rowOf(file, log, seq));
  if (row === undefined) throw new CommandFailure(`${file}: there is no row ${seq} of ${log.origin}`, EXIT.no);
  process.stdout.write(`${JSON.stringify({ ...log, ...row }, undefined, 2)}\n`);
}

async function decide(type: 'release' | 'drop', file: string, seq: number, options: DecideOptions): Promise<void> {
  const { reason = '', ...which } = options;
  await orFailure(async () => {
    const { quarantineOf } = await import('../sync/quarantine.ts');
    const { leaveWish } = await import('#kiosk/storage/wishes.ts');
    const log = await logIn(file, which);
    const isThere = quarantineOf(file).some(
      (row) => row.origin === log.origin && row.epoch === log.epoch && row.seq === seq,
    );
    if (!isThere) throw new CommandFailure(`${file}: row ${seq} of ${log.origin} is not held back`, EXIT.no);
    leaveWish(file, { type, ...log, seq, reason, at: Date.now() });
    process.stdout.write(`asked for: ${type} row ${seq} of ${log.origin}, epoch ${log.epoch}\n`);
  });
}

async function verify(
  file: string,
  { journal, json }: { readonly journal?: string; readonly json?: boolean },
): Promise<void> {
  const { verifyInbox } = await import('#kiosk/storage/inbox/verify-inbox.ts');
  const { compareWithJournal } = await import('../sync/compare-journal.ts');
  const report = await orFailure(async () => verifyInbox(file), json);
  const compared =
    journal === undefined
      ? undefined
      : ((await orFailure(async () => compareWithJournal(file, journal), json)) ?? 'nothing of it');
  const differs = compared === 'nothing of it' || compared?.difference !== undefined;
  const ok = report.damage === undefined && report.logs.every(({ fault }) => fault === undefined) && !differs;
  if (json === true) process.stdout.write(`${JSON.stringify({ ok, ...report, journal: compared ?? null })}\n`);
  else process.stdout.write(reportInWords(report) + comparisonInWords(journal, compared));
  process.exitCode = ok ? EXIT.ok : EXIT.no;
}

function reportInWords({ file, logs, damage }: InboxReport): string {
  const lines = logs.map(({ origin, epoch, rows, trimmed, tombstones, fault }) => {
    const good = `${origin}, epoch ${epoch}: ${rows} right, ${trimmed} trimmed, ${tombstones} set aside at their origin`;
    return fault === undefined ? good : `${good}\n  not right: ${fault.detail}`;
  });
  if (damage !== undefined) lines.push(`the file is damaged: ${damage}`);
  return `${[`${file}: ${logs.length} logs`, ...lines].join('\n')}\n`;
}

function comparisonInWords(journal: string | undefined, compared: Comparison | 'nothing of it' | undefined): string {
  if (journal === undefined || compared === undefined) return '';
  if (compared === 'nothing of it') return `${journal}: nothing of it is in the inbox\n`;
  const { compared: rows, notArrived, difference } = compared;
  const found = `${journal}: ${rows} rows are the same in both, ${notArrived} have not arrived\n`;
  return difference === undefined ? found : `${found}  not right: ${difference.detail}\n`;
}

/** The log that a file holds, or the one of several that was named. */
async function logIn(file: string, { origin, epoch }: LogOptions): Promise<{ origin: string; epoch: string }> {
  const { logsOf } = await import('../sync/quarantine.ts');
  const logs = await orFailure(async () => logsOf(file));
  const named = logs.filter((log) => (origin ?? log.origin) === log.origin && (epoch ?? log.epoch) === log.epoch);
  const [only] = named;
  if (only === undefined) throw new CommandFailure(`${file}: there is no such log; it holds ${logs.length}`);
  if (named.length > 1) {
    throw new CommandFailure(`${file}: ${named.length} logs fit; name one with --origin and --epoch`);
  }
  return only;
}

/** A file that is not usable ends the command with its message and the code for that. */
async function orFailure<T>(work: () => Promise<T>, json = false): Promise<T> {
  const { StorageError } = await import('#kiosk/storage/storage-error.ts');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (json) {
      process.stdout.write(`${JSON.stringify({ ok: false, error: { code: error.code, message: error.message } })}\n`);
    }
    throw new CommandFailure(error.message, error.code === 'corrupt' ? EXIT.no : EXIT.usage);
  }
}

function quietly(command: Command): Command {
  return command.helpCommand(false).showHelpAfterError('(add --help for what this command takes)').exitOverride();
}

function parseEpoch(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(text)) return text;
  throw new InvalidArgumentError('An epoch is a UUID in small letters; the log and the staff page name it.');
}

function parseSeq(text: string): number {
  const seq = Number(text);
  if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('A row is a whole number from 1 on.');
}
