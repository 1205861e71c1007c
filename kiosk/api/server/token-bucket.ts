/** A rate limit as data: it holds up to `burst` tokens and refills by `perSecond`. */
export interface TokenBucket {
  readonly tokens: number;
  readonly at: number;
}

export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** The bucket after one more request at a monotonic time in milliseconds, and whether the request may pass. */
export function takeToken(
  bucket: TokenBucket,
  limit: RateLimit,
  atMs: number,
): { readonly passes: boolean; readonly bucket: TokenBucket } {
  const refilled = bucket.tokens + (Math.max(0, atMs - bucket.at) / 1000) * limit.perSecond;
  const tokens = Math.min(limit.burst, refilled);
  if (tokens < 1) return { passes: false, bucket: { tokens, at: atMs } };
  return { passes: true, bucket: { tokens: tokens - 1, at: atMs } };
}
