// Goal: headquarters' database takes in logs as every sink must, and takes anything that is well framed, byte for byte.
// Method: a real server; the suite for upstreams with nothing but the receiver in between, while the server is down,
// locked or read-only too; then texts that PostgreSQL cannot hold, two processes that write the same log, and places.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { genesisMark, hashOfRow, markOf } from '#sync/log/row-hash.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { quarantined } from '#sync/postgres/quarantine.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { describeUpstream } from '#tests/support/log-conformance.ts';
import { nextRow, rowsAfter } from '#tests/support/memory-log.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { someLog, type Trouble, type UpstreamUnderTest } from '#tests/support/upstream-under-test.ts';

const TODAY = '2026-03-02';
const MANY = 20_000;

describeUpstream('PostgreSQL behind a receiver, for a store that forwards,', async () => openSubject('forwarder'));
describeUpstream('PostgreSQL behind a receiver, for a lane,', async () => openSubject('writer'));

async function openSubject(from: 'writer' | 'forwarder'): Promise<UpstreamUnderTest> {
  const server = await PostgresServer.start();
  const sink = await PostgresSink.open({ url: server.url(), today: TODAY, statementTimeoutMs: 1_000 });
  const upstream = inProcessUpstream(sink, from);
  return {
    upstream,
    from,
    rows: async (log) => sink.read(log, 0, MANY),
    suspects: async (log) =>
      (await quarantined(sink.connections, MANY)).filter((row) => row.epoch === log.epoch).map((row) => row.seq),
    wipe: async () => {
      await server.query('TRUNCATE handrail.journal, handrail.suspect, handrail.log, handrail.origin');
    },
    troubles: troublesOf(server),
    close: async () => {
      await upstream.close();
      await sink.close();
      await server.stop();
    },
  };
}

function troublesOf(server: PostgresServer): readonly Trouble[] {
  return [
    {
      name: 'the server is down',
      code: 'busy',
      begin: async () => {
        await server.kill();
        return async () => server.restart();
      },
    },
    {
      name: 'a statement takes longer than it may',
      code: 'busy',
      begin: async () => {
        const locker = new pg.Client({ connectionString: server.url() });
        await locker.connect();
        await locker.query('BEGIN; LOCK TABLE handrail.journal IN ACCESS EXCLUSIVE MODE');
        return async () => locker.end();
      },
    },
    {
      name: 'the address leads to a server that only reads',
      code: 'busy',
      begin: async () => {
        await readOnly(server, 'on');
        return async () => readOnly(server, 'off');
      },
    },
  ];
}

async function readOnly(server: PostgresServer, state: 'on' | 'off'): Promise<void> {
  await server.query(`BEGIN READ WRITE; ALTER DATABASE postgres SET default_transaction_read_only = ${state}; COMMIT`);
  await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
}

let server: PostgresServer;
let sink: PostgresSink;

beforeAll(async () => {
  server = await PostgresServer.start();
  sink = await PostgresSink.open({ url: await server.newDatabase('plain'), today: TODAY });
});

afterAll(async () => {
  await sink.close();
  await server.stop();
});

