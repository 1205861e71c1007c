import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CLOSE, LANE_GRANT_PROTOCOL } from '#kiosk/api/connection.ts';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import { PageSession } from '#kiosk/api/server/page-session.ts';
import type { TransportClock, TransportLog } from '#kiosk/api/server/ports.ts';
import { type GrantingStore, type LaneGrant, readLaneGrant } from '#kiosk/store/reach/lane-grant.ts';
import type { LaneDoor } from '#kiosk/store/reach/lane-door.ts';
import { nodeHttp } from '#sync/http/node-http.ts';
import { FRAME_BYTES_MAX, refuse } from './page-sockets.ts';
import { isOurHost } from './request-guard.ts';
import { carry, SocketChannel } from './socket-channel.ts';

/** Tablets of a shop; a person may have two. */
const SESSIONS_MAX = 100;
const CONNECTIONS_MAX = 300;
const HEADERS_BYTES_MAX = 16 * 1024;
const PATH = '/staff/api';
/** A timer takes no longer delay, in milliseconds. */
const TIMER_MAX_MS = 2_147_483_647;

export interface DoorServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names by which the shop's network knows this machine. */
  readonly names: readonly string[];
  /** Where it is found from outside, if a way leads here that ends at another port: "wss://lane-1.shop.example". */
  readonly publicOrigin?: string | undefined;
  /** PEM files; undefined speaks plainly, for this machine alone. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  readonly trusted: GrantingStore;
  readonly clock: TransportClock;
  readonly log: TransportLog;
}

/** Where staff pages come to a lane by itself. Nothing is served here but their socket. */
export class DoorServer {
  readonly #options: DoorServerOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: (offered) => (offered.has(LANE_GRANT_PROTOCOL) ? LANE_GRANT_PROTOCOL : false),
  });
  #opened: { readonly door: LaneDoor; readonly dispatcher: CommandDispatcher } | undefined;

  /** @throws when a file of the certificate cannot be read or used */
  constructor(options: DoorServerOptions) {
    this.#options = options;
    this.#http = serverFor(options);
    this.#http.maxConnections = CONNECTIONS_MAX;
    this.#http.on('request', (_, response) => response.writeHead(404).end());
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
  }

  /** From now on pages are let in. */
  open(door: LaneDoor): void {
    const { clock, log } = this.#options;
    this.#opened = { door, dispatcher: new CommandDispatcher(door.handlers, clock, log, randomUUID()) };
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { names, publicOrigin, trusted, clock, log } = this.#options;
    const opened = this.#opened;
    const { host, origin } = request.headers;
    if ((request.url ?? '').split('?', 1)[0] !== PATH) return refuse(socket, '404 Not Found');
    if (opened === undefined || this.#sockets.clients.size >= SESSIONS_MAX) {
      return refuse(socket, '503 Service Unavailable');
    }
    const grant = readLaneGrant(grantIn(request), trusted, clock.now());
    if (
      !isOurHost(host, { port: this.port, allowedHosts: names, publicOrigin }) ||
      grant === undefined ||
      grant.pageOrigin !== origin
    ) {
      log.warn('a page without a good grant was refused at the door');
      return refuse(socket, '403 Forbidden');
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#connect(client, grant, opened));
  }

  #connect(
    client: WebSocket,
    grant: LaneGrant,
    { door, dispatcher }: { readonly door: LaneDoor; readonly dispatcher: CommandDispatcher },
  ): void {
    const { clock, log } = this.#options;
    const sessionId = randomUUID();
    const channel = new SocketChannel(client);
    const session = new PageSession({ sessionId, role: 'staff', channel, hub: door.hub, dispatcher, clock, log });
    const left = door.entered(sessionId, grant);
    const cancel = clock.after(Math.min(grant.endsAt - clock.now(), TIMER_MAX_MS), () =>
      session.close(CLOSE.notSignedIn, 'the grant is over'),
    );
    carry(client, session, log, () => {
      cancel();
      left();
    });
  }
}

function serverFor({ tls }: DoorServerOptions): Server {
  const limits = { maxHeaderSize: HEADERS_BYTES_MAX };
  if (tls === undefined) return nodeHttp.createServer(limits);
  return createTlsServer({ ...limits, cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) });
}

/** A page can set no header of a WebSocket but the list of protocols: the grant comes as the second of two. */
function grantIn({ headers }: IncomingMessage): string {
  const [name, grant = '', ...rest] = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  return name === LANE_GRANT_PROTOCOL && rest.length === 0 ? grant : '';
}
