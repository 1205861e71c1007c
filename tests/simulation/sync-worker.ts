import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { liveHistory } from './sync-history.ts';

/** Which seeds a thread is to live through. */
export interface SeedRange {
  readonly first: number;
  readonly count: number;
  /** From one seed to the next: threads take turns. */
  readonly stride: number;
}

export interface RangeResult {
  readonly histories: number;
  readonly events: number;
  readonly healingEventsMax: number;
  readonly healingMsMax: number;
  /** Seeds whose histories broke a promise, with what was broken; the first few. */
  readonly failures: readonly { readonly seed: number; readonly faults: readonly string[] }[];
}

const FAILURES_MAX = 5;
/** Tests that wait for real time run beside this one. */
const NICE = 10;

async function liveRange({ first, count, stride }: SeedRange): Promise<RangeResult> {
  const failures: { seed: number; faults: readonly string[] }[] = [];
  let events = 0;
  let healingEventsMax = 0;
  let healingMsMax = 0;
  let histories = 0;
  while (histories < count && failures.length < FAILURES_MAX) {
    const seed = first + histories * stride;
    const result = await liveHistory(seed);
    histories += 1;
    events += result.events;
    healingEventsMax = Math.max(healingEventsMax, result.healingEvents);
    healingMsMax = Math.max(healingMsMax, result.healingMs);
    if (result.faults.length > 0) failures.push({ seed, faults: result.faults });
  }
  return { histories, events, healingEventsMax, healingMsMax, failures };
}

// Errors are thrown all the time here and nobody reads where.
Error.stackTraceLimit = 0;
setPriority(NICE);
parentPort?.postMessage(await liveRange(workerData as SeedRange), []);
