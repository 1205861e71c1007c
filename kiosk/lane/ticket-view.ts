import type { PromiseView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { Ticket } from '#kiosk/core/assist/ticket.ts';
import { totalsOf } from '#kiosk/core/pricing/totals.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';

/** What stands around a call: where it is, what is in the basket, what happened last. */
export interface TicketSurroundings {
  readonly laneNumber: number;
  readonly transaction: TransactionState;
  readonly events: TicketView['events'];
  readonly articlesRead: readonly string[];
  /** What the store promised, by ticket. */
  readonly promises: ReadonlyMap<string, PromiseView>;
  /** The call that stands open on the shopper's screen. */
  readonly callInSight: string | null;
}

/** A call as pages see it. The store adds its part for its people. */
export function ticketView(ticket: Ticket, around: TicketSurroundings): TicketView {
  const { transaction } = around;
  const aboutAge = ticket.reason === 'age-check' && 'interventions' in transaction;
  const task = aboutAge ? transaction.interventions.find((open) => open.kind === 'age-check') : undefined;
  return {
    ticketId: ticket.ticketId,
    workstationId: ticket.workstationId,
    laneNumber: around.laneNumber,
    reason: ticket.reason,
    raisedBy: ticket.raisedBy,
    topic: ticket.topic ?? null,
    language: ticket.language,
    status: ticket.status,
    ...holdingView(ticket),
    ...talkView(ticket),
    raisedAt: ticket.raisedAt,
    needs: [...(ticket.needs ?? [])],
    discreet: ticket.discreet ?? false,
    merges: ticket.merges ?? 0,
    resolution: ticket.resolution ?? null,
    endedAt: ticket.endedAt ?? null,
    ease: ticket.ease ?? null,
    // More articles may have come since the call: what is decided about is the task as it is now.
    context: task?.minimumAge === undefined ? ticket.context : { ...ticket.context, minimumAge: task.minimumAge },
    interventionId: task?.interventionId ?? null,
    basket: basketSummary(transaction),
    events: around.events,
    articlesRead: [...around.articlesRead],
    promise: around.promises.get(ticket.ticketId) ?? null,
    ...(around.callInSight === ticket.ticketId ? { inSight: true } : {}),
    care: null,
  };
}

/** What was said, and for whom the call is. What is over is nobody's to read any more: it stays in the journal. */
function talkView(ticket: Ticket) {
  const latest = ticket.endedAt === undefined ? (ticket.conversation?.latest ?? []) : [];
  return {
    personHere: ticket.personHere ?? false,
    insisted: ticket.insisted ?? false,
    messages: latest.map(({ from, name = null, phrase = null, text = null, at }) => ({ from, name, phrase, text, at })),
  } satisfies Partial<TicketView>;
}

/** Who has it, since when and until when. */
function holdingView(ticket: Ticket) {
  const { lastHandOver, backup } = ticket;
  return {
    attendant: ticket.attendant ?? null,
    helper: ticket.helper ?? null,
    coming: ticket.coming ?? ticket.status === 'acknowledged',
    leaseUntil: ticket.leaseUntil ?? null,
    acknowledgedAt: ticket.acknowledgedAt ?? null,
    attendedAt: ticket.attendedAt ?? null,
    reopenedAt: ticket.reopenedAt ?? null,
    place: ticket.place ?? null,
    handOver: lastHandOver === undefined ? null : { ...lastHandOver, to: lastHandOver.to ?? null },
    backup: backup === undefined ? null : { ...backup, joined: [...backup.joined] },
  } satisfies Partial<TicketView>;
}

export function basketSummary(transaction: TransactionState): TicketView['basket'] {
  if (isOver(transaction)) return { total: 0, articleCount: 0 };
  const { total, articleCount } = totalsOf(transaction.lines);
  return { total, articleCount };
}
