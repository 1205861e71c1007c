import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { Suspect } from '../log/log-sink.ts';

/** Rows as the parameters of `handrail.append`: one array literal a column, all bodies in one piece. */
export interface EncodedRows {
  readonly days: string;
  readonly ids: string;
  readonly walls: string;
  readonly monotonics: string;
  readonly kinds: string;
  readonly boots: string;
  readonly exacts: string;
  readonly hashes: Buffer;
  /** Where each body ends in `bodies`, in bytes. */
  readonly ends: string;
  readonly bodies: Buffer;
  /** What the database cannot show to its views, whatever else may be right about it. */
  readonly suspects: readonly Suspect[];
}

/** What a row's columns hold in the place of what they cannot. */
const NO_ID = '00000000-0000-0000-0000-000000000000';
const NO_DAY = '-infinity';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * PostgreSQL's text knows no U+0000 and its json reads none; a date is one of the calendar. A row may hold anything
 * all the same: it is kept exactly, and stands in quarantine.
 */
export function encodeRows(rows: readonly JournalRow[]): EncodedRows {
  const bodies = rows.map((row) => Buffer.from(row.body));
  const columns = rows.map((row) => columnsOf(row));
  let end = 0;
  const ends = bodies.map((body) => (end += body.byteLength));
  return {
    days: literal(columns.map((row) => row.day)),
    ids: literal(columns.map((row) => row.id)),
    walls: literal(columns.map((row) => row.wall)),
    monotonics: literal(columns.map((row) => row.monotonic)),
    kinds: literal(columns.map((row) => quoted(row.kind))),
    boots: literal(columns.map((row) => quoted(row.boot))),
    exacts: literal(columns.map((row) => (row.exact === undefined ? 'NULL' : quoted(row.exact)))),
    hashes: Buffer.from(rows.map((row) => row.hash).join(''), 'hex'),
    ends: literal(ends),
    bodies: Buffer.concat(bodies),
    suspects: rows.flatMap((row, index) => suspicion(row, columns[index]?.exact)),
  };
}

/** The row as it came, from its columns. */
export function decodeRow(stored: StoredRow): JournalRow {
  const [id, kind, businessDay, wall, boot, monotonic] =
    stored.exact === null
      ? [stored.id, stored.kind, stored.day, Number(stored.wall), stored.boot, Number(stored.monotonic)]
      : (JSON.parse(stored.exact) as ExactHead);
  const body = stored.body.toString('utf8');
  return { seq: Number(stored.seq), id, kind, businessDay, wall, boot, monotonic, body, hash: hex(stored.hash) };
}

export interface StoredRow {
  readonly seq: string;
  readonly id: string;
  readonly kind: string;
  readonly day: string;
  readonly wall: string;
  readonly boot: string;
  readonly monotonic: string;
  readonly body: Buffer;
  readonly hash: Buffer;
  readonly exact: string | null;
}

type ExactHead = readonly [string, string, string, number, string, number];

export function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}

interface Columns {
  readonly day: string;
  readonly id: string;
  readonly wall: number;
  readonly monotonic: number;
  readonly kind: string;
  readonly boot: string;
  readonly exact: string | undefined;
}

function columnsOf({ id, kind, businessDay, wall, boot, monotonic }: JournalRow): Columns {
  const fits =
    UUID.test(id) &&
    isDay(businessDay) &&
    isText(kind) &&
    isText(boot) &&
    Number.isSafeInteger(wall) &&
    Number.isSafeInteger(monotonic);
  if (fits) return { day: businessDay, id, wall, monotonic, kind, boot, exact: undefined };
  const head: ExactHead = [id, kind, businessDay, wall, boot, monotonic];
  return {
    day: isDay(businessDay) ? businessDay : NO_DAY,
    id: UUID.test(id) ? id : NO_ID,
    wall: Number.isSafeInteger(wall) ? wall : 0,
    monotonic: Number.isSafeInteger(monotonic) ? monotonic : 0,
    kind: printable(kind),
    boot: printable(boot),
    exact: JSON.stringify(head),
  };
}

function suspicion(row: JournalRow, exact: string | undefined): Suspect[] {
  if (exact !== undefined) return [{ seq: row.seq, reason: 'a field holds what its column cannot' }];
  if (row.body.includes('\\u0000') || row.body.includes('\u0000')) {
    return [{ seq: row.seq, reason: 'the body holds U+0000, which the database cannot show' }];
  }
  return [];
}

/** A day of the calendar that PostgreSQL knows as well: the year 0 is none. */
function isDay(text: string): boolean {
  const [, year, month, day] = (DAY.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** What of a text a column may hold; the rest is shown as U+FFFD. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\u{FFFD}');
}

export function literal(elements: readonly (string | number)[]): string {
  return `{${elements.join(',')}}`;
}

export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
