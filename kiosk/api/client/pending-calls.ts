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

export interface CallOptions {
  /** How long to wait for the answer, over reconnects; milliseconds. */
  readonly deadlineMs?: number;
}

interface Call {
  readonly id: number;
  /** The run of the program that it was sent to last. */
  sentTo: string | undefined;
  readonly text: string;
  readonly resolve: (output: unknown) => void;
  readonly reject: (failure: CommandFailed) => void;
  readonly deadline: number;
  readonly cancelTimers: Set<() => void>;
}

/** The calls that wait for their answers. Each keeps its command id, so sending it again never does it twice. */
export class PendingCalls {
  readonly #environment: ClientEnvironment;
  readonly #send: (text: string) => void;
  readonly #onSilence: () => void;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  /** The run of the program that we are connected to. */
  #programId: string | undefined;

  /** `onSilence` is called when a call got no answer in all its time. */
  constructor(environment: ClientEnvironment, send: (text: string) => void, onSilence: () => void) {
    this.#environment = environment;
    this.#send = send;
    this.#onSilence = onSilence;
  }

  /** A call without a connection waits for one. */
  call(command: string, input: unknown, options: CallOptions): Promise<unknown> {
    if (this.#calls.size >= CALLS_WAITING_MAX) return Promise.reject(new CommandFailed('too-many-requests', true));
    this.#lastId += 1;
    const id = this.#lastId;
    const commandId = this.#environment.randomId();
    const { deadlineMs = CALL_DEADLINE_MS } = options;
    return new Promise((resolve, reject) => {
      const deadline = this.#environment.monotonic() + deadlineMs;
      const text = JSON.stringify({ type: 'request', id, command, commandId, input });
      const cancelTimers = new Set<() => void>();
      const call: Call = { id, text, resolve, reject, deadline, cancelTimers, sentTo: undefined };
      this.#calls.set(id, call);
      call.cancelTimers.add(this.#environment.after(deadlineMs, () => this.#expire(call)));
      this.#sendIfConnected(call);
    });
  }

  /** Connected: all that is still wanted is sent in the order of the calls, but nothing that might be done twice. */
  resendAll(programId: string): void {
    this.#programId = programId;
    for (const call of this.#calls.values()) {
      const isOfBefore = call.sentTo !== undefined && call.sentTo !== programId;
      if (isOfBefore) this.#fail(call, new CommandFailed('program-restarted', true));
      else this.#sendIfConnected(call);
    }
  }

  disconnected(): void {
    this.#programId = undefined;
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
      call.cancelTimers.add(this.#environment.after(CALL_AGAIN_MS, () => this.#sendIfConnected(call)));
      return;
    }
    this.#fail(call, new CommandFailed(code, retryable, data));
  }

  failAll(code: string): void {
    for (const call of this.#calls.values()) this.#fail(call, new CommandFailed(code, true));
  }

  #sendIfConnected(call: Call): void {
    if (this.#programId === undefined) return;
    call.sentTo = this.#programId;
    this.#send(call.text);
  }

  #fail(call: Call, failure: CommandFailed): void {
    this.#forget(call);
    call.reject(failure);
  }

  #expire(call: Call): void {
    this.#fail(call, new CommandFailed('deadline-exceeded', true));
    this.#onSilence();
  }

  #forget(call: Call): void {
    for (const cancel of call.cancelTimers) cancel();
    this.#calls.delete(call.id);
  }
}
