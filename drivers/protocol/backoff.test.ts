/**
 * Goal: the waits between attempts grow to their limit, never beyond, and chance only shortens them.
 * Method: the first waits by hand, the bounds as a property.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffDelay, NEARBY_BACKOFF } from './backoff.ts';

it('grows by its factor up to its limit', () => {
  const waits = [1, 2, 3, 4, 5, 6].map((failures) => backoffDelay(NEARBY_BACKOFF, failures, 0));
  expect(waits).toEqual([250, 500, 1000, 2000, 2000, 2000]);
});

it('stays within its bounds for any number of failures and any chance', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), chance, (failures, random) => {
      const wait = backoffDelay(NEARBY_BACKOFF, failures, random);
      expect(wait).toBeGreaterThanOrEqual(NEARBY_BACKOFF.firstMs * (1 - NEARBY_BACKOFF.jitter));
      expect(wait).toBeLessThanOrEqual(NEARBY_BACKOFF.maxMs);
    }),
  );
});
