import type { BoardView, CareView, PersonView } from '#kiosk/api/staff.ts';
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
    personHere: false,
    insisted: false,
    messages: [],
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

/** What a store adds to a plain call that it asks nobody about yet, with what a test says of it. */
export function careWith(facts: Partial<CareView> = {}): CareView {
  return {
    rank: 1,
    asked: [],
    alert: 'normal',
    escalation: 'none',
    escalatesAt: null,
    promisedUntil: null,
    clearable: 'at-lane',
    smallestRole: 'assistant',
    remote: null,
    waits: 'waits',
    groupedWith: [],
    resolutions: ['explained', 'did-it-together', 'article-fetched', 'price-explained', 'other'],
    gestures: [],
    stale: false,
    ...facts,
  };
}

/** People of a store, on duty. */
export const SARA: PersonView = person('101', 'Sara', 'assistant');
export const BEN: PersonView = person('102', 'Ben', 'assistant');
export const AMIRA: PersonView = person('103', 'Amira', 'supervisor');
export const JORIS: PersonView = person('104', 'Joris', 'manager');

/** At a desk that is not in the shop. */
export const NOOR: PersonView = person('201', 'Noor', 'remote-helper');

export const PEOPLE: readonly PersonView[] = [SARA, BEN, AMIRA, JORIS];

function person(personId: string, firstName: string, role: PersonView['role']): PersonView {
  return { personId, firstName, role, duty: 'on', attending: [], languages: ['en'] };
}

/** Somebody has a call. */
export function takenBy(
  { personId, firstName, role }: PersonView,
  facts: Partial<TicketView> = {},
): Partial<TicketView> {
  const helper = { personId, firstName, role };
  return { status: 'acknowledged', attendant: firstName, helper, coming: true, ...facts };
}

/** A quiet day, with what a test says of it. */
export function boardWith(facts: Partial<BoardView> = {}): BoardView {
  return {
    businessDay: '2026-11-22',
    calls: 0,
    open: 0,
    acknowledgeSeconds: null,
    arriveSeconds: null,
    promiseKeptShare: null,
    firstContactShare: null,
    easyShare: null,
    actionableShare: null,
    falseAlarmShare: null,
    interventionsPerHundred: [],
    hours: [],
    staffing: [],
    articlesRead: [],
    missedSearches: [],
    ...facts,
  };
}
