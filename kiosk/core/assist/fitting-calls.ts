import { openTicketFor } from './decide.ts';
import { evolveTickets, type OpenTickets } from './evolve.ts';
import type { AssistEvent } from './ticket.ts';

/**
 * The events of a time without a journal that fit what the journal says now, as entries for it. A journal may have been
 * replaced meanwhile, and then knows nothing of the tickets that some of them are about.
 */
export function fittingCalls(
  tickets: OpenTickets,
  events: readonly AssistEvent[],
): readonly { readonly kind: 'assist'; readonly event: AssistEvent }[] {
  const fitting: AssistEvent[] = [];
  let open = tickets;
  for (const event of events) {
    const fits =
      event.type === 'ticket-raised' ? openTicketFor(open, event.reason) === undefined : open.has(event.ticketId);
    if (!fits) continue;
    open = evolveTickets(open, event);
    fitting.push(event);
  }
  return fitting.map((event) => ({ kind: 'assist', event }));
}
