import type { Baseline } from '#kiosk/core/payment/payment.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import { DeviceError, type DeviceState, type DriverLog, SILENT } from '../../device.ts';
import { DeviceLifecycle } from '../../protocol/device-lifecycle.ts';
import { SYSTEM_TIMERS, type Timers } from '../../protocol/timers.ts';
import type { ByteTransport, TransportFactory } from '../../transport/transport.ts';
import type {
  PaymentObserver,
  PaymentOutcome,
  PaymentQuestion,
  PaymentRequest,
  PaymentTerminal,
  TerminalStatus,
} from '../payment-terminal.ts';
import { type RepeatAnswer, type StatusAnswer, baselineOf, repeatAnswer, statusAnswer } from './answers.ts';
import { type Apdu, COMMAND, NOT_ISSUED, POSITIVE, encodeApdu, isResponse } from './apdu.ts';
import { askUntilKnown } from './ask.ts';
import { ABORT, authorisation, registration, repeatReceipt, statusEnquiry } from './commands.ts';
import { type ExchangeHooks, ExchangeRunner, type FinishedExchange } from './exchange-runner.ts';
import { type ExchangeRules, leavesLooseEnds } from './machine.ts';
import { approvedBy, objection, outcomeOf } from './outcome.ts';
import { RESULT_FUNCTION_NOT_POSSIBLE, terminalTrouble } from './result-codes.ts';
import { ZVT_DEFAULTS, type ZvtSettings } from './settings.ts';
import type { StatusInformation } from './status-information.ts';
import { TcpApduDecoder } from './tcp-framing.ts';

export interface ZvtTerminalOptions {
  readonly deviceId: string;
  readonly terminalId: string;
  readonly transport: TransportFactory;
  /** The terminal is registered for it; charges are in it. */
  readonly currency: Currency;
  readonly settings?: Partial<ZvtSettings> | undefined;
  readonly timers?: Timers | undefined;
  readonly log?: DriverLog | undefined;
}

/** A connection that ends so soon after an exchange may have been closed by a terminal that hangs up after each one. */
const HANGS_UP_WITHIN_MS = 2_000;
/** So many times in a row are a habit, not an accident. Such a terminal would hang up after each registration, too. */
const HANG_UPS_OF_A_HABIT = 2;
/** What a completion of the registration is waited for, once the terminal has left it out. */
const LATE_COMPLETION_MS = 1_000;
/** How often a question for the baseline is put: a line that breaks once is not a terminal that cannot tell. */
const BASELINE_TRIES = 2;
/** A terminal that has just ended an exchange may still be putting things away. */
const BASELINE_RETRY_MS = 500;
const NO_HOOKS: ExchangeHooks = { status: () => {}, confirm: () => Promise.resolve(true) };

/**
 * A ZVT terminal. Every exchange is one of four: registration and charge, status enquiry and repeat receipt. A charge
 * is sent once; whatever goes wrong after its first byte leads to "unknown", and from there only questions lead on.
 */
export class ZvtTerminal implements PaymentTerminal {
  readonly deviceId: string;
  readonly terminalId: string;
  readonly #currency: Currency;
  readonly #settings: ZvtSettings;
  readonly #timers: Timers;
  readonly #log: DriverLog;
  readonly #lifecycle: DeviceLifecycle;
  readonly #decoder = new TcpApduDecoder();

  #line: ByteTransport | undefined;
  #runner: ExchangeRunner | undefined;
  #operating = false;
  #housekeeping: Promise<void> = Promise.resolve();
  #cancelHousekeeping: () => void = () => {};
  #asking = false;
  #abortWanted = false;

  #registered = false;
  #hangUps = 0;
  #completesRegistration = true;
  #quietSince = -Infinity;

