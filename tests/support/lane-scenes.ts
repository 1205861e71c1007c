import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type {
  BasketView,
  LaneView,
  LineView,
  NoticeView,
  PaymentView,
  ReceiptView,
  SessionView,
  TicketView,
} from '#kiosk/api/views.ts';
import { ticketViewWith } from './ticket-view.ts';
import { demoCategories, demoLine } from './demo-views.ts';

/** All slices of a lane at one moment. */
export interface Scene {
  readonly lane: LaneView;
  readonly session: SessionView;
  readonly basket: BasketView;
  readonly lines: readonly LineView[];
  readonly notice: NoticeView;
  readonly payment: PaymentView;
  readonly receipt: ReceiptView;
  readonly tickets: readonly TicketView[];
  readonly settled: readonly TicketView[];
}

export const BASE: Scene = {
  lane: {
    storeName: 'Market Hall',
    laneNumber: 4,
    workstationId: 'lane-4',
    currency: 'EUR',
    currencyExponent: 2,
    screen: 'welcome',
    outOfServiceReasons: [],
    mmPerPx: 0.248,
    test: false,
  },
  session: { language: 'en', languages: ['en', 'nl', 'da', 'de'], idleDeadline: null },
  basket: { status: 'idle', total: 0, discount: 0, articleCount: 0, lastLineNumber: null, tasks: [] },
  lines: [],
  notice: null,
  payment: { phase: 'none', amount: 0, covered: 0, status: null, terminalText: null, reason: null, cancellable: false },
  receipt: {
    choices: ['paper', 'screen', 'none'],
    chosen: null,
    state: 'none',
    failure: null,
    url: null,
    receiptNumber: null,
    amount: 0,
    closesAt: null,
  },
  tickets: [],
  settled: [],
};

const DEPOSIT = { en: 'Deposit, can', nl: 'Statiegeld blikje', da: 'Pant, dåse', de: 'Pfand, Dose' };
const TWO_FOR_FOUR = { en: '2 for 4.00', nl: '2 voor 4,00', da: '2 for 4,00', de: '2 für 4,00' };
const QUARTER_OFF = { en: '25% off', nl: '25% korting', da: '25 % rabat', de: '25 % Rabatt' };

export const LINES: readonly LineView[] = [
  demoLine(1, 'organic-bananas-by-weight', {
    quantity: { kind: 'weight', grams: 1286 },
    regularAmount: 230,
    amount: 230,
  }),
  demoLine(2, 'rye-bread'),
  demoLine(3, 'pils-can', { minimumAge: 18 }),
  demoLine(4, 'pils-can', {
    kind: 'deposit',
    parentLine: 3,
    name: DEPOSIT,
    content: null,
    picture: null,
    unitPrice: 15,
    regularAmount: 15,
    amount: 15,
    countChangeable: false,
  }),
  demoLine(5, 'old-farmhouse-cheese', {
    modifiers: [{ amount: -187, label: QUARTER_OFF }],
    regularAmount: 749,
    amount: 562,
  }),
  demoLine(6, 'wholegrain-roll', { quantity: { kind: 'pieces', count: 4 }, regularAmount: 196, amount: 196 }),
  demoLine(7, 'organic-oat-milk', {
    content: { en: '1 litre', nl: '1 liter', da: '1 liter', de: '1 Liter' },
    hint: { label: TWO_FOR_FOUR, missingCount: 1, isPart: false, saves: 38 },
  }),
];

/** A scene with a basket of these lines. */
export function basketScene(lines: readonly LineView[], changes: Partial<BasketView> = {}): Scene {
  const articles = lines.filter((line) => line.kind === 'article');
  return {
    ...BASE,
    lane: { ...BASE.lane, screen: 'basket' },
    lines,
    basket: {
      status: 'open',
      total: lines.reduce((sum, line) => sum + line.amount, 0),
      discount: lines.reduce((sum, line) => sum + line.amount - line.regularAmount, 0),
      articleCount: articles.reduce((sum, { quantity }) => sum + (quantity.kind === 'pieces' ? quantity.count : 1), 0),
      lastLineNumber: articles.at(-1)?.lineNumber ?? null,
      tasks: [],
      ...changes,
    },
  };
}

