// Goal: a sender does the right thing with whatever it is told. Method: its reducer is told, step by step, and what it
// wants done is looked at; a property holds it to one thing at a time under any inputs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UpstreamFailureCode } from '#sync/log/upstream.ts';
import { PUSH_ROWS_MAX, type Mark, type PushAnswer, type PushRequest } from '#sync/log/log.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { TOMBSTONE_KIND } from '#sync/log/tombstone.ts';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { LAN_PATIENCE, WAN_PATIENCE } from './back-off.ts';
import { newSender, stepSender } from './sender.ts';
import type { SenderEffect, SenderInput, SenderSettings, SenderState } from './sender-state.ts';

const LOG = { origin: 'lane-1', epoch: 'epoch-1' };
const GENESIS = genesisMark(LOG);
const ROWS = rowsAfter(LOG, GENESIS, 500);
const NOTHING = { sent: GENESIS, settled: GENESIS };
const OF_A_LANE: SenderSettings = { patience: LAN_PATIENCE, heartbeatMs: 60_000, isForwarding: false };

/** The place after so many rows. */
function at(seq: number): Mark {
  const row = ROWS[seq - 1];
  return row === undefined ? GENESIS : markOf(row);
}

function markAnswer(seq: number, settled = 0): PushAnswer {
  return { type: 'mark', mark: at(seq), settled: at(settled) };
}

/** A sender that is told things, over a journal of so many rows. */
class Told {
  state: SenderState;
  /** All that was wanted since it was told something. */
  effects: readonly SenderEffect[] = [];
  #latest: readonly SenderEffect[] = [];
  /** Rows that a read gives at most. */
  readMax = Infinity;
  now = 1_000;
  random = 0.5;
  head: number;

  constructor(head: number, settings: SenderSettings = OF_A_LANE) {
    this.head = head;
    this.state = newSender(LOG, settings);
    this.tell({ type: 'start' });
  }

  tell(input: SenderInput): this {
    this.effects = [];
    return this.#step(input);
  }

  #step(input: SenderInput): this {
    const step = stepSender(this.state, input, { now: this.now, random: this.random });
    this.state = step.state;
    this.#latest = step.effects;
    this.effects = [...this.effects, ...step.effects];
    return this;
  }

  /** Loads and reads as the shell does, until something else is wanted. */
  run(): this {
    while (this.runOnce());
    return this;
  }

  /** @returns whether there was something to load, to read or to set aside */
  runOnce(): boolean {
    const [wished] = this.#latest.filter(({ type }) => type === 'load' || type === 'set-aside' || type === 'read');
    if (wished?.type === 'load') this.#step({ type: 'loaded', progress: NOTHING, letters: [] });
    else if (wished?.type === 'set-aside') this.#step({ type: 'set-aside' });
    else if (wished?.type === 'read') this.#step({ type: 'read', result: this.#read(wished.afterSeq, wished.rows) });
    else return false;
    return true;
  }

  /** The push that left last is answered, or another one. */
  hear(answer: PushAnswer, push = this.state.lastPush): this {
    return this.tell({ type: 'answered', push, answer });
  }

  answer(answer: PushAnswer): this {
    return this.hear(answer).run();
  }

  fail(code: 'unreachable' | 'busy' | 'unauthorized' | 'rejected', retryAfterMs?: number): this {
    return this.tell({ type: 'failed', push: this.state.lastPush, code, detail: code, retryAfterMs }).run();
  }

  /** Lets the timer run down that was set last. */
  due(): this {
    this.now += this.timer() ?? 0;
    return this.tell({ type: 'due' }).run();
  }

  effect<Type extends SenderEffect['type']>(type: Type): Extract<SenderEffect, { type: Type }> | undefined {
    return this.effects.find((effect): effect is Extract<SenderEffect, { type: Type }> => effect.type === type);
  }

  timer(): number | undefined {
    return this.effect('timer')?.delayMs;
  }

  pushed(): PushRequest | undefined {
    return this.effect('push')?.request;
  }

  pushedRows(): number {
    return this.pushed()?.rows.length ?? -1;
  }

  pushes(): readonly PushRequest[] {
    return this.effects.flatMap((effect) => (effect.type === 'push' ? [effect.request] : []));
  }

  /** The numbers of the pushes that are on their way. */
  flights(): readonly number[] {
    const { phase } = this.state;
    return phase.type === 'pushing' ? phase.flights.map(({ id }) => id) : [];
  }

  alarms(): readonly string[] {
    return this.effects.flatMap((effect) => (effect.type === 'alarm' ? [effect.alarm] : []));
  }

  #read(afterSeq: number, rows: number) {
    if (afterSeq > this.head) return undefined;
    return {
      after: at(afterSeq),
      rows: ROWS.slice(afterSeq, Math.min(this.head, afterSeq + Math.min(rows, this.readMax))),
    };
  }
}

