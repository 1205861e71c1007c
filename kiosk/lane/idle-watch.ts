import type { LaneCore } from './lane-core.ts';

/**
 * Time as a kind shop keeps it: after a while without a sign of life it asks whether more time is needed, as often as
 * it takes; without an answer it puts the basket aside, where it is kept, and calls a person. Nothing is lost by being
 * slow.
 */
export class IdleWatch {
  readonly #core: LaneCore;
  readonly #isPaying: () => boolean;
  #cancel: () => void = () => {};
  #stage: 'none' | 'active' | 'warned' | 'parked' = 'none';

  /** @param isPaying whether a terminal is at work: its time is its own */
  constructor(core: LaneCore, isPaying: () => boolean) {
    this.#core = core;
    this.#isPaying = isPaying;
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

  #rest(): void {
    this.stop();
    if (this.#core.session.idleDeadline !== null) this.#core.updateSession({ idleDeadline: null });
  }

  #watch(): void {
    if (this.#stage === 'active' || this.#stage === 'warned') return;
    this.#stage = 'active';
    this.#later(this.#core.parts.settings.idle.warnAfterMs, () => this.#warn());
  }

  #warn(): void {
    if (this.#isPaying()) {
      this.#stage = 'none';
      this.#watch();
      return;
    }
    this.#stage = 'warned';
    const { answerWithinMs } = this.#core.parts.settings.idle;
    this.#core.updateSession({ idleDeadline: this.#core.parts.clock.now() + answerWithinMs });
    this.#core.effect('attention');
    this.#later(answerWithinMs, () => void this.#putAside());
  }

  async #putAside(): Promise<void> {
    this.#stage = 'none';
    this.#core.updateSession({ idleDeadline: null });
    if (this.#core.state.transaction.status === 'tendering') await this.#core.command({ type: 'cancel-tender' });
    await this.#core.command({ type: 'suspend', reason: 'idle' });
  }

  #park(): void {
    if (this.#stage === 'parked') return;
    this.#stage = 'parked';
    this.#later(this.#core.parts.settings.idle.parkForMs, () => {
      void this.#core.command({ type: 'void', reason: 'abandoned' });
    });
  }

  #later(delayMs: number, callback: () => void): void {
    this.#cancel();
    this.#cancel = this.#core.parts.clock.after(delayMs, callback);
  }
}