const BASKET = basketScene(LINES);
/** All that the card of one article can say at once, with names that need every line they may have. */
const MUCH_TO_SAY = demoLine(8, 'pils-can', {
  name: {
    en: 'Brewery selection, alcohol-free wheat beer with grapefruit',
    nl: 'Brouwerijselectie, alcoholvrij witbier met grapefruit',
    da: 'Bryggeriudvalg, alkoholfri hvedeøl med grapefrugt',
    de: 'Brauereiauswahl, alkoholfreies Hefeweizen mit Grapefruit',
  },
  minimumAge: 18,
  quantity: { kind: 'pieces', count: 12 },
  modifiers: [
    { amount: -187, label: QUARTER_OFF },
    { amount: -40, label: TWO_FOR_FOUR },
  ],
  hint: { label: TWO_FOR_FOUR, missingCount: 1, isPart: true, saves: 38 },
  regularAmount: 12_749,
  amount: 12_522,
});

const AGE_TASK = { interventionId: 'age-check', kind: 'age-check', minimumAge: 18 } as const;

export function paymentScene(payment: Partial<PaymentView>): Scene {
  return {
    ...BASKET,
    lane: { ...BASKET.lane, screen: 'payment' },
    basket: { ...BASKET.basket, status: 'tendering' },
    payment: { ...BASE.payment, amount: BASKET.basket.total, ...payment },
  };
}

export function thanksScene(receipt: Partial<ReceiptView>): Scene {
  return {
    ...BASKET,
    lane: { ...BASKET.lane, screen: 'thanks' },
    basket: { ...BASKET.basket, status: 'settled' },
    receipt: { ...BASE.receipt, state: 'choosing', amount: BASKET.basket.total, receiptNumber: 4711, ...receipt },
  };
}

export function outScene(reasons: LaneView['outOfServiceReasons']): Scene {
  return { ...BASE, lane: { ...BASE.lane, screen: 'out-of-service', outOfServiceReasons: reasons } };
}

export function noticeScene(notice: Partial<NonNullable<NoticeView>>): Scene {
  return {
    ...BASKET,
    notice: { noticeId: 1, code: 'article-unknown', scanned: '8710398605511', name: null, data: {}, ...notice },
  };
}

/** A basket with a call for help that is so far. */
export function helpScene(
  facts: Partial<TicketView>,
  promise: Partial<NonNullable<TicketView['promise']>> = {},
): Scene {
  const told = { ...PROMISE, ...promise };
  return { ...BASKET, tickets: [ticketViewWith({ ticketId: 'call', promise: told, ...facts })] };
}

const PROMISE: NonNullable<TicketView['promise']> = {
  placeInLine: 1,
  withinSeconds: 60,
  until: 1,
  missed: false,
  escalation: 'none',
  unattended: false,
};
const SARA = { personId: 'p1', firstName: 'Sara', role: 'assistant' } as const;
const NOOR = { personId: 'r1', firstName: 'Noor', role: 'remote-helper', desk: 'Utrecht' } as const;
const TAKEN = { status: 'acknowledged', attendant: 'Sara', helper: SARA } as const;

/** A call for help in everything that can become of it. */
const HELP_SCENES: Readonly<Record<string, Scene>> = {
  'call-waiting': helpScene({}, { placeInLine: 3, withinSeconds: 180 }),
  'call-long': helpScene({}, { placeInLine: 6, withinSeconds: 600 }),
  'call-late': helpScene({}, { missed: true, escalation: 'all-on-shift', withinSeconds: 90 }),
  'call-last-resort': helpScene({}, { missed: true, escalation: 'last-resort', withinSeconds: null, until: null }),
  'call-unattended': helpScene({}, { unattended: true, withinSeconds: null, until: null }),
  'call-seen': helpScene({ ...TAKEN, coming: false }, { placeInLine: 0 }),
  'call-coming': helpScene({ ...TAKEN, coming: true, topic: 'price', needs: ['hearing'], discreet: true }),
  'call-back-in-line': helpScene({ reopenedAt: 5 }),
  'call-handed-over': helpScene({
    reopenedAt: 5,
    handOver: { from: 'Sara', to: { ...SARA, firstName: 'Finn' }, note: '', at: 5 },
  }),
  'call-here': helpScene({ ...TAKEN, status: 'attending', place: 'at-lane' }),
  'call-desk-seen': helpScene({ status: 'acknowledged', attendant: 'Noor', helper: NOOR }, { placeInLine: 0 }),
  'call-desk-talk': helpScene({
    status: 'attending',
    place: 'from-afar',
    attendant: 'Noor',
    helper: NOOR,
    topic: 'price',
    messages: [
      { from: 'helper', name: 'Noor', phrase: 'hello', text: null, at: 1 },
      { from: 'helper', name: 'Noor', phrase: null, text: 'Is it the oat milk? It is two for 4.00.', at: 2 },
      { from: 'shopper', name: null, phrase: 'yes', text: null, at: 3 },
    ],
  }),
  'call-insisted': helpScene({ insisted: true, personHere: true, reopenedAt: 5 }),
  'call-from-afar': helpScene({ ...TAKEN, status: 'attending', place: 'from-afar' }),
};

