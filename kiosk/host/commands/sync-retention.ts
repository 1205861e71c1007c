import { userInfo } from 'node:os';
import { Command } from 'commander';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import type { PostgresConnections } from '#sync/postgres/postgres-connections.ts';
import type { RetentionReport } from '#sync/postgres/retention.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { orFailure, parseDay, parseSeq, quietly } from './sync-options.ts';

const WHERE = "headquarters' settings file (.json), or the address of its database";

/** `handrail sync retention`: what of PostgreSQL's record is old enough to go, and what must not. */
export function retentionCommand(): Command {
  const command = quietly(new Command('retention')).description(
    'How long the record in PostgreSQL is kept. With hq.keepDays a running headquarters drops what is older by itself, ' +
      'in PostgreSQL and in its own file alike.',
  );
  quietly(command.command('show'))
    .description('Tell what there is, what is held, and what would go. Nothing is changed.')
    .argument('<where>', WHERE)
    .option('--keep-days <days>', 'the newest days that stay; hq.keepDays unless given', parseSeq)
    .option('--json', 'one JSON object: {"partitions", "holds", "wouldGo", "kept"}')
    .action(show);
  quietly(command.command('drop'))
    .description(
      'Drop partitions all of whose days are older. What waits in quarantine, what a connector has not read and what ' +
        'is held stays. Exit code 1 if something that is old enough stayed.',
    )
    .argument('<where>', WHERE)
    .option('--keep-days <days>', 'the newest days that stay; hq.keepDays unless given', parseSeq)
    .action(drop);
  quietly(command.command('hold'))
    .description('Keep days whatever their age, for an audit or a dispute. Prints the number of the hold.')
    .argument('<where>', WHERE)
    .argument('<from>', 'the first day, as 2026-11-22', parseDay)
    .argument('<to>', 'the last day', parseDay)
    .requiredOption('--reason <text>', 'why, for whoever asks later')
    .action(hold);
  quietly(command.command('lift'))
    .description('End a hold.')
    .argument('<where>', WHERE)
    .argument('<hold>', 'its number', parseSeq)
    .action(lift);
  return command;
}

interface RetentionOptions {
  readonly keepDays?: number;
  readonly json?: boolean;
}

async function show(where: string, { keepDays: wished, json }: RetentionOptions): Promise<void> {
  await atRecord(where, async (record, hq) => {
    const { partitionSizes, retentionHolds } = await import('#sync/postgres/retention-holds.ts');
    const [sizes, holds] = [await partitionSizes(record), await retentionHolds(record)];
    const keepDays = wished ?? hq?.keepDays;
    const { dropped: wouldGo, kept } =
      keepDays === undefined ? { dropped: [], kept: [] } : await dropIn(record, hq, keepDays, true);
    if (json === true) {
      process.stdout.write(`${JSON.stringify({ partitions: sizes, holds, wouldGo, kept })}\n`);
      return;
    }
    const lines = [
      ...sizes.map(({ name, rows, bytes }) => `${name}: about ${rows} rows, ${bytes} bytes`),
      ...holds.map((each) => `hold ${each.hold}: ${each.fromDay} to ${each.toDay}, ${each.placedBy}: ${each.reason}`),
      ...wouldGo.map(({ name }) => `${name}: would go`),
      ...kept.map(({ partition, why }) => `${partition.name}: old enough, and stays: ${why}`),
      ...(keepDays === undefined ? ['everything is kept: hq.keepDays is not set'] : []),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  });
}

async function drop(where: string, { keepDays: wished }: RetentionOptions): Promise<void> {
  await atRecord(where, async (record, hq) => {
    const keepDays = wished ?? hq?.keepDays;
    if (keepDays === undefined) throw new CommandFailure('say how many days are kept: --keep-days, or hq.keepDays');
    const { dropped, kept } = await dropIn(record, hq, keepDays, false);
    const lines = [
      ...dropped.map(({ name }) => `${name}: dropped`),
      ...kept.map(({ partition, why }) => `${partition.name}: stays: ${why}`),
    ];
    process.stdout.write(lines.length === 0 ? 'nothing is old enough\n' : `${lines.join('\n')}\n`);
    process.exitCode = kept.length > 0 ? EXIT.no : EXIT.ok;
  });
}

async function hold(where: string, fromDay: string, toDay: string, { reason }: { reason: string }): Promise<void> {
  if (toDay < fromDay) throw new CommandFailure(`the last day, ${toDay}, lies before the first, ${fromDay}`);
  await atRecord(where, async (record) => {
    const { placeHold } = await import('#sync/postgres/retention-holds.ts');
    const placed = await placeHold(record, { fromDay, toDay, reason, placedBy: userInfo().username });
    process.stdout.write(`hold ${placed}: ${fromDay} to ${toDay}\n`);
  });
}

async function lift(where: string, number: number): Promise<void> {
  await atRecord(where, async (record) => {
    const { liftHold } = await import('#sync/postgres/retention-holds.ts');
    if (!(await liftHold(record, number))) throw new CommandFailure(`there is no hold ${number}`, EXIT.no);
    process.stdout.write(`hold ${number} is lifted\n`);
  });
}

async function dropIn(
  record: PostgresConnections,
  hq: HqConfig['hq'] | undefined,
  keepDays: number,
  isTrial: boolean,
): Promise<RetentionReport> {
  const { dropOldDays } = await import('../sync/hq-retention.ts');
  const { KEEP_DAYS_MIN } = await import('#sync/postgres/retention.ts');
  if (keepDays < KEEP_DAYS_MIN) throw new CommandFailure(`--keep-days ${keepDays}: at least ${KEEP_DAYS_MIN}`);
  return dropOldDays(record, { connectors: hq, keepDays, now: Date.now(), isTrial });
}

async function atRecord(
  where: string,
  work: (record: PostgresConnections, hq: HqConfig['hq'] | undefined) => Promise<void>,
): Promise<void> {
  const { recordPlace, withRecord } = await import('../sync/record-place.ts');
  await orFailure(async () => {
    const place = recordPlace(where);
    if (place.kind === 'file') {
      throw new CommandFailure(
        `${where}: not kept in PostgreSQL; where the record is a file, set hq.keepDays and the running headquarters sees to it`,
      );
    }
    await withRecord(place.url, async (record) => work(record, place.hq));
  });
}
