import { failedThere, notNow, notReached, paused, refused, type Delivery } from './connector.ts';

/** One request with a body of JSON. */
export interface JsonCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** What was answered, up to a bound. */
  readonly text: string;
  /** The answer was longer than anybody needs, so it was not read to its end. */
  readonly isCut: boolean;
  readonly retryAfterMs: number | undefined;
}

/** No answer came: the other system may or may not have taken what was sent. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const ANSWER_TIMEOUT_MS = 30_000;
const ANSWER_BYTES_MAX = 1_024 * 1_024;
const MS_PER_SECOND = 1_000;

/**
 * Redirects are not followed: what carries a key goes nowhere but where it was told to go.
 *
 * @throws NoAnswer when none came in time
 */
export async function callHttp(call: JsonCall, signal: AbortSignal): Promise<HttpAnswer> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: { accept: 'application/json', 'user-agent': 'handrail', ...call.headers },
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: 'manual',
      signal: patience,
    });
    const { text, isCut } = await readBounded(response);
    return { status: response.status, text, isCut, retryAfterMs: retryAfter(response.headers.get('retry-after')) };
  } catch (error) {
    throw new NoAnswer(`${new URL(call.url).host}: ${causeOf(error)}`, { cause: error });
  }
}

/** What a status means where it was not a success. */
export function unlessSuccess(answer: HttpAnswer, says: string = answer.text): Delivery | undefined {
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return undefined;
  const reason = `answered ${status}: ${says}`;
  if (status === 429) return notNow(reason, retryAfterMs);
  if (status === 408 || status === 425 || status === 502 || status === 503 || status === 504) {
    return notReached(reason, retryAfterMs);
  }
  if (status >= 500) return failedThere(reason);
  // The address, the key or the right is wrong: that is so for every sale, and only a person can mend it.
  if (status < 400 || [401, 402, 403, 404, 405, 407, 410].includes(status)) return paused(reason);
  return refused(reason);
}

async function readBounded(response: Response): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (response.body === null) return { text: '', isCut: false };
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > ANSWER_BYTES_MAX) return { text: Buffer.concat(chunks).toString('utf8'), isCut: true };
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isCut: false };
}

function retryAfter(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}(?:\.\d{1,3})?$/.test(header)) return undefined;
  return Number(header) * MS_PER_SECOND;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

/** What was answered as JSON; undefined for anything else. */
export function jsonOf({ text, isCut }: HttpAnswer): unknown {
  if (isCut) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
