import { type Context, ContextConsumer, createContext } from '@lit/context';
import type { ReactiveControllerHost } from 'lit';
import type { EntriesNews } from '#kiosk/api/client/topic-store.ts';
import type {
  ArticleView,
  BasketView,
  CategoryView,
  HelpArticleView,
  LaneView,
  LineView,
  NoticeView,
  PaymentView,
  ReceiptView,
  SessionView,
  TicketView,
} from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { Preferences } from './preferences.ts';

/** One context a slice, so that an element is drawn again only when what it shows has changed. */
export const wordsContext = createContext<Translator>(Symbol('words'));
export const laneContext = createContext<LaneView>(Symbol('lane'));
export const sessionContext = createContext<SessionView>(Symbol('session'));
export const basketContext = createContext<BasketView>(Symbol('basket'));
export const noticeContext = createContext<NoticeView>(Symbol('notice'));
export const paymentContext = createContext<PaymentView>(Symbol('payment'));
export const receiptContext = createContext<ReceiptView>(Symbol('receipt'));
export const categoriesContext = createContext<CategoryView[]>(Symbol('categories'));
export const ticketsContext = createContext<ReadonlyMap<string, TicketView>>(Symbol('tickets'));
export const preferencesContext = createContext<Preferences>(Symbol('preferences'));
export const roomContext = createContext<Room>(Symbol('room'));
/** The lines change one by one: whoever shows them listens for the news itself. */
export const linesContext = createContext<Lines>(Symbol('lines'));
export const answersContext = createContext<Answers>(Symbol('answers'));
export const searchContext = createContext<Search>(Symbol('search'));

/** How much space the page has: decides sizes, and what is left out. */
export interface Room {
  readonly size: 'roomy' | 'medium' | 'tight';
  /** Whether the text is so large for this room that pictures and asides make way for it. */
  readonly crowded: boolean;
  /** Whether the screen is high enough for its lower part to be used alone. */
  readonly canLower: boolean;
}

export interface Lines {
  entries(): ReadonlyMap<string, LineView>;
  subscribe(listener: (news: EntriesNews) => void): () => void;
}

/** Articles to choose by hand. Rejects when the lane does not answer. */
export type Search = (text: string, category: string | null) => Promise<readonly ArticleView[]>;

/** The answers of the store. */
export interface Answers {
  /** Without words those that fit the moment. Rejects when the lane does not answer. */
  search(text: string): Promise<readonly HelpArticleView[]>;
  /** Whoever comes to help knows then what was read. */
  opened(articleId: string): void;
}

/** A slice as an element sees it; the element is drawn again when it changes. */
export class Slice<T> {
  private readonly consumer: ContextConsumer<Context<unknown, T>, ReactiveControllerHost & HTMLElement>;

  constructor(host: ReactiveControllerHost & HTMLElement, context: Context<unknown, T>) {
    this.consumer = new ContextConsumer(host, { context, subscribe: true });
  }

  /** @throws Error outside the page that provides the slices */
  get value(): T {
    const { value } = this.consumer;
    if (value === undefined) throw new Error('an element stands outside the page that gives it its data');
    return value;
  }
}
