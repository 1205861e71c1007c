import type { JournalRow } from './journal-row.ts';

/**
 * How a row travels, and crosses from one thread to another: this line of JSON, then the body as it was hashed, then a
 * line feed. So a body is never escaped, parsed or written anew on its way, which cannot change a byte of it.
 */
export function rowLine(
  { seq, id, kind, businessDay, wall, boot, monotonic, hash }: JournalRow,
  bytes: number,
): string {
  return `${JSON.stringify([seq, id, kind, businessDay, wall, boot, monotonic, hash, bytes])}\n`;
}

/**
 * What nearly all lines are like: names without anything to escape, numbers that are exact. A line of this form is
 * well framed and the only form of its fields, so that its bytes can be hashed as they are.
 */
const PLAIN_LINE =
  /\[([1-9]\d{0,14}),"([\w.:-]{1,64})","([\w.:-]{1,128})","(\d{4}-\d\d-\d\d)",(0|-?[1-9]\d{0,14}),"([\w.:-]{1,128})",(0|-?[1-9]\d{0,14}),"([0-9a-f]{64})",(0|[1-9]\d{0,6})\]\n/y;

/** A row but for its body, as its line tells it. */
export interface LineOfRow extends Omit<JournalRow, 'body'> {
  /** The size of the body in bytes of UTF-8. */
  readonly bodyBytes: number;
}

/** Where a line of the plain form ends that begins at this place of a text; undefined if there is none. */
export function plainLineEnd(text: string, at: number): number | undefined {
  PLAIN_LINE.lastIndex = at;
  return PLAIN_LINE.test(text) ? PLAIN_LINE.lastIndex : undefined;
}
