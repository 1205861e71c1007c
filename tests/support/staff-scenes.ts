import {
  AMIRA,
  BEN,
  boardWith,
  careWith,
  laneStatusWith,
  NOOR,
  PEOPLE,
  SARA,
  takenBy,
  ticketViewWith,
} from './ticket-view.ts';
import type { CommandOutput } from '#kiosk/api/commands.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { SlipView } from '#kiosk/api/slips.ts';
import type { BacklogView, BoardView, CareView, PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';

/** What the staff page is shown at one moment. */
export interface StaffScene {
  readonly tickets: readonly TicketView[];
  readonly lanes: readonly LaneStatusView[];
}

/** Who has signed in on the device. */
export const ATTENDANT = SARA;

/** A call by how long it has waited; `goesUpIn` and `promisedIn` are seconds from now. */
interface WaitingTicket extends Omit<TicketView, 'raisedAt' | 'care'> {
  readonly waitedSeconds: number;
  readonly care: CareView;
  readonly goesUpIn?: number | undefined;
  readonly promisedIn?: number | undefined;
}

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
  laneStatusWith({
    workstationId: `lane-${index + 1}`,
    laneNumber: index + 1,
    state,
    connected: index !== 7,
    basket:
      state === 'free' || index === 7
        ? { total: 0, articleCount: 0 }
        : { total: 1348 + index * 411, articleCount: 4 + index },
  }),
);

interface Facts extends Omit<Partial<TicketView>, 'care'> {
  readonly care?: Partial<CareView>;
  readonly goesUpIn?: number;
  readonly promisedIn?: number;
}

function waiting(laneNumber: number, waitedSeconds: number, facts: Facts): WaitingTicket {
  const { care, goesUpIn, promisedIn, ...said } = facts;
  const { raisedAt: _, ...ticket } = ticketViewWith({
    ticketId: `${laneNumber}-${facts.reason ?? 'help'}`,
    workstationId: `lane-${laneNumber}`,
    laneNumber,
    ...said,
  });
  return { ...ticket, waitedSeconds, care: careWith(care), goesUpIn, promisedIn };
}

const UNCLEAR = waiting(4, 52, {
  reason: 'payment-unknown',
  raisedBy: 'lane',
  language: 'da',
  context: { amount: 1348, terminal: '10.0.0.4:20007' },
  basket: { total: 1348, articleCount: 4 },
  care: {
    rank: 1,
    asked: [AMIRA.personId],
    alert: 'urgent',
    escalation: 'lead',
    waits: 'blocks',
    smallestRole: 'supervisor',
    clearable: 'from-afar',
    resolutions: ['was-paid', 'was-not-paid', 'paid-at-till'],
  },
  goesUpIn: 38,
});
const PRICE = waiting(2, 38, {
  topic: 'price',
  needs: ['walking'],
  articlesRead: ['offers'],
  basket: { total: 2290, articleCount: 9 },
  care: { rank: 2, asked: [SARA.personId] },
  goesUpIn: 7,
  promisedIn: 22,
});
const AGE_RULES = {
  resolutions: ['document-seen', 'clearly-old-enough', 'refused-too-young', 'refused-no-document'],
};
const AGE_FACTS = {
  reason: 'age-check',
  raisedBy: 'lane',
  context: { minimumAge: 18 },
  interventionId: 'age-check',
  basket: { total: 2701, articleCount: 6 },
} as const;
const AGE = waiting(3, 9, { ...AGE_FACTS, care: { ...AGE_RULES, rank: 3, asked: [BEN.personId] }, goesUpIn: 11 });
const ANOTHER_AGE = waiting(5, 4, {
  ...AGE_FACTS,
  care: { ...AGE_RULES, rank: 4, groupedWith: ['3-age-check'] },
  goesUpIn: 16,
});
const GROUPED_AGE = { ...AGE, care: { ...AGE.care, groupedWith: ['5-age-check'] } };
const LATE = waiting(5, 134, {
  topic: 'article',
  needs: ['hearing', 'calm'],
  discreet: true,
  care: { rank: 1, asked: [SARA.personId], escalation: 'manager' },
  goesUpIn: 46,
  promise: { placeInLine: 1, withinSeconds: null, until: null, missed: true, escalation: 'manager', unattended: false },
});
const SCANNER = waiting(2, 4, {
  reason: 'device',
  raisedBy: 'lane',
  context: { device: 'scanner', cause: 'offline', detail: 'no such port' },
  merges: 1,
});
const RECEIPT = waiting(6, 20, { reason: 'receipt-not-printed', raisedBy: 'lane', context: { cause: 'paper-end' } });
const AWAY = waiting(1, 70, { reason: 'walk-away', raisedBy: 'lane', care: { alert: 'info', clearable: 'from-afar' } });

