import type { TicketView } from '#kiosk/api/views.ts';
import { learnResolution, type UsedResolutions } from '#kiosk/core/assist/resolutions.ts';
import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import type { StoreEntry } from './store-entries.ts';

/** A call is told again when the shopper says how it went; so long it must be known as told. */
const TOLD_MAX = 2_000;

/** What this store says most often of each kind of call, so that it stands first the next time. */
export class ResolutionMemory {
  #used: UsedResolutions = new Map();
  #told: ReadonlySet<string> = new Set();

  /** @param recent what the store's journal tells of the last weeks */
  constructor(recent: readonly StoreEntry[]) {
    for (const entry of recent) {
      if (entry.kind !== 'call') continue;
      const { ticketId, reason, resolution } = entry.event;
      this.#learn(ticketId, reason, resolution);
    }
  }

  get used(): UsedResolutions {
    return this.#used;
  }

  ended({
    ticketId,
    reason,
    resolution,
    status,
  }: Pick<TicketView, 'ticketId' | 'reason' | 'resolution' | 'status'>): void {
    if (status === 'resolved') this.#learn(ticketId, reason, resolution);
  }

  #learn(ticketId: string, reason: string, resolution: string | null): void {
    if (resolution === null || this.#told.has(ticketId)) return;
    this.#told = new Set([...this.#told, ticketId].slice(-TOLD_MAX));
    this.#used = learnResolution(this.#used, { reason: reason as TicketReason, resolution });
  }
}