const RECEIPT_URL = 'https://bon.market-hall.example/r/0198f3c2-7a41-7d10-9f0e-2c4f7b1a9d55';

/** Every screen in every state that looks or reads differently. */
export const SCENES: Readonly<Record<string, Scene>> = {
  welcome: BASE,
  'welcome-test-lane': { ...BASE, lane: { ...BASE.lane, test: true } },
  'welcome-unknown-article': { ...noticeScene({}), lane: BASE.lane, basket: BASE.basket, lines: [] },
  'basket-one': basketScene(LINES.slice(0, 1)),
  basket: BASKET,
  'basket-age-check': basketScene(LINES, { tasks: [AGE_TASK] }),
  'basket-much-to-say': basketScene([...LINES, MUCH_TO_SAY], { tasks: [AGE_TASK] }),
  'notice-unknown': noticeScene({}),
  'notice-staffed-till': noticeScene({
    code: 'article-not-for-self-checkout',
    name: { en: 'Razor blades', nl: 'Scheermesjes', da: 'Barberblade', de: 'Rasierklingen' },
  }),
  'notice-recalled': noticeScene({
    code: 'article-recalled',
    name: {
      en: 'Crunchy peanut butter',
      nl: 'Pindakaas met stukjes',
      da: 'Peanutbutter',
      de: 'Erdnussbutter mit Stücken',
    },
  }),
  idle: { ...BASKET, session: { ...BASE.session, idleDeadline: 8_000_000_000_000 } },
  'pay-starting': paymentScene({ phase: 'starting', status: 'starting' }),
  'pay-present-card': paymentScene({
    phase: 'present-card',
    status: 'present-card',
    terminalText: 'Please present card',
    cancellable: true,
  }),
  'pay-enter-pin': paymentScene({ phase: 'processing', status: 'enter-pin' }),
  'pay-remove-card': paymentScene({ phase: 'processing', status: 'remove-card' }),
  'pay-part-declined': paymentScene({ phase: 'declined', reason: 'card-declined', covered: 500 }),
  'pay-declined': paymentScene({ phase: 'declined', reason: 'card-declined' }),
  'pay-cancelled': paymentScene({ phase: 'cancelled', reason: 'shopper-cancelled' }),
  'pay-failed': paymentScene({ phase: 'failed', reason: 'terminal-unreachable' }),
  'pay-checking': paymentScene({ phase: 'checking', status: 'contacting-host' }),
  'pay-unknown': paymentScene({ phase: 'unknown' }),
  'thanks-choice': thanksScene({}),
  'thanks-printing': thanksScene({ state: 'printing', chosen: 'paper' }),
  'thanks-printed': thanksScene({ state: 'printed', chosen: 'paper' }),
  'thanks-screen': thanksScene({ state: 'shown', chosen: 'screen', url: RECEIPT_URL }),
  'thanks-none': thanksScene({ state: 'shown', chosen: 'none' }),
  'thanks-no-paper': thanksScene({ state: 'failed', chosen: 'paper', failure: 'paper-end' }),
  paused: { ...BASKET, lane: { ...BASKET.lane, screen: 'paused' }, basket: { ...BASKET.basket, status: 'suspended' } },
  'out-terminal': outScene(['terminal']),
  'out-unsettled': outScene(['payment-unsettled', 'scanner']),
};

/** A scene by its name, those that need a hand to be seen as well. @throws Error when there is none */
export function sceneNamed(name: string): Scene {
  const scene = SCENES[name] ?? HELP_SCENES[name];
  if (scene === undefined) throw new Error(`there is no scene ${name}`);
  return scene;
}

/** Says all slices of a scene to whoever listens. */
export function publishScene(hub: TopicHub, scene: Scene): void {
  hub.publishEntries('lines', { reset: true, set: scene.lines.map((line) => [String(line.lineNumber), line]) });
  hub.publishEntries('assist', { reset: true, set: scene.tickets.map((ticket) => [ticket.ticketId, ticket]) });
  hub.publishEntries('settled', { reset: true, set: scene.settled.map((ticket) => [ticket.ticketId, ticket]) });
  hub.publishValue('categories', demoCategories);
  hub.publishValue('session', scene.session);
  hub.publishValue('basket', scene.basket);
  hub.publishValue('notice', scene.notice);
  hub.publishValue('payment', scene.payment);
  hub.publishValue('receipt', scene.receipt);
  hub.publishValue('lane', scene.lane);
}
