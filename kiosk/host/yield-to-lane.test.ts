import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// Goal: no thread of a program that yields competes with the lane, also none that Node itself has started before.
// Method: a process of its own yields, and reads back the priority of every thread that it has.

const MODULE = fileURLToPath(new URL('yield-to-lane.ts', import.meta.url));

const SCRIPT = `
  import { readdirSync } from 'node:fs';
  import { getPriority } from 'node:os';
  const { yieldToLane } = await import(${JSON.stringify(MODULE)});
  const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task') : [0]);
  yieldToLane();
  console.log(JSON.stringify(threads().map((thread) => getPriority(Number(thread)))));
`;

it('lowers every thread of the process', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const priorities = JSON.parse(stdout) as readonly number[];
  expect(priorities.length).toBeGreaterThan(process.platform === 'linux' ? 1 : 0);
  expect(new Set(priorities)).toEqual(new Set([constants.priority.PRIORITY_LOW]));
});
