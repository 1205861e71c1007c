import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';

/** Money or safety is at stake: red. */
const AT_STAKE: ReadonlySet<string> = new Set(['payment-unknown', 'payment-surplus', 'recall']);

/** A lane as a card names it. */
export interface CallLane {
  readonly workstationId: string;
  readonly laneNumber: number;
}

/** What one walk settles: all calls of one lane, or like tasks of several. */
export interface Call {
  /** Names the card for as long as it is the same one. */
  readonly key: string;
  readonly lanes: readonly [CallLane, ...CallLane[]];
  /** Those that nobody has taken first, the oldest first among each. */
  readonly tickets: readonly [TicketView, ...TicketView[]];
  /** Since when the longest wait lasts (epoch milliseconds). */
  readonly since: number;
  readonly atStake: boolean;
  /** mine: I have it, or stand by; beside: somebody who has it asks for one more. */
  readonly state: 'mine' | 'beside' | 'waiting' | 'theirs';
  /** Lower is sooner. */
  readonly rank: number;
  /** The store asks me. */
  readonly asksMe: boolean;
}

/**
 * The calls in the order in which they want a person: what I have taken stays on top, then a colleague who asks for one
 * more, then what waits as the store ranks it; what others have taken comes last.
 *
 * @param me the person's id
 */
export function callsFor(tickets: Iterable<TicketView>, me: string): Call[] {
  const all = [...tickets];
  const grouped = groupsOf(all, me);
  const inGroups = new Set(grouped.flat().map(({ ticketId }) => ticketId));
  const byLane = Map.groupBy(
    all.filter(({ ticketId }) => !inGroups.has(ticketId)),
    ({ workstationId }) => workstationId,
  );
  return [...grouped, ...byLane.values()]
    .map((together) => callOf(together, me))
    .filter((call) => call !== undefined)
    .toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || a.rank - b.rank || a.since - b.since);
}

/** How many shoppers wait for me: one a lane, all but where someone else has taken it. */
export function waitingCount(calls: readonly Call[]): number {
  const lanes = calls.filter(({ state }) => state !== 'theirs').flatMap((call) => call.lanes);
  return new Set(lanes.map(({ workstationId }) => workstationId)).size;
}

/** In the order of their numbers, as they stand in the shop. */
export function lanesInOrder(lanes: Iterable<LaneStatusView>): LaneStatusView[] {
  return [...lanes].toSorted((a, b) => a.laneNumber - b.laneNumber);
}

export function isTaken({ status }: TicketView): boolean {
  return status !== 'raised';
}

/** I have it, or came beside whoever has. */
export function isMine(ticket: TicketView, me: string): boolean {
  if (!isTaken(ticket)) return false;
  return ticket.helper?.personId === me || (ticket.backup?.joined.some(({ personId }) => personId === me) ?? false);
}

/** Whoever has it wants one more, and I am not there yet. */
export function wantsOneMore(ticket: TicketView, me: string): boolean {
  return isTaken(ticket) && ticket.backup !== null && ticket.backup.joined.length === 0 && !isMine(ticket, me);
}

const ORDER = { mine: 0, beside: 1, waiting: 2, theirs: 3 } as const;

/** "3 age checks: lanes 2, 3, 5". At a lane where I am already, everything stays on the card of that lane. */
function groupsOf(tickets: readonly TicketView[], me: string): TicketView[][] {
  const whereIAm = new Set(tickets.filter((ticket) => isMine(ticket, me)).map(({ workstationId }) => workstationId));
  const free = new Map(
    tickets
      .filter((ticket) => !isTaken(ticket) && !whereIAm.has(ticket.workstationId))
      .map((ticket) => [ticket.ticketId, ticket] as const),
  );
  const groups: TicketView[][] = [];
  for (const ticket of [...free.values()].toSorted(byRank)) {
    if (!free.has(ticket.ticketId)) continue;
    const others = (ticket.care?.groupedWith ?? []).flatMap((ticketId) => free.get(ticketId) ?? []);
    const together = [ticket, ...others.filter(({ workstationId }) => workstationId !== ticket.workstationId)];
    if (together.length < 2) continue;
    for (const { ticketId } of together) free.delete(ticketId);
    groups.push(together);
  }
  return groups;
}

function callOf(together: readonly TicketView[], me: string): Call | undefined {
  const [first, ...others] = together.toSorted(
    (a, b) => Number(isTaken(a)) - Number(isTaken(b)) || a.raisedAt - b.raisedAt,
  );
  if (first === undefined) return undefined;
  const lanes = new Map<string, CallLane>();
  for (const { workstationId, laneNumber } of [first, ...others])
    lanes.set(workstationId, { workstationId, laneNumber });
  const [lane = first, ...more] = [...lanes.values()].toSorted((a, b) => a.laneNumber - b.laneNumber);
  const waiting = together.filter((ticket) => !isTaken(ticket));
  return {
    key: more.length === 0 ? lane.workstationId : `${first.reason}: ${[lane, ...more].map(keyOf).join()}`,
    lanes: [lane, ...more],
    tickets: [first, ...others],
    since: Math.min(...together.map(({ raisedAt }) => raisedAt)),
    atStake: together.some(({ reason }) => AT_STAKE.has(reason)),
    state: stateOf(together, me),
    rank: Math.min(...waiting.map(rankOf), Infinity),
    asksMe: together.some(({ care }) => care?.asked.includes(me) ?? false),
  };
}

/** A lane at which I am is mine, whatever is raised there meanwhile. */
function stateOf(tickets: readonly TicketView[], me: string): Call['state'] {
  if (tickets.some((ticket) => isMine(ticket, me))) return 'mine';
  if (tickets.some((ticket) => wantsOneMore(ticket, me))) return 'beside';
  return tickets.every(isTaken) ? 'theirs' : 'waiting';
}

function byRank(a: TicketView, b: TicketView): number {
  return rankOf(a) - rankOf(b) || a.raisedAt - b.raisedAt;
}

/** What the store has not ranked yet comes by its wait, after all that it has. */
function rankOf({ care }: TicketView): number {
  return care === null || care.rank === 0 ? Number.MAX_SAFE_INTEGER : care.rank;
}

function keyOf({ workstationId }: CallLane): string {
  return workstationId;
}