  constructor(options: ZvtTerminalOptions) {
    this.deviceId = options.deviceId;
    this.terminalId = options.terminalId;
    this.#currency = options.currency;
    this.#settings = { ...ZVT_DEFAULTS, ...options.settings };
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#log = options.log ?? SILENT;
    this.#lifecycle = new DeviceLifecycle({
      deviceId: options.deviceId,
      transport: options.transport,
      timers: this.#timers,
      log: this.#log,
      protocol: {
        received: (bytes) => this.#received(bytes),
        greet: (transport) => this.#greet(transport),
        gone: (cause) => this.#gone(cause),
      },
    });
  }

  get state(): DeviceState {
    return this.#lifecycle.state;
  }

  onState(listener: (state: DeviceState) => void): () => void {
    return this.#lifecycle.onState(listener);
  }

  async open(): Promise<void> {
    await this.#lifecycle.open();
    this.#scheduleHousekeeping();
  }

  async close(): Promise<void> {
    this.#cancelHousekeeping();
    await this.#lifecycle.close();
    this.#registered = false;
  }

  async pay(request: PaymentRequest, observer: PaymentObserver): Promise<PaymentOutcome> {
    assert(request.currency.numeric === this.#currency.numeric, 'a charge in a currency that nobody registered for');
    return this.#operate(async () => {
      observer.status({ step: 'starting' });
      const ready = await this.#prepareCharge();
      if ('outcome' in ready) return ready;
      if (this.#abortWanted) return LANE_CANCELLED;
      await observer.sending();
      // Up to here no byte of the charge has left, whatever happened: it may end as not started.
      if (!this.#isOn(ready.transport)) return UNREACHABLE;
      if (this.#abortWanted) return LANE_CANCELLED;
      return this.#charge(request, observer);
    });
  }

  abort(): Promise<void> {
    this.#abortWanted = true;
    this.#runner?.abort();
    return Promise.resolve();
  }

  async ask(
    question: PaymentQuestion,
    deadlineMs: number,
    status: (status: TerminalStatus) => void,
  ): Promise<PaymentOutcome> {
    return this.#operate(async () => {
      this.#asking = true;
      try {
        const questions = {
          status: (limitMs: number): Promise<StatusAnswer> => this.#askStatus(limitMs),
          repeat: (limitMs: number): Promise<RepeatAnswer> => this.#askRepeat(limitMs),
          abort: async (limitMs: number): Promise<void> => {
            await this.#inquire(ABORT, 'wish', limitMs);
          },
          abortWanted: (): boolean => this.#abortWanted,
          pause: (ms: number): Promise<void> => this.#pause(ms),
        };
        return await askUntilKnown(question, questions, this.#settings, this.#timers, deadlineMs, status);
      } finally {
        this.#asking = false;
      }
    });
  }

  async lastTransaction(): Promise<Baseline | undefined> {
    return this.#operate(async () => {
      const { connectPatienceMs, responseTimeoutMs, questionProgressMs } = this.#settings;
      const limitMs = connectPatienceMs + 2 * responseTimeoutMs + questionProgressMs;
      for (let tries = 1; ; tries += 1) {
        // A payment that follows waits for the connection once more, so that half the patience is enough here.
        if ((await this.#quietConnection(connectPatienceMs / 2)) instanceof DeviceError) return undefined;
        const answer = await this.#askRepeat(limitMs);
        const again = answer.answer === 'lost' || answer.answer === 'busy';
        if (!again || tries >= BASELINE_TRIES) return baselineOf(answer);
        await this.#pause(answer.answer === 'busy' ? BASELINE_RETRY_MS : 0);
      }
    });
  }

  /** One operation at a time. Housekeeping is short and in nobody's way: it is waited for. */
  async #operate<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#operating) throw new DeviceError('busy', `${this.deviceId} is busy with another operation`);
    this.#operating = true;
    this.#abortWanted = false;
    this.#cancelHousekeeping();
    try {
      await this.#housekeeping;
      return await operation();
    } finally {
      this.#operating = false;
      this.#scheduleHousekeeping();
    }
  }

  /** Resolves with a registered, quiet connection; or with why there is none, before any byte of a charge. */
  async #prepareCharge(): Promise<PaymentOutcome | { readonly transport: ByteTransport }> {
    const until = this.#timers.monotonic() + this.#settings.connectPatienceMs;
    for (;;) {
      const ready = await this.#quietConnection(until - this.#timers.monotonic());
      if (ready instanceof DeviceError) return ready.code === 'failure' ? REFUSED_REGISTRATION : UNREACHABLE;
      if (this.#registered) return ready;
      await this.#registerAgain(ready.transport);
    }
  }

  /** A connection on which nothing has moved for a moment: one that the terminal is about to close is gone by then. */
  async #quietConnection(limitMs: number): Promise<DeviceError | { readonly transport: ByteTransport }> {
    const until = this.#timers.monotonic() + limitMs;
    for (;;) {
      const missing = await this.#connected(until - this.#timers.monotonic());
      if (missing !== undefined) return missing;
      const transport = this.#lifecycle.transport();
      await this.#pause(this.#settings.quietBeforeSendingMs - (this.#timers.monotonic() - this.#quietSince));
      if (this.#isOn(transport)) return { transport };
    }
  }

  async #charge(request: PaymentRequest, observer: PaymentObserver): Promise<PaymentOutcome> {
    const finished = await this.#exchange(
      authorisation(request.amount, request.currency),
      this.#chargeRules(),
      this.#settings.exchangeLimitMs,
      {
        status: (status) => observer.status(status),
        confirm: (report) => this.#confirm(report, request, observer),
      },
    );
    const outcome = outcomeOf(finished.exchange, finished.end, request);
    this.#log.debug('charge ended', { terminal: this.terminalId, end: finished.end.end, outcome: outcome.outcome });
    if (outcome.outcome !== 'approved' && outcome.outcome !== 'unknown' && outcome.reason === 'terminal-not-ready') {
      // The terminal may have forgotten its registration (6B), or may want attention: find out before the next charge.
      this.#registered = false;
    }
    return outcome;
  }

  /** Whether the terminal may keep what it reports as booked: it is what was asked for, and it is on record. */
  async #confirm(report: StatusInformation, request: PaymentRequest, observer: PaymentObserver): Promise<boolean> {
    const refusal = objection(report, request);
    if (refusal !== undefined) {
      this.#log.warn('approval turned down', { terminal: this.terminalId, refusal });
      return false;
    }
    try {
      const { amount, details } = approvedBy(report, request, []);
      await observer.answered(amount, details);
      return true;
    } catch (error) {
      this.#log.warn('approval could not be recorded', { terminal: this.terminalId, error: String(error) });
      return false;
    }
  }

  async #askStatus(limitMs: number): Promise<StatusAnswer> {
    const finished = await this.#inquire(statusEnquiry(this.#settings), 'question', limitMs);
    return finished instanceof DeviceError ? { answer: 'lost', cause: finished.message } : statusAnswer(finished);
  }

  async #askRepeat(limitMs: number): Promise<RepeatAnswer> {
    const finished = await this.#inquire(repeatReceipt(this.#settings), 'question', limitMs);
    return finished instanceof DeviceError ? { answer: 'lost', cause: finished.message } : repeatAnswer(finished);
  }

  /** One question as soon as there is a connection. */
  async #inquire(command: Apdu, kind: 'question' | 'wish', limitMs: number): Promise<FinishedExchange | DeviceError> {
    const startedAt = this.#timers.monotonic();
    const ready = await this.#quietConnection(limitMs);
    if (ready instanceof DeviceError) return ready;
    const left = Math.max(1, limitMs - (this.#timers.monotonic() - startedAt));
    return this.#exchange(command, this.#questionRules(kind), left, NO_HOOKS);
  }

  /** Runs one exchange to its end, and gives the connection up when it is not clean afterwards. */
  async #exchange(
    command: Apdu,
    rules: ExchangeRules,
    limitMs: number,
    hooks: ExchangeHooks,
  ): Promise<FinishedExchange> {
    return this.#lifecycle.whileBusy(async (transport) => {
      const finished = await this.#run(transport, command, rules, limitMs, hooks);
      const { exchange, end } = finished;
      if (end.end === 'lost') {
        this.#lifecycle.drop(transport, new DeviceError('timeout', end.cause));
      } else if (leavesLooseEnds(exchange)) {
        this.#lifecycle.drop(transport, new DeviceError('protocol', 'the terminal still owes a response'));
      }
      return finished;
    });
  }

  async #run(
    transport: ByteTransport,
    command: Apdu,
    rules: ExchangeRules,
    limitMs: number,
    hooks: ExchangeHooks,
  ): Promise<FinishedExchange> {
    const runner = new ExchangeRunner(transport, hooks, this.#timers);
    this.#runner = runner;
    try {
      return await runner.run(command, rules, limitMs);
    } finally {
      this.#runner = undefined;
      this.#quietSince = this.#timers.monotonic();
    }
  }

  async #greet(transport: ByteTransport): Promise<void> {
    this.#line = transport;
    if (!this.#registered) await this.#register(transport);
  }

  async #registerAgain(transport: ByteTransport): Promise<void> {
    try {
      await this.#register(transport);
    } catch (error) {
      assert(error instanceof DeviceError, `registration failed: ${String(error)}`);
      this.#lifecycle.drop(transport, error);
    }
  }

  /** @throws DeviceError failure when the terminal refuses, timeout when it does not answer */
  async #register(transport: ByteTransport): Promise<void> {
    const { responseTimeoutMs, registrationCompletionMs } = this.#settings;
    const rules: ExchangeRules = {
      ...this.#questionRules('question'),
      progressTimeoutMs: this.#completesRegistration
        ? registrationCompletionMs
        : Math.min(LATE_COMPLETION_MS, registrationCompletionMs),
    };
    const limitMs = 2 * responseTimeoutMs + 6 * registrationCompletionMs;
    const command = registration(this.#settings, this.#currency);
    const { exchange, end } = await this.#run(transport, command, rules, limitMs, NO_HOOKS);
    switch (end.end) {
      case 'completed':
        this.#registered = true;
        return;
      case 'aborted':
      case 'refused':
        // A terminal may not know the command, and works without; while asking, a busy one may not take it now.
        this.#registered = end.code === RESULT_FUNCTION_NOT_POSSIBLE;
        if (this.#registered || this.#asking) return;
        throw new DeviceError('failure', `registration refused with code ${end.code.toString(16).toUpperCase()}`);
      case 'lost': {
        if (!end.silent || leavesLooseEnds(exchange)) throw new DeviceError('timeout', `registration: ${end.cause}`);
        // Accepted, and then nothing: some terminals leave it at that.
        this.#log.debug('registration without completion', { terminal: this.terminalId });
        this.#completesRegistration = false;
        this.#registered = true;
      }
    }
  }

  #received(bytes: Uint8Array): void {
    this.#decoder.push(bytes, (decoded) => {
      if (decoded.type === 'nonsense') {
        this.#drop(new DeviceError('protocol', `not ZVT: a unit begins with ${decoded.leading.toString(16)}`));
      } else if (this.#runner !== undefined) {
        this.#runner.received(decoded.apdu);
      } else {
        this.#unasked(decoded.apdu);
      }
    });
    if (this.#decoder.pendingBytes > 0) this.#runner?.heard();
  }

  /** Something came while nothing runs. Terminals do not speak unasked, so it is late or out of step. */
  #unasked(apdu: Apdu): void {
    this.#log.warn('unasked', { terminal: this.terminalId, code: apdu.code.toString(16), bytes: apdu.data.length });
    // A response that nobody waits for would be taken for the next command's: only a new connection is safe.
    if (isResponse(apdu)) {
      this.#drop(new DeviceError('protocol', `response ${apdu.code.toString(16)} came while nothing was asked`));
      return;
    }
    if (apdu.code === COMMAND.completion) this.#completesRegistration = true;
    // A result that no charge waits for is not accepted, so that the terminal takes it back.
    const answer = apdu.code === COMMAND.statusInformation ? NOT_ISSUED : POSITIVE;
    void this.#answerUnasked(answer);
  }

  async #answerUnasked(answer: Apdu): Promise<void> {
    try {
      await this.#line?.write(encodeApdu(answer));
    } catch (error) {
      assert(error instanceof DeviceError, `writing failed: ${String(error)}`);
    }
  }

  #drop(cause: DeviceError): void {
    if (this.#line !== undefined) this.#lifecycle.drop(this.#line, cause);
  }

  #gone(cause: DeviceError): void {
    const neverOpened = this.#line === undefined;
    if (!neverOpened) {
      const wasIdle = this.#runner === undefined && cause.code === 'offline';
      const hungUp = wasIdle && this.#timers.monotonic() - this.#quietSince < HANGS_UP_WITHIN_MS;
      this.#hangUps = hungUp ? this.#hangUps + 1 : 0;
      // The loss may mean that the terminal was restarted, and has forgotten its registration.
      if (this.#hangUps < HANG_UPS_OF_A_HABIT) this.#registered = false;
    }
    this.#line = undefined;
    this.#decoder.reset();
    this.#runner?.lost(cause.message);
  }

  /** Waits for a connection. Resolves with the reason when there is none in time. */
  async #connected(limitMs: number): Promise<DeviceError | undefined> {
    const until = this.#timers.monotonic() + limitMs;
    for (;;) {
      const missing = this.#missing();
      if (missing === undefined) return undefined;
      const left = until - this.#timers.monotonic();
      if (left <= 0 || this.state.state === 'closed') return missing;
      await this.#stateChange(left);
    }
  }

  #missing(): DeviceError | undefined {
    try {
      this.#lifecycle.transport();
      return undefined;
    } catch (error) {
      assert(error instanceof DeviceError, `no transport: ${String(error)}`);
      const { state } = this;
      return state.state === 'faulted' ? new DeviceError('failure', state.detail) : error;
    }
  }

  #isOn(transport: ByteTransport): boolean {
    return this.#line === transport && this.#missing() === undefined;
  }

  async #stateChange(limitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#timers.after(limitMs, resolve);
    const unsubscribe = this.onState(() => resolve());
    await promise;
    cancel();
    unsubscribe();
  }

  async #pause(ms: number): Promise<void> {
    if (ms <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#timers.after(ms, resolve);
    await promise;
  }

  #scheduleHousekeeping(): void {
    this.#cancelHousekeeping();
    if (this.state.state === 'closed') return;
    this.#cancelHousekeeping = this.#timers.after(this.#settings.idleEnquiryMs, () => {
      if (!this.#operating) this.#housekeeping = this.#keepHouse();
    });
  }

  /** A status enquiry while nothing runs, which terminals want every minute, and which shows what is wrong with one. */
  async #keepHouse(): Promise<void> {
    if (this.#missing() === undefined) {
      const answer = await this.#askStatus(this.#settings.questionProgressMs);
      const trouble =
        answer.answer === 'ready' || answer.answer === 'busy' ? terminalTrouble(answer.status) : undefined;
      if (trouble !== undefined) this.#lifecycle.fault(trouble);
      else if (answer.answer !== 'lost') this.#lifecycle.recovered();
    }
    if (!this.#operating) this.#scheduleHousekeeping();
  }

  #chargeRules(): ExchangeRules {
    const { codePage, responseTimeoutMs, progressTimeoutMs, abortGraceMs } = this.#settings;
    return { kind: 'charge', codePage, responseTimeoutMs, progressTimeoutMs, abortGraceMs };
  }

  #questionRules(kind: 'question' | 'wish'): ExchangeRules {
    const { codePage, responseTimeoutMs, questionProgressMs, abortGraceMs } = this.#settings;
    return {
      kind,
      codePage,
      responseTimeoutMs: 2 * responseTimeoutMs,
      progressTimeoutMs: questionProgressMs,
      abortGraceMs,
    };
  }
}

const UNREACHABLE: PaymentOutcome = { outcome: 'failed', reason: 'terminal-unreachable' };
const REFUSED_REGISTRATION: PaymentOutcome = { outcome: 'failed', reason: 'terminal-refused' };
const LANE_CANCELLED: PaymentOutcome = { outcome: 'cancelled', reason: 'lane-cancelled' };
