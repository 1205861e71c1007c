import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SerialCable } from './pty.ts';

/**
 * Where a simulated printer is plugged in: a TCP port on 127.0.0.1 (0 for any that is free), or a serial port's path.
 */
export type PrinterPlace = { readonly tcpPort: number } | { readonly path: string };

/** What a driver needs in order to reach it. */
export type PrinterAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** The simulated printer's end of the line. The address stays the same over unplug and plug. */
export interface PrinterPort {
  readonly address: PrinterAddress;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  write(bytes: Uint8Array): void;
}

export function printerPort(place: PrinterPlace, received: (bytes: Uint8Array) => void): PrinterPort {
  return 'path' in place ? new SerialPrinterPort(place.path, received) : new TcpPrinterPort(place.tcpPort, received);
}

const HOST = '127.0.0.1';

class TcpPrinterPort implements PrinterPort {
  readonly #received: (bytes: Uint8Array) => void;
  #port: number;
  #server: Server | undefined;
  #client: Socket | undefined;

  constructor(port: number, received: (bytes: Uint8Array) => void) {
    this.#port = port;
    this.#received = received;
  }

  get address() {
    return { host: HOST, port: this.#port };
  }

  async plug(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#connected(socket));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(this.#port, HOST, resolve);
    await promise;
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#client?.destroy();
    const { promise, resolve } = Promise.withResolvers<void>();
    if (server) server.close(() => resolve());
    else resolve();
    await promise;
  }

  write(bytes: Uint8Array): void {
    this.#client?.write(bytes);
  }

  /** Network printers serve one computer at a time; another one is turned away. */
  #connected(socket: Socket): void {
    if (this.#client) {
      socket.destroy();
      return;
    }
    this.#client = socket;
    socket.on('data', (bytes) => this.#received(bytes));
    // A broken line is the driver's to notice; here it only ends.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#client = undefined;
    });
  }
}

class SerialPrinterPort implements PrinterPort {
  readonly address: { readonly path: string };
  readonly #received: (bytes: Uint8Array) => void;
  #cable: SerialCable | undefined;

  constructor(path: string, received: (bytes: Uint8Array) => void) {
    this.address = { path };
    this.#received = received;
  }

  plug(): Promise<void> {
    this.#cable ??= new SerialCable(this.address.path);
    this.#cable.onData(this.#received);
    this.#cable.plug();
    return Promise.resolve();
  }

  unplug(): Promise<void> {
    this.#cable?.unplug();
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    this.#cable?.write(bytes);
  }
}
