import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { LaneProcess } from '#tests/support/lane-process.ts';
import { TestShop } from '#tests/support/test-shop.ts';

// Goal: a lane runs with what keeps its memory small, which has to be said before a process begins, and whoever started
// it need not know. Method: a lane is started as a shop does, and the kernel is asked what the process with the number
// that was started runs with. How much memory it takes is the bench lane-memory. Linux, as the kernel's answer is.

test('a lane starts itself anew within its process, with what keeps its memory small', async () => {
  const shop = await TestShop.open();
  onTestFinished(() => shop.close());
  const lane = await LaneProcess.start(shop, [], { env: { LANES_OWN: 'kept', MALLOC_ARENA_MAX: '1' } });
  onTestFinished(() => lane.stop());

  const words = words0(`/proc/${lane.pid}/cmdline`);
  const environment = words0(`/proc/${lane.pid}/environ`);

  expect(words.slice(1, 3)).toEqual(['--no-short-builtin-calls', '--expose-gc']);
  expect(words).toContain('lane');
  expect(words.filter((word) => word === '--expose-gc')).toHaveLength(1);
  expect(environment).toContain('MALLOC_TRIM_THRESHOLD_=16384');
  expect(environment).toContain('LANES_OWN=kept');
  // What an operator set for herself stays.
  expect(environment).toContain('MALLOC_ARENA_MAX=1');
});

test('a lane that was started anew still ends when it is told to', async () => {
  const shop = await TestShop.open();
  onTestFinished(() => shop.close());
  const lane = await LaneProcess.start(shop);

  await lane.stop();

  expect(() => process.kill(lane.pid, 0)).toThrow(/ESRCH/);
});

/** The words of a file in which each ends with a zero. */
function words0(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\0');
}
