import type { PaymentView } from '#kiosk/api/views.ts';
import { decideAssist } from '#kiosk/core/assist/decide.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import type { PaymentAttempt, PaymentEvent } from '#kiosk/core/payment/payment.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { AttemptId, TicketId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { PaymentOutcome, TerminalStatus, TerminalStep } from '#drivers/payment/payment-terminal.ts';
import type { LaneCore } from './lane-core.ts';
import { NO_PAYMENT } from './lane-session.ts';
import type { LaneState } from './lane-state.ts';
import type { PaymentCoordinator } from './payment/payment-coordinator.ts';
import type { JournalEntry } from './ports.ts';
import { amountDue, languageOf } from './view-projector.ts';

/** The steps in which the shopper may still walk away from the reader without anything having been asked of a bank. */
const BEFORE_THE_CARD: ReadonlySet<TerminalStep> = new Set<TerminalStep>(['starting', 'present-card']);

/**
 * Takes the money: one attempt at a time, each followed to an end that is known. The end of an attempt and what it
 * means for the sale are one entry in the journal, so that no crash can leave the one without the other.
 */
export class Cashier {
  readonly #core: LaneCore;
  #coordinator: PaymentCoordinator | undefined;
  #paying = false;
  #wantsBack = false;

  constructor(core: LaneCore) {
    this.#core = core;
  }

  /** The coordinator writes through record(), so it can only be made after this desk. */
  use(coordinator: PaymentCoordinator): void {
    this.#coordinator = coordinator;
  }

  /** Whether money is moving, or nobody knows whether it did: until that is over the sale stays as it is. */
  isOccupied(): boolean {
    return this.#paying || openAttempts(this.#core.state.payments).length > 0;
  }

  occupied(): Rejection {
    return reject('payment-running');
  }

  async start(): Promise<Rejection | undefined> {
    if (this.#core.session.recovering) return reject('lane-out-of-service');
    if (this.isOccupied()) return this.occupied();
    if (this.#core.state.transaction.status === 'open') {
      const refusal = await this.#core.command({ type: 'start-tender' });
      if (refusal !== undefined) return refusal;
    }
    // A basket that costs nothing is settled by now.
    const { transaction } = this.#core.state;
    if (transaction.status === 'settled') return undefined;
    if (transaction.status !== 'tendering') return reject('wrong-state', { state: transaction.status });
    void this.#pay();
    return undefined;
  }

  /** A wish: the reader may have the card already, and then its answer counts. */
  async cancel(): Promise<Rejection | undefined> {
    if (!this.#paying) return this.backToBasket();
    this.#wantsBack = true;
    await this.#coordinator?.cancel();
    return undefined;
  }

  async backToBasket(): Promise<Rejection | undefined> {
    if (this.isOccupied()) return this.occupied();
    const refusal = await this.#core.command({ type: 'cancel-tender' });
    if (refusal === undefined) this.#core.updateSession({ payment: NO_PAYMENT });
    return refusal;
  }

  /** A person has looked at the reader's own record and says what an unknown payment was. */
  async staffDecision(ticketId: TicketId, attendant: string, paid: boolean): Promise<Rejection | undefined> {
    const ticket = this.#core.state.tickets.get(ticketId);
    if (ticket?.reason !== 'payment-unknown') return reject('ticket-unknown');
    if (ticket.status === 'raised') return reject('acknowledge-first');
    const attempt = unknownAttempts(this.#core.state)[0];
    if (attempt === undefined || this.#coordinator === undefined) return reject('wrong-state');
    await this.#coordinator.staffDecision(attempt.attemptId, paid, attendant);
    await this.#core.assist({ type: 'resolve', ticketId, attendant });
    this.#showEnd(paid ? NO_PAYMENT : ended('failed', 'staff-decided'));
    return undefined;
  }

  /** Before anybody shops: settles what a restart interrupted. */
  async recover(): Promise<void> {
    if (openAttempts(this.#core.state.payments).length > 0) {
      this.#core.updateSession({ payment: phase('checking') });
      await this.#coordinator?.recoverOpen((status) => this.#followChecking(status));
      this.#showRecovered();
    }
    this.#core.updateSession({ recovering: false });
    if (this.#core.state.transaction.status === 'tendering' && this.#core.session.payment.phase === 'none') {
      await this.#core.command({ type: 'cancel-tender' });
    }
  }

  /** The reader is back: what was left open may be known to it. */
  async askAgain(): Promise<void> {
    if (this.#paying || this.#core.session.recovering || unknownAttempts(this.#core.state).length === 0) return;
    this.#paying = true;
    try {
      await this.#coordinator?.recoverOpen((status) => this.#followChecking(status));
      this.#showRecovered();
    } finally {
      this.#paying = false;
    }
  }

  /** Makes payment events durable, together with what they mean for the sale and for the people who must know. */
  async record(events: readonly PaymentEvent[]): Promise<void> {
    await this.#core.parts.writer.write((state) => {
      const entries: JournalEntry[] = events.map((event) => ({ kind: 'payment', event }));
      for (const event of events) {
        if (event.type === 'payment-approved') entries.push(...this.#tenderEntries(state, event));
        if (event.type === 'payment-unknown') entries.push(...this.#callEntries(state, event.attemptId));
        if (event.type === 'payment-approved' || event.type === 'payment-ended') {
          entries.push(...this.#callBackEntries(state, event));
        }
      }
      return entries;
    });
  }

  async #pay(): Promise<void> {
    const { transaction } = this.#core.state;
    const coordinator = this.#coordinator;
    if (transaction.status !== 'tendering') return;
    if (coordinator === undefined) return this.#showEnd(ended('failed', 'terminal-unreachable'));
    this.#paying = true;
    this.#wantsBack = false;
    this.#core.updateSession({ payment: { ...phase('starting'), cancellable: true } });
    try {
      const outcome = await coordinator.pay(
        {
          transactionId: transaction.transactionId,
          amount: minorUnits(amountDue(transaction)),
          currency: this.#core.parts.settings.currency,
        },
        (status) => this.#follow(status),
      );
      this.#paying = false;
      await this.#conclude(outcome);
    } catch (error) {
      this.#core.parts.log.error('the payment could not be followed', { error: String(error) });
    } finally {
      this.#paying = false;
    }
  }

  async #conclude(outcome: PaymentOutcome): Promise<void> {
    switch (outcome.outcome) {
      case 'approved':
        return this.#showEnd(NO_PAYMENT);
      case 'unknown':
        this.#core.effect('attention');
        return this.#showEnd(phase('unknown'));
      case 'declined':
      case 'cancelled':
      case 'failed':
        if (this.#wantsBack && outcome.outcome === 'cancelled') {
          await this.backToBasket();
          return;
        }
        this.#core.effect('attention');
        return this.#showEnd(ended(outcome.outcome, outcome.reason));
    }
  }

  #follow(status: TerminalStatus): void {
    const cancellable = BEFORE_THE_CARD.has(status.step);
    const name = status.step === 'starting' || status.step === 'present-card' ? status.step : 'processing';
    this.#core.updateSession({
      payment: { ...phase(name), status: status.step, terminalText: status.text ?? null, cancellable },
    });
  }

  #followChecking(status: TerminalStatus): void {
    this.#core.updateSession({ payment: { ...phase('checking'), status: status.step } });
  }

  #showRecovered(): void {
    if (unknownAttempts(this.#core.state).length > 0) return this.#showEnd(phase('unknown'));
    const paid = this.#core.state.transaction.status !== 'tendering';
    this.#showEnd(paid ? NO_PAYMENT : ended('failed', 'not-booked'));
  }

  #showEnd(payment: Omit<PaymentView, 'amount'>): void {
    this.#core.updateSession({ payment });
  }

  #tenderEntries(
    state: LaneState,
    event: Extract<PaymentEvent, { type: 'payment-approved' }>,
  ): readonly JournalEntry[] {
    const { transaction } = state;
    const attempt = state.payments.attempts.get(event.attemptId);
    if (transaction.status === 'idle' || attempt?.transactionId !== transaction.transactionId) return [];
    const { attemptId, amount } = event;
    const entries = this.#core.transactionEntries(state, { type: 'add-tender', attemptId, amount });
    if (!isRejection(entries)) return entries;
    this.#core.parts.log.error('an approved payment found no sale to settle', { attemptId, code: entries.code });
    return [];
  }

