import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * In continuous integration, on a machine that others use too, a test of real processes and real time may be starved
 * beyond its patience. It gets a second try there and nowhere else: what fails twice is broken.
 */
const STARVED_RETRIES = process.env['CI'] === undefined || process.env['CI'] === 'false' ? 0 : 1;

/** Most tests of real processes wait; two at a time leave a small machine room for what they wait for. */
const WORKERS = 2;

/** Long walks through all screens, none of which asks how fast something is. */
const LOOKS = ['every-screen', 'every-size', 'shopper-walk', 'staff-and-desk-look'].map(
  (name) => `tests/e2e/pages/${name}.test.ts`,
);

/**
 * One run, four projects by what they need: unit (nothing), integration (ptys, sockets, files, processes), looks and
 * e2e (Chromium); one project after the other, so that nothing that computes slows down what waits or draws. Looks
 * only measure what stands on each screen, so that two of them do not disturb each other; e2e has the machine alone.
 * Serial ports abort a worker thread, so tests run in forked processes. The transform cache is off because it does
 * not notice changed compiler options.
 */
export default defineConfig({
  root,
  test: {
    pool: 'forks',
    fsModuleCache: false,
    passWithNoTests: false,
    maxWorkers: WORKERS,

    projects: [
      {
        root,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{kiosk,drivers,sync,config}/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        root,
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['tests/{integration,durability,simulation}/**/*.test.ts'],
          testTimeout: 60_000,
          retry: STARVED_RETRIES,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'looks',
          sequence: { groupOrder: 2 },
          include: LOOKS,
          testTimeout: 120_000,
          retry: STARVED_RETRIES,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          sequence: { groupOrder: 3 },
          include: ['tests/e2e/**/*.test.ts'],
          exclude: LOOKS,
          testTimeout: 120_000,
          retry: STARVED_RETRIES,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
