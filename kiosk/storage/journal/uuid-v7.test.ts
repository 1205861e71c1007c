/**
 * Goal: identifiers are UUIDs of version 7 that sort by their time.
 * Method: the vector of RFC 9562 appendix A.6, and the order of two times.
 */
import { expect, test } from 'vitest';
import { uuidV7 } from './uuid-v7.ts';

test('makes the UUID of RFC 9562 appendix A.6', () => {
  const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
  expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('a later millisecond sorts behind an earlier one, whatever the random part', () => {
  const later = uuidV7(1_700_000_000_001, new Uint8Array(10));
  const earlier = uuidV7(1_700_000_000_000, new Uint8Array(10).fill(255));
  expect(later > earlier).toBe(true);
});
