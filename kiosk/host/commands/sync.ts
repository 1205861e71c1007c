import { Command, InvalidArgumentError } from 'commander';
import type { LogName } from '#sync/log/log.ts';
import type { LogOptions } from '../sync/quarantine-desk.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { orFailure, parseSeq, quietly } from './sync-options.ts';
import { quarantineCommand } from './sync-quarantine.ts';
import { retentionCommand } from './sync-retention.ts';
import { statusCommand } from './sync-status.ts';
import { verifyCommand } from './sync-verify.ts';

/** `handrail sync`: what is sent and taken in, and what a person may ask of whoever sends and takes it in. */
export function syncCommand(): Command {
  const command = quietly(new Command('sync')).description(
    'See how far records have come, have them sent again, and look after what was held back.',
  );
  command.addCommand(statusCommand());
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
  command.addCommand(retentionCommand());
  command.addCommand(verifyCommand());
  return command;
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

/** The log that a file holds, or the one of several that was named. */
async function logIn(file: string, which: LogOptions): Promise<LogName> {
  const { logsOf } = await import('../sync/quarantine.ts');
  const { logAt } = await import('../sync/quarantine-desk.ts');
  return logAt({ logs: async () => logsOf(file) }, file, which);
}

function parseEpoch(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(text)) return text;
  throw new InvalidArgumentError('An epoch is a UUID in small letters; the log and the staff page name it.');
}
