import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isSubject } from '../bus/subjects.ts';
import type { PairingDesk } from '../identity/pairing-desk.ts';
import type { Sessions } from '../identity/sessions.ts';
import { ADDRESSES_MAX, SMALL_BODY_BYTES_MAX, UNSIGNED_BURST_MAX, UNSIGNED_PER_SECOND_MAX } from './limits.ts';
import { RateLimit } from './rate-limit.ts';
import { replyError, replyJson } from './replies.ts';

const TEXT_LENGTH_MAX = 256;
const text = z.string().max(TEXT_LENGTH_MAX);
const origin = text.refine(isSubject);

const challengeSchema = z.strictObject({ origin });
const sessionSchema = z.strictObject({ origin, challenge: text, signature: text });
const helloSchema = z.strictObject({ origin, publicKey: text, nonce: text });
const proofSchema = z.strictObject({ exchange: text, proof: text, signature: text });

interface IdentityParts {
  readonly sessions: Sessions;
  readonly desk: PairingDesk;
  readonly monotonic: () => number;
}

/** What strangers may ask: to be paired, and to be let in. Few words, and not often. */
export function serveIdentity(app: FastifyInstance, { sessions, desk, monotonic }: IdentityParts): void {
  const rate = { perSecond: UNSIGNED_PER_SECOND_MAX, burst: UNSIGNED_BURST_MAX, keysMax: ADDRESSES_MAX };
  const limit = new RateLimit(rate, monotonic);
  const options = {
    bodyLimit: SMALL_BODY_BYTES_MAX,
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-store');
      return limit.take(request.ip) ? undefined : replyError(reply, 'busy', 'too often');
    },
  };
  app.post('/sync/v1/session/challenge', options, async (request, reply) => {
    const asked = challengeSchema.safeParse(request.body);
    return asked.success ? replyJson(reply, sessions.challenge(asked.data.origin)) : malformed(reply);
  });
  app.post('/sync/v1/session', options, async (request, reply) => {
    const asked = sessionSchema.safeParse(request.body);
    if (!asked.success) return malformed(reply);
    const session = sessions.open(asked.data.origin, asked.data.challenge, asked.data.signature);
    return session === undefined
      ? replyError(reply, 'unauthorized', 'not paired here, or not any more')
      : replyJson(reply, session);
  });
  app.post('/sync/v1/pairing/hello', options, async (request, reply) => {
    const asked = helloSchema.safeParse(request.body);
    return asked.success ? answerPairing(reply, desk.hello(asked.data)) : malformed(reply);
  });
  app.post('/sync/v1/pairing/proof', options, async (request, reply) => {
    const asked = proofSchema.safeParse(request.body);
    return asked.success ? answerPairing(reply, await desk.prove(asked.data)) : malformed(reply);
  });
}

function answerPairing(reply: FastifyReply, answer: object | 'busy' | 'refused'): FastifyReply {
  if (answer === 'busy') return replyError(reply, 'busy', 'others are being paired, try again');
  if (answer === 'refused') return replyError(reply, 'pairing-refused', 'the code is not right, used, or too old');
  return replyJson(reply, answer);
}

function malformed(reply: FastifyReply): FastifyReply {
  return replyError(reply, 'malformed', 'this request was not understood');
}
