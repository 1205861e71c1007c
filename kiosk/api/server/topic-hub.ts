import { assert } from '#kiosk/core/values/assert.ts';
import { PROGRAM_FRAME_LENGTH_MAX } from '../frames.ts';
import { type TopicName, type TopicNameOf, type TopicPayload, topics } from '../topics.ts';

/** An effect that reaches the program's edge later than this is not worth a sound any more; milliseconds. */
export const EFFECT_AGE_MAX_MS = 2_000;

/** The most entries that a keyed topic holds: far more than the longest basket. */
const TOPIC_ENTRIES_MAX = 10_000;

/** What changed, for the sessions: they read the values from the hub when their page can take them. */
export type TopicChange =
  | { readonly kind: 'value'; readonly topic: TopicName }
  | { readonly kind: 'entries'; readonly topic: TopicName; readonly reset: boolean; readonly keys: readonly string[] }
  | { readonly kind: 'effect'; readonly topic: TopicName; readonly json: string }
  /** All that was published together has been told. */
  | { readonly kind: 'all-told' };

/** The change of a keyed topic: forget all (reset), forget some (drop), then know these (set). */
export interface EntriesChange<Payload> {
  readonly reset?: boolean;
  readonly drop?: Iterable<string>;
  readonly set?: Iterable<readonly [key: string, payload: Payload]>;
}

/**
 * The latest of every topic, as JSON. A publisher says what is so now; whoever comes later, or reads slowly, gets the
 * latest and never the way there. Publishing what is already known tells nobody.
 */
export class TopicHub {
  readonly #values = new Map<TopicName, string>();
  readonly #entries = new Map<TopicName, Map<string, string>>();
  readonly #listeners = new Set<(change: TopicChange) => void>();
  readonly #now: () => number;
  #isPublishing = false;

  constructor(clock: { now(): number }) {
    this.#now = () => clock.now();
  }

  /** Whether more is to come that belongs to what was published last; 'all-told' follows. */
  get isPublishing(): boolean {
    return this.#isPublishing;
  }

  /** What `publish` publishes reaches each page at once, so that no page ever shows one half of it. */
  together(publish: () => void): void {
    this.#isPublishing = true;
    try {
      publish();
    } finally {
      this.#isPublishing = false;
      this.#tell({ kind: 'all-told' });
    }
  }

  /** Throws an AssertionError for a value that cannot be sent. */
  publishValue<Name extends TopicNameOf<'value'>>(topic: Name, value: TopicPayload<Name>): void {
    const json = toJson(topic, value);
    if (this.#values.get(topic) === json) return;
    this.#values.set(topic, json);
    this.#tell({ kind: 'value', topic });
  }

  /** Throws an AssertionError for an entry that cannot be sent, or for more entries than a topic holds. */
  publishEntries<Name extends TopicNameOf<'keyed'>>(topic: Name, change: EntriesChange<TopicPayload<Name>>): void {
    const serialised = [...(change.set ?? [])].map(([key, payload]) => [key, toJson(topic, payload)] as const);
    const reset = change.reset ?? false;
    const entries = reset ? new Map<string, string>() : (this.#entries.get(topic) ?? new Map<string, string>());
    const changed = new Set<string>();
    for (const key of change.drop ?? []) {
      if (entries.delete(key)) changed.add(key);
    }
    for (const [key, json] of serialised) {
      if (entries.get(key) === json) continue;
      entries.set(key, json);
      changed.add(key);
    }
    assert(entries.size <= TOPIC_ENTRIES_MAX, `topic ${topic} holds more than ${TOPIC_ENTRIES_MAX} entries`);
    this.#entries.set(topic, entries);
    if (reset || changed.size > 0) this.#tell({ kind: 'entries', topic, reset, keys: [...changed] });
  }

  /** One-shot: reaches the pages that are there and quick, and nobody else. */
  publishEffect<Name extends TopicNameOf<'effect'>>(topic: Name, effect: TopicPayload<Name>): void {
    if (this.#now() - effect.at > EFFECT_AGE_MAX_MS) return;
    this.#tell({ kind: 'effect', topic, json: toJson(topic, effect) });
  }

  /** The latest value as JSON, or undefined as long as nothing was published. */
  value(topic: TopicName): string | undefined {
    return this.#values.get(topic);
  }

  /** The entries as JSON by key; empty as long as nothing was published. */
  entries(topic: TopicName): ReadonlyMap<string, string> {
    return this.#entries.get(topic) ?? new Map<string, string>();
  }

  onChange(listener: (change: TopicChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: TopicChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

export function isTopicName(name: string): name is TopicName {
  return Object.hasOwn(topics, name);
}

function toJson(topic: TopicName, value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  assert(json !== undefined, `topic ${topic}: the value has no JSON`);
  assert(json.length < PROGRAM_FRAME_LENGTH_MAX / 2, `topic ${topic}: a value of ${json.length} characters`);
  return json;
}