/** A sender whose first two pushes of a row each were taken, so that the next four are on their way: 3, 4, 5, 6. */
function streaming(): Told {
  const sender = new Told(20);
  sender.readMax = 1;
  sender.run().hear(markAnswer(1), 1).run();
  sender.hear(markAnswer(2), 2).run();
  expect(sender.flights()).toEqual([3, 4, 5, 6]);
  return sender;
}

describe('a sender', () => {
  it('sends what follows the mark, batch after batch, and asks nothing before', () => {
    const sender = new Told(450).run();
    expect(sender.pushed()?.after).toEqual(GENESIS);
    expect(sender.pushedRows()).toBe(PUSH_ROWS_MAX);
    sender.answer(markAnswer(200));
    expect(sender.pushes().map(({ after, rows }) => [after, rows.length])).toEqual([
      [at(200), 200],
      [at(400), 50],
    ]);
    expect(sender.answer(markAnswer(450, 450)).state.phase.type).toBe('idle');
  });

  it('has two, then four pushes on their way while all are taken, and one once it came to the end', () => {
    const sender = new Told(20);
    sender.readMax = 1;
    sender.run();
    const widths = Array.from({ length: 6 }, (_, taken) => {
      sender.hear(markAnswer(taken + 1), taken + 1).run();
      return sender.flights().length;
    });
    expect(widths).toEqual([2, 4, 4, 4, 4, 4]);
    sender.hear(markAnswer(20, 20)).run();
    expect(sender.state).toMatchObject({ phase: { type: 'idle' }, width: 1 });
  });

  it('takes a mark of a later push for all before it, and hears nothing more of those', () => {
    const sender = streaming();
    expect(sender.hear(markAnswer(4), 4).run().flights()).toEqual([5, 6, 7, 8]);
    const before = sender.state;
    expect(sender.hear(markAnswer(2), 2).state).toEqual(before);
    expect(sender.effects).toEqual([]);
  });

  it.each([
    ['overtook those before it', markAnswer(1)],
    ['was refused', { type: 'refused', seq: 4, code: 'malformed', detail: 'x' } as const],
    ['was called a fork', { type: 'fork', mark: at(2), detail: 'x' } as const],
  ])('takes a push back that %s, sends the others to their end, and then it anew alone', (_what, answer) => {
    const sender = streaming();
    sender.hear(answer, 4).run();
    expect(sender.flights()).toEqual([3]);
    expect(sender.effect('give-up')?.pushes).toEqual([4, 5, 6]);
    expect(sender.alarms()).toEqual([]);
    expect(sender.hear(markAnswer(3), 3).run().pushes()[0]?.after).toEqual(at(3));
    expect(sender.state).toMatchObject({ rewinds: 0, failures: 0, cursor: at(3) });
  });

  it('takes back what nobody answered, whatever becomes of a read that was under way', () => {
    const sender = streaming();
    sender.tell({ type: 'failed', push: 3, code: 'busy', detail: 'x', retryAfterMs: undefined });
    expect(sender.effect('read')?.afterSeq).toBe(2);
    sender.tell({ type: 'storage-failed', detail: 'x' });
    expect(sender.state.phase.type).toBe('waiting');
    expect(sender.due().flights()).toHaveLength(1);
  });

  it('asks for the mark at its start when it believes that all is sent', () => {
    expect(new Told(0).run().pushedRows()).toBe(0);
  });

  it('goes back when the receiver lost its disk, where one that kept the higher mark hung for ever', () => {
    const sender = new Told(100).run().answer(markAnswer(100, 100));
    sender.head = 101;
    sender.tell({ type: 'grew' }).run().answer(markAnswer(0));
    expect(sender.state.rewinds).toBe(1);
    expect(sender.due().pushed()).toMatchObject({ after: GENESIS, rows: { length: 101 } });
    expect(sender.answer(markAnswer(101, 101)).state.phase.type).toBe('idle');
  });

  it('goes forward to a mark that is ahead of its own notes', () => {
    expect(new Told(300).run().answer(markAnswer(250)).pushed()?.after).toEqual(at(250));
  });

  it('does not trust what it noted itself once a file was brought back', () => {
    const sender = new Told(10);
    sender.tell({ type: 'loaded', progress: { sent: at(400), settled: at(400) }, letters: [] }).run();
    expect(sender.pushed()?.after).toEqual(GENESIS);
    const other = new Told(10);
    const elsewhere = { seq: 5, hash: 'f'.repeat(64) };
    other.tell({ type: 'loaded', progress: { sent: elsewhere, settled: elsewhere }, letters: [] }).run();
    expect(other.pushed()?.after).toEqual(GENESIS);
  });

  it('wakes on a new row, and on one that was written while it read', () => {
    const sender = new Told(3).run().answer(markAnswer(3, 3));
    sender.head = 4;
    expect(sender.tell({ type: 'grew' }).run().pushedRows()).toBe(1);
    sender.hear(markAnswer(4, 4)).tell({ type: 'grew' });
    sender.tell({ type: 'read', result: { after: at(4), rows: [] } });
    expect(sender.effect('read')).toBeDefined();
  });

  it('asks after what is settled at growing distances, and makes itself heard when all is', () => {
    const sender = new Told(3).run().answer(markAnswer(3));
    const distances = Array.from({ length: 9 }, () => {
      const delay = sender.timer() ?? 0;
      sender.due().answer(markAnswer(3));
      return delay;
    });
    expect(distances.every((delay, index) => index === 0 || delay >= (distances[index - 1] ?? 0))).toBe(true);
    expect(distances.at(-1)).toBeLessThanOrEqual(60_000);
    sender.due().answer(markAnswer(3, 3));
    expect(sender.timer()).toBeGreaterThanOrEqual(30_000);
  });

  it('notes again what could not be noted', () => {
    const sender = new Told(3).run();
    sender.hear(markAnswer(3, 3));
    expect(sender.effect('note')?.progress.settled).toEqual(at(3));
    sender.run().tell({ type: 'note-failed', detail: 'no room' });
    expect(sender.timer()).toBeLessThanOrEqual(1_000);
    sender.due().hear(markAnswer(3, 3));
    expect(sender.effect('note')?.progress.settled).toEqual(at(3));
  });

  it('tries again what its own disk could not do', () => {
    const sender = new Told(3).tell({ type: 'storage-failed', detail: 'cannot be read' });
    expect(sender.alarms()).toEqual(['storage']);
    expect(sender.due().pushedRows()).toBe(3);
  });

  it('does nothing more once it is closed', () => {
    const sender = new Told(3).run().tell({ type: 'close' });
    for (const input of [{ type: 'due' }, { type: 'grew' }, { type: 'resume' }, { type: 'link-up' }] as const) {
      expect(sender.tell(input).effects).toEqual([]);
    }
  });
});

