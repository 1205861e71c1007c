import type { BusMessage } from './bus.ts';
import type { BusLog } from './bus-ports.ts';
import { matches } from './subjects.ts';

export type Listener = (subject: string, message: BusMessage) => void;

/** Who listens to what. Many listen to few patterns, so each pattern is looked at once a message. */
export class Subscriptions {
  readonly #log: BusLog;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(log: BusLog) {
    this.#log = log;
  }

  /** @returns whether this pattern was not listened to before */
  add(pattern: string, listener: Listener): boolean {
    const known = this.#listeners.get(pattern);
    if (known === undefined) this.#listeners.set(pattern, new Set([listener]));
    else known.add(listener);
    return known === undefined;
  }

  /** @returns whether nobody listens to this pattern any more */
  delete(pattern: string, listener: Listener): boolean {
    const known = this.#listeners.get(pattern);
    if (known === undefined || !known.delete(listener) || known.size > 0) return false;
    return this.#listeners.delete(pattern);
  }

  patterns(): readonly string[] {
    return [...this.#listeners.keys()];
  }

  deliver(subject: string, message: BusMessage): void {
    for (const [pattern, listeners] of this.#listeners) {
      if (!matches(pattern, subject)) continue;
      for (const listener of listeners) this.tell(listener, subject, message);
    }
  }

  /** One listener's failure is not another one's. */
  tell(listener: Listener, subject: string, message: BusMessage): void {
    try {
      listener(subject, message);
    } catch (error) {
      this.#log.error('a listener on the bus failed', { subject, error });
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
