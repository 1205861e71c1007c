import fastify from 'fastify';
import { CommandFailure } from '../exit-codes.ts';
import { type MetricsRoute, serveMetrics } from './metrics-route.ts';
import { isOurHost } from './request-guard.ts';

export interface FiguresServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names by which the network knows this machine. */
  readonly allowedHosts: readonly string[];
  readonly metrics: MetricsRoute;
}

export interface FiguresServer {
  readonly port: number;
  close(): Promise<void>;
}

const HEADERS_BYTES_MAX = 16 * 1_024;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 100;

/**
 * /metrics and /healthz of a role that has no pages.
 *
 * @throws CommandFailure when the address cannot be had
 */
export async function startFiguresServer(options: FiguresServerOptions): Promise<FiguresServer> {
  const { host, metrics } = options;
  const allowedHosts = options.allowedHosts.map((name) => name.toLowerCase());
  let { port } = options;
  const app = fastify({
    logger: false,
    bodyLimit: 1,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    http: { maxHeaderSize: HEADERS_BYTES_MAX },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!isOurHost(request.headers.host, { port, allowedHosts })) return reply.code(403).send();
    return undefined;
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  serveMetrics(app, metrics);
  app.server.maxConnections = CONNECTIONS_MAX;
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new CommandFailure(`hq.http: ${host}:${port} cannot be had (${code})`);
  }
  const address = app.server.address();
  if (typeof address === 'object' && address !== null) ({ port } = address);
  return { port, close: async () => app.close() };
}
