import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';

/** A call that nobody has taken yet, with what a test says of it. */
export function ticketViewWith(facts: Partial<TicketView> = {}): TicketView {
  return {
    ticketId: 'ticket-1',
    workstationId: 'lane-4',
    laneNumber: 4,
    reason: 'help',
    raisedBy: 'shopper',
    topic: null,
    language: 'en',
    status: 'raised',
    attendant: null,
    helper: null,
    coming: false,
    leaseUntil: null,
    raisedAt: 0,
    acknowledgedAt: null,
    attendedAt: null,
    reopenedAt: null,
    place: null,
    needs: [],
    discreet: false,
    merges: 0,
    handOver: null,
    backup: null,
    resolution: null,
    endedAt: null,
    ease: null,
    context: {},
    interventionId: null,
    basket: { total: 0, articleCount: 0 },
    events: [],
    articlesRead: [],
    promise: null,
    care: null,
    ...facts,
  };
}

/** A lane where nothing goes on, with what a test says of it. */
export function laneStatusWith(facts: Partial<LaneStatusView> = {}): LaneStatusView {
  return {
    workstationId: 'lane-4',
    laneNumber: 4,
    state: 'free',
    connected: true,
    currency: 'EUR',
    currencyExponent: 2,
    basket: { total: 0, articleCount: 0 },
    basketRevision: 0,
    directUrl: null,
    ...facts,
  };
}
