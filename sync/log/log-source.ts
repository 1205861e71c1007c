import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName, Mark, RefusalCode } from './log.ts';

/** A log that is to be sent: a lane's own journal, or what a store keeps of one. */
export interface LogSource {
  readonly name: LogName;
  /** The last row that is on the disk; 0 if there is none. */
  head(): Promise<number>;
  /**
   * The rows after a place, as many as the limits allow and at least one if there is one.
   *
   * @returns the place itself with its hash, and the rows after it; undefined if the place is past the end. Where the
   *   place was trimmed, the place before the first row that is still kept, and the rows after that one
   */
  read(
    afterSeq: number,
    limits: { readonly rows: number; readonly bytes: number },
  ): Promise<{ readonly after: Mark; readonly rows: readonly JournalRow[] } | undefined>;
  /** The hash of a place that is kept, the genesis for 0; undefined if it is trimmed or past the end. */
  hashAt(seq: number): Promise<string | undefined>;
  /**
   * Notes how far the next hop and the final system are, as the sender was last told. A note that is lost does no
   * harm: the receiver is asked again. `settled` permits trimming, but never of a row that was set aside.
   */
  noteProgress(progress: PeerProgress): Promise<void>;
  /** What was noted last; the genesis before the first time. */
  progress(): Promise<PeerProgress>;
  /**
   * Keeps a row apart that the receiver cannot take, for a person to look at. It is on the disk when this resolves,
   * because only then a tombstone is sent in its place. Setting it aside once more changes nothing.
   */
  setAside(letter: DeadLetter): Promise<void>;
  /** All that were set aside for this receiver. `read` still gives the rows as they were written. */
  deadLetters(): Promise<readonly DeadLetter[]>;
}

export interface PeerProgress {
  readonly sent: Mark;
  readonly settled: Mark;
}

/** A row that was set aside, and why. */
export interface DeadLetter {
  readonly seq: number;
  readonly code: RefusalCode;
  /** A sentence for a person. */
  readonly detail: string;
}
