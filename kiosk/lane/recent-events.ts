import type { TicketView } from '#kiosk/api/views.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { JournalEntry } from './ports.ts';

type RecentEvent = TicketView['events'][number];

/** Whoever comes to help reads no more than this on the way. */
const EVENTS_SHOWN = 5;

/**
 * The last things that happened at a lane, for the card of a call: what the shopper did and what went wrong, without
 * names of articles, which are in the basket beside it. It begins anew with each sale.
 */
export class RecentEvents {
  #events: readonly RecentEvent[] = [];
  #articlesRead: readonly string[] = [];

  get list(): RecentEvent[] {
    return [...this.#events];
  }

  get articlesRead(): readonly string[] {
    return this.#articlesRead;
  }

  /** An answer was opened. */
  read(articleId: string, at: EpochMs): void {
    if (!this.#articlesRead.includes(articleId)) {
      this.#articlesRead = [...this.#articlesRead, articleId].slice(-EVENTS_SHOWN);
    }
    this.note('help-read', at, { articleId });
  }

  note(code: string, at: EpochMs, data: RecentEvent['data'] = {}): void {
    this.#events = [...this.#events, { at, code, data }].slice(-EVENTS_SHOWN);
  }

  /** What was written to the journal. */
  follow(entries: readonly JournalEntry[], at: EpochMs): void {
    for (const entry of entries) {
      if (entry.kind === 'transaction' && entry.event.type === 'transaction-started') this.#begin();
      const code = codeOf(entry);
      if (code !== undefined) this.note(code, at);
    }
  }

  #begin(): void {
    this.#events = [];
    this.#articlesRead = [];
  }
}

/** Only what helps a person to understand; a line that was added without trouble is in the basket. */
const TOLD: ReadonlySet<string> = new Set([
  'transaction.line-added',
  'transaction.line-voided',
  'transaction.line-quantity-changed',
  'transaction.intervention-required',
  'transaction.intervention-settled',
  'transaction.transaction-suspended',
  'transaction.transaction-resumed',
  'payment.payment-intended',
  'payment.payment-ended',
  'payment.payment-unknown',
  'payment.payment-approved',
  'transaction.tender-cancelled',
]);

function codeOf(entry: JournalEntry): string | undefined {
  const code = `${entry.kind}.${entry.event.type}`;
  return TOLD.has(code) ? entry.event.type : undefined;
}
