import { retryDelay, WAN_PATIENCE } from '../sender/back-off.ts';
import type { Delivery } from './connector.ts';

/** What a lane whose sales were not taken waits for. */
export interface LanePatience {
  /** By the clock that never goes back, in milliseconds. */
  readonly until: number;
  /** Tries in a row that were not taken. */
  readonly tries: number;
  /** Those of them, for the batch as it now is, over which the other system failed. */
  readonly failures: number;
  /** The most sales that are offered together. */
  readonly batchMax: number;
  /** It is a matter of seconds. */
  readonly isBrief: boolean;
}

/** A system that failed over one sale so often, while it took others, fails over this sale. */
const FAILURES_MAX = 6;
/** A batch that a system failed over so often is tried in halves. */
const FAILURES_BEFORE_HALVING = 2;
/** Whether a person has mended what paused it is asked this often, in milliseconds. */
const PROBE_EVERY_MS = 60_000;

export type NotNow = Extract<Delivery, { type: 'retry-later' | 'paused' }>;

/**
 * How long a lane waits after a try that was not taken; or that its one sale is to be set aside.
 *
 * @param batch how many sales were offered
 */
export function afterTrouble(
  before: LanePatience | undefined,
  delivery: NotNow,
  { batch, now, random }: { readonly batch: number; readonly now: number; readonly random: number },
): LanePatience | 'set-aside' {
  const tries = (before?.tries ?? 0) + 1;
  const isAnswered = delivery.type === 'retry-later' && delivery.isAnswered;
  const failures = (before?.failures ?? 0) + (isAnswered ? 1 : 0);
  if (batch === 1 && failures >= FAILURES_MAX) return 'set-aside';
  const delayMs =
    delivery.type === 'paused'
      ? PROBE_EVERY_MS * (0.5 + random / 2)
      : retryDelay(tries, random, WAN_PATIENCE, delivery.afterMs);
  const waits = { until: now + delayMs, tries, isBrief: isAnswered };
  return batch > 1 && failures >= FAILURES_BEFORE_HALVING
    ? { ...waits, failures: 0, batchMax: Math.ceil(batch / 2) }
    : { ...waits, failures, batchMax: before?.batchMax ?? Infinity };
}

/** After a success a lane that goes in small batches goes in larger ones; undefined once it needs no patience. */
export function afterSuccess(before: LanePatience | undefined, batchMax: number): LanePatience | undefined {
  if (before === undefined || before.batchMax * 2 > batchMax) return undefined;
  return { until: 0, tries: 0, failures: 0, batchMax: before.batchMax * 2, isBrief: false };
}
