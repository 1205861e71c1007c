import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { CallOf } from '../thread/messages.ts';
import type { LogMark, LogPart, Progress, ReadLimits, SetAsideRow } from '../journal/outbox.ts';

/** Who wrote a log, and the life of its file. */
export interface LogKey {
  readonly origin: string;
  readonly epoch: string;
}

/** Which life of an origin is the present one, and which others a person let in beside it. */
export interface OriginNote {
  readonly origin: string;
  readonly liveEpoch: string;
  /** Milliseconds since 1970. */
  readonly lastHeardAt: number;
  readonly admitted: readonly string[];
}

/** Rows as they came, which cross a thread for the price of copying their bytes. */
export interface PackedPiece {
  /**
   * A JSON array with an array for each row: seq, id, kind, business day, wall, boot, monotonic, hash, the size of its
   * body, and where in `bytes` that begins.
   */
  readonly index: string;
  readonly bytes: Uint8Array;
}

export interface PackedBatch {
  readonly count: number;
  readonly pieces: readonly PackedPiece[];
}

/** Rows that follow the mark of a log, and which of them a person should look at. */
export interface InboxBatch {
  readonly log: LogKey;
  readonly rows: readonly JournalRow[] | PackedBatch;
  readonly suspects: readonly { readonly seq: number; readonly reason: string }[];
  /** When they came, in milliseconds since 1970. */
  readonly at: number;
}

/** A row that was taken in and could not be understood, and what became of it. */
export interface SuspectRow extends LogKey {
  readonly seq: number;
  readonly kind: string | undefined;
  readonly reason: string;
  readonly wall: number;
  readonly state: 'held' | 'released' | 'dropped';
  readonly note: string | undefined;
}

export interface InboxLogStatus extends LogKey {
  readonly start: number;
  readonly mark: LogMark;
  readonly progress: Progress;
  /** Wall clock of the oldest row that the final system does not have; undefined if it has all. */
  readonly oldestUnsettled: number | undefined;
  readonly heardAt: number | undefined;
  readonly trouble: { readonly text: string; readonly at: number } | undefined;
  readonly held: number;
  readonly dead: readonly SetAsideRow[];
}

export interface InboxStatus {
  readonly logs: readonly InboxLogStatus[];
  readonly origins: readonly OriginNote[];
}

/** What may be asked of an inbox; answered by the thread that owns the file. Errors are StorageErrors. */
export interface InboxMethods {
  known(log: LogKey): { readonly mark: LogMark; readonly settled: LogMark };
  hashAt(log: LogKey, seq: number): string | undefined;
  origin(origin: string): OriginNote | undefined;
  noteOrigin(note: OriginNote): void;
  /** Commits the rows and the mark; rows that are there already are left as they are. Returns what is known then. */
  append(batch: InboxBatch): { readonly mark: LogMark; readonly settled: LogMark };
  /** Lets a log go on after a place that the final system has, whatever is missing before it. */
  startAt(log: LogKey, place: LogMark): void;
  noteSettled(log: LogKey, settled: LogMark): void;
  logs(): readonly LogKey[];
  head(log: LogKey): number;
  read(log: LogKey, afterSeq: number, limits: ReadLimits): LogPart | undefined;
  progress(log: LogKey): Progress;
  noteProgress(log: LogKey, progress: Progress, at: number): void;
  noteTrouble(log: LogKey, text: string, at: number): void;
  setAside(log: LogKey, row: Omit<SetAsideRow, 'resolution'>): void;
  rowsSetAside(log: LogKey): readonly SetAsideRow[];
  resolve(log: LogKey, seq: number, resolution: string): boolean;
  suspects(): readonly SuspectRow[];
  /** A person has looked at a suspect; false if there is none. */
  decide(log: LogKey, seq: number, state: 'released' | 'dropped', note: string, at: number): boolean;
  /**
   * Trims what is settled, looked at, and older than that; returns how many rows went. In the final system only if that
   * is said, for there is no other copy.
   */
  trim(before: number, evenFinal?: boolean): number;
  status(): InboxStatus;
}

/** One call with its arguments, as it crosses to the thread. */
export type InboxCall = CallOf<InboxMethods>;
