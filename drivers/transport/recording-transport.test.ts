/**
 * Goal: a recording holds the last of both directions in order and with its time, never more than its bound, and
 * nothing that the mask takes out.
 * Method: the recording itself with a clock that is moved by hand.
 */
import { expect, it } from 'vitest';
import { Recording } from './recording-transport.ts';

it('keeps both directions with their time', () => {
  let now = 5;
  const recording = new Recording({ timers: { monotonic: () => now, after: () => () => {} } });
  recording.add('opened', undefined, 'tcp');
  now = 7;
  recording.add('sent', Uint8Array.of(1, 2));
  recording.add('received', Uint8Array.of(3));
  recording.add('sent', Uint8Array.of(4));
  expect(recording.entries.map(({ at, kind }) => [at, kind])).toEqual([
    [5, 'opened'],
    [7, 'sent'],
    [7, 'received'],
    [7, 'sent'],
  ]);
  expect([...recording.bytes('sent')]).toEqual([1, 2, 4]);
});

it('forgets the oldest when it is full, and says how much', () => {
  const recording = new Recording({ maxBytes: 1_000 });
  for (let index = 0; index < 100; index++) recording.add('received', new Uint8Array(100).fill(index));
  expect(recording.bytes('received').length).toBeLessThanOrEqual(1_000);
  expect(recording.bytes('received').at(-1)).toBe(99);
  expect(recording.bytes('received').length + recording.forgottenBytes).toBe(10_000);
});

it('keeps only what the mask leaves, and the caller keeps the original', () => {
  const recording = new Recording({
    mask: (_, bytes) => bytes.map((byte) => (byte >= 0x30 && byte <= 0x39 ? 0x2a : byte)),
  });
  const original = Buffer.from('PAN 4111');
  recording.add('received', original);
  expect(Buffer.from(recording.bytes('received')).toString()).toBe('PAN ****');
  expect(original.toString()).toBe('PAN 4111');
});
