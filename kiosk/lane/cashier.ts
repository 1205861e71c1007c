import type { PaymentView } from '#kiosk/api/views.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import type { PaymentAttempt, PaymentEvent } from '#kiosk/core/payment/payment.ts';
import { staffDecision } from '#kiosk/core/payment/staff-decision.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { PaymentOutcome, TerminalStatus, TerminalStep } from '#drivers/payment/payment-terminal.ts';
import type { LaneCore } from './lane-core.ts';
import { type LaneSession, NO_PAYMENT } from './lane-session.ts';
import type { LaneState } from './lane-state.ts';
import type { PaymentCoordinator } from './payment/payment-coordinator.ts';
import { paymentEntries } from './payment-entries.ts';
import { amountDue } from './view-projector.ts';

/** The steps in which the shopper may still walk away from the reader without anything having been asked of a bank. */
const BEFORE_THE_CARD: ReadonlySet<TerminalStep> = new Set<TerminalStep>(['starting', 'present-card']);

/** A payment that nobody knows the end of is asked about again after this time, until somebody does; milliseconds. */
const ASK_AGAIN_MS = 60_000;

/**
 * For so long at a time at most, in milliseconds: two looks at the terminal, and no longer than a person with an answer
 * waits.
 */
const ASK_AGAIN_FOR_MS = 30_000;

/** How long a person with a decision waits for a question that is about to end; milliseconds. */
const DECISION_WAITS_MS = 500;

/** What a person says that an unknown payment was. */
interface Decision {
  readonly ticketId: TicketId;
  readonly attendant: string;
  readonly paid: boolean;
}

/**
 * Takes the money: one attempt at a time, each followed to an end that is known. The end of an attempt and what it
 * means for the sale are one entry in the journal, so that no crash can leave the one without the other.
 */
export class Cashier {
  readonly #core: LaneCore;
  #coordinator: PaymentCoordinator | undefined;
  /** What is going on at the terminal: a payment, or the question what became of one. */
  #work: Promise<void> | undefined;
  /** Decisions of this desk, one after the other: each finds what the one before it has led to. */
  #turn: Promise<unknown> = Promise.resolve();
  #wantsBack = false;
  /** What a person has decided while the terminal was being asked: it counts if the terminal cannot tell. */
  #decision: Decision | undefined;
  #isStopped = false;
  #cancelAskingAgain: () => void = () => {};

  constructor(core: LaneCore) {
    this.#core = core;
  }

  /** The coordinator writes through record(), so it can only be made after this desk. */
  use(coordinator: PaymentCoordinator): void {
    this.#coordinator = coordinator;
  }

  /** Whether money is moving, or nobody knows whether it did: until that is over the sale stays as it is. */
  isOccupied(): boolean {
    return this.#work !== undefined || openAttempts(this.#core.state.payments).length > 0;
  }

