import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type KnownPeer, mayCarry } from '../identity/known-peers.ts';
import type { LogName, PushRequest } from '../log/log.ts';
import { genesisMark } from '../log/row-hash.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import type { Callers } from './callers.ts';
import { PUSH_BODY_BYTES_MAX, PUSHES_AT_ONCE_MAX, PUSHES_PER_PEER_MAX } from './limits.ts';
import type { PushReceiver, SyncLog } from './ports.ts';
import { decompressPush } from './push-encoding.ts';
import { decodePush, encodeAnswer, PUSH_MEDIA_TYPE, PushFormatError } from './push-format.ts';
import { replyError } from './replies.ts';

interface PushParts {
  readonly callers: Callers;
  readonly receiver: PushReceiver;
  readonly log: SyncLog;
}

/** Takes logs in, and says how far they are. */
export function servePushes(app: FastifyInstance, parts: PushParts): void {
  const { callers } = parts;
  const room = new PushRoom();
  app.addContentTypeParser(
    PUSH_MEDIA_TYPE,
    { parseAs: 'buffer', bodyLimit: PUSH_BODY_BYTES_MAX },
    (_request, body, done) => done(null, body),
  );
  const onRequest = [
    callers.mustBeKnown,
    // Before its body is read: who has to come again has cost neither memory nor time.
    async (request: FastifyRequest, reply: FastifyReply) => {
      const leave = room.enter(callers.of(request).origin);
      if (leave === undefined) return replyError(reply, 'busy', 'too many pushes at once');
      reply.raw.once('close', leave);
    },
  ];
  app.post('/sync/v1/push', { onRequest, bodyLimit: PUSH_BODY_BYTES_MAX }, async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return replyError(reply, 'malformed', `a push is ${PUSH_MEDIA_TYPE}`);
    const body = decompressPush(request.body, request.headers['content-encoding']);
    if (body === 'too-large') return replyError(reply, 'too-large', 'this is more than is taken at once');
    if (body === 'unknown') return replyError(reply, 'malformed', 'a push is as it is, or compressed with zstd');
    let push: PushRequest;
    try {
      push = decodePush(body);
    } catch (error) {
      if (!(error instanceof PushFormatError)) throw error;
      return replyError(reply, 'malformed', `the push ${error.message}`);
    }
    return receive(push, callers.of(request), reply, parts);
  });
  app.get<{ Params: { origin: string; epoch: string } }>(
    '/sync/v1/logs/:origin/:epoch/mark',
    { onRequest },
    async (request, reply) => {
      const log: LogName = { origin: request.params.origin, epoch: request.params.epoch };
      return receive({ log, after: genesisMark(log), rows: [] }, callers.of(request), reply, parts);
    },
  );
}

async function receive(
  push: PushRequest,
  peer: KnownPeer,
  reply: FastifyReply,
  { receiver, log }: PushParts,
): Promise<FastifyReply> {
  if (!mayCarry(peer, push.log.origin)) {
    log.warn('a machine brought the log of another one, and was refused', { peer: peer.origin });
    return replyError(reply, 'forbidden', 'this machine may not bring that log');
  }
  try {
    const answer = await receiver.receive(push, push.log.origin === peer.origin ? 'writer' : 'forwarder');
    const { status, body } = encodeAnswer(answer);
    return reply.code(status).type('application/json').send(body);
  } catch (error) {
    if (!(error instanceof UpstreamFailure)) throw error;
    if (error.code === 'rejected') return replyError(reply, 'malformed', error.message);
    log.warn('a push could not be taken in now', { peer: peer.origin, reason: error.message });
    return replyError(reply, 'unavailable', 'cannot take it in now');
  }
}

/** Keeps pushes to as many as there is memory for, and one peer from taking all of that. */
class PushRoom {
  #inAll = 0;
  readonly #ofPeer = new Map<string, number>();

  /** @returns to be called when it is over; undefined if there is no room */
  enter(origin: string): (() => void) | undefined {
    const own = this.#ofPeer.get(origin) ?? 0;
    if (this.#inAll >= PUSHES_AT_ONCE_MAX || own >= PUSHES_PER_PEER_MAX) return undefined;
    this.#inAll += 1;
    this.#ofPeer.set(origin, own + 1);
    return () => {
      this.#inAll -= 1;
      const left = (this.#ofPeer.get(origin) ?? 1) - 1;
      if (left === 0) this.#ofPeer.delete(origin);
      else this.#ofPeer.set(origin, left);
    };
  }
}
