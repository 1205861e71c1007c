import { Command } from 'commander';
import type { LogOptions } from '../sync/quarantine-desk.ts';
import type { QuarantinedRow } from '../sync/quarantine.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { orFailure, parseSeq, quietly } from './sync-options.ts';

const WHERE = "a journal, an inbox, or a headquarters' settings file (.json)";

/** `handrail sync quarantine`: rows that were held back, in files and in the database of headquarters alike. */
export function quarantineCommand(): Command {
  const command = quietly(new Command('quarantine')).description(
    'Rows that were not understood, or that the next hop cannot take. They are kept in any case.',
  );
  quietly(command.command('list'))
    .description('List what nobody has looked at. Exit code 1 if there is something.')
    .argument('<where>', WHERE)
    .option('--all', 'also what somebody has decided')
    .option('--json', 'one JSON object: {"rows"}')
    .action(list);
  quietly(command.command('show'))
    .description('Print one row as it was written, as JSON.')
    .argument('<where>', WHERE)
    .argument('<seq>', 'the number of the row', parseSeq)
    .option('--origin <name>', 'of several logs: who wrote it')
    .option('--epoch <uuid>', 'of several logs: which of its lives')
    .action(show);
  for (const [name, what] of [
    ['release', 'Treat a row like any other from now on, also one that was dropped.'],
    ['drop', 'Leave a row out of what is made of rows. The row itself stays.'],
  ] as const) {
    const decision = quietly(command.command(name))
      .description(`${what} A running lane or store takes this up in a few seconds; PostgreSQL knows at once.`)
      .argument('<where>', WHERE)
      .argument('<seq>', 'the number of the row', parseSeq)
      .option('--origin <name>', 'of several logs: who wrote it')
      .option('--epoch <uuid>', 'of several logs: which of its lives')
      .action(async (where: string, seq: number, options: DecideOptions) => decide(name, where, seq, options));
    if (name === 'drop') decision.requiredOption('--reason <text>', 'why, for whoever asks later');
    else decision.option('--reason <text>', 'why, for whoever asks later');
  }
  return command;
}

type DecideOptions = LogOptions & { readonly reason?: string };

async function list(where: string, { all, json }: { readonly all?: boolean; readonly json?: boolean }): Promise<void> {
  const { atQuarantineDesk } = await import('../sync/quarantine-desk.ts');
  const found = await orFailure(async () => atQuarantineDesk(where, async (desk) => desk.rows()));
  const rows = found.filter(({ state }) => all === true || state === 'held');
  if (json === true) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  else process.stdout.write(rows.length === 0 ? 'nothing is held back\n' : rows.map(rowInWords).join(''));
  process.exitCode = found.some(({ state }) => state === 'held') ? EXIT.no : EXIT.ok;
}

function rowInWords({ origin, epoch, seq, why, reason, state, note }: QuarantinedRow): string {
  const decided = state === 'held' ? '' : ` (${state}${note === null ? '' : `: ${note}`})`;
  return `${origin}, epoch ${epoch}, row ${seq}, ${why}: ${reason}${decided}\n`;
}

async function show(where: string, seq: number, which: LogOptions): Promise<void> {
  const { atQuarantineDesk, logAt } = await import('../sync/quarantine-desk.ts');
  await orFailure(async () =>
    atQuarantineDesk(where, async (desk) => {
      const log = await logAt(desk, where, which);
      const row = await desk.row(log, seq);
      if (row === undefined) throw new CommandFailure(`${where}: there is no row ${seq} of ${log.origin}`, EXIT.no);
      process.stdout.write(`${JSON.stringify({ ...log, ...row }, undefined, 2)}\n`);
    }),
  );
}

async function decide(type: 'release' | 'drop', where: string, seq: number, options: DecideOptions): Promise<void> {
  const { reason = '', ...which } = options;
  const { atQuarantineDesk, logAt, notHeld } = await import('../sync/quarantine-desk.ts');
  await orFailure(async () =>
    atQuarantineDesk(where, async (desk) => {
      const log = await logAt(desk, where, which);
      const became = await desk.decide({ type, log, seq, reason });
      if (became === undefined) throw notHeld(where, seq, log);
      process.stdout.write(`${became}: ${type} row ${seq} of ${log.origin}, epoch ${log.epoch}\n`);
    }),
  );
}
