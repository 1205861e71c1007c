import { DEFAULT_LEASES, leaseEnd, lapsedTickets, type LeaseTimes } from '#kiosk/core/assist/leases.ts';
import type { LaneCore } from './lane-core.ts';

/** A clock that was set back must not let a lease run for ever, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;

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

  get #leases(): LeaseTimes {
    return this.#core.parts.settings.leases ?? DEFAULT_LEASES;
  }

  stop(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #schedule(): void {
    this.#cancel();
    const { clock } = this.#core.parts;
    const ends = [...this.#core.state.tickets.values()].flatMap((ticket) => leaseEnd(ticket, this.#leases) ?? []);
    if (ends.length === 0) return;
    const delay = Math.max(0, Math.min(...ends) - clock.now());
    this.#cancel = clock.after(Math.min(delay, LOOK_AGAIN_MS), () => this.#look());
  }

  #look(): void {
    const { clock } = this.#core.parts;
    for (const { ticketId } of lapsedTickets(this.#core.state.tickets, clock.now(), this.#leases)) {
      this.#core.follow('taking a call back', this.#core.assist({ type: 'lapse', ticketId }));
    }
    this.#schedule();
  }
}
