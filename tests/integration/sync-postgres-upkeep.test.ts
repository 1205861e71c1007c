// Goal: the database can be looked after for years: its schema moves forward only, every day has its partition, nothing
// is dropped that somebody still needs.
// Method: a real server; schemas of other versions, days on the edges of partitions, strays, holds, quarantine.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '#sync/log/log.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { migrate } from '#sync/postgres/migrate.ts';
import { partitions } from '#sync/postgres/partitions.ts';
import { PostgresSetupError } from '#sync/postgres/postgres-setup-error.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { decideQuarantined } from '#sync/postgres/quarantine.ts';
import { dropOldPartitions, KEEP_DAYS_MIN } from '#sync/postgres/retention.ts';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { someLog } from '#tests/support/upstream-under-test.ts';

const TODAY = '2026-03-02';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => server.stop());

let databases = 0;

async function freshSink(span: 'day' | 'month' = 'month'): Promise<PostgresSink> {
  databases += 1;
  const url = await server.newDatabase(`upkeep_${databases}`);
  return PostgresSink.open({ url, today: TODAY, partitionSpan: span });
}

/** Rows of the days given, chained by hashes that nobody checks here. */
function rowsOn(log: LogName, days: readonly string[]): readonly JournalRow[] {
  return rowsAfter(log, genesisMark(log), days.length).map((row, index) => ({
    ...row,
    businessDay: days[index] ?? TODAY,
  }));
}

async function placesOf(sink: PostgresSink): Promise<unknown[]> {
  return sink.connections.query(
    'SELECT relname AS table, seq::integer FROM handrail.journal j JOIN pg_class c ON c.oid = j.tableoid ORDER BY seq',
  );
}

it('opens a database that is of today any number of times, from several processes at once', async () => {
  const url = await server.newDatabase('many');
  const sinks = await Promise.all([1, 2, 3].map(async () => PostgresSink.open({ url, today: TODAY })));
  const [first] = sinks;
  const steps = await first?.connections.query('SELECT version FROM handrail.schema_step ORDER BY version');
  expect(steps).toEqual([{ version: 1 }, { version: 2 }]);
  for (const sink of sinks) await sink.close();
});

it('leaves a database alone that a newer program has changed', async () => {
  const sink = await freshSink();
  await sink.connections.query('INSERT INTO handrail.schema_step (version) VALUES (3)');
  await sink.close();
  const url = server.url(`upkeep_${databases}`);
  await expect(PostgresSink.open({ url, today: TODAY })).rejects.toMatchObject({ code: 'newer-schema' });
  await expect(PostgresSink.open({ url, today: TODAY })).rejects.toBeInstanceOf(PostgresSetupError);
});

it('takes a step as a whole or not at all', async () => {
  const sink = await freshSink();
  const steps = ['SELECT 1', 'SELECT 1', 'CREATE TABLE handrail.new_one (x integer); SELECT 1 / 0'];
  await expect(sink.connections.withClient((client) => migrate(client, steps))).rejects.toThrow('division by zero');
  const found = await sink.connections.query("SELECT to_regclass('handrail.new_one') AS found");
  expect(found).toEqual([{ found: null }]);
  await sink.connections.withClient((client) => migrate(client, ['SELECT 1', 'SELECT 1', 'SELECT 1']));
  await sink.close();
});

it('keeps each row in the partition of its day, and strays apart', async () => {
  const sink = await freshSink();
  const log = someLog();
  const days = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01', '2031-01-01', '2026-02-30'];
  await sink.append(log, rowsOn(log, days), []);
  expect(await placesOf(sink)).toEqual([
    { table: 'journal_20260201_20260301', seq: 1 },
    { table: 'journal_20260301_20260401', seq: 2 },
    { table: 'journal_20260301_20260401', seq: 3 },
    { table: 'journal_20260401_20260501', seq: 4 },
    { table: 'journal_strays', seq: 5 },
    { table: 'journal_strays', seq: 6 },
  ]);
  await sink.close();
});

