import type { CommandError } from '../frames.ts';
import type { ClientEnvironment } from './environment.ts';

/** Calls that wait for an answer at a time; a page that has more has lost its way. */
const CALLS_WAITING_MAX = 200;

/** How long a call waits for its answer, over reconnects, unless it says otherwise; milliseconds. */
const CALL_DEADLINE_MS = 5_000;

/** How soon a call that came too quickly is sent again, in milliseconds. */
const CALL_AGAIN_MS = 250;

/** A command that was not done, or not known to be done. The code is the domain's or the transport's. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly code: string;
  readonly retryable: boolean;
  readonly data: CommandError['data'];

  constructor(code: string, retryable: boolean, data: CommandError['data'] = {}) {
    super(`command failed: ${code}`);
    this.code = code;
    this.retryable = retryable;
    this.data = data;
  }
}

interface Call {
  readonly id: number;
  readonly text: string;
  readonly resolve: (output: unknown) => void;
  readonly reject: (failure: CommandFailed) => void;
  readonly deadline: number;
  readonly cancelTimers: Set<() => void>;
}

/** The calls that wait for their answers. Each keeps its command id, so sending it again never does it twice. */
export class PendingCalls {
  readonly #environment: ClientEnvironment;
  readonly #send: (text: string) => boolean;
  readonly #onSilence: () => void;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;

  /**
   * `send` answers whether there is a connection; a call without one waits for resendAll(). `onSilence` is called when a
   * call had a connection and got no answer in all its time.
   */
  constructor(environment: ClientEnvironment, send: (text: string) => boolean, onSilence: () => void) {
    this.#environment = environment;
    this.#send = send;
    this.#onSilence = onSilence;
  }

  call(command: string, input: unknown, deadlineMs = CALL_DEADLINE_MS): Promise<unknown> {
    if (this.#calls.size >= CALLS_WAITING_MAX) return Promise.reject(new CommandFailed('too-many-requests', true));
    this.#lastId += 1;
    const id = this.#lastId;
    const commandId = this.#environment.randomId();
    return new Promise((resolve, reject) => {
      const deadline = this.#environment.monotonic() + deadlineMs;
      const text = JSON.stringify({ type: 'request', id, command, commandId, input });
      const call: Call = { id, text, resolve, reject, deadline, cancelTimers: new Set() };
      this.#calls.set(id, call);
      call.cancelTimers.add(this.#environment.after(deadlineMs, () => this.#expire(call)));
      this.#send(text);
    });
  }

  /** After a reconnect: all that is still wanted, in the order of the calls. */
  resendAll(): void {
    for (const call of this.#calls.values()) this.#send(call.text);
  }

  settle(id: number, result: { ok: true; output: unknown } | { ok: false; error: CommandError }): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (result.ok) {
      this.#forget(call);
      call.resolve(result.output);
      return;
    }
    const { code, retryable, data } = result.error;
    if (code === 'too-many-requests' && this.#environment.monotonic() + CALL_AGAIN_MS < call.deadline) {
      call.cancelTimers.add(this.#environment.after(CALL_AGAIN_MS, () => this.#send(call.text)));
      return;
    }
    this.#forget(call);
    call.reject(new CommandFailed(code, retryable, data));
  }

  failAll(code: string): void {
    for (const call of this.#calls.values()) {
      this.#forget(call);
      call.reject(new CommandFailed(code, true));
    }
  }

  #expire(call: Call): void {
    this.#forget(call);
    call.reject(new CommandFailed('deadline-exceeded', true));
    this.#onSilence();
  }

  #forget(call: Call): void {
    for (const cancel of call.cancelTimers) cancel();
    this.#calls.delete(call.id);
  }
}
