import type { Quantiles } from './bench.ts';

/**
 * A floor whose median moves by more than this share between two halves of a run says more about the machine than about
 * us.
 */
const STEADY_SHARE = 0.25;

/** The value that a share of the samples does not exceed (nearest rank). Throws for no samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function quantiles(samples: readonly number[]): Quantiles {
  return { p50: quantile(samples, 0.5), p95: quantile(samples, 0.95), p99: quantile(samples, 0.99) };
}

/** Did the median stay where it was from the first half of the run to the second? */
export function isSteady(samples: readonly number[]): boolean {
  if (samples.length < 4) return true;
  const middle = Math.floor(samples.length / 2);
  const first = quantile(samples.slice(0, middle), 0.5);
  const second = quantile(samples.slice(middle), 0.5);
  return Math.abs(first - second) <= STEADY_SHARE * Math.min(first, second);
}

/** Three digits that mean something, and no more: 0.0123, 1.23, 123, 1230 stays 1230. */
export function rounded(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(digits, 6)));
}
