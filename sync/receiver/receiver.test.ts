// Goal: a receiver commits before it answers, lets one epoch of an origin in, and is bounded. Method: the real
// receiver over a sink in memory whose commits a test holds up or fails, with time moved by hand. What an upstream
// must do beside that is in the suite for upstreams.
import { describe, expect, it } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { EPOCH_STARTED_KIND, epochStartBody } from '#sync/log/epoch-start.ts';
import { SinkFailure } from '#sync/log/log-sink.ts';
import type { LogName, Mark, PushAnswer } from '#sync/log/log.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { UpstreamFailure } from '#sync/log/upstream.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { EPOCH_LEASE_MS } from './admission.ts';
import { admitEpoch, makeEpochLive } from './decide-epoch.ts';
import { Receiver, type ReceiverEvent } from './receiver.ts';

const FIRST: LogName = { origin: 'lane-1', epoch: 'epoch-1' };
const SECOND: LogName = { origin: 'lane-1', epoch: 'epoch-2' };
const NOW = 1_770_000_000_000;

/** A sink whose commits wait until a test lets them go on. */
class HeldSink extends MemorySink {
  commits = 0;
  #gate: Promise<void> = Promise.resolve();
  open = (): void => {};
  failure: Error | undefined;

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  override async append(...args: Parameters<MemorySink['append']>): Promise<Mark> {
    await this.#gate;
    if (this.failure !== undefined) throw this.failure;
    this.commits += 1;
    return super.append(...args);
  }
}

class Bed {
  readonly sink = new HeldSink(false);
  readonly events: ReceiverEvent[] = [];
  monotonic = 0;
  settledBeyond: Mark | undefined;
  receiver = this.start();

  start(): Receiver {
    this.receiver = new Receiver(this.sink, {
      now: () => NOW,
      monotonic: () => this.monotonic,
      onEvent: (event) => this.events.push(event),
      settledBeyond: async () => this.settledBeyond,
    });
    return this.receiver;
  }

  async send(log: LogName, after: Mark, rows: readonly JournalRow[], from: 'writer' | 'forwarder' = 'writer') {
    return this.receiver.receive({ log, after, rows }, from);
  }

  /** Sends so many rows of a log from its start. */
  async begin(log: LogName, count = 2, from: 'writer' | 'forwarder' = 'writer'): Promise<PushAnswer> {
    return this.send(log, genesisMark(log), rowsAfter(log, genesisMark(log), count), from);
  }

  types(): readonly string[] {
    return this.events.map((event) => event.type);
  }
}

function startOf(
  log: LogName,
  previousEpoch: string,
  reason: 'restored' | 'cloned' = 'restored',
): readonly JournalRow[] {
  const body = epochStartBody({ previousEpoch, lastKnownSeq: 2, lastHash: 'a'.repeat(64), reason });
  return rowsAfter(log, genesisMark(log), 1, () => ({ kind: EPOCH_STARTED_KIND, body }));
}

describe('requests of one log that wait while the disk is busy', () => {
  const rows = rowsAfter(FIRST, genesisMark(FIRST), 8);
  const part = (from: number, to: number): readonly JournalRow[] => rows.slice(from, to);
  const place = (seq: number): Mark => {
    const row = rows[seq - 1];
    return row === undefined ? genesisMark(FIRST) : markOf(row);
  };

  it('are committed together when they follow one another, also where they overtook each other', async () => {
    const bed = new Bed();
    bed.sink.hold();
    const answers = [[0, 2] as const, [4, 6] as const, [2, 4] as const, [6, 8] as const].map(async ([from, to]) =>
      bed.send(FIRST, place(from), part(from, to)),
    );
    bed.sink.open();
    const told = (await Promise.all(answers)).map((answer) => (answer.type === 'mark' ? answer.mark.seq : answer.type));
    expect(told).toEqual([2, 8, 8, 8]);
    expect(bed.sink.commits).toBe(2);
    expect(bed.sink.kept(FIRST)?.rows).toEqual(rows);
  });

  it('hear the same of a commit that failed, and nothing of them may be counted on', async () => {
    const bed = new Bed();
    const append = bed.sink.append.bind(bed.sink);
    bed.sink.append = async (...all) => {
      if (bed.sink.commits > 0) throw new SinkFailure('no room');
      return append(...all);
    };
    bed.sink.hold();
    const heard = [0, 2, 4].map(async (from) => bed.send(FIRST, place(from), part(from, from + 2)));
    bed.sink.open();
    const told = await Promise.allSettled(heard);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(bed.sink.kept(FIRST)?.rows).toEqual(part(0, 2));
  });

  it('are judged one by one where a row is wrong', async () => {
    const bed = new Bed();
    bed.sink.hold();
    const damaged = part(2, 4).map((row) => ({ ...row, body: `${row.body} ` }));
    const answers = [
      bed.send(FIRST, place(0), part(0, 2)),
      bed.send(FIRST, place(2), damaged),
      bed.send(FIRST, place(2), part(2, 4)),
    ];
    bed.sink.open();
    const told = await Promise.all(answers);
    expect(told.map(({ type }) => type)).toEqual(['mark', 'refused', 'mark']);
    expect(bed.sink.kept(FIRST)?.rows).toEqual(part(0, 4));
  });
});

