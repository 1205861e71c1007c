import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { Database } from '../database.ts';
import { chainStart, headOf, linkAt } from './chain-start.ts';
import type { Link } from './chain-check.ts';
import { ROW_FRAME_BYTES, RowPacker, type PackedRows } from './packed-rows.ts';
import { hexOf } from './row-hash.ts';

/** A place in a log; 0 with the genesis hash stands before the first row. The hash is in hexadecimal. */
export interface LogMark {
  readonly seq: number;
  readonly hash: string;
}

/** How far the next hop and the final system were when they were last heard. */
export interface Progress {
  readonly sent: LogMark;
  readonly settled: LogMark;
}

export interface ReadLimits {
  readonly rows: number;
  /** Of bodies, hashes and names together, as they are stored. */
  readonly bytes: number;
}

/** Rows after a place, and the place itself. */
export interface LogPart {
  readonly after: LogMark;
  readonly rows: readonly JournalRow[];
}

/** The same with rows as they travel. */
export interface PackedPart extends PackedRows {
  readonly after: LogMark;
}

/** A row that was set aside because the next hop cannot take it; a tombstone takes its place there. */
export interface SetAsideRow {
  readonly seq: number;
  readonly code: string;
  readonly detail: string;
  /** When, in milliseconds since 1970. */
  readonly wall: number;
  /** What a person has said about it; null as long as nobody has looked. */
  readonly resolution: string | null;
}

/** All that a person wants to know about what is still to be sent. */
export interface OutboxStatus {
  readonly progress: Progress;
  readonly head: number;
  /** Rows up to here are gone from the file; the final system has them. */
  readonly trimmed: number;
  /** Wall clock of the oldest row that the final system does not have; undefined if it has all. */
  readonly oldestUnsettled: number | undefined;
  readonly heardAt: number | undefined;
  readonly trouble: { readonly text: string; readonly at: number } | undefined;
  readonly dead: readonly SetAsideRow[];
  readonly sealed: boolean;
  /** Why the next start begins another epoch; undefined if it does not. */
  readonly renewal: string | undefined;
}

interface StoredNotes {
  readonly sentSeq: number;
  readonly sentHash: Uint8Array | null;
  readonly settledSeq: number;
  readonly settledHash: Uint8Array | null;
  readonly heardWall: number | null;
  readonly trouble: string | null;
  readonly troubleWall: number | null;
  readonly trimSeq: number;
  readonly sealed: number;
  readonly renewal: string | null;
}

const NOTES =
  'SELECT sent_seq AS sentSeq, sent_hash AS sentHash, settled_seq AS settledSeq, settled_hash AS settledHash, ' +
  'heard_wall AS heardWall, trouble, trouble_wall AS troubleWall, trim_seq AS trimSeq, sealed, renewal FROM outbox';

/** Rows that are removed in one commit, so that no append waits long behind it. */
const TRIM_ROWS_AT_ONCE = 500;
const TROUBLE_LENGTH_MAX = 1_000;