describe('a sender that gets no answer', () => {
  it.each(['unreachable', 'busy'] as const)('tries %s again for ever and drops nothing', (code) => {
    const sender = new Told(5).run();
    for (let time = 0; time < 50; time += 1) expect(sender.fail(code).due().pushedRows()).toBe(5);
    expect(sender.alarms()).toEqual([]);
    expect(sender.state.dead.size).toBe(0);
  });

  it('waits up to twice as long each time, never longer than the cap, and at once again after a success', () => {
    const sender = new Told(5).run();
    sender.random = 0.999_999;
    const waits = Array.from({ length: 8 }, () => {
      const wait = sender.fail('unreachable').timer() ?? -1;
      sender.due();
      return Math.round(wait);
    });
    expect(waits).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000, 2_000, 2_000]);
    sender.random = 0;
    sender.answer(markAnswer(3)).due();
    sender.random = 0.999_999;
    expect(Math.round(sender.fail('unreachable').timer() ?? -1)).toBe(250);
  });

  it('pauses where it is not known, says so once, asks again slowly, and sends the same rows then', () => {
    const sender = new Told(5).run().fail('unauthorized');
    expect(sender.state.phase).toEqual({ type: 'paused', why: 'unauthorized' });
    expect(sender.alarms()).toEqual(['unauthorized']);
    expect(sender.timer()).toBeGreaterThanOrEqual(30_000);
    expect(sender.due().pushedRows()).toBe(5);
    expect(sender.fail('unauthorized').alarms()).toEqual([]);
    expect(sender.due().hear(markAnswer(5)).effect('alarm-over')?.alarm).toBe('unauthorized');
  });

  it('keeps to Retry-After, and bounds it', () => {
    expect(new Told(1).run().fail('busy', 7_000).timer()).toBeGreaterThanOrEqual(7_000);
    expect(
      new Told(1)
        .run()
        .fail('busy', 90 * 86_400_000)
        .timer(),
    ).toBeLessThanOrEqual(5 * 60_000 + 250);
    expect(new Told(1).run().fail('busy', Number.NaN).timer()).toBeLessThanOrEqual(250);
    expect(new Told(1).run().fail('busy', -5).timer()).toBeGreaterThanOrEqual(0);
  });

  it('holds back after an outage, a tenth of it at most, so that not all stores come at once', () => {
    const sender = new Told(400, { ...OF_A_LANE, patience: WAN_PATIENCE }).run().fail('unreachable');
    sender.now += 600_000;
    sender.tell({ type: 'due' }).run().answer(markAnswer(200));
    expect(sender.state.phase).toMatchObject({ type: 'waiting', for: 'recovery' });
    expect(sender.timer()).toBeGreaterThan(29_000);
    expect(sender.timer()).toBeLessThanOrEqual(60_000);
    expect(sender.due().pushed()?.after).toEqual(at(200));
  });

  it('comes back early when the link is up, but for the tenth of the outage', () => {
    const sender = new Told(5, { ...OF_A_LANE, patience: WAN_PATIENCE }).run();
    for (let time = 0; time < 12; time += 1) sender.fail('unreachable').due();
    sender.fail('unreachable');
    sender.random = 0;
    expect(sender.tell({ type: 'link-up' }).timer()).toBe(0);
  });
});

