import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What the network does to whoever goes through it. */
export interface Weather {
  /** Each piece arrives so much later, in either direction; milliseconds. */
  readonly latencyMs: number;
  /** New and open connections are reset. */
  readonly isDown: boolean;
  /** Bytes are taken and never arrive; nobody is told. */
  readonly isBlackHole: boolean;
  /** What the client sends arrives; what the server answers does not, and nobody is told. */
  readonly losesAnswers: boolean;
  /** Each connection is reset after so many bytes of the server's; undefined never. */
  readonly cutAfterBytes: number | undefined;
}

export const FAIR: Weather = {
  latencyMs: 0,
  isDown: false,
  isBlackHole: false,
  losesAnswers: false,
  cutAfterBytes: undefined,
};

type Direction = 'up' | 'down';

/**
 * A TCP proxy on a port of its own that does to connections what networks do. Weather that changes holds for
 * connections that are open, too.
 */
export class FaultProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #weather = FAIR;
  #targetPort: number;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on('connection', (client) => this.#join(client));
  }

  /** Listens on a free port of this machine and leads to another one. */
  static async open(targetPort: number): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, targetPort);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open, both sides of each counted. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Leads to another port from now on, for a server that came back elsewhere. */
  leadTo(targetPort: number): void {
    this.#targetPort = targetPort;
  }

  /** What is not named is fair. A black hole and lost answers never come back: what they took is gone. */
  setWeather(weather: Partial<Weather>): void {
    this.#weather = { ...FAIR, ...weather };
    if (this.#weather.isDown) this.resetAll();
  }

  /** Resets every connection that is open, as a switch that is restarted does. */
  resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    if (this.#weather.isDown) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.#targetPort, '127.0.0.1');
    this.#carry(client, server, 'up');
    this.#carry(server, client, 'down');
  }

  #carry(from: Socket, to: Socket, direction: Direction): void {
    let carried = 0;
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.on('data', (bytes) => {
      const { isBlackHole, losesAnswers, cutAfterBytes, latencyMs } = this.#weather;
      if (isBlackHole || (losesAnswers && direction === 'down')) return;
      carried += bytes.length;
      if (direction === 'down' && cutAfterBytes !== undefined && carried > cutAfterBytes) {
        to.resetAndDestroy();
        from.resetAndDestroy();
        return;
      }
      if (latencyMs > 0) setTimeout(() => hand(from, to, bytes), latencyMs);
      else hand(from, to, bytes);
    });
    from.on('end', () => setTimeout(() => to.end(), this.#weather.latencyMs));
  }
}

function hand(from: Socket, to: Socket, bytes: Buffer): void {
  if (to.destroyed || to.write(bytes)) return;
  from.pause();
  to.once('drain', () => from.resume());
}
