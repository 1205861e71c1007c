import type { FastifyInstance, FastifyRequest } from 'fastify';
import { METRICS_MEDIA_TYPE } from '../metrics/prometheus-text.ts';

export interface MetricsRoute {
  readonly text: () => Promise<string>;
  /** Whether other machines may read it; what a store sells and how it stands is not for everybody. */
  readonly isOpen: boolean;
}

/** Headers by which a proxy says that somebody else is asking. */
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip'] as const;

/** Answers GET /metrics; to other machines it is not there unless it is open. */
export function serveMetrics(app: FastifyInstance, metrics: MetricsRoute | undefined): void {
  if (metrics === undefined) return;
  app.get('/metrics', async (request, reply) => {
    if (!metrics.isOpen && !isFromThisMachine(request)) return reply.callNotFound();
    return reply
      .header('cache-control', 'no-store')
      .type(METRICS_MEDIA_TYPE)
      .send(await metrics.text());
  });
}

function isFromThisMachine({ headers, socket }: FastifyRequest): boolean {
  if (FORWARDING_HEADERS.some((name) => headers[name] !== undefined)) return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/u, '');
  return address === '::1' || address.startsWith('127.');
}