describe('a sender that must not go on', () => {
  const stops: readonly [string, (sender: Told) => Told, string][] = [
    [
      'the receiver holds another row',
      (sender) => sender.answer({ type: 'fork', mark: at(3), detail: 'another row 3' }),
      'fork',
    ],
    [
      'the receiver’s mark has another hash than the row here',
      (sender) => sender.answer({ type: 'mark', mark: { seq: 3, hash: 'f'.repeat(64) }, settled: GENESIS }),
      'fork',
    ],
    ['what is settled is another row here', (sender) => sender.tell({ type: 'settled-differs', detail: '3' }), 'fork'],
    ['the receiver has rows past the end', (sender) => sender.answer(markAnswer(400)), 'receiver-ahead'],
  ];

  it.each(stops)('stops with an alarm when %s, until a person lets it go on', (_why, tell, alarm) => {
    const sender = tell(new Told(5).run());
    expect(sender.state.phase).toEqual({ type: 'stopped', why: alarm });
    expect(sender.alarms()).toEqual([alarm]);
    expect(sender.tell({ type: 'due' }).effects).toEqual([]);
    expect(sender.tell({ type: 'grew' }).effects).toEqual([]);
    expect(sender.tell({ type: 'resume' }).run().pushed()?.after).toEqual(GENESIS);
  });

  it('waits for a store that lost its disk and is behind headquarters for a while', () => {
    const sender = new Told(5, { ...OF_A_LANE, isForwarding: true }).run().answer(markAnswer(400, 400));
    expect(sender.state.phase.type).toBe('idle');
    sender.head = 402;
    expect(sender.tell({ type: 'grew' }).run().pushed()?.after).toEqual(at(400));
  });

  it('pauses while another epoch is alive, and tries with rows, because only those are fenced', () => {
    const sender = new Told(5).run().answer({ type: 'fenced', liveEpoch: 'epoch-2', detail: 'alive' });
    expect(sender.state.phase).toEqual({ type: 'paused', why: 'fenced' });
    expect(sender.alarms()).toEqual(['fenced']);
    expect(sender.due().pushedRows()).toBe(5);
  });

  it('says so when the receiver lacks what is not kept here any more, and keeps showing where it goes on', () => {
    const sender = new Told(20).run().answer(markAnswer(20, 20));
    sender.due().hear(markAnswer(0));
    const said: string[] = [];
    for (let time = 0; time < 4; time += 1) {
      sender.tell({ type: 'read', result: { after: at(20), rows: [] } });
      expect(sender.pushed()?.after).toEqual(at(20));
      sender.hear(markAnswer(0));
      said.push(...sender.alarms());
      sender.tell({ type: 'due' });
    }
    expect(said).toEqual(['behind-trim']);
  });
});

