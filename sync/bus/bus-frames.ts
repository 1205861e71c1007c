import { type AskFailureCode, BUS_MESSAGE_BYTES_MAX, type BusMessage } from './bus.ts';
import { isPattern, isSubject } from './subjects.ts';

/** What the two ends of a bus connection say to each other, one JSON array a WebSocket message. README.md has them. */
export type BusFrame =
  | readonly ['pub', subject: string, message: BusMessage]
  | readonly ['sub' | 'unsub' | 'offer' | 'withdraw', pattern: string]
  | readonly ['ask', id: number, subject: string, message: BusMessage, deadlineMs: number]
  | readonly ['answer', id: number, message: BusMessage]
  | readonly ['fail', id: number, code: AskFailureCode, detail: string];

/** A message, and a subject with what goes around it. Bytes. */
export const FRAME_BYTES_MAX = BUS_MESSAGE_BYTES_MAX + 1_024;

const DETAIL_LENGTH_MAX = 200;
const FAILURES: ReadonlySet<unknown> = new Set<AskFailureCode>(['nobody', 'late', 'failed', 'closed']);

/** The frame of a message that may already be written. */
export function publishFrame(subject: string, text: string): string {
  return `["pub","${subject}",${text}]`;
}

export function failFrame(id: number, code: AskFailureCode, detail: string): string {
  return JSON.stringify(['fail', id, code, detail.slice(0, DETAIL_LENGTH_MAX)]);
}

/** @returns undefined for whatever is not a frame */
export function readFrame(text: string): BusFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(frame) ? checked(frame) : undefined;
}

function checked(frame: readonly unknown[]): BusFrame | undefined {
  const [type, first, second, third, fourth] = frame;
  switch (type) {
    case 'pub':
      return frame.length === 3 && isSubjectText(first) && isMessage(second) ? [type, first, second] : undefined;
    case 'sub':
    case 'unsub':
    case 'offer':
    case 'withdraw':
      return frame.length === 2 && typeof first === 'string' && isPattern(first) ? [type, first] : undefined;
    case 'ask':
      return frame.length === 5 && isId(first) && isSubjectText(second) && isMessage(third) && isId(fourth)
        ? [type, first, second, third, fourth]
        : undefined;
    case 'answer':
      return frame.length === 3 && isId(first) && isMessage(second) ? [type, first, second] : undefined;
    case 'fail':
      return frame.length === 4 && isId(first) && isFailure(second) && isDetail(third)
        ? [type, first, second, third]
        : undefined;
    default:
      return undefined;
  }
}

function isSubjectText(value: unknown): value is string {
  return typeof value === 'string' && isSubject(value);
}

function isMessage(value: unknown): value is BusMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isFailure(value: unknown): value is AskFailureCode {
  return FAILURES.has(value);
}

function isDetail(value: unknown): value is string {
  return typeof value === 'string' && value.length <= DETAIL_LENGTH_MAX;
}
