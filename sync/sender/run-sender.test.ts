// Goal: the shell does what the reducer says and nothing else: one push at a time, given up in time, noted, stopped
// cleanly; and what is read ahead is what a plain read gives. Method: the real shell over a journal in memory and
// upstreams that a test answers for; time moved by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneBatch } from '#sync/log/framing.ts';
import type { PushAnswer, PushRequest } from '#sync/log/log.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { MemorySink, MemorySource, rowsAfter } from '#tests/support/memory-log.ts';
import { until } from '#tests/support/until.ts';
import { LAN_PATIENCE } from './back-off.ts';
import { Forwarder } from './forward.ts';
import { ReadAhead } from './read-ahead.ts';
import { runSender, type SenderEvent } from './run-sender.ts';

const LOG = { origin: 'lane-1', epoch: 'epoch-1' };
const GENESIS = genesisMark(LOG);
const SETTINGS = { patience: LAN_PATIENCE, heartbeatMs: 60_000, isForwarding: false };

function journal(count: number) {
  const rows = [...rowsAfter(LOG, GENESIS, count)];
  const source = new MemorySource(LOG, () => ({ base: GENESIS, rows }));
  const write = (more: number): void => {
    const last = rows.at(-1);
    rows.push(...rowsAfter(LOG, last === undefined ? GENESIS : markOf(last), more));
  };
  return { rows, source, write };
}

/** An upstream whose answers a test gives. */
class AnsweredByHand implements Upstream {
  readonly requests: PushRequest[] = [];
  underWay = 0;
  mostUnderWay = 0;
  signal: AbortSignal | undefined;
  #answer: ((answer: PushAnswer) => void) | undefined;

  async push(request: PushRequest, signal: AbortSignal): Promise<PushAnswer> {
    this.requests.push(request);
    this.signal = signal;
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const answer = await new Promise<PushAnswer>((resolve) => {
      this.#answer = resolve;
    });
    this.underWay -= 1;
    return answer;
  }

  async close(): Promise<void> {}

  take(): void {
    const request = this.requests.at(-1);
    const last = request?.rows.at(-1);
    const mark = last === undefined ? (request?.after ?? GENESIS) : markOf(last);
    this.#answer?.({ type: 'mark', mark, settled: mark });
  }
}

