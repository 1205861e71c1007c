import { laneStatusWith, ticketViewWith } from './ticket-view.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';

/** What the staff page is shown at one moment. */
export interface StaffScene {
  readonly tickets: readonly TicketView[];
  readonly lanes: readonly LaneStatusView[];
}

/** Whose name is on the device. */
export const ATTENDANT = 'Ann';

type WaitingTicket = Omit<TicketView, 'raisedAt'> & { readonly waitedSeconds: number };

const STATES: readonly LaneStatusView['state'][] = [
  'scanning',
  'help',
  'help',
  'held',
  'help',
  'paying',
  'free',
  'out-of-service',
];

const LANES: readonly LaneStatusView[] = STATES.map((state, index) =>
  laneStatusWith({ workstationId: `lane-${index + 1}`, laneNumber: index + 1, state, connected: index !== 7 }),
);

function waiting(laneNumber: number, waitedSeconds: number, facts: Partial<TicketView>): WaitingTicket {
  const { raisedAt: _, ...ticket } = ticketViewWith({
    ticketId: `${laneNumber}-${facts.reason ?? 'help'}`,
    workstationId: `lane-${laneNumber}`,
    laneNumber,
    ...facts,
  });
  return { ...ticket, waitedSeconds };
}

const UNCLEAR = waiting(4, 52, {
  reason: 'payment-unknown',
  raisedBy: 'lane',
  language: 'da',
  context: { amount: 1348, terminal: '10.0.0.4:20007' },
});
const PRICE = waiting(2, 38, { topic: 'price' });
const AGE = waiting(3, 9, {
  reason: 'age-check',
  raisedBy: 'lane',
  context: { minimumAge: 18 },
  interventionId: 'age-check',
});
const LATE = waiting(5, 134, { topic: 'article' });
const SCANNER = waiting(2, 4, {
  reason: 'device',
  raisedBy: 'lane',
  context: { device: 'scanner', cause: 'offline', detail: 'no such port' },
});
const RECEIPT = waiting(6, 20, { reason: 'receipt-not-printed', raisedBy: 'lane', context: { cause: 'paper-end' } });
const AWAY = waiting(1, 70, { reason: 'walk-away', raisedBy: 'lane' });

const taken = (ticket: WaitingTicket, attendant: string): WaitingTicket => ({
  ...ticket,
  status: 'acknowledged',
  attendant,
});

const WAITING: Readonly<Record<string, readonly WaitingTicket[]>> = {
  'staff-calm': [],
  'staff-calls': [UNCLEAR, PRICE, AGE],
  'staff-late': [LATE, PRICE, SCANNER, RECEIPT, AWAY],
  'staff-age': [taken(AGE, ATTENDANT), PRICE],
  'staff-unclear': [taken(UNCLEAR, ATTENDANT), PRICE],
  'staff-taken': [taken(PRICE, ATTENDANT), taken(AGE, 'Ben'), taken(UNCLEAR, 'Christina')],
};

export const STAFF_SCENES = Object.keys(WAITING);

/** @param now epoch milliseconds: from here back the calls have waited */
export function staffScene(name: string, now: number): StaffScene {
  const tickets = (WAITING[name] ?? []).map(({ waitedSeconds, ...ticket }) => ({
    ...ticket,
    raisedAt: now - waitedSeconds * 1000,
  }));
  // Nobody calls: then no lane says that it does.
  const calm = (state: LaneStatusView['state']): LaneStatusView['state'] => (state === 'help' ? 'scanning' : state);
  const lanes = tickets.length > 0 ? LANES : LANES.map((lane) => ({ ...lane, state: calm(lane.state) }));
  return { tickets, lanes };
}

export function publishStaffScene(hub: TopicHub, { tickets, lanes }: StaffScene): void {
  hub.publishEntries('tickets', { reset: true, set: tickets.map((ticket) => [ticket.ticketId, ticket]) });
  hub.publishEntries('lanes', { reset: true, set: lanes.map((lane) => [lane.workstationId, lane]) });
}

/** Puts onto the device what it would remember of somebody; before the page is opened. Runs in the page. */
export function rememberAttendant(what: { name: string; language?: string; colours?: string }): void {
  localStorage.setItem('handrail-staff', JSON.stringify(what));
}