describe('a receiver', () => {
  it('answers only after the commit', async () => {
    const bed = new Bed();
    bed.sink.hold();
    let answer: PushAnswer | undefined;
    const whole = bed.begin(FIRST).then((given) => {
      answer = given;
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(answer).toBeUndefined();
    bed.sink.open();
    await whole;
    expect(answer).toMatchObject({ type: 'mark', mark: { seq: 2 } });
    expect(bed.sink.markOf(FIRST).seq).toBe(2);
  });

  it('answers busy when the commit failed, and takes the same rows afterwards', async () => {
    const bed = new Bed();
    bed.sink.failure = new SinkFailure('no room');
    await expect(bed.begin(FIRST)).rejects.toMatchObject({ name: 'UpstreamFailure', code: 'busy' });
    expect(bed.types()).toContain('sink-failed');
    bed.sink.failure = undefined;
    expect(await bed.begin(FIRST)).toMatchObject({ type: 'mark', mark: { seq: 2 } });
  });

  it('lets an error of its own through, which is nobody’s trouble but ours', async () => {
    const bed = new Bed();
    bed.sink.failure = new TypeError('a bug');
    await expect(bed.begin(FIRST)).rejects.toBeInstanceOf(TypeError);
  });

  it('commits a replay not a second time', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    await bed.begin(FIRST);
    expect(bed.sink.commits).toBe(1);
  });

  it('takes one push of a log after the other, and others beside it', async () => {
    const bed = new Bed();
    const other = { origin: 'lane-2', epoch: 'epoch-9' };
    bed.sink.hold();
    const first = bed.begin(FIRST, 2);
    const second = bed.begin(FIRST, 4);
    const beside = bed.begin(other, 1);
    bed.sink.open();
    expect(await first).toMatchObject({ mark: { seq: 2 } });
    expect(await second).toMatchObject({ mark: { seq: 4 } });
    expect(await beside).toMatchObject({ mark: { seq: 1 } });
    expect(bed.sink.commits).toBe(3);
  });

  it('lets only so many wait', async () => {
    const bed = new Bed();
    bed.sink.hold();
    const pushes = Array.from({ length: 12 }, async () => bed.begin(FIRST));
    const settled = Promise.allSettled(pushes);
    bed.sink.open();
    const ends = await settled;
    const busy = ends.filter((end) => end.status === 'rejected');
    expect(busy.length).toBeGreaterThan(0);
    for (const end of busy) expect(end.reason).toMatchObject({ code: 'busy' });
    expect(await bed.begin(FIRST)).toMatchObject({ mark: { seq: 2 } });
  });

  it('ends when what has begun has ended, and takes nothing more', async () => {
    const bed = new Bed();
    bed.sink.hold();
    const begun = bed.begin(FIRST);
    const stopped = bed.receiver.stop();
    await expect(bed.begin(FIRST)).rejects.toBeInstanceOf(UpstreamFailure);
    bed.sink.open();
    await stopped;
    expect(await begun).toMatchObject({ type: 'mark' });
  });

  it('tells whoever forwards of rows that the final system lacks, also after a commit that seemed to fail', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    bed.events.length = 0;
    await bed.begin(FIRST);
    expect(bed.types()).toEqual(['unsettled']);
  });
});

