import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';

/**
 * The kind of the first row of a log that goes on where another one ended: after a restore, a clone, a salvage. Its
 * body is `{"event":{"lastHash","lastKnownSeq","previousEpoch","reason","type":"epoch-started"},"v":1}`;
 * a lane's has `receiptNumbersFrom` besides.
 */
export const EPOCH_STARTED_KIND = 'lane.epoch-started';

export type EpochStartReason = 'restored' | 'cloned' | 'damaged' | 'replaced';

export interface EpochStart {
  readonly previousEpoch: string;
  /** The last row of the former epoch that the writer knows of, and its hash. */
  readonly lastKnownSeq: number;
  readonly lastHash: string;
  readonly reason: EpochStartReason;
}

/** The body of such a row, in canonical JSON. */
export function epochStartBody(start: EpochStart): string {
  const { lastHash, lastKnownSeq, previousEpoch, reason } = start;
  return JSON.stringify({ event: { lastHash, lastKnownSeq, previousEpoch, reason, type: 'epoch-started' }, v: 1 });
}

/**
 * The epoch that a row declares as ended; undefined for every other row. A copy that runs on another machine cannot
 * know whether its original has ended, so it declares nothing.
 */
export function endedEpochOf(row: JournalRow): string | undefined {
  if (row.kind !== EPOCH_STARTED_KIND || row.seq !== 1) return undefined;
  try {
    const body = JSON.parse(row.body) as { readonly event?: { readonly [field: string]: unknown } } | null;
    const previous = body?.event?.['previousEpoch'];
    return typeof previous === 'string' && body?.event?.['reason'] !== 'cloned' ? previous : undefined;
  } catch {
    return undefined;
  }
}
