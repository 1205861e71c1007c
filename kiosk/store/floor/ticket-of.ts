import type { TicketView } from '#kiosk/api/views.ts';
import type { Ticket, TicketReason } from '#kiosk/core/assist/ticket.ts';
import type { TicketId, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';

/** A call as the core knows it, from what its lane reported of it. */
export function ticketOf(view: TicketView): Ticket {
  return {
    ticketId: view.ticketId as TicketId,
    workstationId: view.workstationId as WorkstationId,
    transactionId: undefined,
    reason: view.reason as TicketReason,
    raisedBy: view.raisedBy,
    language: view.language,
    raisedAt: view.raisedAt,
    status: view.status,
    attendant: view.attendant ?? undefined,
    helper: view.helper ?? undefined,
    coming: view.coming,
    leaseUntil: view.leaseUntil ?? undefined,
    acknowledgedAt: view.acknowledgedAt ?? undefined,
    attendedAt: view.attendedAt ?? undefined,
    reopenedAt: view.reopenedAt ?? undefined,
    place: view.place ?? undefined,
    context: view.context,
    basketValue: minorUnits(view.basket.total),
    needs: view.needs,
    discreet: view.discreet,
    merges: view.merges,
    lastHandOver: view.handOver === null ? undefined : { ...view.handOver, to: view.handOver.to ?? undefined },
    backup: view.backup ?? undefined,
    personHere: view.personHere,
    insisted: view.insisted,
    resolution: view.resolution ?? undefined,
    endedAt: view.endedAt ?? undefined,
    ease: view.ease ?? undefined,
  };
}
