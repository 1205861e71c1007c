/** So long is worked without a rest, and so long rested, in milliseconds: a lane's scan waits for the one at most. */
const WORK_MS = 2;
const REST_MS = 4;

const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Hands out one item after the other, with rests in which whoever asks for them does nothing. Even at the lowest
 * priority, work without a pause takes its part of processor, caches and disk from a lane that sells on the same
 * computer.
 */
export function* unhurried<Item>(items: Iterable<Item>): Generator<Item> {
  let begun = performance.now();
  for (const item of items) {
    if (performance.now() - begun >= WORK_MS) {
      Atomics.wait(never, 0, 0, REST_MS);
      begun = performance.now();
    }
    yield item;
  }
}
