import { type Context, ContextProvider } from '@lit/context';
import type { ReactiveControllerHost } from 'lit';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { TopicName, TopicNameOf, TopicPayload } from '#kiosk/api/topics.ts';
import type { BasketView, PaymentView, ReceiptView } from '#kiosk/api/views.ts';
import {
  basketContext,
  categoriesContext,
  laneContext,
  linesContext,
  noticeContext,
  paymentContext,
  receiptContext,
  sessionContext,
  ticketsContext,
} from './contexts.ts';

export const TOPICS = [
  'lane',
  'session',
  'basket',
  'lines',
  'notice',
  'payment',
  'receipt',
  'assist',
  'settled',
  'categories',
  'effects',
] as const satisfies readonly TopicName[];

const NO_BASKET: BasketView = {
  status: 'idle',
  total: 0,
  discount: 0,
  articleCount: 0,
  lastLineNumber: null,
  tasks: [],
};
const NO_PAYMENT: PaymentView = {
  phase: 'none',
  amount: 0,
  status: null,
  terminalText: null,
  reason: null,
  cancellable: false,
  covered: 0,
};
const NO_RECEIPT: ReceiptView = {
  choices: [],
  chosen: null,
  state: 'none',
  failure: null,
  url: null,
  receiptNumber: null,
  amount: 0,
  closesAt: null,
};

type Host = ReactiveControllerHost & HTMLElement;

/** Hands the topics of the lane to the elements of the page, each as a context of its own. */
export function provideSlices(host: Host, lane: PageConnection): () => void {
  const assist = new ContextProvider(host, { context: ticketsContext, initialValue: lane.entries('assist') });
  host.addController(
    new ContextProvider(host, {
      context: linesContext,
      initialValue: {
        entries: () => lane.entries('lines'),
        subscribe: (listener) => lane.subscribe('lines', listener),
      },
    }),
  );
  const ends = [
    provide(host, lane, 'lane', laneContext),
    provide(host, lane, 'session', sessionContext),
    provide(host, lane, 'basket', basketContext, NO_BASKET),
    provide(host, lane, 'notice', noticeContext, null),
    provide(host, lane, 'payment', paymentContext, NO_PAYMENT),
    provide(host, lane, 'receipt', receiptContext, NO_RECEIPT),
    provide(host, lane, 'categories', categoriesContext, []),
    lane.subscribe('assist', () => assist.setValue(lane.entries('assist'))),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function provide<Name extends TopicNameOf<'value'>>(
  host: Host,
  lane: PageConnection,
  topic: Name,
  context: Context<unknown, TopicPayload<Name>>,
  until?: TopicPayload<Name>,
): () => void {
  // Without a first value nothing is provided yet: the page shows no screen before the lane has spoken.
  const provider = new ContextProvider(host, { context, initialValue: until as TopicPayload<Name> });
  return lane.subscribe(topic, () => provider.setValue(lane.value(topic) as TopicPayload<Name>));
}
