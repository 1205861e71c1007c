import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName, Mark } from './log.ts';

/** What a receiver knows of one log. */
export interface KnownLog {
  /** The last row without a gap before it; seq 0 with the genesis for a log that nothing came from yet. */
  readonly mark: Mark;
  readonly settled: Mark;
}

/** What a receiver knows of an origin: which of its lives is the present one. */
export interface KnownOrigin {
  readonly origin: string;
  readonly liveEpoch: string;
  /** Milliseconds since 1970 by the receiver's clock. */
  readonly lastHeardAt: number;
  /** Other epochs that a person let in beside the live one, so that a salvaged file can hand over what it still has. */
  readonly admitted: readonly string[];
}

/** A row that was taken in and that a person should look at: what it tells of could not be understood. */
export interface Suspect {
  readonly seq: number;
  readonly reason: string;
}

/**
 * Where a receiver keeps what it takes in: a file at a store, PostgreSQL at headquarters. Rows are kept under the key
 * (origin, epoch, seq), byte for byte.
 */
export interface LogSink {
  known(log: LogName): Promise<KnownLog>;
  /** The hash of a row that is kept; undefined if there is none there any more. */
  hashAt(log: LogName, seq: number): Promise<string | undefined>;
  origin(origin: string): Promise<KnownOrigin | undefined>;
  noteOrigin(known: KnownOrigin): Promise<void>;
  /**
   * Commits rows that follow the mark, and the mark with them, before it resolves. Rows whose key is there already are
   * left as they are.
   *
   * @throws SinkFailure when nothing may be counted on: the receiver answers "busy"
   */
  append(log: LogName, rows: readonly JournalRow[], suspects: readonly Suspect[]): Promise<Mark>;
  /**
   * Lets a log begin, or go on, after a place that the final system has: what this sink lost with its disk is no
   * longer kept by the sender either. The mark is this place then, committed before it resolves; `hashAt` knows it.
   * Never called on the sink of the final system.
   */
  startAt(log: LogName, place: Mark): Promise<void>;
  /** How far the final system is; the sink of headquarters settles by itself as it commits. */
  noteSettled(log: LogName, settled: Mark): Promise<void>;
  /** Every log that is kept. */
  logs(): Promise<readonly LogName[]>;
}

/** The sink could not commit. Nothing of the batch may be counted on, and all of it may be sent again. */
export class SinkFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SinkFailure';
  }
}
