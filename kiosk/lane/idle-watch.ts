import { activeLines } from '#kiosk/core/transaction/evolve.ts';
import type { Cashier } from './cashier.ts';
import type { LaneCore } from './lane-core.ts';

/**
 * Time as a kind shop keeps it: after a while without a sign of life it asks whether more time is needed, as often as
 * it takes; without an answer it puts the basket aside, where it is kept, and calls a person. Nothing is lost by being
 * slow.
 */
export class IdleWatch {
  readonly #core: LaneCore;
  readonly #cashier: Pick<Cashier, 'isOccupied' | 'backToBasket'>;
  #cancel: () => void = () => {};
  #stage: 'none' | 'active' | 'warned' | 'parked' | 'expecting' = 'none';

  constructor(core: LaneCore, cashier: Pick<Cashier, 'isOccupied' | 'backToBasket'>) {
    this.#core = core;
    this.#cashier = cashier;
    core.parts.writer.onWritten(() => this.#follow());
  }

  /** Someone is at the lane. */
  seen(): void {
    if (this.#core.session.idleDeadline !== null) this.#core.updateSession({ idleDeadline: null });
    this.#stage = 'none';
    this.#follow();
  }

  stop(): void {
    this.#cancel();
    this.#stage = 'none';
  }

  #follow(): void {
    const { status } = this.#core.state.transaction;
    if (status === 'suspended') this.#park();
    else if (status === 'open' || status === 'tendering') this.#watch();
    else this.#rest();
  }

  /** Nobody shops. A language that somebody chose and did not use is not the next one's. */
  #rest(): void {
    this.stop();
    const { session, parts } = this.#core;
    const { defaultLanguage, idle } = parts.settings;
    if (session.idleDeadline !== null) this.#core.updateSession({ idleDeadline: null });
    if (session.language === defaultLanguage) return;
    this.#later(idle.warnAfterMs, () => this.#core.updateSession({ language: defaultLanguage }));
  }

  #watch(): void {
    if (this.#isSomebodyExpected()) return this.#standStill();
    if (this.#stage === 'active' || this.#stage === 'warned') return;
    this.#stage = 'active';
    this.#later(this.#core.parts.settings.idle.warnAfterMs, () => this.#warn());
  }

  #warn(): void {
    // A terminal at work takes its own time.
    if (this.#cashier.isOccupied()) return this.#watchAgain();
    if (this.#isEmpty()) return this.#giveUp();
    this.#stage = 'warned';
    const { answerWithinMs } = this.#core.parts.settings.idle;
    this.#core.updateSession({ idleDeadline: this.#core.parts.clock.now() + answerWithinMs });
    this.#core.effect('attention');
    this.#later(answerWithinMs, () => this.#core.follow('putting a basket aside', this.#putAside()));
  }

  async #putAside(): Promise<void> {
    this.#stage = 'none';
    this.#core.updateSession({ idleDeadline: null });
    if (this.#cashier.isOccupied()) return this.#watchAgain();
    if (this.#core.state.transaction.status === 'tendering') await this.#cashier.backToBasket();
    const refusal = await this.#core.command({ type: 'suspend', reason: 'idle' });
    if (refusal === undefined) return;
    // A part is paid already: it cannot be put aside, so a person must come.
    await this.#core.raise('walk-away', 'lane');
    this.#watchAgain();
  }

  #park(): void {
    if (this.#stage === 'parked') return;
    this.#stage = 'parked';
    this.#later(this.#core.parts.settings.idle.parkForMs, () => this.#giveUp());
  }

  #watchAgain(): void {
    this.#stage = 'none';
    this.#follow();
  }

  /** Who waits for a person, or has one with her, is not slow: her time begins anew when that is over. */
  #standStill(): void {
    if (this.#stage === 'expecting') return;
    this.stop();
    this.#stage = 'expecting';
    if (this.#core.session.idleDeadline !== null) this.#core.updateSession({ idleDeadline: null });
  }

  /** A call of hers is open, or one about her basket, or somebody is here; not the one that says that she has gone. */
  #isSomebodyExpected(): boolean {
    const { tickets, transaction } = this.#core.state;
    const current = 'transactionId' in transaction ? transaction.transactionId : undefined;
    return [...tickets.values()].some(({ reason, raisedBy, status, transactionId }) => {
      if (reason === 'walk-away') return false;
      return raisedBy === 'shopper' || status !== 'raised' || transactionId === current;
    });
  }

  /** Nothing that needs to be kept for anybody. */
  #isEmpty(): boolean {
    const { transaction } = this.#core.state;
    return transaction.status === 'open' && activeLines(transaction).length === 0;
  }

  #giveUp(): void {
    this.#core.follow('giving up a basket', this.#core.command({ type: 'void', reason: 'abandoned' }));
  }

  #later(delayMs: number, callback: () => void): void {
    this.#cancel();
    this.#cancel = this.#core.parts.clock.after(delayMs, callback);
  }
}
