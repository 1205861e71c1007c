import type { FastifyReply } from 'fastify';
import { RETRY_AFTER_S } from './limits.ts';

/** What went wrong, in a word for programs. README.md lists them. */
export type ErrorWord =
  | 'unauthorized'
  | 'forbidden'
  | 'malformed'
  | 'too-large'
  | 'busy'
  | 'unavailable'
  | 'not-found'
  | 'range'
  | 'pairing-refused'
  | 'internal';

const STATUS: Readonly<Record<ErrorWord, number>> = {
  unauthorized: 401,
  forbidden: 403,
  malformed: 400,
  'too-large': 413,
  busy: 429,
  unavailable: 503,
  'not-found': 404,
  range: 416,
  'pairing-refused': 403,
  internal: 500,
};

/** @param detail a sentence for a person; nothing of the request and no secret is in it */
export function replyError(reply: FastifyReply, error: ErrorWord, detail: string): FastifyReply {
  if (error === 'busy' || error === 'unavailable') reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(STATUS[error]).type('application/json').send(JSON.stringify({ error, detail }));
}

export function replyJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json').send(JSON.stringify(value));
}