const taken = (ticket: WaitingTicket, by: PersonView, facts: Partial<TicketView> = {}): WaitingTicket => ({
  ...ticket,
  ...takenBy(by, facts),
  care: { ...ticket.care, rank: 0, asked: [], ...facts.care },
  goesUpIn: undefined,
});

const GESTURES: CareView['gestures'] = [
  { kind: 'discount', amountMax: 300, needsRole: 'assistant' },
  { kind: 'discount', amountMax: 1000, needsRole: 'supervisor' },
  { kind: 'discount', amountMax: 5000, needsRole: 'manager' },
  { kind: 'replacement', amountMax: 1000, needsRole: 'assistant' },
  { kind: 'replacement', amountMax: 3000, needsRole: 'supervisor' },
  { kind: 'rain-check', amountMax: 1000, needsRole: 'assistant' },
  { kind: 'rain-check', amountMax: 3000, needsRole: 'supervisor' },
];

/** A colleague asks for more than she gives alone. */
const ASKED = {
  gestureId: 'gesture-1',
  kind: 'replacement',
  amount: 1399,
  articleName: 'Hansje Zilt dry gin',
  reason: 'damaged',
  by: { personId: SARA.personId, firstName: SARA.firstName, role: SARA.role },
  at: 0,
} as const;

const GIVEN = {
  kind: 'rain-check',
  amount: 219,
  reason: 'sold-out',
  articleName: 'Organic oat milk',
  by: 'Sara',
  code: 'RAIN-3F9K2M7Q',
  validUntil: Date.UTC(2026, 11, 22),
} as const;

const THERE = { status: 'attending', place: 'at-lane' } as const;
const OFFERED: WaitingTicket = {
  ...PRICE,
  care: { ...PRICE.care, asked: [SARA.personId, NOOR.personId], remote: 'settles' },
};
const WITH_DESK = taken(OFFERED, NOOR, {
  status: 'attending',
  place: 'from-afar',
  helper: { personId: NOOR.personId, firstName: 'Noor', role: 'remote-helper', desk: 'Utrecht' },
  messages: [
    { from: 'helper', name: 'Noor', phrase: 'hello', text: null, at: 1 },
    { from: 'helper', name: 'Noor', phrase: null, text: 'Is it the oat milk? It is two for 4.00.', at: 2 },
    { from: 'shopper', name: null, phrase: 'yes', text: null, at: 3 },
  ],
});
const SECOND_PERSON = { kind: 'second-person', askedAt: 0, joined: [] } as const;

const WAITING: Readonly<Record<string, readonly WaitingTicket[]>> = {
  'staff-calm': [],
  'staff-calls': [UNCLEAR, PRICE, AGE],
  'staff-group': [PRICE, GROUPED_AGE, ANOTHER_AGE, taken(UNCLEAR, AMIRA)],
  'staff-late': [LATE, PRICE, SCANNER, RECEIPT, AWAY],
  'staff-coming': [taken(PRICE, SARA), AGE],
  'staff-here': [taken(PRICE, SARA, THERE), AGE],
  'staff-sorry': [taken({ ...PRICE, language: 'da', care: { ...PRICE.care, gestures: GESTURES } }, SARA, THERE), AGE],
  'staff-given': [taken({ ...PRICE, care: { ...PRICE.care, gestureGiven: GIVEN } }, SARA, THERE), AGE],
  'staff-asked': [taken({ ...PRICE, care: { ...PRICE.care, gestureAsked: ASKED } }, SARA, THERE), AGE],
  'staff-age': [taken(AGE, SARA, THERE), PRICE],
  'staff-role': [taken(UNCLEAR, SARA, THERE)],
  'staff-unclear': [taken({ ...UNCLEAR, care: { ...UNCLEAR.care, smallestRole: 'assistant' } }, SARA, THERE), PRICE],
  'staff-taken': [
    taken(PRICE, SARA, { handOver: { from: 'Joris', to: SARA, note: 'Two for one, label says 4.99', at: 0 } }),
    taken(AGE, BEN, { backup: { ...SECOND_PERSON, joined: [] } }),
    taken(UNCLEAR, AMIRA, THERE),
  ],
};