it('brings strays into their partition once it is made, while rows come in', async () => {
  const sink = await freshSink('day');
  const log = someLog();
  const rows = rowsOn(log, ['2026-05-01', '2026-05-02', '2026-05-02', '2026-03-02']);
  await sink.append(log, rows, []);
  const others = Array.from({ length: 20 }, () => {
    const other = someLog();
    return {
      other,
      rows: rowsOn(
        other,
        Array.from({ length: 30 }, () => '2026-05-02'),
      ),
    };
  });
  await Promise.all([
    ...others.map(async (each) => sink.append(each.other, each.rows, [])),
    sink.makePartitions('2026-05-01'),
    sink.makePartitions('2026-05-01'),
  ]);
  const strays = await sink.connections.query('SELECT seq FROM ONLY handrail.journal_strays');
  expect(strays).toEqual([]);
  expect(await sink.read(log, 0, 10)).toEqual(rows);
  const made = await sink.connections.withClient((client) => partitions(client));
  expect(made.filter((range) => range.from === '2026-05-02')).toEqual([
    { name: 'journal_20260502_20260503', from: '2026-05-02', to: '2026-05-03' },
  ]);
  await sink.close();
});

it('drops partitions that are old enough, and takes nothing of them in again', async () => {
  const sink = await freshSink();
  const log = someLog();
  const rows = rowsOn(log, ['2026-02-10', '2026-02-11', '2026-03-02']);
  await sink.append(log, rows, []);
  const drop = async (today: string): Promise<unknown> =>
    sink.connections.withClient(async (client) => {
      const { dropped, kept } = await dropOldPartitions(client, { today, keepDays: KEEP_DAYS_MIN });
      return { dropped: dropped.map(({ from }) => from), kept: kept.map(({ why }) => why) };
    });
  expect(await drop('2026-03-30')).toEqual({ dropped: [], kept: [] });
  expect(await drop('2026-03-31')).toEqual({ dropped: ['2026-02-01'], kept: [] });
  expect((await sink.read(log, 0, 10)).map((row) => row.seq)).toEqual([3]);
  expect(await sink.append(log, rows, [])).toMatchObject({ seq: 3 });
  expect((await sink.read(log, 0, 10)).map((row) => row.seq)).toEqual([3]);
  expect(await sink.hashAt(log, 2)).toBeUndefined();
  await sink.close();
});

it('keeps a partition with a row that waits for a person, or with a hold over a day of it', async () => {
  const sink = await freshSink();
  const log = someLog();
  await sink.append(log, rowsOn(log, ['2026-02-25']), [{ seq: 1, reason: 'strange' }]);
  await sink.connections.query(
    `INSERT INTO handrail.retention_hold (from_day, to_day, reason, placed_by)
       VALUES ('2026-02-28', '2026-03-05', 'audit', 'ann')`,
  );
  const keptFor = async (): Promise<readonly string[]> =>
    sink.connections.withClient(async (client) =>
      (await dropOldPartitions(client, { today: '2027-01-01', keepDays: 100 })).kept.map(({ why }) => why),
    );
  expect(await keptFor()).toEqual(['held: audit', 'held: audit']);
  await sink.connections.query('DELETE FROM handrail.retention_hold');
  expect(await keptFor()).toEqual(['1 of its rows wait in quarantine']);
  const decision = { log, seq: 1, state: 'dropped', by: 'ann', reason: 'a test till' } as const;
  expect(await decideQuarantined(sink.connections, decision)).toBe(true);
  expect(await keptFor()).toEqual([]);
  expect(await sink.read(log, 0, 10)).toEqual([]);
  await sink.close();
});

it('refuses to keep less than lanes can send again', async () => {
  const sink = await freshSink();
  const drop = sink.connections.withClient((client) =>
    dropOldPartitions(client, { today: TODAY, keepDays: KEEP_DAYS_MIN - 1 }),
  );
  await expect(drop).rejects.toThrow('at least');
  await sink.close();
});
