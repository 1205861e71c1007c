import type {
  PaymentObserver,
  PaymentOutcome,
  PaymentQuestion,
  PaymentTerminal,
  TerminalStatus,
} from '#drivers/payment/payment-terminal.ts';
import { isSettled, mayFollow, openAttempts } from '#kiosk/core/payment/evolve.ts';
import type {
  Baseline,
  PaymentAttempt,
  PaymentEvent,
  PaymentState,
  TerminalFingerprint,
} from '#kiosk/core/payment/payment.ts';
import { staffDecision } from '#kiosk/core/payment/staff-decision.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { AttemptId, TransactionId } from '#kiosk/core/values/identifiers.ts';
import type { Currency, MinorUnits } from '#kiosk/core/values/money.ts';
import type { Clock, Ids } from '../ports.ts';

export interface PaymentCoordinatorParts {
  readonly terminal: PaymentTerminal;
  readonly clock: Clock;
  readonly ids: Ids;
  /** What the journal tells of payments, up to the last event that record() has resolved for. */
  readonly state: () => PaymentState;
  /** Resolves when the events are durable together and state() shows them. Rejects when they are not. */
  readonly record: (events: readonly PaymentEvent[]) => Promise<void>;
  /** How long it goes on asking before it says unknown; milliseconds. */
  readonly recoverTimeoutMs: number;
}

export interface Charge {
  readonly transactionId?: TransactionId | undefined;
  readonly amount: MinorUnits;
  readonly currency: Currency;
}

/** An attempt that was open, and what became of it. */
export interface SettledAttempt {
  readonly attempt: PaymentAttempt;
  readonly outcome: PaymentOutcome;
}

type StatusListener = (status: TerminalStatus) => void;

/**
 * Collects money through one terminal, so that nobody is ever charged twice for one attempt: the intention is durable
 * before the first byte, every end before anybody hears of it, and an attempt without an end is settled by asking.
 * While one is open there is no next one.
 */
export class PaymentCoordinator {
  readonly #parts: PaymentCoordinatorParts;
  readonly #unsubscribe: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #cancelWanted = false;
  /** Whether the last transaction on record is certainly the terminal's last one. */
  #baselineHolds = false;

  constructor(parts: PaymentCoordinatorParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.terminal.onState(({ state }) => {
      // Out of our sight somebody may have used it, or it may have lost its memory.
      if (state !== 'ready' && state !== 'busy') this.#baselineHolds = false;
    });
  }

