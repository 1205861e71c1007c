// Goal: what a shopper reads is kept about as often as is aimed at, whatever waits do, and is honest where little is
// known.
// Method: the formula by hand; then waits of any kind (fast-check) played against the model, and the kept share
// measured.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  learnHandle,
  learnPromise,
  learnReach,
  newPromiseModel,
  type PromiseSettings,
  type PromiseSituation,
  promisedSeconds,
} from './promise-model.ts';

const SETTINGS: PromiseSettings = {
  aim: 0.82,
  lowerAim: 0.95,
  steps: [15, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1200, 1800],
  prior: { reachSeconds: 20, handleSeconds: 40, factor: 1.5 },
};
const NEW = newPromiseModel(SETTINGS);

function situation(facts: Partial<PromiseSituation> = {}): PromiseSituation {
  return { stage: 'first', ahead: 0, people: 2, free: 1, hour: 12, open: 0, ...facts };
}

describe('before anything was seen', () => {
  it.each<[string, Partial<PromiseSituation>, number | undefined]>([
    ['somebody free is there after the way: 1.5 x 20 s', {}, 30],
    ['the next but one waits a turn, shared by two: 1.5 x (20 + 60 / 2)', { ahead: 1 }, 90],
    ['nobody free, one person: 1.5 x (20 + 60)', { people: 1, free: 0 }, 120],
    ['ten before this one, one person: 1.5 x (20 + 11 x 60)', { people: 1, free: 0, ahead: 10 }, 1200],
    ['nobody on duty', { people: 0, free: 0 }, undefined],
    ['more than the longest step', { people: 1, free: 0, ahead: 30 }, undefined],
    ['on the way since 5 s: 1.5 x 15 s', { stage: 'coming', underwaySeconds: 5 }, 30],
    ['on the way since long: half of the way is left at least', { stage: 'coming', underwaySeconds: 80 }, 15],
  ])('%s', (_, facts, seconds) => {
    expect(promisedSeconds(NEW, situation(facts), SETTINGS)).toBe(seconds);
  });

  it('half the people make it longer at once, with nothing to learn first', () => {
    const many = promisedSeconds(NEW, situation({ people: 6, free: 0, ahead: 6 }), SETTINGS) ?? 0;
    const few = promisedSeconds(NEW, situation({ people: 3, free: 0, ahead: 6 }), SETTINGS) ?? 0;
    expect(few).toBeGreaterThan(many);
  });
});

describe('the means', () => {
  it('follow what is seen, and forget what was', () => {
    let model = NEW;
    for (let count = 0; count < 200; count += 1) model = learnHandle(learnReach(model, 8), 100);
    expect(model.reach.seconds).toBeCloseTo(8, 0);
    expect(model.handle.seconds).toBeCloseTo(100, 0);
    for (let count = 0; count < 200; count += 1) model = learnReach(model, 30);
    expect(model.reach.seconds).toBeGreaterThan(28);
  });

  it('are not moved far by a tablet that was forgotten', () => {
    expect(learnReach(NEW, 36_000).reach.seconds).toBeLessThan(2 * NEW.reach.seconds);
  });
});

describe('the kept share', () => {
  /** Promises made and kept or missed one after the other, as long as there are waits. */
  function play(waits: readonly number[], facts: (index: number) => Partial<PromiseSituation>): readonly boolean[] {
    let model = NEW;
    const outcomes: boolean[] = [];
    for (const [index, wait] of waits.entries()) {
      const now = situation(facts(index));
      const seconds = promisedSeconds(model, now, SETTINGS);
      if (seconds === undefined) continue;
      outcomes.push(wait <= seconds);
      model = learnPromise(model, now, wait <= seconds, SETTINGS);
    }
    return outcomes;
  }

  function keptShare(outcomes: readonly boolean[]): number {
    return outcomes.filter(Boolean).length / outcomes.length;
  }

  const anyWait = fc.integer({ min: 16, max: 290 });

  it('is 75 to 90 % of 400 promises for waits of any kind', () => {
    fc.assert(
      fc.property(fc.array(anyWait, { minLength: 400, maxLength: 400 }), (waits) => {
        const share = keptShare(play(waits, () => ({})));
        expect(share).toBeGreaterThan(0.75);
        expect(share).toBeLessThan(0.9);
      }),
    );
  });

  it('is so too when what waits depend on changes all the time', () => {
    const facts = fc.record({
      ahead: fc.nat(6),
      people: fc.integer({ min: 1, max: 5 }),
      hour: fc.integer({ min: 8, max: 12 }),
    });
    const day = fc.array(fc.tuple(anyWait, facts), { minLength: 600, maxLength: 600 });
    fc.assert(
      fc.property(day, (steps) => {
        const waits = steps.map(([wait]) => wait);
        const share = keptShare(play(waits, (index) => ({ ...steps[index]?.[1], free: 0 })));
        expect(share).toBeGreaterThan(0.75);
        expect(share).toBeLessThan(0.9);
      }),
      { numRuns: 40 },
    );
  });

  it('comes back within a dozen promises after all waits grow fivefold from one to the next', () => {
    const waits = Array.from({ length: 400 }, (_, index) => (index < 200 ? 20 : 100) * (0.8 + (index % 10) / 25));
    const outcomes = play(waits, () => ({}));
    const [before, after] = [outcomes.slice(0, 200), outcomes.slice(200)];
    expect(keptShare(before)).toBeGreaterThan(0.75);
    expect(after.indexOf(true)).toBeLessThan(12);
    expect(keptShare(after.slice(12))).toBeGreaterThan(0.75);
  });

  it('stays within bounds that it can come back from, however long it is fooled', () => {
    let model = NEW;
    for (let count = 0; count < 10_000; count += 1) model = learnPromise(model, situation(), true, SETTINGS);
    expect(promisedSeconds(model, situation(), SETTINGS)).toBe(15);
    let misses = 0;
    while ((promisedSeconds(model, situation(), SETTINGS) ?? 0) < 60 && misses < 100) {
      misses += 1;
      model = learnPromise(model, situation(), false, SETTINGS);
    }
    expect(misses).toBeLessThan(25);
  });
});
