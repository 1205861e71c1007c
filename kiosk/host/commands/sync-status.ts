import { Command } from 'commander';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { orFailure, quietly } from './sync-options.ts';

/** `handrail sync status`: how far records have come, and whether a person should look. */
export function statusCommand(): Command {
  return quietly(new Command('status'))
    .description(
      'Tell of a data directory: rows that are to be sent, the age of the oldest that headquarters lacks, earlier and ' +
        'damaged files, what is held back, room on the disk. Of a database: every log, its last row and what is held ' +
        'back. Nothing is changed. Exit code 1 if a person should look.',
    )
    .argument(
      '<where>',
      "the data directory of a lane, a store or headquarters, a headquarters' settings file (.json), or the address " +
        'of its database',
    )
    .option('--json', 'one JSON object')
    .action(status);
}

async function status(where: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { default: path } = await import('node:path');
  const { recordPlace } = await import('../sync/record-place.ts');
  await orFailure(async () => {
    const place = recordPlace(where);
    if (place.kind === 'postgres') await ofDatabase(place.url, json);
    else await ofDirectory(place.file === where ? where : path.dirname(place.file), json);
  });
}

async function ofDirectory(directory: string, json: boolean | undefined): Promise<void> {
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

async function ofDatabase(url: string, json: boolean | undefined): Promise<void> {
  const { withRecord } = await import('../sync/record-place.ts');
  const { storedLogs } = await import('#sync/postgres/stored-rows.ts');
  const { recordInWords } = await import('../sync/sync-status-text.ts');
  const logs = await withRecord(url, async (record) => storedLogs(record));
  process.stdout.write(json === true ? `${JSON.stringify({ logs })}\n` : recordInWords(logs, Date.now()));
  process.exitCode = logs.some(({ heldRows }) => heldRows > 0) ? EXIT.no : EXIT.ok;
}
