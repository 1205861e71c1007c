import type { TopicName } from '../topics.ts';

/** What changed in a keyed topic. With reset, anything may have changed. */
export interface EntriesNews {
  readonly reset: boolean;
  readonly set: readonly string[];
  readonly drop: readonly string[];
}

interface Entry {
  readonly json: string;
  readonly payload: unknown;
}

/**
 * The latest of every topic, in the page. An entry (or value) that is told again unchanged, as after a reconnect, stays
 * the very same object, so that elements which show it have nothing to do.
 */
export class TopicStore {
  readonly #values = new Map<TopicName, Entry>();
  readonly #entries = new Map<TopicName, Map<string, Entry>>();
  readonly #beforeReset = new Map<TopicName, Map<string, Entry>>();
  readonly #views = new Map<TopicName, ReadonlyMap<string, unknown>>();

  value(topic: TopicName): unknown {
    return this.#values.get(topic)?.payload;
  }

  /** The same map until something in it changes, then a new one. */
  entries(topic: TopicName): ReadonlyMap<string, unknown> {
    const known = this.#views.get(topic);
    if (known !== undefined) return known;
    const view = new Map([...(this.#entries.get(topic) ?? [])].map(([key, entry]) => [key, entry.payload] as const));
    this.#views.set(topic, view);
    return view;
  }

  setValue(topic: TopicName, payload: unknown): void {
    this.#values.set(topic, keptOrNew(this.#values.get(topic), payload));
  }

  changeEntries(
    topic: TopicName,
    change: { reset: boolean; set: readonly (readonly [string, unknown])[]; drop: readonly string[] },
  ): EntriesNews {
    if (change.reset) {
      this.#beforeReset.set(topic, this.#entries.get(topic) ?? new Map<string, Entry>());
      this.#entries.set(topic, new Map());
    }
    const entries = this.#entries.get(topic) ?? new Map<string, Entry>();
    const before = this.#beforeReset.get(topic);
    this.#entries.set(topic, entries);
    for (const key of change.drop) entries.delete(key);
    for (const [key, payload] of change.set) {
      entries.set(key, keptOrNew(entries.get(key) ?? before?.get(key), payload));
    }
    this.#views.delete(topic);
    return { reset: change.reset, set: change.set.map(([key]) => key), drop: change.drop };
  }
}

function keptOrNew(known: Entry | undefined, payload: unknown): Entry {
  const json = JSON.stringify(payload);
  return known?.json === json ? known : { json, payload };
}
