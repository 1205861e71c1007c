import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName, Mark } from './log.ts';

/** A log that is to be sent: a lane's own journal, or what a store keeps of one. */
export interface LogSource {
  readonly name: LogName;
  /** The last row that is on the disk; 0 if there is none. */
  head(): Promise<number>;
  /**
   * The rows after a place, as many as the limits allow and at least one if there is one.
   *
   * @returns the place itself with its hash, and the rows after it; undefined if the place is past the end or trimmed
   */
  read(
    afterSeq: number,
    limits: { readonly rows: number; readonly bytes: number },
  ): Promise<{ readonly after: Mark; readonly rows: readonly JournalRow[] } | undefined>;
  /** Notes how far the next hop and the final system are, as the sender was last told. */
  noteProgress(progress: PeerProgress): Promise<void>;
  /** What was noted last. */
  progress(): Promise<PeerProgress>;
}

export interface PeerProgress {
  readonly sent: Mark;
  readonly settled: Mark;
}
