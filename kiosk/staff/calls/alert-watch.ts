import type { TicketView } from '#kiosk/api/views.ts';
import { isMine, wantsOneMore } from './call-groups.ts';

/** How loud a page gets: it only shows; it vibrates; it vibrates and rings. */
export type Loudness = 'quiet' | 'vibrate' | 'ring';

/** What is new for one person, and how loud to be about it. */
export interface Alert {
  readonly tickets: readonly TicketView[];
  readonly loudness: Loudness;
}

/** The same call makes no sound twice within this time, in milliseconds. */
export const REPEAT_AFTER_MS = 30_000;
/** Calls that are remembered; a shop has far fewer in a day. */
const KNOWN_MAX = 2_000;

const LOUDNESS: Readonly<Record<'none' | 'info' | 'normal' | 'urgent', Loudness>> = {
  none: 'quiet',
  info: 'quiet',
  normal: 'vibrate',
  urgent: 'ring',
};
const LEVELS: readonly Loudness[] = ['quiet', 'vibrate', 'ring'];

/**
 * Decides what one person is alerted to: only what the store asks of this person, once, and nothing while they stand
 * with a shopper, unless a colleague calls for backup. What was there at the first look alerts nobody.
 */
export class AlertWatch {
  /** How loud each call is that asks me now. */
  #asking = new Map<string, Loudness>();
  readonly #soundedAt = new Map<string, number>();
  #started = false;

  /** @param now monotonic milliseconds */
  look(tickets: readonly TicketView[], me: string, now: number): Alert {
    const asking = new Map(
      tickets.filter((ticket) => asksMe(ticket, me)).map((ticket) => [ticket.ticketId, loudnessOf(ticket)] as const),
    );
    const before = this.#asking;
    const isFirst = !this.#started;
    this.#started = true;
    this.#asking = asking;
    if (isFirst) return { tickets: [], loudness: 'quiet' };
    const news = tickets.filter(({ ticketId }) => isLouder(asking.get(ticketId), before.get(ticketId)));
    const isWithSomebody = tickets.some((ticket) => ticket.status === 'attending' && isMine(ticket, me));
    const heard = news.filter((ticket) => !isWithSomebody || ticket.backup?.kind === 'backup');
    const loud = heard.filter(({ ticketId }) => this.#maySound(ticketId, now));
    for (const { ticketId } of loud) this.#sounded(ticketId, now);
    return { tickets: heard, loudness: loudest(loud.map(({ ticketId }) => asking.get(ticketId) ?? 'quiet')) };
  }

  #maySound(ticketId: string, now: number): boolean {
    return now - (this.#soundedAt.get(ticketId) ?? -Infinity) >= REPEAT_AFTER_MS;
  }

  #sounded(ticketId: string, now: number): void {
    this.#soundedAt.delete(ticketId);
    this.#soundedAt.set(ticketId, now);
    const [oldest] = this.#soundedAt.keys();
    if (this.#soundedAt.size > KNOWN_MAX && oldest !== undefined) this.#soundedAt.delete(oldest);
  }
}

function asksMe(ticket: TicketView, me: string): boolean {
  if (ticket.care?.asked.includes(me) === true) return !isMine(ticket, me);
  return ticket.backup?.kind === 'backup' && wantsOneMore(ticket, me);
}

function loudnessOf({ care, backup }: TicketView): Loudness {
  return backup?.kind === 'backup' ? 'ring' : LOUDNESS[care?.alert ?? 'normal'];
}

function isLouder(now: Loudness | undefined, before: Loudness | undefined): boolean {
  if (now === undefined) return false;
  return before === undefined || LEVELS.indexOf(now) > LEVELS.indexOf(before);
}

function loudest(all: readonly Loudness[]): Loudness {
  return LEVELS.findLast((level) => all.includes(level)) ?? 'quiet';
}
