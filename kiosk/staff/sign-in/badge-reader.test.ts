/*
 * Goal: a badge in front of a scanner signs in, and nothing that a hand types is ever taken for one.
 * Method: keys with their times, as scanners and hands press them.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BadgeReader } from './badge-reader.ts';

const BADGE = 'HANDRAIL-DEMO-BADGE-101';

it('reads what comes fast and ends with Enter, with the shift key in between', () => {
  const reader = new BadgeReader();
  const keys = Array.from(BADGE).flatMap((key) => ['Shift', key]);
  keys.forEach((key, index) => expect(reader.take(key, index * 4)).toBeUndefined());
  expect(reader.take('Enter', keys.length * 4)).toBe(BADGE);
  expect(reader.take('Enter', keys.length * 4 + 5)).toBeUndefined();
});

it('forgets what a hand typed before the scan', () => {
  const reader = new BadgeReader();
  Array.from('Sara').forEach((key, index) => reader.take(key, index * 200));
  Array.from(BADGE).forEach((key, index) => reader.take(key, 5_000 + index * 10));
  expect(reader.take('Enter', 5_000 + BADGE.length * 10)).toBe(BADGE);
});

it('takes nothing short, nothing endless and nothing slow for a badge', () => {
  const typed = (text: string, gapMs: number): string | undefined => {
    const reader = new BadgeReader();
    Array.from(text).forEach((key, index) => reader.take(key, index * gapMs));
    return reader.take('Enter', text.length * gapMs);
  };
  expect(typed('2468', 10)).toBeUndefined();
  expect(typed('x'.repeat(201), 1)).toBeUndefined();
  expect(typed(BADGE, 120)).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 61, max: 900 }), (text, gap) => !typed(text, gap)),
  );
});
