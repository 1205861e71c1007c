import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CLOSE } from '#kiosk/api/connection.ts';
import { FRAME_LENGTH_MAX } from '#kiosk/api/frames.ts';
import type { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import { PageSession } from '#kiosk/api/server/page-session.ts';
import type { TopicSight, TransportClock, TransportLog } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { PageRole } from '#kiosk/api/topics.ts';
import { type GuardSettings, isOurHost, isOurOrigin } from './request-guard.ts';
import type { SignIn } from './sign-in.ts';
import { carry, SocketChannel } from './socket-channel.ts';

/** Pages that are connected at a time: a lane has a handful, a store's tablets a few dozen. */
const SESSIONS_MAX = 100;

/** A character takes at most three bytes of UTF-8 (or four for two), and PageSession counts characters. */
export const FRAME_BYTES_MAX = 3 * FRAME_LENGTH_MAX;

/** How long a page has to answer a close before the socket is simply ended, in milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

const ROLE_BY_PATH: ReadonlyMap<string, PageRole> = new Map([
  ['/api', 'shopper'],
  ['/staff/api', 'staff'],
  ['/desk/api', 'desk'],
]);

export interface PageSocketsParts {
  readonly guard: () => GuardSettings;
  readonly signIn: SignIn;
  readonly hub: TopicHub;
  readonly sight?: TopicSight | undefined;
  readonly dispatcher: CommandDispatcher;
  readonly clock: TransportClock;
  readonly log: TransportLog;
}

/** Takes the WebSockets of an HTTP server to sessions of their pages. */
export class PageSockets {
  readonly #parts: PageSocketsParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: true,
  });
  readonly #sessions = new Set<PageSession>();

  constructor(parts: PageSocketsParts, http: Server) {
    this.#parts = parts;
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Tells all pages that the program goes away, and waits until their sockets are closed. */
  async close(): Promise<void> {
    const gone = [...this.#server.clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
    for (const session of this.#sessions) session.close(CLOSE.goingAway, 'the program is stopping');
    for (const client of this.#server.clients) client.close(CLOSE.goingAway);
    const cancel = this.#parts.clock.after(CLOSE_TIMEOUT_MS, () => {
      for (const client of this.#server.clients) client.terminate();
    });
    await Promise.all(gone);
    cancel();
    this.#server.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const role = ROLE_BY_PATH.get((request.url ?? '').split('?', 1)[0] ?? '');
    const { host, origin, cookie } = request.headers;
    const guard = this.#parts.guard();
    if (role === undefined) return refuse(socket, '404 Not Found');
    if (!isOurHost(host, guard) || !isOurOrigin(origin, host, guard)) {
      this.#parts.log.warn('a connection from a foreign page was refused', { role });
      return refuse(socket, '403 Forbidden');
    }
    if (this.#server.clients.size >= SESSIONS_MAX) return refuse(socket, '503 Service Unavailable');
    const isSignedIn = this.#parts.signIn.isSignedIn(cookie, role, guard.port);
    this.#server.handleUpgrade(request, socket, head, (client) => {
      // A browser tells its page nothing about a refused handshake, so this refusal comes after it.
      if (isSignedIn) this.#connect(client, role, origin);
      else this.#turnAway(client);
    });
  }

  #turnAway(client: WebSocket): void {
    client.on('error', () => client.terminate());
    client.close(CLOSE.notSignedIn, 'open this page through its start link');
  }

  #connect(client: WebSocket, role: PageRole, pageOrigin: string | undefined): void {
    const { hub, sight, dispatcher, clock, log } = this.#parts;
    const channel = new SocketChannel(client);
    const session = new PageSession({
      sessionId: randomUUID(),
      role,
      pageOrigin,
      channel,
      hub,
      sight,
      dispatcher,
      clock,
      log,
    });
    this.#sessions.add(session);
    carry(client, session, log, () => this.#sessions.delete(session));
  }
}

/** Ends a request for a socket before there is one. */
export function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
