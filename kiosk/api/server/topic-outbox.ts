import { type TopicName, topics } from '../topics.ts';
import type { TopicChange, TopicHub } from './topic-hub.ts';
import type { Channel, Hears, TransportClock } from './ports.ts';

/** A page with more than this waiting is slow: it gets the latest later, in bytes. */
export const SLOW_AT_BYTES = 64 * 1024;

/** How soon a slow page is looked at again, in milliseconds. */
export const SLOW_RETRY_MS = 20;

/** A frame is closed once it has this many characters; what follows goes into another frame. */
export const FRAME_LENGTH = 64 * 1024;

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
  readonly #hears: () => Hears | undefined;
  readonly #subscribed = new Set<TopicName>();
  readonly #pending = new Map<TopicName, Pending>();
  readonly #unlisten: () => void;
  #cancelRetry: (() => void) | undefined;

  /** @param hears what the page may hear at this moment; undefined while it may not hear anything yet */
  constructor(
    hub: TopicHub,
    channel: Channel,
    clock: TransportClock,
    hears: () => Hears | undefined = () => HEARS_ALL,
  ) {
    this.#hears = hears;
    this.#hub = hub;
    this.#channel = channel;
    this.#clock = clock;
    this.#unlisten = hub.onChange((change) => this.#take(change));
  }

  /** From now on, and first all that is known. Subscribing again sends all again. */
  subscribe(topic: TopicName): void {
    this.#subscribed.add(topic);
    this.#noteAll(topic);
    this.#flush();
  }

  /** Somebody else is on the page now: first all that they may hear. */
  startAnew(): void {
    for (const topic of this.#subscribed) this.#noteAll(topic);
    this.#flush();
  }

  close(): void {
    this.#unlisten();
    this.#cancelRetry?.();
    this.#pending.clear();
    this.#subscribed.clear();
  }

  #take(change: TopicChange): void {
    if (change.kind === 'all-told') return this.#flush();
    if (!this.#subscribed.has(change.topic)) return;
    if (change.kind === 'effect') {
      const isHeard = this.#hears()?.(change.topic, change.json) ?? false;
      if (isHeard && !this.#isSlow()) this.#channel.send(valueFrame(change.topic, change.json));
      return;
    }
    this.#note(change);
    this.#flush();
  }

  #noteAll(topic: TopicName): void {
    if (topics[topic].kind === 'value' && this.#hub.value(topic) === undefined) return;
    if (topics[topic].kind !== 'effect') this.#pending.set(topic, { reset: true, keys: new Set() });
  }

  #note(change: Extract<TopicChange, { kind: 'value' | 'entries' }>): void {
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
    const hears = this.#hears();
    if (hears === undefined || this.#cancelRetry !== undefined || this.#hub.isPublishing) return;
    let frames: string[] = [];
    let length = 0;
    for (const [topic, pending] of this.#pending) {
      if (this.#isSlow()) {
        this.#retryLater();
        break;
      }
      this.#pending.delete(topic);
      for (const frame of this.#framesOf(topic, pending, hears)) {
        frames.push(frame);
        length += frame.length;
        if (length < FRAME_LENGTH) continue;
        this.#send(frames);
        frames = [];
        length = 0;
      }
    }
    this.#send(frames);
  }

  #send(frames: readonly string[]): void {
    const [only] = frames;
    if (only === undefined) return;
    this.#channel.send(frames.length === 1 ? only : `{"type":"together","frames":[${frames.join(',')}]}`);
  }

  #retryLater(): void {
    this.#cancelRetry = this.#clock.after(SLOW_RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.#flush();
    });
  }

  #framesOf(topic: TopicName, pending: Pending, hears: Hears): Iterable<string> {
    if (topics[topic].kind !== 'value') return this.#entriesFrames(topic, pending, hears);
    const json = this.#hub.value(topic);
    return json === undefined || !hears(topic, json) ? [] : [valueFrame(topic, json)];
  }

  /** Entries go out in frames of a bounded length; only the first of them resets. */
  *#entriesFrames(topic: TopicName, pending: Pending, hears: Hears): Iterable<string> {
    const entries = this.#hub.entries(topic);
    const keys = pending.reset ? [...entries.keys()] : [...pending.keys];
    let reset = pending.reset;
    let set: string[] = [];
    let drop: string[] = [];
    let length = 0;
    for (const key of keys) {
      const entry = entries.get(key);
      const json = entry !== undefined && hears(topic, entry) ? entry : undefined;
      if (json === undefined && pending.reset) continue;
      const name = JSON.stringify(key);
      if (json === undefined) drop.push(name);
      else set.push(`[${name},${json}]`);
      length += name.length + (json?.length ?? 0) + 4;
      if (length < FRAME_LENGTH) continue;
      yield entriesFrame(topic, reset, set, drop);
      reset = false;
      set = [];
      drop = [];
      length = 0;
    }
    if (reset || length > 0) yield entriesFrame(topic, reset, set, drop);
  }
}

const HEARS_ALL: Hears = () => true;

function valueFrame(topic: TopicName, json: string): string {
  return `{"type":"value","topic":"${topic}","value":${json}}`;
}

function entriesFrame(topic: TopicName, reset: boolean, set: readonly string[], drop: readonly string[]): string {
  return `{"type":"entries","topic":"${topic}","reset":${reset},"set":[${set.join(',')}],"drop":[${drop.join(',')}]}`;
}
