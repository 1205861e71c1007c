import { once } from 'node:events';
import { type AddressInfo, createServer, connect, type Server, type Socket } from 'node:net';

/**
 * A line to a server that a test can cut. `open` carries everything; `mute` carries what is asked and swallows what is
 * answered, so that a server commits and nobody hears of it.
 */
export class FaultLine {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #state: 'open' | 'mute' = 'open';

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async to(target: number): Promise<FaultLine> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line = new FaultLine(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => line.#carry(near, target));
    return line;
  }

  /** Breaks every connection at once; new ones are carried. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** From now on answers are swallowed, on the connections that there are and on new ones. */
  mute(): void {
    this.#state = 'mute';
  }

  /** Carries everything again; what was swallowed stays lost, so the connections that lost it are cut. */
  open(): void {
    this.#state = 'open';
    this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near: Socket, target: number): void {
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      if (this.#state === 'open') near.write(bytes);
    });
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}