describe('a running sender', () => {
  it('brings a journal over, notes it, and brings what is written later when it is woken', async () => {
    const { rows, source, write } = journal(1_000);
    const sink = new MemorySink(true);
    const upstream = inProcessUpstream(sink, 'writer');
    const sender = runSender({ source, upstream, clock: new ManualClock(), random: () => 0.5 }, SETTINGS);
    await until('all is noted', () => source.noted.progress.settled.seq === 1_000);
    write(5);
    sender.wake();
    await until('the rest is noted', () => source.noted.progress.settled.seq === 1_005);
    expect(sink.kept(LOG)?.rows).toEqual(rows);
    expect(await sender.status(rows[0]?.wall ?? 0)).toMatchObject({
      phase: 'idle',
      backlogRows: 0,
      unsettledRows: 0,
      oldestUnsettledAgeMs: undefined,
      deadRows: 0,
      lastError: undefined,
    });
    await sender.stop();
  });

  it('says how far behind it is and why', async () => {
    const { rows, source } = journal(30);
    const upstream: Upstream = {
      push: async () => {
        throw new Error('a bug of the adapter');
      },
      close: async () => undefined,
    };
    const sender = runSender({ source, upstream, clock: new ManualClock(), random: () => 0.5 }, SETTINGS);
    const status = await until('it waits', async () => {
      const now = await sender.status((rows[0]?.wall ?? 0) + 90_000);
      return now.phase === 'waiting' ? now : undefined;
    });
    expect(status).toMatchObject({
      backlogRows: 30,
      unsettledRows: 30,
      oldestUnsettledAgeMs: 90_000,
      lastError: 'a bug of the adapter',
    });
    await sender.stop();
  });

  it('gives a push up that is not answered, even one whose adapter does not heed that, and sends it again', async () => {
    const { source } = journal(3);
    const upstream = new AnsweredByHand();
    const clock = new ManualClock();
    const sender = runSender({ source, upstream, clock, random: () => 0.5 }, SETTINGS);
    await until('a push', () => upstream.requests.length === 1);
    clock.advance(30_000);
    expect(upstream.signal?.aborted).toBe(true);
    await until('it waits', async () => (await sender.status(0)).phase === 'waiting');
    clock.advance(2_000);
    await until('a second push', () => upstream.requests.length === 2);
    expect(upstream.requests[1]).toEqual(upstream.requests[0]);
    upstream.take();
    await until('it is noted', () => source.noted.progress.settled.seq === 3);
    await sender.stop();
  });

  it('has one push on its way however often it is woken', async () => {
    const { source, write } = journal(1);
    const upstream = new AnsweredByHand();
    const sender = runSender({ source, upstream, clock: new ManualClock(), random: () => 0.5 }, SETTINGS);
    for (let time = 0; time < 20; time += 1) {
      await until('a push', () => upstream.underWay === 1);
      write(1);
      sender.wake();
      sender.wake();
      sender.linkUp();
      upstream.take();
      await until(`push ${time + 2}`, () => upstream.requests.length > time + 1);
    }
    expect(upstream.mostUnderWay).toBe(1);
    upstream.take();
    await sender.stop();
  });

  it('ends at once while a push is on its way, and leaves no timer behind', async () => {
    const { source } = journal(3);
    const upstream = new AnsweredByHand();
    const clock = new ManualClock();
    const sender = runSender({ source, upstream, clock, random: () => 0.5 }, SETTINGS);
    await until('a push', () => upstream.requests.length === 1);
    const stopped = sender.stop();
    expect(upstream.signal?.aborted).toBe(true);
    clock.advance(2_000);
    await stopped;
    clock.advance(600_000);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it('stops with an alarm when the final system has another row than the one here', async () => {
    const { source, rows } = journal(3);
    const events: SenderEvent[] = [];
    const upstream: Upstream = {
      push: async ({ rows: sent }) => ({
        type: 'mark',
        mark: markOf(sent.at(-1) ?? rows[2] ?? rows[0]!),
        settled: { seq: 2, hash: 'f'.repeat(64) },
      }),
      close: async () => undefined,
    };
    const onEvent = (event: SenderEvent): number => events.push(event);
    const sender = runSender({ source, upstream, clock: new ManualClock(), random: () => 0.5, onEvent }, SETTINGS);
    await until('the alarm', () => events.some((event) => event.type === 'alarm' && event.alarm === 'fork'));
    expect(source.noted.progress.settled.seq).toBe(0);
    expect((await sender.status(0)).why).toBe('fork');
    await sender.stop();
  });
});

describe('a forwarder', () => {
  it('sends on every log that a store keeps, one push at a time, and tells the store what is settled', async () => {
    const store = new MemorySink(false);
    const hq = new MemorySink(true);
    const logs = ['a', 'b', 'c'].map((name) => ({ origin: name, epoch: 'epoch-1' }));
    for (const log of logs.slice(0, 2)) await store.append(log, rowsAfter(log, genesisMark(log), 250), []);
    let underWay = 0;
    let mostUnderWay = 0;
    const right = inProcessUpstream(hq, 'forwarder');
    const upstream: Upstream = {
      push: async (request, signal) => {
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await Promise.resolve();
        return right.push(request, signal).finally(() => {
          underWay -= 1;
        });
      },
      close: async () => right.close(),
    };
    const open = (log: (typeof logs)[number]): MemorySource =>
      new MemorySource(log, () => store.kept(log) ?? { base: genesisMark(log), rows: [] });
    const clock = new ManualClock();
    const forwarder = new Forwarder({ sink: store, open, upstream, clock, random: () => 0.5 }, LAN_PATIENCE);
    await forwarder.start();
    const [first, second, third] = logs;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three logs');
    await until(
      'both are settled',
      () => store.kept(first)?.settled.seq === 250 && store.kept(second)?.settled.seq === 250,
    );
    await store.append(third, rowsAfter(third, genesisMark(third), 10), []);
    clock.advance(10 * 60_000);
    await until('the third is found by looking', () => store.kept(third)?.settled.seq === 10);
    expect(mostUnderWay).toBe(1);
    expect((await forwarder.status(0)).map((status) => status.backlogRows)).toEqual([0, 0, 0]);
    await forwarder.stop();
  });
});

describe('reading ahead', () => {
  it('gives what a plain read gives, wherever one goes and whatever is written meanwhile', async () => {
    const act = fc.oneof(
      fc.record({ type: fc.constant('on' as const), rows: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ type: fc.constant('to' as const), seq: fc.integer({ min: 0, max: 60 }) }),
      fc.record({ type: fc.constant('write' as const), rows: fc.integer({ min: 1, max: 15 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const { source, write } = journal(10);
        const ahead = new ReadAhead(source);
        let place = 0;
        let limits = { rows: 4, bytes: 100_000 };
        for (const one of acts) {
          if (one.type === 'write') write(one.rows);
          if (one.type === 'to') place = one.seq;
          if (one.type === 'on') limits = { rows: one.rows, bytes: 100_000 };
          const plain = await source.read(place, limits);
          const found = await ahead.read(place, limits);
          expect(found?.after).toEqual(plain?.after);
          // It may give fewer rows, those that were there when it read ahead, but never none where there are some.
          const wanted = oneBatch(plain?.rows ?? [], limits.rows);
          expect(found?.rows ?? []).toEqual(wanted.slice(0, found?.rows.length ?? 0));
          expect(found?.rows.length === 0).toBe(plain?.rows.length === 0);
          place = found?.rows.at(-1)?.seq ?? place;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads the next batch before it is asked for, and a trickle not twice', async () => {
    const { source, write } = journal(10);
    const places: number[] = [];
    const counted = new Proxy(source, {
      get: (target, name: keyof MemorySource) => {
        if (name !== 'read') return target[name];
        return async (seq: number, limits: { rows: number; bytes: number }) => {
          places.push(seq);
          return target.read(seq, limits);
        };
      },
    });
    const ahead = new ReadAhead(counted);
    const limits = { rows: 4, bytes: 1_000_000 };
    await ahead.read(0, limits);
    expect(places).toEqual([0, 4]);
    await ahead.read(4, limits);
    await ahead.read(8, limits);
    write(1);
    await ahead.read(10, limits);
    expect(places).toEqual([0, 4, 10, 10]);
  });
});
