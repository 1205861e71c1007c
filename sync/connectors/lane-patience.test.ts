// Goal: a lane waits as long as it should and no longer, and a batch that fails gets down to the sale that is to blame.
// Method: the pure steps, one after the other.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failedThere, notReached, paused } from './connector.ts';
import { afterSuccess, afterTrouble, type LanePatience, type NotNow } from './lane-patience.ts';

const FAILED = failedThere('500') as NotNow;

function after(before: LanePatience | undefined, delivery: NotNow, batch: number): LanePatience {
  const next = afterTrouble(before, delivery, { batch, now: 0, random: 0.999 });
  if (next === 'set-aside') throw new Error('set aside');
  return next;
}

test('a batch that fails is halved until one is left, and that one is set aside after six failures', () => {
  let patience: LanePatience | undefined;
  let batch = 100;
  const sizes: number[] = [];
  let next: LanePatience | 'set-aside' = after(undefined, FAILED, batch);
  for (let tries = 1; next !== 'set-aside'; tries += 1) {
    patience = next;
    batch = Math.min(batch, patience.batchMax);
    sizes.push(batch);
    next = afterTrouble(patience, FAILED, { batch, now: 0, random: 0 });
    expect(tries).toBeLessThan(40);
  }
  expect([...new Set(sizes)]).toEqual([100, 50, 25, 13, 7, 4, 2, 1]);
  expect(sizes.filter((size) => size === 1)).toHaveLength(6);
});

test('nobody there is never the sale’s fault, however often', () => {
  let patience = after(undefined, notReached('no route') as NotNow, 1);
  for (let tries = 0; tries < 1_000; tries += 1) patience = after(patience, notReached('no route') as NotNow, 1);
  expect(patience).toMatchObject({ failures: 0, isBrief: false });
  expect(patience.until).toBeLessThanOrEqual(60_000);
});

test('waits stay within their bounds, whatever is asked for', () => {
  const delivery = fc.oneof(
    fc.double().map((ms) => notReached('', ms) as NotNow),
    fc.constant(paused('') as NotNow),
    fc.constant(FAILED),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(delivery, fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 50 }),
      (all) => {
        let patience: LanePatience | undefined;
        for (const [each, random] of all) {
          const next = afterTrouble(patience, each, { batch: 2, now: 0, random });
          expect(next).not.toBe('set-aside');
          if (next === 'set-aside') return;
          patience = next;
          expect(patience.until).toBeGreaterThanOrEqual(0);
          expect(patience.until).toBeLessThanOrEqual(360_000);
          if (each.type === 'paused') expect(patience.until).toBeGreaterThanOrEqual(30_000);
        }
      },
    ),
  );
});

test('after a success batches grow again until nothing is left to remember', () => {
  let patience: LanePatience | undefined = { until: 9, tries: 9, failures: 1, batchMax: 1, isBrief: true };
  const sizes: number[] = [];
  while (patience !== undefined) {
    sizes.push(patience.batchMax);
    patience = afterSuccess(patience, 10);
  }
  expect(sizes).toEqual([1, 2, 4, 8]);
  expect(afterSuccess(undefined, 10)).toBeUndefined();
});