describe('a row that cannot be taken', () => {
  const refusal = { type: 'refused', seq: 3, code: 'too-large', detail: 'too large' } as const;

  it('is set aside, and a tombstone with its number and hash goes in its place', () => {
    const sender = new Told(5).run().hear(refusal);
    expect(sender.effect('set-aside')?.letter).toEqual({ seq: 3, code: 'too-large', detail: 'too large' });
    expect(sender.tell({ type: 'set-aside' }).alarms()).toEqual(['row-set-aside']);
    const rows = sender.run().pushed()?.rows ?? [];
    expect(rows[2]).toMatchObject({ seq: 3, hash: at(3).hash, kind: TOMBSTONE_KIND });
    expect(rows.filter((row) => row.kind === TOMBSTONE_KIND)).toHaveLength(1);
    expect(rows).toHaveLength(5);
  });

  it('is not sent before it is set aside on the disk', () => {
    const sender = new Told(5).run().hear(refusal);
    sender.tell({ type: 'storage-failed', detail: 'no room' });
    expect(
      sender
        .due()
        .pushed()
        ?.rows.every((row) => row.kind !== TOMBSTONE_KIND),
    ).toBe(true);
  });

  it('is found by halves when the receiver cannot read a push, and only then', () => {
    const sender = new Told(200).run();
    const bad = 77;
    const sizes: number[] = [];
    for (let time = 0; time < 60 && sender.state.dead.size === 0; time += 1) {
      const { phase } = sender.state;
      const [oldest] = phase.type === 'pushing' ? phase.flights : [];
      if (oldest === undefined) throw new Error('something is on its way');
      const { id, request } = oldest;
      sizes.push(request.rows.length);
      const heard = request.rows.some((row) => row.seq === bad)
        ? ({ type: 'failed', push: id, code: 'rejected', detail: 'x', retryAfterMs: undefined } as const)
        : ({ type: 'answered', push: id, answer: markAnswer(request.after.seq + request.rows.length) } as const);
      sender.tell(heard).run();
      if (sender.state.phase.type === 'waiting') sender.due();
    }
    expect([...sender.state.dead.keys()]).toEqual([bad]);
    expect(sizes.filter((size) => size === 0)).toHaveLength(1);
    expect(sizes.length).toBeLessThan(30);
  });

  it('is none where the receiver reads nothing at all: that is the wrong receiver', () => {
    const sender = new Told(8).run();
    for (let time = 0; time < 5; time += 1) sender.fail('rejected');
    expect(sender.state.phase).toEqual({ type: 'paused', why: 'unreadable' });
    expect(sender.state.dead.size).toBe(0);
  });

  it('is sent again when it is right here and arrived damaged, and is set aside only if that goes on', () => {
    const sender = new Told(5).run();
    const damaged: PushAnswer = { type: 'refused', seq: 2, code: 'malformed', detail: 'its hash does not fit' };
    for (let time = 0; time < 3; time += 1) {
      sender.answer(damaged);
      expect(sender.state.phase.type).toBe('waiting');
      sender.due();
    }
    expect(sender.hear(damaged).effect('set-aside')?.letter.seq).toBe(2);
  });

  it('pauses the sender when not even its tombstone is taken', () => {
    const sender = new Told(5).run().answer(refusal).answer(refusal);
    expect(sender.state.phase).toEqual({ type: 'paused', why: 'unreadable' });
  });
});

