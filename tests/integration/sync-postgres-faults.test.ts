// Goal: whatever happens to the database or to the line to it, no row is lost and none is doubled, and no mark that was
// told is ever ahead of what is committed.
// Method: a real server whose processes are killed with SIGKILL, whose connections are cut, whose answers are swallowed
// after it has committed, and that may not make its files any larger; lanes push through two processes' worth of sinks
// meanwhile, and the rows are compared afterwards.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { SinkFailure } from '#sync/log/log-sink.ts';
import type { LogName, Mark, PushAnswer } from '#sync/log/log.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { UpstreamFailure, type Upstream } from '#sync/log/upstream.ts';
import { PostgresSetupError } from '#sync/postgres/postgres-setup-error.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { freePort } from '#tests/support/free-port.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { until } from '#tests/support/until.ts';
import { someLog } from '#tests/support/upstream-under-test.ts';

const TODAY = '2026-03-02';
const LANES = 6;
const ROWS = 1_500;
const BATCH = 25;
const KILLS = 4;

/** A lane that sends its rows until all are settled, whatever fails, and notes the best mark that it was told. */
async function drain(log: LogName, rows: readonly JournalRow[], upstreams: readonly Upstream[]): Promise<Mark> {
  let mark = genesisMark(log);
  for (let turn = 0; mark.seq < rows.length; turn += 1) {
    const upstream = upstreams[turn % upstreams.length];
    const answer = await upstream
      ?.push({ log, after: mark, rows: rows.slice(mark.seq, mark.seq + BATCH) }, AbortSignal.timeout(30_000))
      .catch((error: unknown): PushAnswer | undefined => {
        if (error instanceof UpstreamFailure && error.code === 'busy') return undefined;
        throw error;
      });
    if (answer === undefined) continue;
    if (answer.type !== 'mark') throw new Error(`unexpected answer ${JSON.stringify(answer)}`);
    expect(answer.mark.seq).toBeGreaterThanOrEqual(mark.seq);
    ({ mark } = answer);
  }
  return mark;
}

describe('a database that fails', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(async () => server.stop());

  it('loses and doubles nothing when it is killed while lanes send through two processes', async () => {
    const sinks = [await open(server.url()), await open(server.url())];
    const upstreams = sinks.map((sink) => inProcessUpstream(sink, 'forwarder'));
    const lanes = Array.from({ length: LANES }, () => {
      const log = someLog();
      return { log, rows: rowsAfter(log, genesisMark(log), ROWS) };
    });
    const done = Promise.all(lanes.map(async ({ log, rows }) => drain(log, rows, upstreams)));
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const goal = (LANES * ROWS * kill) / (KILLS + 2);
      await until('some rows have come', async () => {
        const [found] = await server.query<{ count: string }>('SELECT sum(mark_seq) AS count FROM handrail.log');
        return Number(found?.count) >= goal;
      });
      await server.kill();
      await server.restart();
    }
    await done;
    for (const { log, rows } of lanes) expect(await sinks[0]?.read(log, 0, ROWS + 1)).toEqual(rows);
    for (const sink of sinks) await sink.close();
  });

  it('takes up where it was after every connection was cut', async () => {
    const line = await FaultProxy.open(server.port);
    const sink = await open(`postgres://handrail@127.0.0.1:${line.port}/postgres`);
    const log = someLog();
    const rows = rowsAfter(log, genesisMark(log), 300);
    const cutting = setInterval(() => line.resetAll(), 20);
    await drain(log, rows, [inProcessUpstream(sink, 'forwarder')]);
    clearInterval(cutting);
    expect(await until('the rows can be read', async () => sink.read(log, 0, 1_000).catch(() => false))).toEqual(rows);
    await sink.close();
    await line.close();
  });

  it('counts rows once whose commit was never heard of', async () => {
    const line = await FaultProxy.open(server.port);
    const sink = await open(`postgres://handrail@127.0.0.1:${line.port}/postgres`, 300);
    const direct = await open(server.url());
    const log = someLog();
    const rows = rowsAfter(log, genesisMark(log), 20);
    await sink.append(log, rows.slice(0, 10), []);
    line.setWeather({ losesAnswers: true });
    const lost = sink.append(log, rows.slice(10), []);
    const committed = until('it was committed all the same', async () => (await direct.known(log)).mark.seq === 20);
    await expect(lost).rejects.toBeInstanceOf(SinkFailure);
    await committed;
    line.setWeather({});
    line.resetAll();
    const last = rows.at(-1);
    expect(await sink.append(log, rows.slice(10), [])).toEqual(last === undefined ? undefined : markOf(last));
    expect(await sink.read(log, 0, 100)).toEqual(rows);
    await Promise.all([sink.close(), direct.close()]);
    await line.close();
  });

  it('says so when it cannot be reached at all', async () => {
    const nobody = `postgres://handrail@127.0.0.1:${await freePort()}/postgres`;
    await expect(open(nobody)).rejects.toBeInstanceOf(SinkFailure);
  });
});

it('takes nothing more when files may not grow, keeps what was taken, and goes on when they may', async () => {
  const server = await PostgresServer.start();
  const sink = await open(server.url());
  await server.kill();
  await server.restart({ fileBytesMax: 20 * 1024 * 1024 });
  const upstream = inProcessUpstream(sink, 'forwarder');
  const log = someLog();
  // Nothing that the database could make smaller.
  const body = (seq: number): { body: string } => ({ body: `{"n":${seq},"x":"${randomBytes(700).toString('hex')}"}` });
  const rows = rowsAfter(log, genesisMark(log), 16_000, body);
  let mark = genesisMark(log);
  const fill = async (): Promise<void> => {
    while (mark.seq < rows.length) {
      const batch = rows.slice(mark.seq, mark.seq + 100);
      const answer = await upstream.push({ log, after: mark, rows: batch }, AbortSignal.timeout(30_000));
      if (answer.type === 'mark') ({ mark } = answer);
    }
  };
  await expect(fill()).rejects.toMatchObject({ code: 'busy' });
  expect(mark.seq).toBeGreaterThan(100);
  expect((await sink.known(log)).mark).toEqual(mark);
  await server.kill();
  await server.restart();
  await drain(log, rows.slice(0, mark.seq + 100), [upstream]);
  expect(await sink.read(log, 0, rows.length)).toEqual(rows.slice(0, mark.seq + 100));
  await sink.close();
  await server.stop();
});

it('takes nothing into a database that answers before it is safe', async () => {
  const server = await PostgresServer.start(['full_page_writes=off']);
  await expect(open(server.url())).rejects.toMatchObject({ code: 'not-durable' });
  await expect(open(server.url())).rejects.toBeInstanceOf(PostgresSetupError);
  await server.stop();
});

it('commits synchronously even where the server or the user is set to something else', async () => {
  const server = await PostgresServer.start(['synchronous_commit=off']);
  await server.query('ALTER ROLE handrail SET synchronous_commit = off');
  const sink = await open(server.url());
  const settings = await sink.connections.query("SELECT current_setting('synchronous_commit') AS value");
  expect(settings).toEqual([{ value: 'on' }]);
  await sink.close();
  await server.stop();
});

async function open(url: string, statementTimeoutMs = 10_000): Promise<PostgresSink> {
  return PostgresSink.open({ url, today: TODAY, statementTimeoutMs });
}
