import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import {
  PUSH_BYTES_MAX,
  PUSH_ROWS_MAX,
  ROW_BYTES_MAX,
  type LogName,
  type Mark,
  type PushRequest,
  type RefusalCode,
} from './log.ts';
import { PackedRow } from './packed-rows.ts';

/** What a row takes beside its body, whatever form it travels in. */
const ROW_FRAME_BYTES = 384;
const NAME_CHARS_MAX = 256;
const ID_CHARS_MAX = 64;
const KIND_CHARS_MAX = 128;
const BOOT_CHARS_MAX = 128;
const HASH_PATTERN = /^[0-9a-f]{64}$/u;
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/u;
const CONTROL_CHARACTER = /\p{Cc}/u;

/** The bytes that count against the limits of a push: those of the body in UTF-8 and a fixed part for the rest. */
export function rowBytes(row: JournalRow): number {
  return (row instanceof PackedRow ? row.bodyBytes : Buffer.byteLength(row.body)) + ROW_FRAME_BYTES;
}

/** As many of the rows as one push may hold: at least one, and a large one alone. */
export function oneBatch(rows: readonly JournalRow[], rowsMax: number = PUSH_ROWS_MAX): readonly JournalRow[] {
  let bytes = 0;
  let count = 0;
  for (const row of rows) {
    bytes += rowBytes(row);
    if (count > 0 && (bytes > PUSH_BYTES_MAX || count >= rowsMax)) break;
    count += 1;
  }
  return rows.slice(0, count);
}

/** What is wrong with a row before its hash is looked at. */
export interface FrameProblem {
  readonly code: RefusalCode;
  /** A sentence for a person. */
  readonly detail: string;
}

/** Whether a row is well framed. What it tells of is not looked at. */
export function frameProblem(row: JournalRow): FrameProblem | undefined {
  const field = row instanceof PackedRow && row.isPlain ? undefined : wrongField(row);
  if (field !== undefined) return { code: 'malformed', detail: `row ${row.seq}: ${field} is not as it must be` };
  const bytes = rowBytes(row);
  if (bytes <= ROW_BYTES_MAX) return undefined;
  return { code: 'too-large', detail: `row ${row.seq} has ${bytes} bytes, more than ${ROW_BYTES_MAX}` };
}

/**
 * Why a request cannot be read as a whole; undefined if it can. Rows that are not well framed by themselves are not
 * looked for here.
 */
export function requestProblem(request: PushRequest): string | undefined {
  const { log, after, rows } = request;
  if (!isLogName(log)) return 'the log has no proper name';
  if (!isMark(after)) return 'the place after which the rows follow is none';
  if (rows.length > PUSH_ROWS_MAX) return `${rows.length} rows in one push, more than ${PUSH_ROWS_MAX}`;
  const strayed = rows.findIndex((row, index) => row.seq !== after.seq + 1 + index);
  if (strayed !== -1) return `row ${rows[strayed]?.seq} stands where row ${after.seq + 1 + strayed} belongs`;
  if (rows.length < 2) return undefined;
  const bytes = rows.reduce((sum, row) => sum + rowBytes(row), 0);
  return bytes > PUSH_BYTES_MAX ? `${bytes} bytes in one push, more than ${PUSH_BYTES_MAX}` : undefined;
}

function isLogName(log: LogName): boolean {
  return isName(log.origin, NAME_CHARS_MAX) && isName(log.epoch, NAME_CHARS_MAX);
}

export function isMark(mark: Mark): boolean {
  return Number.isSafeInteger(mark.seq) && mark.seq >= 0 && HASH_PATTERN.test(mark.hash);
}

function wrongField(row: JournalRow): string | undefined {
  if (!isName(row.id, ID_CHARS_MAX)) return 'its id';
  if (!isName(row.kind, KIND_CHARS_MAX)) return 'its kind';
  if (!DAY_PATTERN.test(row.businessDay)) return 'its business day';
  if (!Number.isSafeInteger(row.wall)) return 'its wall clock';
  if (!isName(row.boot, BOOT_CHARS_MAX)) return 'its boot';
  if (!Number.isSafeInteger(row.monotonic)) return 'its monotonic clock';
  // Half a surrogate pair has no UTF-8: it would arrive as another text than the one that was hashed.
  if (typeof row.body !== 'string' || !row.body.isWellFormed()) return 'its body';
  if (!HASH_PATTERN.test(row.hash)) return 'its hash';
  return undefined;
}

function isName(text: string, charsMax: number): boolean {
  if (typeof text !== 'string' || text.length === 0 || text.length > charsMax) return false;
  return text.isWellFormed() && !CONTROL_CHARACTER.test(text);
}
