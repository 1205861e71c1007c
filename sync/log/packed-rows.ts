import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { ROW_HASH_TAG, type JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { plainLineEnd, rowLine, type LineOfRow } from '#kiosk/core/journal/row-line.ts';

/** A line without a body is short; longer ones are not looked at. Bytes. */
const LINE_BYTES_MAX = 8 * 1_024;
const LINE_FEED = 0x0a;
const FIELDS = 9;
/** Rows up to this size are hashed from one piece of memory; larger ones are few. Bytes. */
const HASHED_BYTES_MAX = 64 * 1_024;

/** What stands around a row's hash in its line: `,"HASH",BODY_BYTES]` and a line feed. */
const BEFORE_HASH = ',"'.length;
const HASH_CHARS = 64;
const BEHIND_HASH = '",'.length;
const BEHIND_SIZE = ']\n'.length;
const [DIGIT_0, DIGIT_9] = [0x30, 0x39];

/** What was sent are no rows. */
export class RowFormatError extends Error {
  override readonly name = 'RowFormatError';
}

/** Bytes that hold rows. */
class Pack {
  readonly bytes: Buffer;
  /** Every line in it was found to be of the plain form; otherwise only that there is one. */
  readonly isPlain: boolean;
  #text: string | undefined;

  constructor(bytes: Buffer, isPlain: boolean) {
    this.bytes = bytes;
    this.isPlain = isPlain;
  }

  /** A character for each byte, so that places in it are places among the bytes. */
  get text(): string {
    return (this.#text ??= this.bytes.toString('latin1'));
  }
}

/**
 * A row that is still the bytes as which it came. They are hashed, sent on and stored as they are, and become texts
 * only for whoever reads them.
 */
export class PackedRow implements JournalRow {
  readonly seq: number;
  readonly bodyBytes: number;
  readonly #pack: Pack;
  readonly #start: number;
  readonly #bodyAt: number;

  /** @param start where its line begins; @param bodyAt where that ends */
  constructor(pack: Pack, seq: number, start: number, bodyAt: number, bodyBytes: number) {
    this.seq = seq;
    this.bodyBytes = bodyBytes;
    this.#pack = pack;
    this.#start = start;
    this.#bodyAt = bodyAt;
  }

  get id(): string {
    return this.#fields().id;
  }

  get kind(): string {
    const { isPlain, text } = this.#pack;
    if (!isPlain) return this.#fields().kind;
    // Asked of every row, so not all of the line is read for it: `[SEQ,"ID","KIND",`.
    const from = text.indexOf('","', this.#start) + 3;
    return text.slice(from, text.indexOf('"', from));
  }

  get businessDay(): string {
    return this.#fields().businessDay;
  }

  get wall(): number {
    return this.#fields().wall;
  }

  get boot(): string {
    return this.#fields().boot;
  }

  get monotonic(): number {
    return this.#fields().monotonic;
  }

  get hash(): string {
    const at = this.#fieldsEnd() + BEFORE_HASH;
    return this.#pack.bytes.toString('latin1', at, at + HASH_CHARS);
  }

  get body(): string {
    return this.#pack.bytes.toString('utf8', this.#bodyAt, this.#bodyAt + this.bodyBytes);
  }

  /** Whether its line was found to be as that of a well framed row. */
  get isPlain(): boolean {
    return this.#pack.isPlain;
  }

  /** Where it ends in what it came in. */
  get end(): number {
    return this.#bodyAt + this.bodyBytes + 1;
  }

  /** Where it begins and ends in what it came in. */
  get place(): { readonly pack: Pack; readonly start: number; readonly bodyAt: number; readonly end: number } {
    const bodyAt = this.#bodyAt;
    return { pack: this.#pack, start: this.#start, bodyAt, end: bodyAt + this.bodyBytes + 1 };
  }

  /** The same row, so that it can be copied. */
  plain(): JournalRow {
    return { seq: this.seq, ...this.#fields(), body: this.body, hash: this.hash };
  }

  /** The hash that it must have behind this one; undefined for one that has to be hashed as any other. */
  hashAfter(prev: string): string | undefined {
    const { bytes, isPlain } = this.#pack;
    const bodyEnd = this.#bodyAt + this.bodyBytes;
    if (!isPlain || BEFORE_PREV.length + prev.length + bodyEnd - this.#start > HASHED_BYTES_MAX) return undefined;
    let end = BEFORE_PREV.length + HASHED.write(prev, BEFORE_PREV.length, 'latin1');
    end += BEHIND_PREV.copy(HASHED, end);
    end += bytes.copy(HASHED, end, this.#start + 1, this.#fieldsEnd());
    end += BEHIND_FIELDS.copy(HASHED, end);
    end += bytes.copy(HASHED, end, this.#bodyAt, bodyEnd);
    return hash('sha256', HASHED.subarray(0, end), 'hex');
  }

  /** Where the fields that are hashed end. */
  #fieldsEnd(): number {
    const digits = String(this.bodyBytes).length;
    return this.#bodyAt - BEHIND_SIZE - digits - BEHIND_HASH - HASH_CHARS - BEFORE_HASH;
  }

  #fields(): Omit<JournalRow, 'seq' | 'body' | 'hash'> {
    const line = fieldsOf(this.#pack.bytes.toString('utf8', this.#start, this.#bodyAt));
    if (line === undefined) throw new RowFormatError(`has no line for row ${this.seq}`);
    const { id, kind, businessDay, wall, boot, monotonic } = line;
    return { id, kind, businessDay, wall, boot, monotonic };
  }
}

const BEFORE_PREV = Buffer.from(`["${ROW_HASH_TAG}","`);
const BEHIND_PREV = Buffer.from('",');
const BEHIND_FIELDS = Buffer.from(']\n');
/** What is hashed, put together anew for each row; its beginning is always the same. */
const HASHED = Buffer.alloc(HASHED_BYTES_MAX);
BEFORE_PREV.copy(HASHED);

/** The row, so that it can be copied. */
export function plainRow(row: JournalRow): JournalRow {
  return row instanceof PackedRow ? row.plain() : row;
}

/** Rows as they travel. */
export function packRows(rows: readonly JournalRow[]): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < rows.length;) {
    const run = runFrom(rows, from);
    if (run === undefined) {
      const row = rows[from];
      if (row !== undefined) parts.push(Buffer.from(`${rowLine(row, Buffer.byteLength(row.body))}${row.body}\n`));
      from += 1;
      continue;
    }
    parts.push(run.pack.bytes.subarray(run.start, run.end));
    from = run.next;
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** Rows as they came, for a file that takes them in without looking at each. */
export interface PackedPiece {
  /** A JSON array with an array for each row: the fields of its line, and behind them where in `bytes` its body is. */
  readonly index: string;
  readonly bytes: Uint8Array;
}

/** Rows in as few pieces as there are; undefined if any row is not as it came. */
export function packedPieces(rows: readonly JournalRow[]): readonly PackedPiece[] | undefined {
  const pieces: PackedPiece[] = [];
  for (let from = 0; from < rows.length;) {
    const run = runFrom(rows, from);
    if (run === undefined || !run.pack.isPlain) return undefined;
    const { start, end, pack, next } = run;
    let index = '';
    for (const row of rows.slice(from, next)) {
      if (row instanceof PackedRow) index += lineWithPlace(row, start, index === '');
    }
    pieces.push({ index: `${index}]`, bytes: pack.bytes.subarray(start, end) });
    from = next;
  }
  return pieces;
}

function lineWithPlace(row: PackedRow, before: number, isFirst: boolean): string {
  const { pack, start, bodyAt } = row.place;
  return `${isFirst ? '[' : ','}${pack.text.slice(start, bodyAt - BEHIND_SIZE)},${bodyAt - before}]`;
}

/** Rows from one on that lie one after the other in what they came in; undefined if that one is not as it came. */
function runFrom(
  rows: readonly JournalRow[],
  from: number,
): { readonly pack: Pack; readonly start: number; readonly end: number; readonly next: number } | undefined {
  const first = rows[from];
  if (!(first instanceof PackedRow)) return undefined;
  const { pack, start } = first.place;
  let { end } = first.place;
  let next = from + 1;
  for (let row = rows[next]; row instanceof PackedRow; row = rows[next]) {
    const { place } = row;
    if (place.pack !== pack || place.start !== end) break;
    end = place.end;
    next += 1;
  }
  return { pack, start, end, next };
}

/** Reads rows, and what stands before them. Only their form is checked: that there is all of each, and nothing else. */
export class RowReader {
  readonly #pack: Pack;
  #at = 0;

  /** @throws RowFormatError for what is no UTF-8 */
  constructor(bytes: Buffer) {
    if (!isUtf8(bytes)) throw new RowFormatError('is not UTF-8');
    this.#pack = new Pack(bytes, true);
  }

  /** @throws RowFormatError if there is no whole row */
  row(): JournalRow {
    const start = this.#at;
    const { text } = this.#pack;
    const bodyAt = plainLineEnd(text, start);
    if (bodyAt === undefined) return this.#unusualRow();
    const row = rowAt(this.#pack, start, bodyAt);
    this.#at = row.end;
    return row;
  }

  /** @throws RowFormatError if anything is left */
  end(): void {
    if (this.#at !== this.#pack.bytes.length) throw new RowFormatError('goes on after its last row');
  }

  /** @throws RowFormatError if there is no line of a JSON array */
  line(): readonly unknown[] {
    const { bytes, text } = this.#pack;
    const end = text.indexOf('\n', this.#at);
    if (end === -1 || end - this.#at > LINE_BYTES_MAX) throw new RowFormatError(`has no line at byte ${this.#at}`);
    const fields = arrayIn(bytes.toString('utf8', this.#at, end));
    this.#at = end + 1;
    if (fields === undefined) throw new RowFormatError(`has no line of JSON before byte ${this.#at}`);
    return fields;
  }

  /** A row with something in its line that is seldom there, or wrong: whoever judges it says which. */
  #unusualRow(): JournalRow {
    const { bytes, text } = this.#pack;
    const end = text.indexOf('\n', this.#at);
    if (end === -1 || end - this.#at > LINE_BYTES_MAX) throw new RowFormatError(`has no line at byte ${this.#at}`);
    const fields = fieldsOf(bytes.toString('utf8', this.#at, end));
    if (fields === undefined) throw new RowFormatError(`has no row before byte ${end}`);
    const { bodyBytes, ...row } = fields;
    const bodyEnd = wholeBody(bytes, row.seq, end + 1, bodyBytes);
    this.#at = bodyEnd + 1;
    return { ...row, body: bytes.toString('utf8', end + 1, bodyEnd) };
  }
}

/**
 * Rows that a file of this machine gave as they travel. Their lines are not looked at: they are sent on as they are.
 *
 * @throws RowFormatError
 */
export function unpackRows(packed: Uint8Array, count: number): readonly JournalRow[] {
  const pack = new Pack(Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength), false);
  let at = 0;
  const rows = Array.from({ length: count }, () => {
    const row = rowAt(pack, at, pack.bytes.indexOf(LINE_FEED, at) + 1);
    at = row.end;
    return row;
  });
  if (at !== packed.length) throw new RowFormatError('goes on after its last row');
  return rows;
}

function rowAt(pack: Pack, start: number, bodyAt: number): PackedRow {
  const seq = numberAt(pack.bytes, start + 1);
  const size = numberBefore(pack.bytes, bodyAt - BEHIND_SIZE);
  wholeBody(pack.bytes, seq, bodyAt, size);
  return new PackedRow(pack, seq, start, bodyAt, size);
}

/** Where a body ends. */
function wholeBody(bytes: Buffer, seq: number, bodyAt: number, size: number): number {
  const end = bodyAt + size;
  if (end >= bytes.length || bytes[end] !== LINE_FEED) throw new RowFormatError(`has no whole body for row ${seq}`);
  return end;
}

function arrayIn(text: string): readonly unknown[] | undefined {
  try {
    const fields: unknown = JSON.parse(text);
    return Array.isArray(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** What the line of a row says; undefined if it is none. */
function fieldsOf(line: string): LineOfRow | undefined {
  const fields = arrayIn(line);
  const [seq, id, kind, businessDay, wall, boot, monotonic, own, bodyBytes] = fields ?? [];
  if (
    fields?.length !== FIELDS ||
    !isCount(seq) ||
    typeof id !== 'string' ||
    typeof kind !== 'string' ||
    typeof businessDay !== 'string' ||
    typeof wall !== 'number' ||
    typeof boot !== 'string' ||
    typeof monotonic !== 'number' ||
    typeof own !== 'string' ||
    !isCount(bodyBytes)
  ) {
    return undefined;
  }
  return { seq, id, kind, businessDay, wall, boot, monotonic, hash: own, bodyBytes };
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The number whose first digit is at a place. */
function numberAt(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; ; at += 1) {
    const digit = bytes[at] ?? 0;
    if (digit < DIGIT_0 || digit > DIGIT_9) return value;
    value = value * 10 + digit - DIGIT_0;
  }
}

/** The number whose last digit is before a place. */
function numberBefore(bytes: Buffer, end: number): number {
  let value = 0;
  let weight = 1;
  for (let at = end - 1; ; at -= 1) {
    const digit = bytes[at] ?? 0;
    if (digit < DIGIT_0 || digit > DIGIT_9) return value;
    value += (digit - DIGIT_0) * weight;
    weight *= 10;
  }
}
