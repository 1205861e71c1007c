import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Bus, BusMessage } from '../bus/bus.ts';
import { textOf } from '../bus/message-text.ts';
import type { FeedSource } from '../feed/feed.ts';
import { NatsFeedSource } from './nats-feed-source.ts';
import { NatsLine, type NatsOptions } from './nats-line.ts';
import { busSubject, FEEDS_BUCKET, kvSubject } from './nats-names.ts';

/**
 * How long a piece of a file may take, in milliseconds; with what is asked for at once a line of 35 KB a second is just
 * fast enough to lose no time.
 */
const PIECE_TIMEOUT_MS = 15_000;

export interface NatsStoreLineOptions extends NatsOptions {
  readonly store: string;
  /** The servers do not let this store hear of feeds. */
  readonly onRefused?: (error: Error) => void;
}

/** What comes down to a store over the chain's servers, and what it tells of itself, on one connection. */
export class NatsStoreLine implements Pick<Bus, 'publish'> {
  readonly feeds: FeedSource;
  readonly #line: NatsLine;
  readonly #store: string;
  readonly #onRefused: NatsStoreLineOptions['onRefused'];
  readonly #hinted = new Set<() => void>();
  #hearing: { readonly connection: NatsConnection; readonly subscription: Subscription } | undefined;

  constructor(options: NatsStoreLineOptions) {
    this.#store = options.store;
    this.#onRefused = options.onRefused;
    this.#line = new NatsLine({ answerTimeoutMs: PIECE_TIMEOUT_MS, ...options }, (connection) =>
      this.#onUp(connection),
    );
    this.feeds = new NatsFeedSource(this.#line);
  }

  /** Says something on the store's bus to whoever listens now; while the servers are away it is lost. */
  publish(subject: string, message: BusMessage): void {
    const text = textOf(message);
    if (text === undefined) return;
    const say = (connection: NatsConnection): void => connection.publish(busSubject(this.#store, subject), text);
    this.#line.connection().then(say, () => undefined);
  }

  /**
   * Calls when headquarters has published something, and when the servers are back: it may have meanwhile.
   *
   * @returns ends it
   */
  onHint(listener: () => void): () => void {
    this.#hinted.add(listener);
    return () => void this.#hinted.delete(listener);
  }

  async close(): Promise<void> {
    this.#hinted.clear();
    await this.#line.close();
  }

  #onUp(connection: NatsConnection): void {
    // The client takes its subscriptions along to a new connection by itself.
    if (this.#hearing?.connection !== connection) {
      const callback = (error: Error | null): void => (error === null ? this.#hint() : this.#onRefused?.(error));
      this.#hearing = { connection, subscription: connection.subscribe(kvSubject(FEEDS_BUCKET, '*'), { callback }) };
    }
    this.#hint();
  }

  #hint(): void {
    for (const listener of this.#hinted) listener();
  }
}