/** What the people of the shop and of the desk elsewhere see of each other. */
const BESIDE_DESK: Readonly<Record<string, readonly WaitingTicket[]>> = {
  'staff-desk-calm': [AGE],
  'staff-desk-offered': [OFFERED, AGE],
  'staff-desk-talk': [WITH_DESK, AGE],
  'staff-desk-insisted': [{ ...PRICE, insisted: true, personHere: true }, AGE],
};

export const STAFF_SCENES = Object.keys(WAITING);

/** @param now epoch milliseconds: from here back the calls have waited */
export function staffScene(name: string, now: number): StaffScene {
  const tickets = (WAITING[name] ?? BESIDE_DESK[name] ?? []).map(
    ({ waitedSeconds, goesUpIn, promisedIn, care, ...ticket }) => ({
      ...ticket,
      raisedAt: now - waitedSeconds * 1000,
      leaseUntil: ticket.status === 'raised' ? null : now + LEASE_MS,
      care: {
        ...care,
        escalatesAt: goesUpIn === undefined ? null : now + goesUpIn * 1000,
        promisedUntil: promisedIn === undefined ? null : now + promisedIn * 1000,
      },
      events: [
        { at: now - (waitedSeconds + 41) * 1000, code: 'line-added', data: {} },
        { at: now - (waitedSeconds + 12) * 1000, code: 'help-read', data: { articleId: 'offers' } },
        { at: now - waitedSeconds * 1000, code: 'intervention-required', data: {} },
      ],
    }),
  );
  // Nobody calls: then no lane says that it does.
  const calm = (state: LaneStatusView['state']): LaneStatusView['state'] => (state === 'help' ? 'scanning' : state);
  const lanes = tickets.length > 0 ? LANES : LANES.map((lane) => ({ ...lane, state: calm(lane.state) }));
  return { tickets, lanes };
}

/** In milliseconds. */
const LEASE_MS = 90_000;

/** Slips that were given out today. */
const SCENE_SLIPS: readonly SlipView[] = [
  {
    code: 'PARKED-7Q2M4KXA',
    kind: 'parked-basket',
    at: Date.UTC(2026, 10, 22, 13, 4),
    laneNumber: 3,
    by: 'Ben',
    amount: 2701,
    articleCount: 6,
    articleName: null,
    validUntil: null,
    movingTo: null,
  },
  {
    code: 'RAIN-3F9K2M7Q',
    kind: 'rain-check',
    at: Date.UTC(2026, 10, 22, 12, 41),
    laneNumber: 2,
    by: 'Sara',
    amount: 219,
    articleCount: null,
    articleName: 'Organic oat milk',
    validUntil: Date.UTC(2026, 11, 22),
    movingTo: null,
  },
];

export function publishStaffScene(hub: TopicHub, { tickets, lanes }: StaffScene): void {
  hub.publishValue('board', SCENE_BOARD);
  hub.publishEntries('backlog', { reset: true, set: sceneBacklog(Date.now()).map((each) => [each.origin, each]) });
  hub.publishEntries('slips', { reset: true, set: SCENE_SLIPS.map((slip) => [slip.code, slip]) });
  hub.publishEntries('people', { reset: true, set: PEOPLE.map((person) => [person.personId, person]) });
  hub.publishEntries('lanes', { reset: true, set: lanes.map((lane) => [lane.workstationId, lane]) });
  hub.publishEntries('tickets', { reset: true, set: tickets.map((ticket) => [ticket.ticketId, ticket]) });
}

/** What one basket holds when somebody looks into a lane. */
export const SCENE_BASKET: CommandOutput<'viewLane'> = {
  basket: { total: 1193, articleCount: 4, status: 'open' },
  lines: [
    {
      lineNumber: 1,
      articleId: 'article-1',
      name: { en: 'Organic oat milk', de: 'Bio-Haferdrink' },
      count: 2,
      amount: 400,
      voided: false,
    },
    {
      lineNumber: 2,
      articleId: 'article-2',
      name: { en: 'Rye bread', de: 'Roggenbrot' },
      count: 1,
      amount: 325,
      voided: false,
    },
    {
      lineNumber: 3,
      articleId: 'article-3',
      name: { en: 'Bananas', de: 'Bananen' },
      count: null,
      amount: 230,
      voided: false,
    },
    { lineNumber: 4, articleId: 'article-4', name: { en: 'Chewing gum' }, count: 1, amount: 99, voided: true },
    {
      lineNumber: 5,
      articleId: 'article-5',
      name: { en: 'Mountain cheese, aged twelve months' },
      count: 1,
      amount: 238,
      voided: false,
    },
  ],
};

