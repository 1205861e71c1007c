/**
 * How long to wait between attempts to reach a device. Each wait is `factor` times the one before, never over `maxMs`.
 */
export interface BackoffPolicy {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /**
   * Share of the wait, 0 to 1, by which chance may shorten it, so that lanes after a power cut do not all knock at
   * once.
   */
  readonly jitter: number;
}

/** For what stands beside the lane: an attempt costs nothing, and somebody waits for the plug to go back in. */
export const NEARBY_BACKOFF: BackoffPolicy = { firstMs: 250, factor: 2, maxMs: 2_000, jitter: 0.2 };

/**
 * The wait in milliseconds before the next attempt.
 *
 * @param failures how many attempts in a row have failed, 1 or more
 * @param random a number from 0 up to 1
 */
export function backoffDelay(policy: BackoffPolicy, failures: number, random: number): number {
  const grown = policy.firstMs * policy.factor ** Math.max(0, failures - 1);
  const wait = Math.min(policy.maxMs, grown);
  return Math.round(wait * (1 - policy.jitter * random));
}
