import { Answerers, asAskFailure } from './answerers.ts';
import {
  type Answerer,
  ASK_DEADLINE_MAX_MS,
  AskFailure,
  type AskingBus,
  type BusMessage,
  LATEST_VALUE_PATTERNS,
} from './bus.ts';
import type { BusClock, BusLog } from './bus-ports.ts';
import { textOf } from './message-text.ts';
import { isPattern, isSubject, matches } from './subjects.ts';
import { type Listener, Subscriptions } from './subscriptions.ts';

/** Subjects of which the newest message is kept; the oldest goes first. */
const LATEST_MAX = 10_000;

/**
 * The bus within one process, and the heart of the one between processes. Listeners are called before `publish` ends.
 */
export class LocalBus implements AskingBus {
  readonly #clock: BusClock;
  readonly #log: BusLog;
  readonly #subscriptions: Subscriptions;
  readonly #answerers = new Answerers();
  readonly #latest = new Map<string, BusMessage>();
  #isClosed = false;

  constructor(clock: BusClock, log: BusLog) {
    this.#clock = clock;
    this.#log = log;
    this.#subscriptions = new Subscriptions(log);
  }

  publish(subject: string, message: BusMessage): void {
    if (this.#isClosed) return;
    if (!isSubject(subject) || textOf(message) === undefined) {
      this.#log.warn('a message was dropped: its subject is none, or it is too large', { subject });
      return;
    }
    if (LATEST_VALUE_PATTERNS.some((pattern) => matches(pattern, subject))) this.#keepLatest(subject, message);
    this.#subscriptions.deliver(subject, message);
  }

  subscribe(pattern: string, listener: Listener): () => void {
    if (!isPattern(pattern)) throw new TypeError(`"${pattern}" is no pattern of subjects`);
    if (this.#isClosed) return () => {};
    // A function of its own, so that one listener may listen twice and end one of the two.
    const own: Listener = (subject, message) => listener(subject, message);
    this.#subscriptions.add(pattern, own);
    for (const [subject, message] of this.#latest) {
      if (matches(pattern, subject)) this.#subscriptions.tell(own, subject, message);
    }
    return () => {
      this.#subscriptions.delete(pattern, own);
    };
  }

  offer(pattern: string, answerer: Answerer): () => void {
    if (!isPattern(pattern)) throw new TypeError(`"${pattern}" is no pattern of subjects`);
    return this.#answerers.add(pattern, answerer);
  }

  async ask(subject: string, message: BusMessage, deadlineMs: number): Promise<BusMessage> {
    if (this.#isClosed) throw new AskFailure('closed', 'this bus is closed');
    if (textOf(message) === undefined) throw new AskFailure('failed', 'the question is too large');
    const ms = Math.min(deadlineMs, ASK_DEADLINE_MAX_MS);
    let cancel = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#clock.after(ms, () => reject(new AskFailure('late', `no answer to ${subject} within ${ms} ms`)));
    });
    try {
      return await Promise.race([this.#answerers.answer(subject, message, ms), late]);
    } catch (error) {
      throw asAskFailure(error);
    } finally {
      cancel();
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#subscriptions.clear();
    this.#answerers.clear();
    this.#latest.clear();
    return Promise.resolve();
  }

  #keepLatest(subject: string, message: BusMessage): void {
    this.#latest.delete(subject);
    for (const oldest of this.#latest.keys()) {
      if (this.#latest.size < LATEST_MAX) break;
      this.#latest.delete(oldest);
    }
    this.#latest.set(subject, message);
  }
}
