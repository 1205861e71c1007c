import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import type { CommandHandlers, TopicSight, TransportClock, TransportLog } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { PageRole } from '#kiosk/api/topics.ts';
import { CONTRACT_VERSION } from '#kiosk/api/version.ts';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import { systemClock } from '../system-clock.ts';
import { type MetricsRoute, serveMetrics } from './metrics-route.ts';
import { noticePage } from './notice-page.ts';
import { PageSockets } from './page-sockets.ts';
import { type GuardSettings, isOurHost } from './request-guard.ts';
import { loadOrMakeSecret } from './secret-file.ts';
import { DOCUMENT_POLICY, SECURITY_HEADERS, STAFF_PAGE_POLICY } from './security-headers.ts';
import { SignIn } from './sign-in.ts';

/** Nobody sends this server a body; a request line with its headers has to fit in this many bytes. */
const HEADERS_BYTES_MAX = 16 * 1024;
const BODY_BYTES_MAX = 1024;
/** A request that has not arrived whole by then is given up, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 500;

/** Built files carry a hash of their content in their names. */
const ASSET_CACHING = 'public, max-age=31536000, immutable';
const PICTURE_CACHING = 'public, max-age=3600';

const PAGE_PATHS: Readonly<Record<PageRole, string>> = { shopper: '/', staff: '/staff/', desk: '/desk/' };
const ROLE_BY_DOCUMENT: ReadonlyMap<string, PageRole> = new Map(
  (Object.entries(PAGE_PATHS) as [PageRole, string][]).flatMap(([role, folder]) => [
    [folder, role],
    [`${folder}index.html`, role],
  ]),
);

export interface PageServerOptions {
  /** The address to listen on; 127.0.0.1 unless staff pages come over the store's network. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names by which the store's network knows this machine. Addresses and "localhost" are always right. */
  readonly allowedHosts?: readonly string[];
  /** Where a proxy that speaks TLS gives these pages out. */
  readonly publicOrigin?: string | undefined;
  /** The built pages: index.html, staff/index.html, desk/index.html, assets/. */
  readonly pagesDirectory: string;
  /** Pictures of articles: only *.svg are given out. */
  readonly picturesDirectory: string;
  /** Where the secret that sessions are signed with is kept. */
  readonly secretFile: string;
  readonly hub: TopicHub;
  /** Undefined where a page may hear all that is for its role. */
  readonly sight?: TopicSight | undefined;
  readonly handlers: CommandHandlers;
  /** The self-contained HTML of a receipt by the token of its link, or null. */
  readonly receiptPage?: (token: string) => Promise<string | null>;
  /** What a machine that watches over others reads. */
  readonly metrics?: MetricsRoute;
  readonly log: TransportLog;
  readonly clock?: TransportClock;
}

export interface PageServer {
  readonly port: number;
  /** Where this server is reached from its own machine: http://127.0.0.1:8080 */
  readonly origin: string;
  /** A start link: opens the page of a role, once, within START_TOKEN_AGE_MAX_MS. */
  mintUrl(role: PageRole): string;
  close(): Promise<void>;
}

/**
 * Serves pages, pictures, receipts and the WebSocket of the contract. Rejects when the address cannot be listened on.
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const clock = options.clock ?? systemClock;
  const signIn = new SignIn(loadOrMakeSecret(options.secretFile), () => clock.now());
  let port = options.port;
  const guard = (): GuardSettings => ({
    port,
    allowedHosts: (options.allowedHosts ?? []).map((name) => name.toLowerCase()),
    publicOrigin: options.publicOrigin,
  });

  const app = makeApp();
  guardRequests(app, guard);
  guardDocuments(app, signIn, () => port);
  await serveFiles(app, options);
  serveStartLinks(app, signIn, () => port);
  serveReceipts(app, options.receiptPage);
  app.get('/healthz', async () => ({ status: 'ok', contractVersion: CONTRACT_VERSION }));
  serveMetrics(app, options.metrics);
  answerTheRest(app, options.log);

  const dispatcher = new CommandDispatcher(options.handlers, clock, options.log, randomUUID());
  const { hub, sight, log } = options;
  const sockets = new PageSockets({ guard, signIn, hub, sight, dispatcher, clock, log }, app.server);
  app.server.maxConnections = CONNECTIONS_MAX;
  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  if (typeof address === 'object' && address !== null) port = address.port;

  const origin = `http://${localName(options.host)}:${port}`;
  return {
    port,
    origin,
    mintUrl: (role) => `${origin}/start?token=${signIn.mintToken(role)}`,
    close: async () => {
      await sockets.close();
      await app.close();
    },
  };
}

/** No route states a schema, and loading the compilers for them would take a good part of a lane's start. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => refuseSchema, buildSerializer: () => refuseSchema },
};

function refuseSchema(): never {
  throw new AssertionError('a route states a schema, and nothing here compiles schemas');
}

function makeApp(): FastifyInstance {
  return fastify({
    logger: false,
    schemaController: NO_SCHEMAS,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    http: { maxHeaderSize: HEADERS_BYTES_MAX },
  });
}

function guardRequests(app: FastifyInstance, guard: () => GuardSettings): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (!isOurHost(request.headers.host, guard())) {
      return notice(reply, 403, 'Not here', 'This address is not one of this lane.');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return notice(reply.header('allow', 'GET, HEAD'), 405, 'Not so', 'This server only answers questions.');
    }
  });
}

/** The page of a role is given to whoever is signed in as that role; each visit makes the session last again. */
function guardDocuments(app: FastifyInstance, signIn: SignIn, port: () => number): void {
  app.addHook('onRequest', async (request, reply) => {
    const role = ROLE_BY_DOCUMENT.get(decodedPath(request.url));
    if (role === undefined) return;
    reply.header('cache-control', 'no-store');
    if (!signIn.isSignedIn(request.headers.cookie, role, port())) {
      return notice(
        reply,
        401,
        'Please use the start link',
        'This page opens through the link that the lane gives out.',
      );
    }
    if (role === 'staff') reply.header('content-security-policy', STAFF_PAGE_POLICY);
    reply.header('set-cookie', signIn.cookieFor(role, port()));
  });
}

