// Goal: whatever happens to machines, disks, clocks and lines, a log arrives: per origin and epoch the receiver's rows
// are a gapless beginning of what was written, byte for byte; no mark is ahead of a commit; nothing is deleted that
// headquarters lacks; copies are found out; and once everything is healed, everything settles within a bound.
// Method: the real senders, receivers and forwarder live through seeded histories in simulated time, over disks in
// memory and lines that drop, double, delay, damage and cut. A seed that breaks a promise is named, and
// HANDRAIL_SIMULATION_SEED=n writes down what happens in it. HANDRAIL_SIMULATION_HISTORIES and
// HANDRAIL_SIMULATION_FIRST_SEED run more, or others.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { liveHistory } from './sync-history.ts';
import type { RangeResult, SeedRange } from './sync-worker.ts';

const HISTORIES = Number(process.env['HANDRAIL_SIMULATION_HISTORIES'] ?? 100_000);
const FIRST_SEED = Number(process.env['HANDRAIL_SIMULATION_FIRST_SEED'] ?? 1);
const REPLAYED_SEED = process.env['HANDRAIL_SIMULATION_SEED'];
const THREADS_MAX = 4;
/** On two idle cores it takes about a minute; more only where others use them too. */
const PATIENCE_MS = 15 * 60_000;
/** Histories that between them have everything in them that can happen. */
const HISTORIES_OF_ALL_KINDS = 2_500;

/** What must happen in some history or other; otherwise the histories prove less than they say. */
const HAPPENINGS: readonly string[] = [
  '"type":"crash"',
  '"type":"wipe","whom":"store"',
  '"type":"wipe","whom":"hq"',
  '"type":"clone-lane"',
  '"type":"restore-lane"',
  '"type":"clock-jump"',
  '"type":"sink-failed"',
  '"because":"announced"',
  '"because":"silent"',
  '"type":"started-at"',
  '"type":"rewound"',
  '"type":"refused"',
  '"type":"suspects"',
  '"alarm":"fork"',
  '"alarm":"receiver-ahead"',
  '"alarm":"fenced"',
  '"alarm":"unauthorized"',
  '"alarm":"row-set-aside"',
  '"alarm":"behind-trim"',
  '"alarm":"storage"',
  '4 pushes are on their way',
  'a push overtakes another',
];

async function inThread(range: SeedRange): Promise<RangeResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./sync-worker.ts', import.meta.url), { workerData: range });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a thread ended without a result')));
  });
}

/** What was broken in all histories, a line for each seed. */
async function brokenInAll(): Promise<readonly string[]> {
  const threads = Math.min(THREADS_MAX, availableParallelism());
  const ranges = Array.from({ length: threads }, (_, thread) => ({
    first: FIRST_SEED + thread,
    count: Math.ceil((HISTORIES - thread) / threads),
    stride: threads,
  }));
  const results = await Promise.all(ranges.map(inThread));
  const lived = results.reduce((sum, { histories }) => sum + histories, 0);
  const told = results.flatMap(({ failures }) =>
    failures.map(({ seed, faults }) => `HANDRAIL_SIMULATION_SEED=${seed} shows: ${faults.join('; ')}`),
  );
  return lived === HISTORIES || told.length > 0 ? told : [`only ${lived} of ${HISTORIES} histories were lived through`];
}

/** What was broken in one history, which is written down as it happens. */
async function brokenInOne(seed: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const { faults } = await liveHistory(seed, undefined, (line) => lines.push(line));
  process.stdout.write(`${lines.join('\n')}\n`);
  return faults;
}

describe('logs arrive', () => {
  it(
    `in ${REPLAYED_SEED === undefined ? `${HISTORIES} histories` : `the history of seed ${REPLAYED_SEED}`}`,
    async () => {
      const broken = REPLAYED_SEED === undefined ? await brokenInAll() : await brokenInOne(Number(REPLAYED_SEED));
      expect(broken).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('the same way each time from the same seed', async () => {
    const trace = async (seed: number): Promise<readonly string[]> => {
      const lines: string[] = [];
      await liveHistory(seed, undefined, (line) => lines.push(line));
      return lines;
    };
    for (const seed of [1, 18, 79, 448]) expect(await trace(seed)).toEqual(await trace(seed));
  });

  it('through everything that can happen to them', async () => {
    const missing = new Set(HAPPENINGS);
    for (let seed = 1; seed <= HISTORIES_OF_ALL_KINDS && missing.size > 0; seed += 1) {
      await liveHistory(seed, undefined, (line) => {
        for (const happening of missing) if (line.includes(happening)) missing.delete(happening);
      });
    }
    expect([...missing]).toEqual([]);
  }, 120_000);
});
