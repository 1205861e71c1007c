import type http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import { BusServer } from '../bus/bus-server.ts';
import type { LocalBus } from '../bus/local-bus.ts';
import { IdentityError } from '../identity/identity-error.ts';
import type { IdentityKey } from '../identity/key-pair.ts';
import type { KnownPeers } from '../identity/known-peers.ts';
import { PairingDesk } from '../identity/pairing-desk.ts';
import type { PrivateAuthority } from '../identity/private-authority.ts';
import { Sessions } from '../identity/sessions.ts';
import { isLoopback } from './address.ts';
import { callerOf, Callers } from './callers.ts';
import { serveFeeds } from './feed-routes.ts';
import { serveIdentity } from './identity-routes.ts';
import {
  CLOSE_TIMEOUT_MS,
  CONNECTIONS_MAX,
  HEADERS_BYTES_MAX,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  RENEWAL_CHECK_MS,
  REQUEST_TIMEOUT_MS,
  SMALL_BODY_BYTES_MAX,
} from './limits.ts';
import { nodeHttp } from './node-http.ts';
import type { FeedShelf, PushReceiver, SyncClock, SyncLog } from './ports.ts';
import { servePushes } from './push-routes.ts';
import { replyError, replyJson } from './replies.ts';

const BUS_PATH = '/sync/v1/bus';

export interface SyncServerOptions {
  /** The name of this store (or headquarters) among those that are paired with it. */
  readonly store: string;
  /** The address to listen on. Without an authority only one of this machine itself. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names and addresses by which others know this machine; they go into its certificate. */
  readonly names?: readonly string[];
  /** Whoever signs for this server; undefined speaks plain HTTP. */
  readonly authority?: PrivateAuthority | undefined;
  readonly key: IdentityKey;
  readonly peers: KnownPeers;
  readonly receiver: PushReceiver;
  readonly feeds?: FeedShelf | undefined;
  readonly bus?: LocalBus | undefined;
  readonly clock: SyncClock;
  readonly log: SyncLog;
}

export interface SyncServer {
  readonly port: number;
  /** Gives out codes for machines that are to be paired with this one. */
  readonly pairing: PairingDesk;
  /** Lets what has begun come to its end, tells those on the bus, and takes nothing more. */
  close(): Promise<void>;
}

/**
 * Listens for lanes (or stores): pairing, pushes, feeds and the bus on one port.
 *
 * @throws IdentityError if plain HTTP would leave this machine; rejects if the address cannot be listened on
 */
export async function startSyncServer(options: SyncServerOptions): Promise<SyncServer> {
  const { authority, peers, clock, log, bus } = options;
  if (authority === undefined && !isLoopback(options.host)) {
    throw new IdentityError('settings', `${options.host}: http is for this machine only; a network needs https`);
  }
  const sessions = new Sessions(options.key.publicKey, peers, clock);
  const pairing = new PairingDesk({ ...options, caCertificate: authority?.certificate });
  const server = authority === undefined ? nodeHttp.createServer(LIMITS) : tlsServer(authority, options);
  server.maxConnections = CONNECTIONS_MAX;
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  const app = makeApp(server, log);
  const callers = new Callers(sessions);
  serveIdentity(app, { sessions, desk: pairing, monotonic: () => clock.monotonic() });
  servePushes(app, { callers, receiver: options.receiver, log });
  if (options.feeds !== undefined) serveFeeds(app, callers, options.feeds);
  app.get('/sync/v1/health', (_request, reply) => replyJson(reply, { status: 'ok', version: 1 }));

  const busServer = bus === undefined ? undefined : new BusServer({ bus, clock, log });
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, sessions, busServer));
  const stopDropping = peers.onChange((origin) => busServer?.drop(origin));
  const stopRenewing = server instanceof https.Server && authority ? keepFresh(server, authority, options) : () => {};
  let isClosing = false;
  app.addHook('onResponse', async () => {
    // What was the last request of a connection while the server closes leaves it idle, and nobody waits for that.
    if (isClosing) setImmediate(() => server.closeIdleConnections());
  });
  await app.listen({ host: options.host, port: options.port });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    pairing,
    close: async () => {
      isClosing = true;
      stopDropping();
      stopRenewing();
      await busServer?.close();
      const cancel = clock.after(CLOSE_TIMEOUT_MS, () => server.closeAllConnections());
      await app.close();
      cancel();
    },
  };
}

const LIMITS = {
  maxHeaderSize: HEADERS_BYTES_MAX,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
} as const;

function tlsServer(authority: PrivateAuthority, options: SyncServerOptions): https.Server {
  const { key, cert } = credentials(authority, options);
  return https.createServer({ ...LIMITS, key, cert, minVersion: 'TLSv1.3', handshakeTimeout: HEADERS_TIMEOUT_MS });
}

function credentials(
  authority: PrivateAuthority,
  { names = [], clock }: SyncServerOptions,
): { key: string; cert: string } {
  return authority.serverCredentials(names, clock.now());
}

/** Takes a new certificate into use in time. Connections that are open are not disturbed. */
function keepFresh(server: https.Server, authority: PrivateAuthority, options: SyncServerOptions): () => void {
  const { clock, log } = options;
  let { cert: inUse } = credentials(authority, options);
  let cancel = (): void => {};
  const look = (): void => {
    try {
      const { key, cert } = credentials(authority, options);
      if (cert !== inUse) server.setSecureContext({ key, cert, minVersion: 'TLSv1.3' });
      inUse = cert;
    } catch (error) {
      log.error('the certificate of this server could not be renewed', { error });
    }
    cancel = clock.after(RENEWAL_CHECK_MS, look);
  };
  cancel = clock.after(RENEWAL_CHECK_MS, look);
  return () => cancel();
}

/** No route states a schema, and loading the compilers for them would take a good part of the start. */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: () => refuseSchema, buildSerializer: () => refuseSchema },
};

function refuseSchema(): never {
  throw new AssertionError('a route states a schema, and nothing here compiles schemas');
}

function makeApp(server: http.Server | https.Server, log: SyncLog): FastifyInstance {
  const app = fastify({
    logger: false,
    schemaController: NO_SCHEMAS,
    bodyLimit: SMALL_BODY_BYTES_MAX,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    serverFactory: (handler) => {
      server.on('request', handler);
      return server;
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // Only a browser says where a page is from, and no page has anything to do here.
    if (request.headers.origin !== undefined) return replyError(reply, 'forbidden', 'this is not for pages');
    return undefined;
  });
  app.setNotFoundHandler((_request, reply) => replyError(reply, 'not-found', 'there is no such thing here'));
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status === 413) return replyError(reply, 'too-large', 'this is more than is taken at once');
    if (status < 500) return replyError(reply, 'malformed', 'this request was not understood');
    log.error('a request failed', { error });
    return replyError(reply, 'internal', 'this is a fault of the store');
  });
  return app;
}

function upgrade(
  request: http.IncomingMessage,
  socket: Duplex,
  head: Buffer,
  sessions: Sessions,
  bus: BusServer | undefined,
): void {
  socket.on('error', () => socket.destroy());
  if (bus === undefined || request.url !== BUS_PATH) return refuse(socket, '404 Not Found');
  if (request.headers.origin !== undefined) return refuse(socket, '403 Forbidden');
  const peer = callerOf(request.headers.authorization, sessions);
  if (peer === undefined) return refuse(socket, '401 Unauthorized');
  if (!bus.hasRoom) return refuse(socket, '503 Service Unavailable');
  bus.accept(request, socket, head, peer);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
