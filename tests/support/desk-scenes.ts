import type { DeskGoods, DeskState } from '#kiosk/api/desk.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { demoArticleViews, demoCategories } from './demo-views.ts';

const READY: DeskState = {
  scanner: { plugged: true },
  terminal: { plugged: true, screen: 'ready', waitingForCard: false, amount: null },
  printer: { plugged: true, paper: 'ok', coverOpen: false },
  receipts: [],
};

const RECEIPT = [
  { text: '          Market Hall', wide: true },
  { text: '               Marktplein 1', wide: false },
  { text: '', wide: false },
  { text: 'Organic oat milk                    2.19 B', wide: false },
  { text: 'Total           €2.19', wide: true },
];

/** What the device desk is shown at one moment, by name. */
export const DESK_SCENES: Readonly<Record<string, DeskState>> = {
  'desk-ready': READY,
  'desk-card': {
    ...READY,
    terminal: { plugged: true, screen: 'present-card', waitingForCard: true, amount: 1348 },
  },
  'desk-trouble': {
    scanner: { plugged: false },
    terminal: { plugged: false, screen: 'ready', waitingForCard: false, amount: null },
    printer: { plugged: false, paper: 'end', coverOpen: true },
    receipts: [{ id: 1, lines: RECEIPT }],
  },
};

const MARKS: readonly DeskGoods['articles'][number]['marks'][] = [
  [],
  ['deposit'],
  ['age', 'deposit'],
  ['weighed'],
  ['recalled'],
  ['staffed'],
];

/** The demo shop's goods, each kind of mark on some of them. */
const GOODS: DeskGoods = {
  laneNumber: 4,
  currency: 'EUR',
  currencyExponent: 2,
  categories: demoCategories.map(({ id, name, picture }) => ({ id, name, picture })),
  articles: ['fruit', 'drinks', 'snacks']
    .flatMap((category) => demoArticleViews('', 'en', category).map((article) => ({ ...article, category })))
    .map(({ articleId, name, picture, price, category }, index) => {
      const marks = MARKS[index % MARKS.length] ?? [];
      return { code: articleId, name, picture, category, price, minimumAge: marks.includes('age') ? 18 : null, marks };
    }),
  tries: {
    promotion: 'banana',
    ageCheck: 'banana',
    member: ['banana', 'card'],
    coupon: ['banana', 'coupon'],
    deposit: ['banana', 'slip'],
  },
};

export function publishDeskScene(hub: TopicHub, name: string): void {
  hub.publishValue('deskGoods', GOODS);
  hub.publishValue('desk', DESK_SCENES[name] ?? READY);
}
