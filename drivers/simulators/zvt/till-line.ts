import type { Socket } from 'node:net';
import type { Behaviour } from './behaviour.ts';
import { type TillUnit, takeUnits } from './bytes.ts';

/** How long the terminal waits for the till's answer (T3). */
const ANSWER_TIMEOUT_MS = 5_000;

/** One connection of a till: puts units on the wire as the behaviour says, and sorts answers from commands. */
export class TillLine {
  readonly #socket: Socket;
  readonly #behaviour: Behaviour;
  #pending: Buffer = Buffer.alloc(0);
  #held: Uint8Array[] = [];
  #muted = false;
  #sending: Promise<void> = Promise.resolve();
  #answers: ((answer: string | undefined) => void)[] = [];
  /** Answers to units that nobody waited for. */
  #surplus = 0;

  constructor(socket: Socket, behaviour: Behaviour, onCommand: (command: TillUnit) => void, onEnd: () => void) {
    this.#socket = socket;
    this.#behaviour = behaviour;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      const { units, rest } = takeUnits(Buffer.concat([this.#pending, chunk]));
      this.#pending = rest;
      for (const unit of units) {
        if (unit.head.startsWith('80') || unit.head.startsWith('84')) this.#answered(unit.head);
        else if (!this.#muted) onCommand(unit);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const resolve of this.#answers.splice(0)) resolve(undefined);
      onEnd();
    });
  }

  get alive(): boolean {
    return !this.#socket.destroyed && this.#socket.writable && !this.#muted;
  }

  /** Says something that wants no answer. */
  async say(bytes: Uint8Array): Promise<void> {
    const before = this.#sending;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sending = promise;
    await before;
    await this.#put(bytes);
    resolve();
  }

  /** Says something and waits for the till's answer: its four digits, or undefined when none came. */
  async ask(bytes: Uint8Array, onceSent: () => Promise<void> = () => Promise.resolve()): Promise<string | undefined> {
    const answer = this.#nextAnswer();
    await this.say(bytes);
    await this.flush();
    await onceSent();
    return answer;
  }

  /** Says something whose answer is not waited for when units are merged. */
  async tell(bytes: Uint8Array): Promise<string | undefined> {
    if (this.#behaviour.chunks !== 'merged') return this.ask(bytes);
    this.#surplus += 1;
    await this.say(bytes);
    return '8000';
  }

  async flush(): Promise<void> {
    if (this.#held.length === 0) return;
    const chunk = Buffer.concat(this.#held.splice(0));
    await this.#write(chunk);
  }

  mute(): void {
    this.#muted = true;
    for (const resolve of this.#answers.splice(0)) resolve(undefined);
  }

  /** Ends with a reset, as a plug that is pulled. */
  drop(): void {
    this.#socket.destroy();
  }

  /** Ends politely: what was said is delivered first. */
  hangUp(): void {
    this.#socket.end();
  }

  async #put(bytes: Uint8Array): Promise<void> {
    if (this.#behaviour.answerDelayMs > 0) await pause(this.#behaviour.answerDelayMs);
    if (!this.alive) return;
    if (this.#behaviour.chunks === 'merged') {
      this.#held.push(bytes);
      // What the till waits for must not be held back for ever.
      setImmediate(() => void this.flush());
      return;
    }
    if (this.#behaviour.chunks === 'whole') return this.#write(bytes);
    for (const value of bytes) {
      await this.#write(Uint8Array.of(value));
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (!this.alive) return;
    await new Promise<void>((resolve) => {
      this.#socket.write(bytes, () => resolve());
    });
  }

  #nextAnswer(): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    if (!this.alive) return Promise.resolve(undefined);
    const timer = setTimeout(() => resolve(undefined), ANSWER_TIMEOUT_MS);
    this.#answers.push((answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    return promise;
  }

  #answered(head: string): void {
    if (this.#surplus > 0) this.#surplus -= 1;
    else this.#answers.shift()?.(head);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
