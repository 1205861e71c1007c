/** The smallest value that a share of all values does not exceed (nearest rank); undefined of none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/**
 * How unequally something is spread: 0 when everybody has the same, towards 1 when one has all (Gini, 1912).
 *
 * @param values none below zero
 */
export function gini(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const weighted = sorted.reduce((sum, value, index) => sum + (2 * (index + 1) - sorted.length - 1) * value, 0);
  return weighted / (sorted.length * total);
}

/** A share with what chance alone may make of it. */
export interface ShareOf {
  readonly share: number;
  /** The 95 % interval (Wilson, 1927): a handful of cases says little, and this says how little. */
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

const Z_95 = 1.96;

export function shareOf(count: number, of: number): ShareOf | undefined {
  if (of === 0) return undefined;
  const share = count / of;
  const scale = 1 + Z_95 ** 2 / of;
  const middle = (share + Z_95 ** 2 / (2 * of)) / scale;
  const half = (Z_95 * Math.sqrt((share * (1 - share)) / of + Z_95 ** 2 / (4 * of ** 2))) / scale;
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half), of };
}
