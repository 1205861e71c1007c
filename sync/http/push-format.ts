import { isAscii, isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { type LogName, type Mark, PUSH_ROWS_MAX, type PushAnswer, type PushRequest } from '../log/log.ts';

/**
 * The media type of a push. One line of JSON says whose rows follow and after which place; then each row is one line of
 * JSON without its body, the body as it was hashed, and a line feed. So a body is never escaped, parsed or written anew
 * on its way, which is faster than JSON within JSON and cannot change a byte of it.
 */
export const PUSH_MEDIA_TYPE = 'application/vnd.handrail.push';

/** A line without a body is short; longer ones are not looked at. Bytes. */
const LINE_BYTES_MAX = 8 * 1_024;
const LINE_FEED = 0x0a;
const FIELDS = 9;

/** What was sent is no push. */
export class PushFormatError extends Error {
  override readonly name = 'PushFormatError';
}

export function encodePush({ log, after, rows }: PushRequest): Buffer {
  let text = `${JSON.stringify([1, log.origin, log.epoch, after.seq, after.hash, rows.length])}\n`;
  for (const { seq, id, kind, businessDay, wall, boot, monotonic, hash, body } of rows) {
    const bytes = Buffer.byteLength(body);
    text += `${JSON.stringify([seq, id, kind, businessDay, wall, boot, monotonic, hash, bytes])}\n${body}\n`;
  }
  return Buffer.from(text);
}

/**
 * Checks the form only: what numbers and texts there are, and that nothing is left over. Whether the rows are right is
 * for the receiver to judge.
 *
 * @throws PushFormatError
 */
export function decodePush(bytes: Buffer): PushRequest {
  if (!isUtf8(bytes)) throw new PushFormatError('is not UTF-8');
  const reader = new PushReader(bytes);
  const { log, after, count } = reader.head();
  const rows: JournalRow[] = [];
  while (rows.length < count) rows.push(reader.row());
  reader.end();
  return { log, after, rows };
}

class PushReader {
  readonly #bytes: Buffer;
  /** Plain ASCII is by far the most frequent, and read fastest as Latin-1. */
  readonly #encoding: 'latin1' | 'utf8';
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  }

  head(): { readonly log: LogName; readonly after: Mark; readonly count: number } {
    const fields = this.#line();
    const [version, origin, epoch, seq, hash, count] = fields;
    if (fields.length !== 6 || version !== 1) throw new PushFormatError('begins with no head of version 1');
    if (!isCount(count) || count > PUSH_ROWS_MAX) throw new PushFormatError(`holds more than ${PUSH_ROWS_MAX} rows`);
    if (typeof origin !== 'string' || typeof epoch !== 'string' || typeof hash !== 'string' || !isCount(seq)) {
      throw new PushFormatError('has a head that names no log and place');
    }
    return { log: { origin, epoch }, after: { seq, hash }, count };
  }

  row(): JournalRow {
    const fields = this.#line();
    const [seq, id, kind, businessDay, wall, boot, monotonic, hash, length] = fields;
    if (
      fields.length !== FIELDS ||
      !isCount(seq) ||
      typeof id !== 'string' ||
      typeof kind !== 'string' ||
      typeof businessDay !== 'string' ||
      typeof wall !== 'number' ||
      typeof boot !== 'string' ||
      typeof monotonic !== 'number' ||
      typeof hash !== 'string' ||
      !isCount(length)
    ) {
      throw new PushFormatError(`has no row at byte ${this.#at}`);
    }
    const end = this.#at + length;
    if (end >= this.#bytes.length || this.#bytes[end] !== LINE_FEED) {
      throw new PushFormatError(`has no whole body for row ${seq}`);
    }
    const body = this.#bytes.toString(this.#encoding, this.#at, end);
    this.#at = end + 1;
    return { seq, id, kind, businessDay, wall, boot, monotonic, body, hash };
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new PushFormatError('goes on after its last row');
  }

  #line(): readonly unknown[] {
    const end = this.#bytes.indexOf(LINE_FEED, this.#at);
    if (end === -1 || end - this.#at > LINE_BYTES_MAX) throw new PushFormatError(`has no line at byte ${this.#at}`);
    const text = this.#bytes.toString(this.#encoding, this.#at, end);
    this.#at = end + 1;
    try {
      const fields: unknown = JSON.parse(text);
      if (Array.isArray(fields)) return fields;
    } catch {
      // Said below.
    }
    throw new PushFormatError(`has no line of JSON before byte ${this.#at}`);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

const markSchema = z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const detailSchema = z.string().max(1_000);
const answerSchema: z.ZodType<PushAnswer> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('mark'), mark: markSchema, settled: markSchema }),
  z.object({ type: z.literal('fork'), mark: markSchema, detail: detailSchema }),
  z.object({ type: z.literal('fenced'), liveEpoch: z.string().max(128), detail: detailSchema }),
  z.object({
    type: z.literal('refused'),
    seq: z.int().min(0),
    code: z.enum(['too-large', 'malformed']),
    detail: detailSchema,
  }),
]);

const DETAIL_LENGTH_MAX = 1_000;
const STATUS: Readonly<Record<PushAnswer['type'], number>> = { mark: 200, fork: 409, fenced: 409, refused: 422 };

/** How a receiver's answer travels: an HTTP status, and the answer as JSON. */
export function encodeAnswer(answer: PushAnswer): { readonly status: number; readonly body: string } {
  const body = answer.type === 'mark' ? answer : { ...answer, detail: answer.detail.slice(0, DETAIL_LENGTH_MAX) };
  return { status: STATUS[answer.type], body: JSON.stringify(body) };
}

/** @returns undefined if this is no answer of a receiver, or not under its status */
export function decodeAnswer(status: number, body: Uint8Array): PushAnswer | undefined {
  try {
    const answer = answerSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
    return STATUS[answer.type] === status ? answer : undefined;
  } catch {
    return undefined;
  }
}
