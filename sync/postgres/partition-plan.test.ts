// Goal: every coming day has exactly one partition, whatever was made before and with whatever span.
// Method: the edges by example, then random histories of spans and days with the rule checked day by day.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, missingRanges, type DayRange, type PartitionSpan } from './partition-plan.ts';

it('makes whole months, over the end of a year', () => {
  expect(missingRanges([], '2026-12-20', 30, 'month')).toEqual([
    { from: '2026-12-01', to: '2027-01-01' },
    { from: '2027-01-01', to: '2027-02-01' },
  ]);
});

it('makes nothing where everything is there', () => {
  expect(missingRanges([{ from: '2026-01-01', to: '2027-01-01' }], '2026-02-28', 100, 'day')).toEqual([]);
});

it('fits days into a month that was begun by days, when the span changes', () => {
  const existing = [{ from: '2026-11-22', to: '2026-11-23' }];
  expect(missingRanges(existing, '2026-11-21', 4, 'month')).toEqual([
    { from: '2026-11-01', to: '2026-11-22' },
    { from: '2026-11-23', to: '2026-12-01' },
  ]);
});

it('never overlaps and never leaves a coming day out', () => {
  const step = fc.record({
    start: fc.integer({ min: 0, max: 800 }),
    days: fc.integer({ min: 1, max: 70 }),
    span: fc.constantFrom<PartitionSpan>('month', 'day'),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      let ranges: DayRange[] = [];
      for (const { start, days, span } of steps) {
        const from = addDays('2024-01-15', start);
        ranges = [...ranges, ...missingRanges(ranges, from, days, span)];
        for (let count = 0; count < days; count += 1) {
          const day = addDays(from, count);
          expect(ranges.filter((range) => range.from <= day && day < range.to)).toHaveLength(1);
        }
      }
      const inOrder = ranges.toSorted((one, other) => (one.from < other.from ? -1 : 1));
      for (const [index, range] of inOrder.entries()) {
        expect(range.from < range.to).toBe(true);
        expect(range.to <= (inOrder[index + 1]?.from ?? '9999')).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