  #callEntries(state: LaneState, attemptId: AttemptId): readonly JournalEntry[] {
    const { transaction } = state;
    const attempt = state.payments.attempts.get(attemptId);
    const events = decideAssist(
      state.tickets,
      {
        type: 'raise',
        ticketId: this.#core.newTicketId(),
        reason: 'payment-unknown',
        raisedBy: 'lane',
        transactionId: transaction.status === 'idle' ? undefined : transaction.transactionId,
        language: languageOf(state, this.#core.session),
        context: { amount: attempt?.amount ?? 0, terminal: attempt?.terminalId ?? '' },
      },
      { now: this.#core.parts.clock.now(), workstationId: this.#core.parts.settings.workstationId },
    );
    return isRejection(events) ? [] : events.map((event) => ({ kind: 'assist', event }));
  }

  /** The terminal has told after all: nobody has to come for this any more. */
  #callBackEntries(
    state: LaneState,
    event: Extract<PaymentEvent, { type: 'payment-approved' | 'payment-ended' }>,
  ): readonly JournalEntry[] {
    if (event.settledBy === 'staff') return [];
    const ticket = [...state.tickets.values()].find((open) => open.reason === 'payment-unknown');
    if (ticket === undefined || unknownAttempts(state).some((open) => open.attemptId !== event.attemptId)) return [];
    const at = this.#core.parts.clock.now();
    return [{ kind: 'assist', event: { type: 'ticket-withdrawn', ticketId: ticket.ticketId, by: 'lane', at } }];
  }
}

function phase(name: PaymentView['phase']): Omit<PaymentView, 'amount'> {
  return { ...NO_PAYMENT, phase: name };
}

function ended(name: 'declined' | 'cancelled' | 'failed', reason: string): Omit<PaymentView, 'amount'> {
  return { ...NO_PAYMENT, phase: name, reason };
}

function unknownAttempts(state: LaneState): readonly PaymentAttempt[] {
  return openAttempts(state.payments).filter((attempt) => attempt.phase === 'unknown');
}
