import { Command, InvalidArgumentError } from 'commander';
import type { JournalReport } from '#kiosk/storage/journal/verify.ts';
import type { ExportRange } from '#kiosk/storage/journal/export.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';

/** `handrail journal`: prove a record right and take it along. Both only read, also while a lane is at work. */
export function journalCommand(): Command {
  const command = new Command('journal')
    .description('Verify and export the record of a lane. Nothing is changed, and the lane may go on working.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride();
  command
    .command('verify')
    .description(
      'Check every row, link and hash. Exit code 0 only if all are right, 1 if not (the first bad row is named), ' +
        '2 if the file is not a journal or not there.',
    )
    .argument('<file>', 'the journal of a lane')
    .option('--json', 'one JSON object: {"ok", "file", "origin", "epoch", "rows", "head", "fault"}')
    .action(verify);
  command
    .command('export')
    .description(
      'Write the rows for other programs, one JSON object a line, and check each on its way. Exit code 1 if one is not ' +
        'right (they all go out, and the first is named), 2 if the file is not a journal or not there.',
    )
    .argument('<file>', 'the journal of a lane')
    .option('--format <format>', 'jsonl: one JSON object a line', parseFormat, 'jsonl')
    .option('--from <seq>', 'the first row', parseSeq)
    .option('--to <seq>', 'the last row', parseSeq)
    .option('--output <file>', 'where to write; a file that is there is not replaced (default: standard output)')
    .action(exportRows);
  return command;
}

async function verify(file: string, options: { readonly json?: boolean }): Promise<void> {
  const report = await orFailure(async () => {
    const { verifyJournal } = await import('#kiosk/storage/journal/verify.ts');
    return verifyJournal(file);
  }, options.json === true);
  process.stdout.write(options.json === true ? `${reportAsJson(report)}\n` : reportInWords(report));
  process.exitCode = report.fault === undefined ? EXIT.ok : EXIT.no;
}

function reportAsJson(report: JournalReport): string {
  const { fault, ...found } = report;
  return JSON.stringify({ ok: fault === undefined, ...found, fault: fault ?? null });
}

function reportInWords({ file, origin, epoch, rows, head, fault }: JournalReport): string {
  const whose = `${file}: the journal of ${origin}, epoch ${epoch}`;
  const good = `${rows} ${rows === 1 ? 'row' : 'rows'}`;
  if (fault === undefined) return `${whose}\nEvery row, link and hash is right: ${good}, head ${head}\n`;
  return `${whose}\nNot right (${fault.problem}): ${fault.detail}\nRight before that: ${good}\n`;
}

async function exportRows(file: string, options: ExportRange & { readonly output?: string }): Promise<void> {
  await orFailure(async () => {
    const { exportJournal } = await import('#kiosk/storage/journal/export.ts');
    const fault = exportJournal(file, options, options.output);
    if (fault === undefined) return;
    process.stderr.write(
      `handrail: exported as it is, and it is not right (${fault.problem}): ${fault.detail}\n` +
        `          "handrail journal verify ${file}" looks at all of it\n`,
    );
    process.exitCode = EXIT.no;
  }, false);
}

/** Runs a piece of work; a file that is not usable ends the command with its message and the code for that. */
async function orFailure<T>(work: () => Promise<T>, json: boolean): Promise<T> {
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

function parseFormat(text: string): string {
  if (text === 'jsonl') return text;
  throw new InvalidArgumentError('The format is jsonl.');
}

function parseSeq(text: string): number {
  const seq = Number(text);
  if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('A row is a whole number from 1 on.');
}