async function serveFiles(app: FastifyInstance, options: PageServerOptions): Promise<void> {
  for (const directory of [options.pagesDirectory, options.picturesDirectory])
    mkdirSync(directory, { recursive: true });
  await app.register(fastifyStatic, {
    root: options.pagesDirectory,
    prefix: '/',
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, file) => {
      if (/[\\/]assets[\\/]/.test(file)) reply.header('cache-control', ASSET_CACHING);
      else reply.header('cache-control', 'no-store');
    },
  });
  await app.register(fastifyStatic, {
    root: options.picturesDirectory,
    prefix: '/pictures/',
    decorateReply: false,
    redirect: false,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    allowedPath: (path) => path.endsWith('.svg'),
    setHeaders: (reply) => {
      reply.header('cache-control', PICTURE_CACHING);
      // A picture that is opened by itself is a document; it gets no more rights than a picture.
      reply.header('content-security-policy', DOCUMENT_POLICY);
    },
  });
  for (const page of ['/staff', '/desk']) app.get(page, async (_request, reply) => reply.redirect(`${page}/`, 308));
}

function serveStartLinks(app: FastifyInstance, signIn: SignIn, port: () => number): void {
  app.get<{ Querystring: { token?: unknown } }>('/start', async (request, reply) => {
    const { token } = request.query;
    const role = typeof token === 'string' ? signIn.redeemToken(token) : null;
    reply.header('cache-control', 'no-store');
    if (role === null) {
      return notice(
        reply,
        410,
        'This link was used',
        'A start link works once, for a short time. The lane gives out new ones.',
      );
    }
    return reply.header('set-cookie', signIn.cookieFor(role, port())).redirect(PAGE_PATHS[role], 303);
  });
}

function serveReceipts(app: FastifyInstance, receiptPage: PageServerOptions['receiptPage']): void {
  app.get<{ Params: { token: string } }>('/r/:token', async (request, reply) => {
    const { token } = request.params;
    const html = /^[\w-]{16,128}$/.test(token) ? await receiptPage?.(token) : null;
    reply.header('cache-control', 'private, no-store').header('content-security-policy', DOCUMENT_POLICY);
    if (html === null || html === undefined) {
      return notice(reply, 404, 'No receipt here', 'This link leads to no receipt, or its time is over.');
    }
    return reply.type('text/html; charset=utf-8').send(html);
  });
}

function answerTheRest(app: FastifyInstance, log: TransportLog): void {
  app.setNotFoundHandler((_request, reply) => notice(reply, 404, 'Nothing here', 'There is no such page.'));
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500) return notice(reply, status, 'Not so', 'This request was not understood.');
    log.error('a request failed', { error });
    return notice(reply, 500, 'Something went wrong', 'Please try again, or ask a colleague.');
  });
}

function notice(reply: FastifyReply, status: number, title: string, sentence: string): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', DOCUMENT_POLICY)
    .type('text/html; charset=utf-8')
    .send(noticePage(title, sentence));
}

function decodedPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '/';
  try {
    return decodeURIComponent(path).replaceAll(/\/{2,}/g, '/');
  } catch {
    return path;
  }
}

/** A server on all addresses is reached from its own machine by the loopback one. */
function localName(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
