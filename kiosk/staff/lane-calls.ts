import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';

/** Money or safety is at stake: red, and before everybody else. */
const AT_STAKE: ReadonlySet<string> = new Set(['payment-unknown']);

/** All calls of one lane: whoever walks there settles them all. */
export interface LaneCall {
  readonly workstationId: string;
  readonly laneNumber: number;
  /** Those that nobody has taken first, the oldest first among each. */
  readonly tickets: readonly TicketView[];
  /** Since when the longest wait lasts (epoch milliseconds). */
  readonly since: number;
  readonly atStake: boolean;
  readonly state: 'waiting' | 'mine' | 'theirs';
}

/**
 * The calls by lane, in the order in which they want a person: what I have taken stays on top, then where money is at
 * stake, then whoever has waited longest; what others have taken comes last.
 */
export function laneCalls(tickets: Iterable<TicketView>, attendant: string): LaneCall[] {
  const byLane = Map.groupBy(tickets, (ticket) => ticket.workstationId);
  return [...byLane.values()]
    .map((ofLane) => laneCall(ofLane, attendant))
    .filter((call) => call !== undefined)
    .toSorted((a, b) => rank(a) - rank(b) || a.since - b.since || a.laneNumber - b.laneNumber);
}

/** How many lanes have somebody waiting for me: all but those that someone else has taken. */
export function waitingCount(calls: readonly LaneCall[]): number {
  return calls.filter((call) => call.state !== 'theirs').length;
}

function isAtStake(ticket: TicketView): boolean {
  return AT_STAKE.has(ticket.reason);
}

/** In the order of their numbers, as they stand in the shop. */
export function lanesInOrder(lanes: Iterable<LaneStatusView>): LaneStatusView[] {
  return [...lanes].toSorted((a, b) => a.laneNumber - b.laneNumber);
}

function laneCall(ofLane: readonly TicketView[], attendant: string): LaneCall | undefined {
  const tickets = ofLane.toSorted((a, b) => Number(isTaken(a)) - Number(isTaken(b)) || a.raisedAt - b.raisedAt);
  const [first] = tickets;
  if (first === undefined) return undefined;
  return {
    workstationId: first.workstationId,
    laneNumber: first.laneNumber,
    tickets,
    since: Math.min(...tickets.map((ticket) => ticket.raisedAt)),
    atStake: tickets.some(isAtStake),
    state: stateOf(tickets, attendant),
  };
}

/** A lane at which I am is mine, whatever is raised there meanwhile. */
function stateOf(tickets: readonly TicketView[], attendant: string): LaneCall['state'] {
  if (tickets.some((ticket) => isTaken(ticket) && ticket.attendant === attendant)) return 'mine';
  return tickets.every(isTaken) ? 'theirs' : 'waiting';
}

function isTaken(ticket: TicketView): boolean {
  return ticket.status !== 'raised';
}

function rank(call: LaneCall): number {
  if (call.state === 'mine') return 0;
  if (call.state === 'theirs') return 3;
  return call.atStake ? 1 : 2;
}
