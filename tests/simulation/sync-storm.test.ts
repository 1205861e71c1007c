// Goal: when headquarters comes back after an hour, five thousand stores do not come back in the same second. Method:
// the real reducer of the sender, once for each store, in simulated time; what arrives in each second is counted. The
// same without chance shows the herd that there would be.
import { describe, expect, it } from 'vitest';
import type { Mark } from '#sync/log/log.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { WAN_PATIENCE } from '#sync/sender/back-off.ts';
import { newSender, stepSender } from '#sync/sender/sender.ts';
import type { SenderEffect, SenderInput, SenderState } from '#sync/sender/sender-state.ts';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { Chance, SimulatedTime } from './sync-time.ts';

const STORES = 5_000;
const OUTAGE_MS = 3_600_000;
/** Until all is sent, at the latest: the longest wait, the longest holding back, and some to spare. */
const RECOVERY_MS = 7 * 60_000;
/** What a store gathers in an hour is three pushes; how long they are does not matter here. */
const ROWS_A_PUSH = 5;
const BACKLOG_ROWS = 3 * ROWS_A_PUSH;
const ANSWER_MS = 40;
const SECOND_MS = 1_000;

const LOG = { origin: 'store', epoch: 'epoch-1' };
const GENESIS = genesisMark(LOG);
/** Every store has the same rows: the sender looks at places and hashes alone. */
const ROWS = rowsAfter(LOG, GENESIS, BACKLOG_ROWS);

function at(seq: number): Mark {
  const row = ROWS[seq - 1];
  return row === undefined ? GENESIS : markOf(row);
}

/** All stores and headquarters, which answers from the end of the outage on. */
class Chain {
  readonly time = new SimulatedTime();
  /** Pushes that arrived at headquarters, by the second. */
  readonly arrivals = new Map<number, number>();
  settledStores = 0;
  readonly #chance: () => number;
  readonly #outageMs: number;

  /** @param chance from 0 up to 1 */
  constructor(chance: () => number, outageMs: number) {
    this.#chance = chance;
    this.#outageMs = outageMs;
  }

  get random(): number {
    return this.#chance();
  }

  push(push: number, after: number, rows: number, tell: (input: SenderInput) => void): void {
    if (this.time.now < this.#outageMs) {
      const failure = { type: 'failed', push, code: 'unreachable', detail: 'away', retryAfterMs: undefined } as const;
      this.time.after(ANSWER_MS, () => tell(failure));
      return;
    }
    const second = Math.floor((this.time.now - this.#outageMs) / SECOND_MS);
    this.arrivals.set(second, (this.arrivals.get(second) ?? 0) + 1);
    const mark = at(after + rows);
    if (mark.seq === BACKLOG_ROWS && rows > 0) this.settledStores += 1;
    this.time.after(ANSWER_MS, () => tell({ type: 'answered', push, answer: { type: 'mark', mark, settled: mark } }));
  }

  /** From the beginning of the outage until all is sent, or until that takes too long. */
  run(): void {
    for (let store = 0; store < STORES; store += 1) new Store(this).start();
    const end = this.#outageMs + RECOVERY_MS;
    while (this.time.now < end && this.settledStores < STORES) this.time.stepAlone();
  }
}

class Store {
  readonly #chain: Chain;
  #state: SenderState = newSender(LOG, { patience: WAN_PATIENCE, heartbeatMs: 600_000, isForwarding: true });
  #cancel = (): void => {};

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  start(): void {
    this.#tell({ type: 'start' });
  }

  #tell(input: SenderInput): void {
    const { state, effects } = stepSender(this.#state, input, {
      now: this.#chain.time.now,
      random: this.#chain.random,
    });
    this.#state = state;
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: SenderEffect): void {
    if (effect.type === 'load') {
      this.#tell({ type: 'loaded', progress: { sent: GENESIS, settled: GENESIS }, letters: [] });
    }
    if (effect.type === 'read') {
      const rows = ROWS.slice(effect.afterSeq, effect.afterSeq + ROWS_A_PUSH);
      this.#tell({ type: 'read', result: { after: at(effect.afterSeq), rows } });
    }
    if (effect.type === 'push') {
      const { after, rows } = effect.request;
      this.#chain.push(effect.push, after.seq, rows.length, (input) => this.#tell(input));
    }
    if (effect.type === 'timer' || effect.type === 'no-timer') this.#cancel();
    if (effect.type === 'timer') {
      this.#cancel = this.#chain.time.after(effect.delayMs, () => this.#tell({ type: 'due' }));
    }
  }
}

describe(`after an hour without headquarters, ${STORES} stores`, () => {
  it('come back spread over minutes, and all is there', () => {
    const chain = new Chain(new Chance(1).next, OUTAGE_MS);
    chain.run();
    expect(chain.settledStores).toBe(STORES);
    expect(Math.max(...chain.arrivals.values())).toBeLessThan(STORES / 20);
  });

  it('would come all at once if chance did not spread them, so the test above can fail', () => {
    const chain = new Chain(() => 0.5, OUTAGE_MS / 10);
    chain.run();
    expect(Math.max(...chain.arrivals.values())).toBeGreaterThanOrEqual(STORES);
  });
});
