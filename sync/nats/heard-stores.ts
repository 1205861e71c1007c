import type { NatsConnection } from '@nats-io/transport-node';
import type { BusMessage } from '../bus/bus.ts';
import { readBusMessage } from './bus-message.ts';
import { NatsLine, type NatsOptions } from './nats-line.ts';
import { anyBusSubject, readAnyBusSubject } from './nats-names.ts';

const CONNECT_AGAIN_MS = 1_000;

export interface HeardStoresOptions extends NatsOptions {
  /** Subjects within a store. */
  readonly pattern: string;
  /** @param store who said it; the servers let nobody speak for another one */
  readonly onHeard: (store: string, subject: string, message: BusMessage) => void;
}

/** What all stores say under some subject, for headquarters. What is said while the servers are away is lost. */
export class HeardStores {
  readonly #options: HeardStoresOptions;
  readonly #line: NatsLine;
  #connection: NatsConnection | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: HeardStoresOptions) {
    this.#options = options;
    this.#line = new NatsLine(options, (connection) => this.#onUp(connection));
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#line.close();
  }

  async #connect(): Promise<void> {
    try {
      await this.#line.connection();
    } catch {
      // Whoever takes in what stores push over the same servers tells that they are away.
      if (!this.#isClosed) this.#retry = setTimeout(() => void this.#connect(), CONNECT_AGAIN_MS);
    }
  }

  /** The client takes its subscriptions along to a new connection by itself. */
  #onUp(connection: NatsConnection): void {
    if (this.#connection === connection) return;
    this.#connection = connection;
    connection.subscribe(anyBusSubject(this.#options.pattern), {
      callback: (error, { subject, data }) => {
        const from = error === null ? readAnyBusSubject(subject) : undefined;
        const message = from === undefined ? undefined : readBusMessage(data);
        if (from !== undefined && message !== undefined) this.#options.onHeard(from.store, from.subject, message);
      },
    });
  }
}
