import { ASK_DEADLINE_MAX_MS, AskFailure, type BusMessage } from './bus.ts';
import type { BusClock } from './bus-ports.ts';
import { failFrame } from './bus-frames.ts';
import { asAskFailure } from './answerers.ts';
import { textOf } from './message-text.ts';

/** Questions over one connection that wait for an answer at a time. */
const PENDING_MAX = 1_000;

interface Pending {
  readonly settle: (outcome: BusMessage | AskFailure) => void;
}

/** Questions that were sent over a connection, until they are answered, late, or the connection is gone. */
export class PendingAsks {
  readonly #clock: BusClock;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor(clock: BusClock) {
    this.#clock = clock;
  }

  /**
   * @param send sends a frame; false if that is not possible
   * @throws AskFailure
   */
  ask(subject: string, message: BusMessage, deadlineMs: number, send: (frame: string) => boolean): Promise<BusMessage> {
    const text = textOf(message);
    if (text === undefined) return Promise.reject(new AskFailure('failed', 'the question is too large'));
    if (this.#pending.size >= PENDING_MAX) return Promise.reject(new AskFailure('closed', 'too many questions'));
    this.#last += 1;
    const id = this.#last;
    const ms = Math.min(deadlineMs, ASK_DEADLINE_MAX_MS);
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ms, () => {
        this.settle(id, new AskFailure('late', `no answer to ${subject} within ${ms} ms`));
      });
      this.#pending.set(id, {
        settle: (outcome) => {
          cancel();
          if (outcome instanceof AskFailure) reject(outcome);
          else resolve(outcome);
        },
      });
      if (!send(`["ask",${id},"${subject}",${text},${Math.ceil(ms)}]`)) {
        this.settle(id, new AskFailure('closed', 'the connection cannot take it now'));
      }
    });
  }

  /** An answer to a question that nobody asked, or that came too late, is nobody's. */
  settle(id: number, outcome: BusMessage | AskFailure): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settle(outcome);
  }

  failAll(): void {
    for (const id of this.#pending.keys()) this.settle(id, new AskFailure('closed', 'the connection is gone'));
  }
}

/** The frame that answers a question, whatever becomes of it. */
export async function answerFrame(id: number, answer: Promise<BusMessage>): Promise<string> {
  try {
    const text = textOf(await answer);
    return text === undefined ? failFrame(id, 'failed', 'the answer is too large') : `["answer",${id},${text}]`;
  } catch (error) {
    const { code, message } = asAskFailure(error);
    return failFrame(id, code, message);
  }
}
