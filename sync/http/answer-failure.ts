import { UpstreamFailure } from '../log/upstream.ts';
import { RETRY_AFTER_MAX_MS } from './limits.ts';
import type { Answer } from './store-call.ts';

const BUSY: ReadonlySet<number> = new Set([408, 425, 429]);
const SAID_LENGTH_MAX = 200;
const MS_PER_S = 1_000;

/**
 * What an HTTP status that is no answer means for the sender. Whatever no server of ours says (a redirect, a page of
 * the hotel's network, 404) comes from someone else on the way, so it is tried again and never taken for a refusal.
 */
export function failureOf({ status, headers, body }: Answer): UpstreamFailure {
  const said = `HTTP ${status}${saidIn(body)}`;
  if (status === 401 || status === 403) return new UpstreamFailure('unauthorized', said);
  if (status === 400 || status === 413) return new UpstreamFailure('rejected', said);
  if (status < 500 && !BUSY.has(status)) return new UpstreamFailure('unreachable', `no store answers there: ${said}`);
  const retryAfterMs = retryAfter(headers['retry-after']);
  return new UpstreamFailure('busy', said, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** Whole seconds, which is what our server says; a date needs clocks that agree, so it is left to the back-off. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,9}$/.test(header)) return undefined;
  return Math.min(Number(header) * MS_PER_S, RETRY_AFTER_MAX_MS);
}

function saidIn(body: Buffer): string {
  try {
    const { detail } = JSON.parse(body.toString('utf8')) as { readonly detail?: unknown };
    return typeof detail === 'string' ? `: ${detail.slice(0, SAID_LENGTH_MAX)}` : '';
  } catch {
    return '';
  }
}
