import type { KnownOrigin } from '../log/log-sink.ts';
import type { PushRequest } from '../log/log.ts';
import { endedEpochOf } from '../log/epoch-start.ts';

/**
 * So long the live epoch of an origin must have been silent before another one takes its place by itself. Much longer
 * than a sender is ever silent while it reaches the receiver.
 */
export const EPOCH_LEASE_MS = 10 * 60_000;

/**
 * Who sends. `writer`: the machine that wrote the log, so that only one of its epochs can be right. `forwarder`: a
 * store that has let the epochs in already; what it took in must all arrive, the end of a former epoch too.
 */
export type PushedBy = 'writer' | 'forwarder';

/** Why an epoch became the live one. */
export type TakeOver = 'first' | 'announced' | 'silent';

export type Admission =
  | { readonly type: 'admitted' }
  | { readonly type: 'takes-over'; readonly because: TakeOver; readonly origin: KnownOrigin }
  | { readonly type: 'fenced'; readonly liveEpoch: string };

/**
 * Whether an epoch may add rows. Two live epochs of one origin are two machines that both believe to be it: one of
 * them is a copy, and which one only a person can tell.
 *
 * @param silentForMs for how long the live epoch was not heard, counted only while the receiver was listening
 * @param now milliseconds since 1970, to be noted
 */
export function admission(
  request: PushRequest,
  from: PushedBy,
  known: KnownOrigin | undefined,
  silentForMs: number,
  now: number,
): Admission {
  const { log, rows } = request;
  const [first] = rows;
  // Whoever only asks for the mark changes nothing.
  if (from === 'forwarder' || first === undefined) return { type: 'admitted' };
  const origin: KnownOrigin = { origin: log.origin, liveEpoch: log.epoch, lastHeardAt: now, admitted: [] };
  if (known === undefined) return { type: 'takes-over', because: 'first', origin };
  if (known.liveEpoch === log.epoch || known.admitted.includes(log.epoch)) return { type: 'admitted' };
  if (endedEpochOf(first) === known.liveEpoch) return { type: 'takes-over', because: 'announced', origin };
  if (silentForMs >= EPOCH_LEASE_MS) return { type: 'takes-over', because: 'silent', origin };
  return { type: 'fenced', liveEpoch: known.liveEpoch };
}