  /**
   * Charges once and follows the charge to an end that is durable. "unknown" only after asking for as long as allowed.
   *
   * @throws AssertionError when an attempt is still open; whatever record() throws
   */
  async pay(charge: Charge, onStatus: StatusListener): Promise<PaymentOutcome> {
    return this.#inTurn(async () => {
      assert(openAttempts(this.#parts.state()).length === 0, 'a charge while another one is not settled');
      this.#cancelWanted = false;
      const attempt = await this.#intend(charge, onStatus);
      if (this.#cancelWanted) return this.#settle(attempt, LANE_CANCELLED, 'terminal');
      const { terminal } = this.#parts;
      const { amount, currency } = charge;
      const first = await terminal.pay({ attemptId: attempt, amount, currency }, this.#observer(attempt, onStatus));
      this.#baselineHolds = first.outcome === 'approved' && canBeRecognised(first.details.fingerprint);
      if (first.outcome !== 'unknown') return this.#settle(attempt, first, 'terminal');
      return this.#ask(attempt, onStatus, this.#parts.recoverTimeoutMs);
    });
  }

  /** A wish that the running charge ends. What it ended as is still what pay() resolves to. */
  async cancel(): Promise<void> {
    this.#cancelWanted = true;
    await this.#parts.terminal.abort();
  }

  /** Lets go of the terminal. What runs on it goes on, and can be cancelled. */
  stop(): void {
    this.#unsubscribe();
  }

  /**
   * Settles every open attempt, oldest first, as far as the terminal can tell. Never charges.
   *
   * @param forMs how long it goes on asking about each
   */
  async recoverOpen(
    onStatus: StatusListener,
    forMs = this.#parts.recoverTimeoutMs,
  ): Promise<readonly SettledAttempt[]> {
    return this.#inTurn(async () => {
      const settled: SettledAttempt[] = [];
      for (const attempt of openAttempts(this.#parts.state())) {
        // Nothing of it has left this machine: that it was sent would be on record.
        const outcome =
          attempt.phase === 'intended'
            ? await this.#settle(attempt.attemptId, NOT_SENT, 'recovery')
            : await this.#ask(attempt.attemptId, onStatus, forMs);
        settled.push({ attempt, outcome });
      }
      return settled;
    });
  }

  /** What a person found out about an attempt that the terminal could not tell of. */
  async staffDecision(attemptId: AttemptId, paid: boolean, attendant: string): Promise<void> {
    await this.#inTurn(async () => {
      const attempt = this.#attempt(attemptId);
      assert(!isSettled(attempt), `attempt ${attemptId} is settled already`);
      this.#baselineHolds = false;
      await this.#record([staffDecision(attempt, paid, attendant)]);
    });
  }

  async #intend(charge: Charge, onStatus: StatusListener): Promise<AttemptId> {
    const { terminal, clock, ids } = this.#parts;
    const { terminalId } = terminal;
    onStatus({ step: 'starting' });
    const known = this.#parts.state().lastSeen.get(terminalId);
    const asked = this.#baselineHolds && known !== undefined ? known : await terminal.lastTransaction();
    // A terminal that has booked for us before and now tells of nothing cannot be taken at its word: an older payment
    // of the same amount, told of later, would pass for this one.
    const baseline = asked === 'none' && known !== undefined ? undefined : asked;
    const attemptId = ids.next() as AttemptId;
    await this.#record([
      ...observed(terminalId, known, baseline),
      {
        type: 'payment-intended',
        attemptId,
        transactionId: charge.transactionId,
        terminalId,
        amount: charge.amount,
        currency: charge.currency.code,
        at: clock.now(),
        baseline,
      },
    ]);
    return attemptId;
  }

  #observer(attemptId: AttemptId, onStatus: StatusListener): PaymentObserver {
    const { clock, terminal } = this.#parts;
    return {
      sending: () => this.#record([{ type: 'payment-sent', attemptId, at: clock.now() }]),
      answered: (amount, details) => this.#record([{ type: 'payment-answered', attemptId, amount, details }]),
      status: (status) => {
        // A wish from before the terminal had begun would be lost otherwise.
        if (this.#cancelWanted && status.step === 'starting') void terminal.abort();
        onStatus(status);
      },
    };
  }

  async #ask(attemptId: AttemptId, onStatus: StatusListener, forMs: number): Promise<PaymentOutcome> {
    const { terminal } = this.#parts;
    const question = questionAbout(this.#attempt(attemptId));
    this.#baselineHolds = false;
    const outcome = await terminal.ask(question, forMs, onStatus);
    return this.#settle(attemptId, outcome, 'recovery');
  }

  /** Makes an end durable, and only then tells it. */
  async #settle(
    attemptId: AttemptId,
    outcome: PaymentOutcome,
    settledBy: 'terminal' | 'recovery',
  ): Promise<PaymentOutcome> {
    switch (outcome.outcome) {
      case 'approved': {
        const { amount, details } = outcome;
        await this.#record([{ type: 'payment-approved', attemptId, amount, details, settledBy }]);
        break;
      }
      case 'declined':
      case 'cancelled':
      case 'failed':
        await this.#record([{ type: 'payment-ended', attemptId, settledBy, ...outcome }]);
        break;
      case 'unknown':
        // Asking once more without learning more is no news.
        if (this.#attempt(attemptId).phase !== 'unknown') {
          const at = this.#parts.clock.now();
          await this.#record([{ type: 'payment-unknown', attemptId, cause: outcome.cause, at }]);
        }
        break;
    }
    return outcome;
  }

  async #record(events: readonly PaymentEvent[]): Promise<void> {
    for (const event of events) {
      assert(mayFollow(this.#parts.state(), event), `${event.type} may not follow what is on record`);
    }
    await this.#parts.record(events);
  }

  #attempt(attemptId: AttemptId): PaymentAttempt {
    const attempt = this.#parts.state().attempts.get(attemptId);
    assert(attempt !== undefined, `no attempt ${attemptId} on record`);
    return attempt;
  }

  /** One thing at a time, in the order of the calls. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    // A failed turn must not keep the next one from its own answer.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

const LANE_CANCELLED: PaymentOutcome = { outcome: 'cancelled', reason: 'lane-cancelled' };
const NOT_SENT: PaymentOutcome = { outcome: 'failed', reason: 'not-booked' };

function questionAbout(attempt: PaymentAttempt): PaymentQuestion {
  const { attemptId, amount, baseline, details, approvedAmount } = attempt;
  const currency = currencyByCode(attempt.currency);
  assert(currency !== undefined, `attempt ${attemptId} is in a currency that nobody knows: ${attempt.currency}`);
  return {
    attemptId,
    amount,
    currency,
    startedAt: attempt.intendedAt,
    baseline,
    answered: details === undefined ? undefined : { amount: approvedAmount ?? amount, details },
  };
}

function observed(
  terminalId: string,
  known: TerminalFingerprint | undefined,
  baseline: Baseline | undefined,
): readonly PaymentEvent[] {
  if (baseline === undefined || baseline === 'none' || sameFingerprint(known, baseline)) return [];
  return [{ type: 'terminal-observed', terminalId, fingerprint: baseline }];
}

function sameFingerprint(a: TerminalFingerprint | undefined, b: TerminalFingerprint): boolean {
  return (
    a !== undefined &&
    a.receiptNumber === b.receiptNumber &&
    a.traceNumber === b.traceNumber &&
    a.time === b.time &&
    a.date === b.date &&
    a.amount === b.amount &&
    a.terminalId === b.terminalId
  );
}

/** A record without any number would be recognised as nothing later; then the terminal is asked afresh. */
function canBeRecognised({ receiptNumber, traceNumber }: TerminalFingerprint): boolean {
  return receiptNumber !== '' || traceNumber !== '';
}