it('takes any well-formed text in any field, byte for byte, and flags what the database cannot show', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((string) => string.toWellFormed());
  const hostile = fc.constantFrom('\u0000', 'a\u0000b', '"', '\\', '{}', 'NULL', "'; DROP TABLE x; --", ',', ' ', '\n');
  const anyText = fc.oneof(text, hostile);
  const anyDay = fc.constantFrom('2026-03-02', '2026-02-30', '0000-01-01', '9999-12-31', '', 'infinity', 'not a day');
  const anyNumber = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const content = fc.record({
    id: fc.oneof(anyText, fc.uuid()),
    kind: anyText,
    businessDay: anyDay,
    wall: anyNumber.map((value) => value + 0),
    boot: anyText,
    monotonic: anyNumber.map((value) => value + 0),
    body: anyText,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 8 }), async (contents) => {
      const log = someLog();
      let last = genesisMark(log);
      const rows = contents.map((fields) => {
        const row = { ...fields, seq: last.seq + 1 };
        const chained = { ...row, hash: hashOfRow(row, last.hash) };
        last = markOf(chained);
        return chained;
      });
      expect(await sink.append(log, rows, [])).toEqual(last);
      expect(await sink.read(log, 0, 100)).toEqual(rows);
      const flagged = new Set((await quarantined(sink.connections, MANY)).map((row) => `${row.epoch} ${row.seq}`));
      for (const row of rows) {
        if (row.kind.includes('\u0000') || row.body.includes('\u0000') || row.businessDay === '') {
          expect(flagged.has(`${log.epoch} ${row.seq}`)).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
});

it('adds each row once when two processes take the same rows at the same time', async () => {
  const other = await PostgresSink.open({ url: server.url('plain'), today: TODAY });
  const log = someLog();
  const rows = rowsAfter(log, genesisMark(log), 400);
  const pushes = Array.from({ length: 40 }, (_, index) => {
    const from = (index % 10) * 40;
    return (index % 2 === 0 ? sink : other).append(log, rows.slice(Math.max(0, from - 15), from + 40), []);
  });
  const marks = await Promise.all(pushes);
  for (const mark of marks) expect(mark.seq === 0 || rows[mark.seq - 1]?.hash === mark.hash).toBe(true);
  for (let from = 0; from < rows.length; from += 40) await other.append(log, rows.slice(from, from + 40), []);
  expect(await sink.read(log, 0, MANY)).toEqual(rows);
  const [counted] = await server.query<{ deadlocks: string }>(
    "SELECT deadlocks FROM pg_stat_database WHERE datname = 'plain'",
    'plain',
  );
  expect(counted?.deadlocks).toBe('0');
  await other.close();
});

it('adds nothing behind another row than the one that the rows follow', async () => {
  const log = someLog();
  const rows = rowsAfter(log, genesisMark(log), 3);
  await sink.append(log, rows, []);
  const fork = rowsAfter(log, genesisMark(log), 6, () => ({ body: '{"other":1}' }));
  const last = rows.at(-1);
  expect(await sink.append(log, fork, [])).toEqual(last === undefined ? undefined : markOf(last));
  expect(await sink.read(log, 0, MANY)).toEqual(rows);
});

it('knows the hash at every place that it keeps, and at none that it does not', async () => {
  const log = someLog();
  const rows = rowsAfter(log, genesisMark(log), 3);
  await sink.append(log, rows, []);
  expect(await sink.hashAt(log, 0)).toBe(genesisMark(log).hash);
  expect(await Promise.all([1, 2, 3, 4].map(async (seq) => sink.hashAt(log, seq)))).toEqual([
    ...rows.map((row) => row.hash),
    undefined,
  ]);
  expect(await sink.logs()).toContainEqual(log);
});

it('remembers which epoch of an origin is alive, and which others may hand over', async () => {
  const { origin } = someLog();
  expect(await sink.origin(origin)).toBeUndefined();
  const first = { origin, liveEpoch: 'one', lastHeardAt: 1_770_000_000_000, admitted: [] };
  await sink.noteOrigin(first);
  expect(await sink.origin(origin)).toEqual(first);
  const second = { origin, liveEpoch: 'two', lastHeardAt: 1_770_000_000_001, admitted: ['one', 'a "quoted", one'] };
  await sink.noteOrigin(second);
  expect(await sink.origin(origin)).toEqual(second);
});

it('goes on after a place that a person has named, and never goes back to one', async () => {
  const log = someLog();
  const rows = rowsAfter(log, genesisMark(log), 9);
  await sink.append(log, rows.slice(0, 3), []);
  const place = rows[5] === undefined ? genesisMark(log) : markOf(rows[5]);
  await sink.startAt(log, place);
  expect((await sink.known(log)).mark).toEqual(place);
  expect(await sink.hashAt(log, 6)).toBe(place.hash);
  await sink.startAt(log, genesisMark(log));
  await sink.append(log, rows.slice(6), []);
  expect(await sink.known(log)).toMatchObject({ mark: { seq: 9 }, settled: { seq: 9 } });
  expect((await sink.read(log, 0, MANY)).map((row) => row.seq)).toEqual([1, 2, 3, 7, 8, 9]);
  expect(nextRow(log, place)).toEqual(expect.objectContaining({ seq: 7 }));
});
