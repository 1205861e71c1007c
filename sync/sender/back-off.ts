/** How a sender behaves towards a peer, by how far away it is. Milliseconds. */
export interface PeerPatience {
  /** The longest time between two tries. */
  readonly retryCapMs: number;
  /** The longest time that a sender holds back once a peer is there again, so that not all come at once. */
  readonly recoveryCapMs: number;
}

/** A peer in the same building. */
export const LAN_PATIENCE: PeerPatience = { retryCapMs: 2_000, recoveryCapMs: 2_000 };
/** A peer that thousands of others have too. */
export const WAN_PATIENCE: PeerPatience = { retryCapMs: 60_000, recoveryCapMs: 5 * 60_000 };

const RETRY_BASE_MS = 250;
/** A receiver that asks for more is asked again earlier: a wrong header must not silence a store for days. */
const RETRY_AFTER_MAX_MS = 5 * 60_000;
/** Whoever was away for less has not gathered a crowd. */
const OUTAGE_WORTH_SPREADING_MS = 10_000;
const OUTAGE_SHARE = 10;

/**
 * The time until the next try: anything up to a bound that doubles with each failure, so that many senders spread.
 *
 * @param failures in a row, 1 for the first
 * @param random from 0 up to 1
 * @param retryAfterMs what the receiver asked for; it is kept to, up to a bound, and spread behind
 */
export function retryDelay(
  failures: number,
  random: number,
  patience: PeerPatience,
  retryAfterMs: number | undefined,
): number {
  const bound = Math.min(patience.retryCapMs, RETRY_BASE_MS * 2 ** Math.min(failures - 1, 30));
  const asked = Number.isFinite(retryAfterMs) ? (retryAfterMs ?? 0) : 0;
  return Math.max(0, Math.min(asked, RETRY_AFTER_MAX_MS)) + random * bound;
}

/** How long to hold back when a peer is there again: up to a tenth of the time that it was away. */
export function recoveryDelay(outageMs: number, random: number, patience: PeerPatience): number {
  if (outageMs < OUTAGE_WORTH_SPREADING_MS) return 0;
  return random * Math.min(patience.recoveryCapMs, outageMs / OUTAGE_SHARE);
}
