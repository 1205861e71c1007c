import { isMark } from '../log/framing.ts';
import type { Mark, PushAnswer } from '../log/log.ts';

/** What headquarters tells of a log in the bucket of marks. */
export interface KeptMark {
  readonly settled: Mark;
  /** What headquarters found and a person has to look at; nothing of the log is taken meanwhile. */
  readonly stop?: Extract<PushAnswer, { type: 'fork' | 'refused' }>;
}

export function writeKeptMark(kept: KeptMark): string {
  return JSON.stringify(kept);
}

/** @returns undefined for what is no such value */
export function readKeptMark(text: string): KeptMark | undefined {
  const { settled, stop } = (readJson(text) ?? {}) as Partial<KeptMark>;
  if (settled === undefined || settled === null || !isMark(settled)) return undefined;
  const mark = { seq: settled.seq, hash: settled.hash };
  return stop?.type === 'fork' || stop?.type === 'refused' ? { settled: mark, stop } : { settled: mark };
}

/** Which epoch is alive, beside a log's name. */
export interface KeptOrigin {
  readonly liveEpoch: string;
  readonly lastHeardAt: number;
  readonly admitted: readonly string[];
}

/** @returns undefined for what is no such value */
export function readKeptOrigin(text: string): KeptOrigin | undefined {
  const { liveEpoch, lastHeardAt, admitted } = (readJson(text) ?? {}) as Partial<KeptOrigin>;
  if (typeof liveEpoch !== 'string' || typeof lastHeardAt !== 'number' || !Array.isArray(admitted)) return undefined;
  return { liveEpoch, lastHeardAt, admitted: admitted.filter((epoch) => typeof epoch === 'string') };
}

/** The header that says up to where the rows of a message reach. */
export const MARK_HEADER = 'Handrail-Mark';

export function markText({ seq, hash }: Mark): string {
  return `${seq}:${hash}`;
}

/** @returns undefined for what is no mark */
export function readMarkText(text: string): Mark | undefined {
  const [seq = '', hash = ''] = text.split(':');
  const mark = { seq: Number(seq), hash };
  return /^\d{1,16}$/.test(seq) && isMark(mark) ? mark : undefined;
}

function readJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
