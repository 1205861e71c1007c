import { z } from 'zod';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { type LogName, type Mark, PUSH_ROWS_MAX, type PushAnswer, type PushRequest } from '../log/log.ts';
import { isCount, packRows, RowFormatError, RowReader } from '../log/packed-rows.ts';

/** The media type of a push. One line of JSON says whose rows follow and after which place; then come the rows. */
export const PUSH_MEDIA_TYPE = 'application/vnd.handrail.push';

/** What was sent is no push. */
export class PushFormatError extends Error {
  override readonly name = 'PushFormatError';
}

export function encodePush({ log, after, rows }: PushRequest): Buffer {
  const head = `${JSON.stringify([1, log.origin, log.epoch, after.seq, after.hash, rows.length])}\n`;
  return Buffer.concat([Buffer.from(head), packRows(rows)]);
}

/**
 * Checks the form only: what numbers and texts there are, and that nothing is left over. Whether the rows are right is
 * for the receiver to judge.
 *
 * @throws PushFormatError
 */
export function decodePush(bytes: Buffer): PushRequest {
  try {
    const reader = new RowReader(bytes);
    const { log, after, count } = headOf(reader.line());
    const rows: JournalRow[] = [];
    while (rows.length < count) rows.push(reader.row());
    reader.end();
    return { log, after, rows };
  } catch (error) {
    if (error instanceof RowFormatError) throw new PushFormatError(error.message, { cause: error });
    throw error;
  }
}

function headOf(fields: readonly unknown[]): {
  readonly log: LogName;
  readonly after: Mark;
  readonly count: number;
} {
  const [version, origin, epoch, seq, hash, count] = fields;
  if (fields.length !== 6 || version !== 1) throw new PushFormatError('begins with no head of version 1');
  if (!isCount(count) || count > PUSH_ROWS_MAX) throw new PushFormatError(`holds more than ${PUSH_ROWS_MAX} rows`);
  if (typeof origin !== 'string' || typeof epoch !== 'string' || typeof hash !== 'string' || !isCount(seq)) {
    throw new PushFormatError('has a head that names no log and place');
  }
  return { log: { origin, epoch }, after: { seq, hash }, count };
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
