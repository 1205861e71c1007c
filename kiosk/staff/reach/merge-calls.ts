import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';

type Tickets = ReadonlyMap<string, TicketView>;
type Lanes = ReadonlyMap<string, LaneStatusView>;

/** What a lane says at its own door. */
export interface LaneVoice {
  readonly tickets: Tickets;
  readonly lanes: Lanes;
}

/** What the store last said, and how far it counts. */
export interface StoreVoice {
  readonly tickets: Tickets;
  readonly lanes: Lanes;
  readonly isThere: boolean;
  /** It is away for longer than a moment: the lanes say who is asked. */
  readonly isReplaced: boolean;
}

/**
 * One list of calls out of all that speak, each call once. A call belongs to its lane: what a lane that speaks says of
 * its own calls is so, whatever the store has heard yet. The store knows who is asked, as long as it is there.
 *
 * @param voices the lanes that speak, by workstation
 */
export function mergeCalls(store: StoreVoice, voices: ReadonlyMap<string, LaneVoice>): Tickets {
  const calls = new Map<string, TicketView>();
  for (const [ticketId, ticket] of store.tickets) {
    const voice = voices.get(ticket.workstationId);
    if (voice === undefined) calls.set(ticketId, store.isThere ? ticket : stale(ticket));
    else if (voice.tickets.has(ticketId)) calls.set(ticketId, ticket);
  }
  for (const voice of voices.values()) {
    for (const [ticketId, own] of voice.tickets) calls.set(ticketId, joined(own, store));
  }
  return calls;
}

/** The lanes as the best of all that speak tells of them; one that nobody hears is said to be away. */
export function mergeLanes(store: StoreVoice, voices: ReadonlyMap<string, LaneVoice>): Lanes {
  const lanes = new Map<string, LaneStatusView>();
  for (const [id, lane] of store.lanes) lanes.set(id, store.isThere ? lane : { ...lane, connected: false });
  for (const voice of voices.values()) for (const [id, lane] of voice.lanes) lanes.set(id, lane);
  return lanes;
}

function joined(own: TicketView, store: StoreVoice): TicketView {
  if (store.isReplaced) return own;
  const known = store.tickets.get(own.ticketId);
  if (known !== undefined) return { ...own, promise: known.promise, care: known.care };
  // The store decides whom to ask, and is about to hear of it.
  return own.care === null ? own : { ...own, care: { ...own.care, asked: [] } };
}

function stale(ticket: TicketView): TicketView {
  return ticket.care === null ? ticket : { ...ticket, care: { ...ticket.care, stale: true } };
}