  /** Starts paying; what becomes of it is shown, not answered. */
  async start(): Promise<Rejection | undefined> {
    if (this.#core.session.recovering) return reject('lane-out-of-service');
    return this.#inTurn(async () => {
      if (this.isOccupied()) return reject('payment-running');
      // Shown before the sale is: its screen must not begin with the end of an earlier attempt.
      this.#core.updateSession({ payment: STARTING });
      const refusal =
        this.#core.state.transaction.status === 'open' ? await this.#core.command({ type: 'start-tender' }) : undefined;
      const { status } = this.#core.state.transaction;
      if (status === 'tendering') {
        this.#wantsBack = false;
        void this.#begin('a payment', async () => this.#collect());
        return undefined;
      }
      this.#showEnd(NO_PAYMENT);
      // A basket that costs nothing is settled by now.
      return refusal ?? (status === 'settled' ? undefined : reject('wrong-state', { state: status }));
    });
  }

  /** A wish: the reader may have the card already, and then its answer counts. */
  async cancel(): Promise<Rejection | undefined> {
    if (this.#work === undefined) return this.backToBasket();
    this.#wantsBack = true;
    await this.#coordinator?.cancel();
    return undefined;
  }

  async backToBasket(): Promise<Rejection | undefined> {
    return this.#unlessOccupied(async () => this.#core.command({ type: 'cancel-tender' }));
  }

  /** The whole basket is given up. */
  async giveUp(reason: 'shopper' | 'staff' = 'shopper'): Promise<Rejection | undefined> {
    return this.#unlessOccupied(async () => this.#core.command({ type: 'void', reason }));
  }

  /**
   * A person has looked at the reader's own record and says what an unknown payment was. The reader may be telling
   * right now: then its word goes first, and nobody waits for it here.
   *
   * @returns whether the reader is still being asked; the decision counts if it cannot tell
   */
  async staffDecision(decision: Decision): Promise<{ readonly asking: boolean } | Rejection> {
    const refusal = this.#mayDecide(decision);
    if (refusal !== undefined) return refusal;
    if (await this.#isAsking()) {
      this.#decision = decision;
      return { asking: true };
    }
    return (await this.#settleBy(decision)) ?? { asking: false };
  }

  #mayDecide({ ticketId }: Decision): Rejection | undefined {
    const ticket = this.#core.state.tickets.get(ticketId);
    if (ticket?.reason !== 'payment-unknown') return reject('ticket-unknown');
    return ticket.status === 'raised' ? reject('acknowledge-first') : undefined;
  }

  /** What ends in a moment is waited for. */
  async #isAsking(): Promise<boolean> {
    if (this.#work === undefined) return false;
    const waited = Promise.withResolvers<void>();
    const cancel = this.#core.parts.clock.after(DECISION_WAITS_MS, () => waited.resolve());
    await Promise.race([this.#work, waited.promise]);
    cancel();
    return this.#work !== undefined;
  }

  async #settleBy(decision: Decision): Promise<Rejection | undefined> {
    return this.#inTurn(async () => {
      if (this.#work !== undefined) return reject('payment-running');
      const refusal = this.#mayDecide(decision);
      if (refusal !== undefined) return refusal;
      const { paid, attendant } = decision;
      const [attempt] = unknownAttempts(this.#core.state);
      if (attempt === undefined) return reject('wrong-state');
      await this.record([staffDecision(attempt, paid, attendant)]);
      this.#showEnd(paid ? NO_PAYMENT : ended('failed', 'staff-decided'));
      return undefined;
    });
  }

  /** Before anybody shops: settles what a restart interrupted. */
  async recover(): Promise<void> {
    const open = openAttempts(this.#core.state.payments);
    if (open.length > 0) {
      this.#core.updateSession({ payment: phase('checking') });
      // What was asked about for long before the restart, with a person called, is not made to wait as long again.
      const forMs = open.every((attempt) => attempt.phase === 'unknown') ? this.#askAgainForMs() : undefined;
      await this.#begin('settling what a restart interrupted', async () => this.#askOnce(forMs));
    }
    this.#core.updateSession({ recovering: false });
    const { transaction } = this.#core.state;
    if (transaction.status !== 'tendering' || this.#core.session.payment.phase !== 'none') return;
    // With a part paid there is no way back, only on to the rest.
    if (transaction.tenders.length > 0) await this.start();
    else await this.backToBasket();
  }

  /** The reader is back, or has had time to think: what was left open may be known to it. */
  askAgain(): void {
    if (this.#isStopped || this.#work !== undefined || this.#core.session.recovering) return;
    if (unknownAttempts(this.#core.state).length === 0) return;
    void this.#begin('asking about a payment again', async () => this.#askOnce(this.#askAgainForMs()));
  }

  /** Makes payment events durable, together with what they mean for the sale and for the people who must know. */
  async record(events: readonly PaymentEvent[]): Promise<void> {
    await this.#core.parts.writer.write((state) => {
      for (const event of events) {
        if (event.type === 'payment-intended') assert(isWanted(state, event), 'a payment that no sale is waiting for');
      }
      return paymentEntries(this.#core, state, events);
    });
  }

  /** This life of the lane is over. What runs at the terminal is asked to end; the next life asks what became of it. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelAskingAgain();
    this.#coordinator?.stop();
    if (this.#work !== undefined) this.#core.follow('ending a payment', this.#coordinator?.cancel() ?? this.#work);
  }

  /** Resolves when the terminal is not at work for this lane any more. */
  async atRest(): Promise<void> {
    await this.#work;
  }

  /** Never rejects. What happens at the terminal is shown as it happens; nobody waits for its end. */
  #begin(what: string, work: () => Promise<void>): Promise<void> {
    this.#cancelAskingAgain();
    const begun = work()
      .catch((error: unknown) => {
        this.#core.parts.log.error(`${what} could not be followed`, { error: String(error) });
        return this.#giveUpFollowing(String(error));
      })
      .catch((error: unknown) => {
        this.#core.parts.log.error('nor could that be written down', { error: String(error) });
      })
      .finally(() => {
        this.#work = undefined;
        this.#settlePending();
        if (!this.#isStopped && unknownAttempts(this.#core.state).length > 0) this.#askAgainLater();
      });
    this.#work = begun;
    return begun;
  }

  #settlePending(): void {
    const decision = this.#decision;
    this.#decision = undefined;
    if (decision === undefined || this.#isStopped || unknownAttempts(this.#core.state).length === 0) return;
    this.#core.follow('settling what a person decided', this.#settleBy(decision));
  }

  /** Asks for what is due until it is paid, or the shopper or the terminal wants no more of it. */
  async #collect(): Promise<void> {
    const coordinator = this.#coordinator;
    // A terminal that is known to be away is not asked for long first: the shopper hears it at once, and may try again.
    if (coordinator === undefined || isTerminalAway(this.#core.session)) {
      this.#core.effect('attention');
      return this.#showEnd(ended('failed', 'terminal-unreachable'));
    }
    for (;;) {
      const { transaction } = this.#core.state;
      if (transaction.status !== 'tendering') return this.#showEnd(NO_PAYMENT);
      if (this.#wantsBack) return this.#conclude({ outcome: 'cancelled', reason: 'lane-cancelled' });
      this.#core.updateSession({ payment: STARTING });
      const { transactionId } = transaction;
      const { currency } = this.#core.parts.settings;
      const amount = minorUnits(amountDue(transaction));
      const outcome = await coordinator.pay({ transactionId, amount, currency }, (status) => this.#follow(status));
      if (outcome.outcome !== 'approved') return this.#conclude(outcome);
      // A terminal that approves nothing at all would be asked for ever.
      if (outcome.amount <= 0) return this.#conclude({ outcome: 'failed', reason: 'terminal-refused' });
    }
  }

  /** A payment that did not pay. */
  async #conclude(outcome: Exclude<PaymentOutcome, { outcome: 'approved' }>): Promise<void> {
    if (outcome.outcome === 'cancelled' && this.#wantsBack) {
      const refusal = await this.#core.command({ type: 'cancel-tender' });
      if (refusal === undefined) return this.#showEnd(NO_PAYMENT);
    }
    this.#core.effect('attention');
    this.#showEnd(outcome.outcome === 'unknown' ? phase('unknown') : ended(outcome.outcome, outcome.reason));
  }

  async #askOnce(forMs?: number): Promise<void> {
    if (this.#coordinator === undefined) return this.#giveUpFollowing('this lane has no terminal to ask');
    await this.#coordinator.recoverOpen(({ step }) => {
      this.#core.updateSession({ payment: { ...phase('checking'), status: step } });
    }, forMs);
    this.#showRecovered();
  }

  /** Nobody here can find out more: what may have reached the terminal is for a person, what cannot have is over. */
  async #giveUpFollowing(cause: string): Promise<void> {
    const at = this.#core.parts.clock.now();
    const events = openAttempts(this.#core.state.payments).flatMap<PaymentEvent>(({ attemptId, phase: known }) => {
      if (known === 'unknown') return [];
      if (known !== 'intended') return [{ type: 'payment-unknown', attemptId, cause, at }];
      return [{ type: 'payment-ended', attemptId, outcome: 'failed', reason: 'not-booked', settledBy: 'recovery' }];
    });
    if (events.length > 0) await this.record(events);
    this.#showRecovered();
  }

  #askAgainForMs(): number {
    return Math.min(ASK_AGAIN_FOR_MS, this.#core.parts.settings.recoverTimeoutMs);
  }

  #askAgainLater(): void {
    this.#cancelAskingAgain = this.#core.parts.clock.after(ASK_AGAIN_MS, () => this.askAgain());
  }

  #follow(status: TerminalStatus): void {
    const cancellable = BEFORE_THE_CARD.has(status.step);
    const name = status.step === 'starting' || status.step === 'present-card' ? status.step : 'processing';
    this.#core.updateSession({
      payment: { ...phase(name), status: status.step, terminalText: status.text ?? null, cancellable },
    });
  }

  #showRecovered(): void {
    if (unknownAttempts(this.#core.state).length > 0) return this.#showEnd(phase('unknown'));
    const paid = this.#core.state.transaction.status !== 'tendering';
    this.#showEnd(paid ? NO_PAYMENT : ended('failed', 'not-booked'));
  }

  #showEnd(payment: LaneSession['payment']): void {
    this.#core.updateSession({ payment });
  }

  async #unlessOccupied(step: () => Promise<Rejection | undefined>): Promise<Rejection | undefined> {
    return this.#inTurn(async () => {
      if (this.isOccupied()) return reject('payment-running');
      const refusal = await step();
      if (refusal === undefined) this.#showEnd(NO_PAYMENT);
      return refusal;
    });
  }

  async #inTurn(step: () => Promise<Rejection | undefined>): Promise<Rejection | undefined> {
    const turn = this.#turn.then(step);
    // A failed turn must not keep the next one from its own answer.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** The sale must be waiting for just this payment in the moment in which the intention is written down. */
function isWanted({ transaction }: LaneState, event: PaymentEvent & { type: 'payment-intended' }): boolean {
  if (transaction.status !== 'tendering' || transaction.transactionId !== event.transactionId) return false;
  return amountDue(transaction) === event.amount;
}

function isTerminalAway({ devices }: LaneSession): boolean {
  return [...devices.values()].some(({ kind, state }) => kind === 'terminal' && state === 'offline');
}

function phase(name: PaymentView['phase']): LaneSession['payment'] {
  return { ...NO_PAYMENT, phase: name };
}

const STARTING: LaneSession['payment'] = { ...NO_PAYMENT, phase: 'starting', cancellable: true };

function ended(name: 'declined' | 'cancelled' | 'failed', reason: string): LaneSession['payment'] {
  return { ...NO_PAYMENT, phase: name, reason };
}

function unknownAttempts(state: LaneState): readonly PaymentAttempt[] {
  return openAttempts(state.payments).filter((attempt) => attempt.phase === 'unknown');
}
