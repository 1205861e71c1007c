import { assert } from '#kiosk/core/values/assert.ts';
import { DeviceError } from '../../device.ts';
import type { Timers } from '../../protocol/timers.ts';
import type { ByteTransport } from '../../transport/transport.ts';
import type { TerminalStatus } from '../payment-terminal.ts';
import { type Apdu, encodeApdu } from './apdu.ts';
import {
  type Exchange,
  type ExchangeEnd,
  type ExchangeInput,
  type ExchangeOutput,
  type ExchangeRules,
  beginExchange,
  stepExchange,
} from './machine.ts';
import type { StatusInformation } from './status-information.ts';

export interface ExchangeHooks {
  status(status: TerminalStatus): void;
  /** Resolves with true once the report is durable, false when the terminal must take it back. Never rejects. */
  confirm(report: StatusInformation): Promise<boolean>;
}

export interface FinishedExchange {
  readonly exchange: Exchange;
  readonly end: ExchangeEnd;
}

/**
 * Carries out what the machine of one exchange says, on one transport. Inputs are taken strictly one after the other,
 * so nothing the terminal says overtakes a report that is just being written down.
 */
export class ExchangeRunner {
  readonly #transport: ByteTransport;
  readonly #hooks: ExchangeHooks;
  readonly #timers: Timers;

  readonly #inputs: ExchangeInput[] = [];
  #wake: () => void = () => {};
  #waitMs = 0;
  #cancelWait: () => void = () => {};

  constructor(transport: ByteTransport, hooks: ExchangeHooks, timers: Timers) {
    this.#transport = transport;
    this.#hooks = hooks;
    this.#timers = timers;
  }

  /**
   * @param limitMs how long the exchange may take in all. A charge that takes longer is aborted, and lost after one
   * more
   *   grace time; a question is lost at once.
   */
  async run(command: Apdu, rules: ExchangeRules, limitMs: number): Promise<FinishedExchange> {
    const cancelLimit = this.#timers.after(limitMs, () => this.#put({ type: 'time-over' }));
    const lastMs = limitMs + (rules.kind === 'charge' ? rules.abortGraceMs : 0);
    const cancelLast = this.#timers.after(lastMs, () => this.#put({ type: 'lost', cause: 'it takes too long' }));
    try {
      let [exchange, outputs] = beginExchange(command, rules);
      for (;;) {
        const end = await this.#perform(outputs);
        if (end !== undefined) return { exchange, end };
        [exchange, outputs] = stepExchange(exchange, await this.#next());
      }
    } finally {
      cancelLimit();
      cancelLast();
      this.#cancelWait();
    }
  }

  received(apdu: Apdu): void {
    this.#put({ type: 'received', apdu });
  }

  /** Bytes came that are not a whole unit yet: a slow line is not a silent one. */
  heard(): void {
    if (this.#waitMs > 0) this.#startWait(this.#waitMs);
  }

  abort(): void {
    this.#put({ type: 'abort' });
  }

  lost(cause: string): void {
    this.#put({ type: 'lost', cause });
  }

  /** Carries out outputs in order; returns the end when there is one. */
  async #perform(outputs: readonly ExchangeOutput[]): Promise<ExchangeEnd | undefined> {
    for (const output of outputs) {
      switch (output.do) {
        case 'write':
          await this.#write(output.apdu);
          break;
        case 'wait':
          this.#startWait(output.ms);
          break;
        case 'status':
          this.#hooks.status(output.status);
          break;
        case 'confirm':
          this.#cancelWait();
          // In front of whatever the terminal has sent meanwhile, because the machine waits for this alone.
          this.#inputs.unshift({ type: 'confirmed', accepted: await this.#hooks.confirm(output.report) });
          break;
        case 'end':
          return output.end;
      }
    }
    return undefined;
  }

  async #write(apdu: Apdu): Promise<void> {
    try {
      await this.#transport.write(encodeApdu(apdu));
    } catch (error) {
      assert(error instanceof DeviceError, `writing failed: ${String(error)}`);
      this.lost(error.message);
    }
  }

  #startWait(ms: number): void {
    this.#cancelWait();
    this.#waitMs = ms;
    this.#cancelWait = this.#timers.after(ms, () => this.#put({ type: 'time-over' }));
  }

  #put(input: ExchangeInput): void {
    this.#inputs.push(input);
    this.#wake();
  }

  async #next(): Promise<ExchangeInput> {
    for (;;) {
      const input = this.#inputs.shift();
      if (input !== undefined) return input;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
