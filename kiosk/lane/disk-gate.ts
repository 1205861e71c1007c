import { openTicketFor } from '#kiosk/core/assist/decide.ts';
import type { LaneCore } from './lane-core.ts';
import type { DiskWatch } from './ports.ts';

/** A lane whose disk runs out of room ends the sale that it has, begins no other, and calls somebody. */
export class DiskGate {
  readonly #core: LaneCore;
  readonly #disk: DiskWatch;
  readonly #unsubscribe: () => void;

  constructor(core: LaneCore, disk: DiskWatch) {
    this.#core = core;
    this.#disk = disk;
    this.#unsubscribe = disk.onChange(() => this.#look());
    this.#look();
  }

  stop(): void {
    this.#unsubscribe();
  }

  #look(): void {
    const diskShort = !this.#disk.mayBeginSale;
    if (diskShort === this.#core.session.diskShort) return;
    this.#core.updateSession({ diskShort });
    this.#core.follow('saying how the disk is', diskShort ? this.#call() : this.#takeBack());
  }

  async #call(): Promise<void> {
    await this.#core.raise('out-of-service', 'lane', { cause: 'disk' });
  }

  async #takeBack(): Promise<void> {
    const ticket = openTicketFor(this.#core.state.tickets, 'out-of-service');
    if (ticket?.context['cause'] !== 'disk') return;
    await this.#core.assist({ type: 'withdraw', ticketId: ticket.ticketId, by: 'lane' });
  }
}