/** What a tab and a device remember of somebody who has signed in. */
export interface RememberedStaff {
  /** A first name, which is a token of the scripted lane. */
  readonly person: PersonView;
  readonly language?: string;
  readonly colours?: string;
}

/** Puts onto the device what it would remember of somebody; before the page is opened. Runs in the page. */
export function rememberStaff({ person, ...device }: RememberedStaff): void {
  const endsAt = Date.now() + 7 * 86_400_000;
  sessionStorage.setItem('handrail-staff-sign-in', JSON.stringify({ person, token: person.firstName, endsAt }));
  localStorage.setItem('handrail-staff', JSON.stringify({ people: ['Sara', 'Ben', 'Amira'], ...device }));
}

const HOUR_CALLS = [4, 9, 14, 21, 32, 27, 18, 12, 22, 38, 41, 24];

/** A day in full swing. */
const SCENE_BOARD: BoardView = boardWith({
  calls: 262,
  open: 3,
  acknowledgeSeconds: { p50: 7, p80: 16, p95: 41 },
  arriveSeconds: { p50: 28, p80: 57, p95: 118 },
  promiseKeptShare: 0.83,
  firstContactShare: 0.88,
  easyShare: 0.91,
  actionableShare: 0.87,
  falseAlarmShare: 0.06,
  interventionsPerHundred: [
    { reason: 'age-check', count: 96, perHundred: 6.4 },
    { reason: 'help', count: 71, perHundred: 4.7 },
    { reason: 'article-unknown', count: 44, perHundred: 2.9 },
    { reason: 'payment-failed', count: 12, perHundred: 0.8 },
    { reason: 'payment-unknown', count: 2, perHundred: 0.1 },
  ],
  hours: HOUR_CALLS.map((calls, index) => ({
    hour: 8 + index,
    calls,
    waitP80Seconds: index === 1 ? null : 9 + calls / 2,
  })),
  staffing: [1, 2, 3, 4].map((staff) => ({
    staff,
    answeredWithin30: [0.31, 0.84, 0.97, 0.99][staff - 1] ?? 0,
    occupancy: 0.72 / staff,
  })),
  articlesRead: [
    { articleId: 'weigh-fruit', count: 31 },
    { articleId: 'offers', count: 12 },
  ],
  missedSearches: [
    { about: 'answers', text: 'parking ticket', count: 4 },
    { about: 'articles', text: 'quinoa', count: 7 },
    { about: 'articles', text: 'fig jam', count: 2 },
  ],
});

/** Records on their way, one of each colour. */
function sceneBacklog(now: number): BacklogView[] {
  return [
    { origin: '0042.lane-1', to: 'store', pending: 0, oldestUnsettledAt: null, state: 'up-to-date', detail: null },
    {
      origin: '0042.lane-2',
      to: 'store',
      pending: 37,
      oldestUnsettledAt: now - 95_000,
      state: 'waiting',
      detail: null,
    },
    { origin: '0042.store', to: 'headquarters', pending: 0, oldestUnsettledAt: null, state: 'fork', detail: null },
  ];
}

/** What a store says of itself to somebody who has never been there. */
export const SCENE_AROUND: CommandOutput<'lookAround'> = {
  storeName: 'Market Hall',
  addressLines: ['Marktplein 1', '1000 AA Voorbeeldstad'],
  phone: '+31 20 000 00 00',
  localTime: '21:40',
  currency: 'EUR',
  currencyExponent: 2,
  languages: ['en', 'nl', 'da', 'de'],
  facts: [
    { about: 'Opening hours', text: 'Every day from 07:00 to 22:00; the lanes close at 21:50.' },
    { about: 'Bread and cakes', text: 'Behind lane 1, against the wall.' },
  ],
  law: {
    country: 'nl',
    ages: [
      {
        rule: 'alcohol',
        minimumAge: 18,
        saleAllowed: true,
        hours: null,
        reference: 'Alcoholwet art. 20',
        unverified: true,
      },
      {
        rule: 'tobacco-nicotine',
        minimumAge: 18,
        saleAllowed: false,
        hours: null,
        reference: 'Tabaks- en rookwarenwet',
        unverified: false,
      },
    ],
    deposits: [{ name: { en: 'Can', de: 'Dose' }, amount: 15, unverified: false }],
    receipt: 'OFFER',
    cashStep: 5,
  },
};