/** The journal as the queue of what is to be sent. It writes inside the transactions of the journal's one writer. */
export class Outbox {
  readonly #database: Database;
  readonly #read;
  readonly #packer;
  #over: boolean;
  /** What was heard and is not written down yet; losing it only means to be told again. */
  #unwritten: { readonly progress: Progress; readonly at: number } | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#read = database.prepare<[number, number], JournalRow>(
      'SELECT seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
        'lower(hex(hash)) AS hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?',
    );
    this.#packer = new RowPacker(database);
    const { sealed, renewal } = this.#notes();
    this.#over = sealed === 1 || renewal !== null;
  }

  /**
   * The rows after a place, within the limits but at least one if there is one.
   *
   * @returns undefined if the place is past the end; where it was trimmed, what is still kept, from its beginning
   */
  read(afterSeq: number, limits: ReadLimits): LogPart | undefined {
    if (afterSeq > headOf(this.#database).seq) return undefined;
    const after = linkAt(this.#database, Math.max(afterSeq, chainStart(this.#database).seq));
    const rows: JournalRow[] = [];
    let bytes = 0;
    for (const row of this.#read.iterate(after.seq, Math.max(1, limits.rows))) {
      bytes += Buffer.byteLength(row.body) + ROW_FRAME_BYTES;
      if (rows.length > 0 && bytes > limits.bytes) break;
      rows.push(row);
    }
    return { after: markOf(after), rows };
  }

  /** As `read`, with rows as they travel, unless they cannot be put into that form. */
  readPacked(afterSeq: number, limits: ReadLimits): LogPart | PackedPart | undefined {
    if (afterSeq > headOf(this.#database).seq) return undefined;
    const after = linkAt(this.#database, Math.max(afterSeq, chainStart(this.#database).seq));
    const found = this.#packer.read(after.seq, limits);
    return found === undefined ? this.read(afterSeq, limits) : { after: markOf(after), ...found };
  }

  /** The hash of a place that is kept; undefined if it is trimmed or past the end. */
  hashAt(seq: number): string | undefined {
    if (seq < chainStart(this.#database).seq || seq > headOf(this.#database).seq) return undefined;
    return hexOf(linkAt(this.#database, seq).hash);
  }

  get progress(): Progress {
    if (this.#unwritten !== undefined) return this.#unwritten.progress;
    const notes = this.#notes();
    const genesis = { seq: 0, hash: hexOf(this.#genesis()) };
    return {
      sent: notes.sentHash === null ? genesis : { seq: notes.sentSeq, hash: hexOf(notes.sentHash) },
      settled: notes.settledHash === null ? genesis : { seq: notes.settledSeq, hash: hexOf(notes.settledHash) },
    };
  }

  /** Keeps what was heard until `writeNotes`. */
  note(progress: Progress, at: number): void {
    this.#unwritten = { progress, at };
  }

  get hasNotes(): boolean {
    return this.#unwritten !== undefined;
  }

  /** Writes what was heard, inside a transaction of the caller's. */
  writeNotes(): void {
    if (this.#unwritten === undefined) return;
    const { progress, at } = this.#unwritten;
    this.#database
      .prepare(
        'UPDATE outbox SET sent_seq = ?, sent_hash = ?, settled_seq = ?, settled_hash = ?, heard_wall = ?, ' +
          'trouble = NULL, trouble_wall = NULL',
      )
      .run(progress.sent.seq, bytesOf(progress.sent), progress.settled.seq, bytesOf(progress.settled), at);
  }

  /** What was written is on the disk. */
  notesWritten(): void {
    this.#unwritten = undefined;
  }

  noteTrouble(text: string, at: number): void {
    this.#database
      .prepare('UPDATE outbox SET trouble = ?, trouble_wall = ?')
      .run(text.slice(0, TROUBLE_LENGTH_MAX), at);
  }

  setAside({ seq, code, detail, wall }: Omit<SetAsideRow, 'resolution'>): void {
    this.#database
      .prepare('INSERT INTO dead(seq, code, detail, wall) VALUES(?, ?, ?, ?) ON CONFLICT (seq) DO NOTHING')
      .run(seq, code, detail.slice(0, TROUBLE_LENGTH_MAX), wall);
  }

  /** All that were set aside, also those that somebody has looked at: their places are still held by tombstones. */
  rowsSetAside(): readonly SetAsideRow[] {
    return this.#database
      .prepare<[], SetAsideRow>('SELECT seq, code, detail, wall, resolution FROM dead ORDER BY seq')
      .all();
  }

  /** Somebody has looked at a row that was set aside; from then on it may be trimmed. False if there is none. */
  resolve(seq: number, resolution: string): boolean {
    const { changes } = this.#database.prepare('UPDATE dead SET resolution = ? WHERE seq = ?').run(resolution, seq);
    return changes > 0;
  }

  /** Notes that this file may not go on: the next start sets it aside and begins another epoch. */
  noteRenewal(reason: string): void {
    this.#database.prepare('UPDATE outbox SET renewal = ?').run(reason);
    this.#over = true;
  }

  /** From here on no row is taken; what is not settled goes on being sent. */
  seal(): void {
    this.#database.prepare('UPDATE outbox SET sealed = 1').run();
    this.#over = true;
  }

  /** No row is taken any more. */
  get isOver(): boolean {
    return this.#over;
  }

  /**
   * The last row up to which all rows are settled and older than a time by the wall clock; 0 if there is none.
   *
   * @param before milliseconds since 1970
   */
  trimmable(before: number): number {
    const { settledSeq, settledHash, trimSeq } = this.#notes();
    if (settledHash === null || settledSeq <= trimSeq) return 0;
    const tooYoung = this.#database
      .prepare<[number, number, number], number>(
        'SELECT seq FROM journal WHERE seq > ? AND seq <= ? AND wall >= ? ORDER BY seq LIMIT 1',
      )
      .pluck()
      .get(trimSeq, settledSeq, before);
    const aside = this.#database
      .prepare<[], number | null>('SELECT min(seq) FROM dead WHERE resolution IS NULL')
      .pluck()
      .get();
    const last = Math.min(settledSeq, (tooYoung ?? Infinity) - 1, (aside ?? Infinity) - 1);
    return last > trimSeq ? last : 0;
  }

  /**
   * Moves the beginning of what is kept to just after a row. The rows themselves go with `removeTrimmed`.
   *
   * @throws an error of SQLite's if a row in between is not settled or not old enough
   */
  trim(upTo: number, before: number): void {
    const anchor = linkAt(this.#database, upTo);
    this.#database
      .prepare('UPDATE outbox SET trim_before = ?, trim_seq = ?, trim_hash = ?')
      .run(before, anchor.seq, anchor.hash);
    this.#database
      .prepare('UPDATE meta SET anchor_seq = ?, anchor_hash = ? WHERE anchor_seq < ?')
      .run(anchor.seq, anchor.hash, anchor.seq);
  }

  /** Removes some of the rows that were trimmed; returns how many. */
  removeTrimmed(): number {
    const start = chainStart(this.#database);
    return this.#database
      .prepare('DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE seq <= ? ORDER BY seq LIMIT ?)')
      .run(start.seq, TRIM_ROWS_AT_ONCE).changes;
  }

  status(): OutboxStatus {
    const notes = this.#notes();
    const { heardWall, trouble, troubleWall, trimSeq, sealed, renewal } = notes;
    const { progress } = this;
    const oldest = this.#database
      .prepare<[number], number>('SELECT wall FROM journal WHERE seq > ? ORDER BY seq LIMIT 1')
      .pluck()
      .get(progress.settled.seq);
    return {
      progress,
      head: headOf(this.#database).seq,
      trimmed: trimSeq,
      oldestUnsettled: oldest,
      heardAt: heardWall ?? undefined,
      trouble: trouble === null ? undefined : { text: trouble, at: troubleWall ?? 0 },
      dead: this.rowsSetAside(),
      sealed: sealed === 1,
      renewal: renewal ?? undefined,
    };
  }

  #notes(): StoredNotes {
    const notes = this.#database.prepare<[], StoredNotes>(NOTES).get();
    assert(notes !== undefined, 'a journal has notes about what was sent');
    return notes;
  }

  #genesis(): Uint8Array {
    const genesis = this.#database.prepare<[], Uint8Array>('SELECT genesis FROM meta').pluck().get();
    assert(genesis !== undefined, 'a journal that is open has a beginning');
    return genesis;
  }
}

function markOf({ seq, hash }: Link): LogMark {
  return { seq, hash: hexOf(hash) };
}

function bytesOf({ hash }: LogMark): Buffer {
  return Buffer.from(hash, 'hex');
}
