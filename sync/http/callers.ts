import type { FastifyReply, FastifyRequest } from 'fastify';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import type { KnownPeer } from '../identity/known-peers.ts';
import type { Sessions } from '../identity/sessions.ts';
import { replyError } from './replies.ts';

const BEARER = /^Bearer ([\w-]{1,100})$/;

/** Whose token a request carries; undefined for nobody's. */
export function callerOf(authorization: string | undefined, sessions: Sessions): KnownPeer | undefined {
  const token = BEARER.exec(authorization ?? '')?.[1];
  return token === undefined ? undefined : sessions.identify(token);
}

/** Finds out who calls before anything else of a request is read. */
export class Callers {
  readonly #sessions: Sessions;
  readonly #peers = new WeakMap<FastifyRequest, KnownPeer>();

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  /** A hook for routes that only paired machines may use. */
  readonly mustBeKnown = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const peer = callerOf(request.headers.authorization, this.#sessions);
    if (peer === undefined) return replyError(reply, 'unauthorized', 'sign in anew');
    this.#peers.set(request, peer);
    return undefined;
  };

  of(request: FastifyRequest): KnownPeer {
    const peer = this.#peers.get(request);
    if (peer === undefined) throw new AssertionError('a route for paired machines has no hook that asks for them');
    return peer;
  }
}
