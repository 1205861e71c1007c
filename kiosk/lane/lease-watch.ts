import { leaseEnd, lapsedTickets } from '#kiosk/core/assist/leases.ts';
import type { LaneCore } from './lane-core.ts';

/** A clock that was set back must not let a lease run for ever, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;
/** What was just taken back is being written down; that is no reason to look without a pause. Milliseconds. */
const PAUSE_MS = 1_000;

/** Takes calls back from whoever was not heard of again; the lane does it, so that no store is needed for it. */
export class LeaseWatch {
  readonly #core: LaneCore;
  readonly #unsubscribe: () => void;
  #cancel: () => void = () => {};

  constructor(core: LaneCore) {
    this.#core = core;
    this.#unsubscribe = core.parts.writer.onWritten((_, entries) => {
      if (entries.some(({ kind }) => kind === 'assist')) this.#schedule();
    });
    this.#schedule();
  }

  stop(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #schedule(soonestMs = 0): void {
    this.#cancel();
    const { clock, settings } = this.#core.parts;
    const ends = [...this.#core.state.tickets.values()].flatMap((ticket) => leaseEnd(ticket, settings.leases) ?? []);
    if (ends.length === 0) return;
    const delay = Math.max(soonestMs, Math.min(...ends) - clock.now());
    this.#cancel = clock.after(Math.min(delay, LOOK_AGAIN_MS), () => this.#look());
  }

  #look(): void {
    const { clock, settings } = this.#core.parts;
    for (const { ticketId } of lapsedTickets(this.#core.state.tickets, clock.now(), settings.leases)) {
      this.#core.follow('taking a call back', this.#core.assist({ type: 'lapse', ticketId }));
    }
    this.#schedule(PAUSE_MS);
  }
}