describe('whatever it is told, a sender', () => {
  const answers: readonly PushAnswer[] = [
    ...[0, 1, 5, 20, 400].map((seq) => markAnswer(seq)),
    markAnswer(20, 20),
    { type: 'refused', seq: 1, code: 'malformed', detail: 'no' },
    { type: 'refused', seq: 99, code: 'malformed', detail: 'no' },
    { type: 'fenced', liveEpoch: 'other', detail: 'no' },
    { type: 'fork', mark: at(1), detail: 'no' },
  ];
  const inputs = fc.oneof(
    fc.constantFrom<SenderInput>({ type: 'grew' }, { type: 'link-up' }, { type: 'due' }, { type: 'resume' }),
    fc.constantFrom<SenderInput>({ type: 'note-failed', detail: 'x' }, { type: 'settled-differs', detail: 'x' }),
    fc.record({
      which: fc.nat(),
      code: fc.constantFrom('unreachable', 'busy', 'unauthorized', 'rejected', undefined),
      answer: fc.option(fc.constantFrom(...answers)),
    }),
  );

  /** What is heard of a push: a failure, one of the answers, or that it was taken. */
  function heard(push: number, request: PushRequest, code: UpstreamFailureCode | undefined, answer: PushAnswer | null) {
    const end = request.after.seq + request.rows.length;
    return code === undefined
      ? ({ type: 'answered', push, answer: answer ?? markAnswer(end) } as const)
      : ({ type: 'failed', push, code, detail: 'x', retryAfterMs: undefined } as const);
  }

  it('has few pushes under way, one read, a timer unless it stopped, and no row sent out of its place', () => {
    let most = 0;
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 60 }), (told) => {
        const sender = new Told(20);
        sender.readMax = 2;
        const underWay = new Map<number, PushRequest>();
        let hasTimer = false;
        const follow = (): void => {
          do {
            for (const effect of sender.effects) {
              if (effect.type === 'timer') hasTimer = true;
              if (effect.type === 'no-timer') hasTimer = false;
              if (effect.type === 'give-up') for (const push of effect.pushes) underWay.delete(push);
              if (effect.type !== 'push') continue;
              const { after, rows } = effect.request;
              underWay.set(effect.push, effect.request);
              expect(after).toEqual(at(after.seq));
              expect(rows.every((row, index) => row.seq === after.seq + 1 + index)).toBe(true);
            }
          } while (sender.runOnce());
        };
        follow();
        for (const input of told) {
          if ('type' in input) {
            // The shell rings only a timer that runs.
            if (input.type === 'due' && !hasTimer) continue;
            if (input.type === 'due') hasTimer = false;
            sender.tell(input);
          } else {
            const [push, request] = [...underWay][input.which % underWay.size] ?? [];
            if (push === undefined || request === undefined) continue;
            underWay.delete(push);
            sender.tell(heard(push, request, input.code, input.answer));
          }
          follow();
          const { phase } = sender.state;
          const flights = phase.type === 'pushing' ? phase.flights : [];
          most = Math.max(most, flights.length);
          expect(flights.length).toBeLessThanOrEqual(4);
          expect(flights.every(({ id }) => underWay.has(id))).toBe(true);
          expect(phase.type === 'stopped' || flights.length > 0 || hasTimer).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(most).toBe(4);
  });
});
