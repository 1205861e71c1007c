import { type TopicName, topics } from '../topics.ts';
import type { TopicChange, TopicHub } from './topic-hub.ts';
import type { Channel, TransportClock } from './ports.ts';

/** A page with more than this waiting is slow: it gets the latest later, in bytes. */
export const SLOW_AT_BYTES = 64 * 1024;

/** How soon a slow page is looked at again, in milliseconds. */
export const SLOW_RETRY_MS = 20;

/** A keyed topic's frame is closed once it has this many characters; the next entries go into another frame. */
export const ENTRIES_FRAME_LENGTH = 64 * 1024;

/** What a page does not have yet of one topic: keys, not values, so that a slow page costs no more than a quick one. */
interface Pending {
  reset: boolean;
  readonly keys: Set<string>;
}

/**
 * What one page still has to hear. It holds which topics and keys have changed; the values are read from the hub at the
 * moment of sending. So a burst of changes becomes one frame with the latest, and nothing grows with the number of
 * changes.
 */
export class TopicOutbox {
  readonly #hub: TopicHub;
  readonly #channel: Channel;
  readonly #clock: TransportClock;
  readonly #subscribed = new Set<TopicName>();
  readonly #pending = new Map<TopicName, Pending>();
  readonly #unlisten: () => void;
  #cancelRetry: (() => void) | undefined;

  constructor(hub: TopicHub, channel: Channel, clock: TransportClock) {
    this.#hub = hub;
    this.#channel = channel;
    this.#clock = clock;
    this.#unlisten = hub.onChange((change) => this.#take(change));
  }

  /** From now on, and first all that is known. Subscribing again sends all again. */
  subscribe(topic: TopicName): void {
    this.#subscribed.add(topic);
    if (topics[topic].kind === 'value' && this.#hub.value(topic) === undefined) return;
    if (topics[topic].kind !== 'effect') this.#pending.set(topic, { reset: true, keys: new Set() });
    this.#flush();
  }

  close(): void {
    this.#unlisten();
    this.#cancelRetry?.();
    this.#pending.clear();
    this.#subscribed.clear();
  }

  #take(change: TopicChange): void {
    if (!this.#subscribed.has(change.topic)) return;
    if (change.kind === 'effect') {
      if (!this.#isSlow()) this.#channel.send(valueFrame(change.topic, change.json));
      return;
    }
    this.#note(change);
    this.#flush();
  }

  #note(change: Exclude<TopicChange, { kind: 'effect' }>): void {
    const pending = this.#pending.get(change.topic) ?? { reset: false, keys: new Set<string>() };
    this.#pending.set(change.topic, pending);
    if (change.kind === 'value') return;
    if (change.reset) {
      pending.reset = true;
      pending.keys.clear();
    }
    if (pending.reset) return;
    for (const key of change.keys) pending.keys.add(key);
    // Keys that came and went are only known here: past the size of the topic itself, telling all is the shorter story.
    if (pending.keys.size > 2 * this.#hub.entries(change.topic).size + 100) {
      pending.reset = true;
      pending.keys.clear();
    }
  }

  #isSlow(): boolean {
    return this.#channel.bufferedBytes() > SLOW_AT_BYTES;
  }

  #flush(): void {
    if (this.#cancelRetry !== undefined) return;
    for (const [topic, pending] of this.#pending) {
      if (this.#isSlow()) {
        this.#retryLater();
        return;
      }
      this.#pending.delete(topic);
      if (topics[topic].kind === 'value') this.#sendValue(topic);
      else this.#sendEntries(topic, pending);
    }
  }

  #retryLater(): void {
    this.#cancelRetry = this.#clock.after(SLOW_RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.#flush();
    });
  }

  #sendValue(topic: TopicName): void {
    const json = this.#hub.value(topic);
    if (json !== undefined) this.#channel.send(valueFrame(topic, json));
  }

  /** Entries go out in frames of a bounded length; only the first of them resets. */
  #sendEntries(topic: TopicName, pending: Pending): void {
    const entries = this.#hub.entries(topic);
    const keys = pending.reset ? [...entries.keys()] : [...pending.keys];
    let reset = pending.reset;
    let set: string[] = [];
    let drop: string[] = [];
    let length = 0;
    const send = (): void => {
      this.#channel.send(
        `{"type":"entries","topic":"${topic}","reset":${reset},"set":[${set.join(',')}],"drop":[${drop.join(',')}]}`,
      );
      reset = false;
      set = [];
      drop = [];
      length = 0;
    };
    for (const key of keys) {
      const json = entries.get(key);
      const name = JSON.stringify(key);
      if (json === undefined) drop.push(name);
      else set.push(`[${name},${json}]`);
      length += name.length + (json?.length ?? 0) + 4;
      if (length >= ENTRIES_FRAME_LENGTH) send();
    }
    if (reset || length > 0) send();
  }
}

function valueFrame(topic: TopicName, json: string): string {
  return `{"type":"value","topic":"${topic}","value":${json}}`;
}