describe('of two epochs of one origin', () => {
  it('the first is live and the second is fenced, while the mark is told to both', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'fenced', liveEpoch: 'epoch-1' });
    expect(await bed.send(SECOND, genesisMark(SECOND), [])).toMatchObject({ type: 'mark', mark: { seq: 0 } });
    expect(bed.sink.kept(SECOND)).toBeUndefined();
    expect(bed.types()).toContain('fenced');
  });

  it('the second takes over if its first row names the live one, and the first is fenced from then on', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    expect(await bed.send(SECOND, genesisMark(SECOND), startOf(SECOND, 'epoch-1'))).toMatchObject({ type: 'mark' });
    const { rows } = { rows: rowsAfter(FIRST, genesisMark(FIRST), 3) };
    expect(await bed.send(FIRST, genesisMark(FIRST), rows)).toMatchObject({ type: 'fenced', liveEpoch: 'epoch-2' });
  });

  it('a copy waits until its original is silent: the original is not what is fenced', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    const copy = startOf(SECOND, 'epoch-1', 'cloned');
    expect(await bed.send(SECOND, genesisMark(SECOND), copy)).toMatchObject({ type: 'fenced', liveEpoch: 'epoch-1' });
    expect(await bed.begin(FIRST, 5)).toMatchObject({ type: 'mark' });
    bed.monotonic = EPOCH_LEASE_MS;
    expect(await bed.send(SECOND, genesisMark(SECOND), copy)).toMatchObject({ type: 'mark' });
  });

  it('a row that names another epoch opens nothing', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    const rows = startOf(SECOND, 'epoch-7');
    expect(await bed.send(SECOND, genesisMark(SECOND), rows)).toMatchObject({ type: 'fenced' });
  });

  it('the second takes over once the first is silent for the lease', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    bed.monotonic = EPOCH_LEASE_MS - 1;
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'fenced' });
    bed.monotonic = EPOCH_LEASE_MS;
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'mark' });
    expect(bed.events).toContainEqual(
      expect.objectContaining({ type: 'epoch-took-over', because: 'silent', former: 'epoch-1' }),
    );
  });

  it('a question for the mark keeps the first alive, and the lease begins anew with the receiver', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    bed.monotonic = EPOCH_LEASE_MS - 1;
    await bed.send(FIRST, genesisMark(FIRST), []);
    bed.monotonic += EPOCH_LEASE_MS - 1;
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'fenced' });
    bed.monotonic += 10 * EPOCH_LEASE_MS;
    bed.start();
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'fenced' });
  });

  it('tries of the fenced one do not keep it out for ever', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    for (let time = 1; time < 20; time += 1) {
      bed.monotonic = (time * EPOCH_LEASE_MS) / 20;
      await bed.begin(SECOND);
    }
    bed.monotonic = EPOCH_LEASE_MS;
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'mark' });
  });

  it('a person says which is right, or lets the other hand over what it has', async () => {
    const bed = new Bed();
    await bed.begin(FIRST);
    await admitEpoch(bed.sink, SECOND);
    expect(await bed.begin(SECOND)).toMatchObject({ type: 'mark' });
    expect(await bed.begin(FIRST, 3)).toMatchObject({ type: 'mark' });
    await makeEpochLive(bed.sink, SECOND, NOW);
    expect(await bed.begin(FIRST, 4)).toMatchObject({ type: 'fenced', liveEpoch: 'epoch-2' });
  });

  it('both arrive when a store forwards them: it has let them in', async () => {
    const bed = new Bed();
    await bed.begin(FIRST, 2, 'forwarder');
    expect(await bed.begin(SECOND, 2, 'forwarder')).toMatchObject({ type: 'mark' });
    expect(await bed.begin(FIRST, 5, 'forwarder')).toMatchObject({ type: 'mark', mark: { seq: 5 } });
  });
});

describe('a store that lost its disk', () => {
  const rows = rowsAfter(FIRST, genesisMark(FIRST), 9);
  const at = (seq: number): Mark => {
    const row = rows[seq - 1];
    return row === undefined ? genesisMark(FIRST) : markOf(row);
  };

  it('sends a lane back first, and goes on from where the final system is only when it comes again', async () => {
    const bed = new Bed();
    bed.settledBeyond = at(6);
    expect(await bed.send(FIRST, at(5), rows.slice(5))).toMatchObject({ type: 'mark', mark: { seq: 0 } });
    expect(await bed.send(FIRST, at(5), rows.slice(5))).toMatchObject({ mark: at(9), settled: at(6) });
    expect(bed.sink.kept(FIRST)?.rows.map((row) => row.seq)).toEqual([6, 7, 8, 9]);
    expect(bed.types()).toContain('started-at');
  });

  it.each([
    ['the final system lacks rows before it', () => at(4)],
    ['the final system cannot be asked', () => undefined],
  ])('takes nothing beyond a gap if %s', async (_why, settled) => {
    const bed = new Bed();
    bed.settledBeyond = settled();
    for (let time = 0; time < 4; time += 1) {
      expect(await bed.send(FIRST, at(5), rows.slice(5))).toMatchObject({ type: 'mark', mark: { seq: 0 } });
    }
    expect(bed.sink.kept(FIRST)).toBeUndefined();
  });

  it('finds a fork if the final system has another row there', async () => {
    const bed = new Bed();
    bed.settledBeyond = { seq: 5, hash: 'f'.repeat(64) };
    await bed.send(FIRST, at(5), rows.slice(5));
    expect(await bed.send(FIRST, at(5), rows.slice(5))).toMatchObject({ type: 'fork' });
  });
});
