import { z } from 'zod';
import { messageView } from './remote.ts';
import { careView, helperView, promiseView } from './staff.ts';

/**
 * What the program shows its pages: slices of state, each a topic of its own. A value topic has one value; a keyed
 * topic is a collection whose entries change one by one, so that a basket of 500 lines costs no more per scan than one
 * of two. Amounts are minor units of the currency in the lane slice. Texts of articles come in all their languages; the
 * page picks.
 */

const localizedText = z.record(z.string(), z.string());
const minorUnits = z.int();

export const laneView = z.object({
  storeName: z.string(),
  laneNumber: z.int(),
  workstationId: z.string(),
  currency: z.string(),
  currencyExponent: z.int(),
  screen: z.enum(['welcome', 'basket', 'payment', 'thanks', 'paused', 'out-of-service']),
  /** Why the lane is out of service, for a sentence on the screen. Empty while it is in service. */
  outOfServiceReasons: z.array(z.enum(['terminal', 'journal', 'disk', 'scanner', 'payment-unsettled', 'staff'])),
  /** Screen geometry: millimetres per CSS pixel, for sizes that hands and eyes need. */
  mmPerPx: z.number(),
  /** Nothing is really sold here, and every screen says so. */
  test: z.boolean(),
});

export const sessionView = z.object({
  language: z.string(),
  languages: z.array(z.string()),
  /** Present while the lane asks "do you need more time?": when the basket will be put aside (epoch ms). */
  idleDeadline: z.int().nullable(),
});

const quantityView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pieces'), count: z.int() }),
  z.object({ kind: z.literal('weight'), grams: z.int() }),
  z.object({ kind: z.literal('volume'), millilitres: z.int() }),
]);

export const lineView = z.object({
  lineNumber: z.int(),
  parentLine: z.int().nullable(),
  kind: z.enum(['article', 'deposit']),
  name: localizedText,
  content: localizedText.nullable(),
  picture: z.string().nullable(),
  quantity: quantityView,
  unitPrice: minorUnits,
  pricedPer: z.enum(['pieces', 'weight', 'volume']),
  regularAmount: minorUnits,
  /** regularAmount and all modifiers: what the line costs. */
  amount: minorUnits,
  modifiers: z.array(z.object({ amount: minorUnits, label: localizedText })),
  /** The next step of a promotion, if one is near. */
  hint: z
    .object({
      label: localizedText,
      missingCount: z.int(),
      /** What is missing is something else that belongs to it; `saves` is then the least that it saves. */
      isPart: z.boolean(),
      saves: minorUnits,
    })
    .nullable(),
  minimumAge: z.int().nullable(),
  countChangeable: z.boolean(),
});

export const basketView = z.object({
  status: z.enum(['idle', 'open', 'suspended', 'tendering', 'settled']),
  total: minorUnits,
  discount: minorUnits,
  articleCount: z.int(),
  lastLineNumber: z.int().nullable(),
  /** Tasks that a person settles before paying; scanning goes on meanwhile. */
  tasks: z.array(z.object({ interventionId: z.string(), kind: z.enum(['age-check']), minimumAge: z.int().nullable() })),
});

/** The last thing that went otherwise than wished: said calmly, gone with the next scan. */
export const noticeView = z
  .object({
    noticeId: z.int(),
    code: z.string(),
    /** The code that was read, for the shopper to compare, at most 20 characters. */
    scanned: z.string().nullable(),
    name: localizedText.nullable(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  })
  .nullable();

export const paymentView = z.object({
  phase: z.enum([
    'none',
    'starting',
    'present-card',
    'processing',
    'checking',
    'approved',
    'declined',
    'cancelled',
    'failed',
    'unknown',
  ]),
  amount: minorUnits,
  /** What earlier payments of this sale have paid already; `amount` is the rest. */
  covered: minorUnits,
  /** What the terminal says now: its status code's meaning, or its own words where it must be quoted. */
  status: z.string().nullable(),
  terminalText: z.string().nullable(),
  reason: z.string().nullable(),
  cancellable: z.boolean(),
});

export const receiptView = z.object({
  choices: z.array(z.enum(['paper', 'screen', 'none'])),
  chosen: z.enum(['paper', 'screen', 'none']).nullable(),
  state: z.enum(['none', 'choosing', 'printing', 'printed', 'shown', 'failed']),
  failure: z.enum(['paper-end', 'cover-open', 'offline', 'error']).nullable(),
  url: z.string().nullable(),
  receiptNumber: z.int().nullable(),
  amount: minorUnits,
  /** When the thanks screen goes by itself (epoch ms). */
  closesAt: z.int().nullable(),
});

export const helpTopic = z.enum(['article', 'price', 'payment', 'age', 'other']);
export const shopperNeed = z.enum(['walking', 'hearing', 'sight', 'language', 'calm']);

/** A call for a person, for the shopper who waits and for whoever comes. What is null did not happen. */
export const ticketView = z.object({
  ticketId: z.string(),
  workstationId: z.string(),
  laneNumber: z.int(),
  reason: z.string(),
  raisedBy: z.enum(['shopper', 'lane']),
  topic: z.string().nullable(),
  language: z.string(),
  status: z.enum(['raised', 'acknowledged', 'attending', 'resolved', 'withdrawn', 'expired']),
  /** The name that the shopper reads. */
  attendant: z.string().nullable(),
  helper: helperView.nullable(),
  /** On the way; false for "seen, I come after this". */
  coming: z.boolean(),
  leaseUntil: z.int().nullable(),
  raisedAt: z.int(),
  acknowledgedAt: z.int().nullable(),
  attendedAt: z.int().nullable(),
  /** Since when nobody has it again. */
  reopenedAt: z.int().nullable(),
  place: z.enum(['at-lane', 'from-afar']).nullable(),
  needs: z.array(shopperNeed),
  discreet: z.boolean(),
  /** How many more of the same kind came while it was open. */
  merges: z.int(),
  handOver: z.object({ from: z.string(), to: helperView.nullable(), note: z.string(), at: z.int() }).nullable(),
  backup: z
    .object({ kind: z.enum(['second-person', 'backup']), askedAt: z.int(), joined: z.array(helperView) })
    .nullable(),
  /** For people in the shop alone, and whether the shopper herself said so. */
  personHere: z.boolean(),
  insisted: z.boolean(),
  /** The latest that she and whoever helps her have said to each other. */
  messages: z.array(messageView).max(8),
  /** What it turned out to be, and when it was over. */
  resolution: z.string().nullable(),
  endedAt: z.int().nullable(),
  ease: z.enum(['easy', 'hard']).nullable(),
  context: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The task in the basket that this ticket is about, if any. */
  interventionId: z.string().nullable(),
  basket: z.object({ total: minorUnits, articleCount: z.int() }),
  /** The last things that happened at the lane before and since, newest last, at most five; codes for sentences. */
  events: z.array(
    z.object({ at: z.int(), code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  /** Answers that the shopper opened before or while waiting, by the id of the article. */
  articlesRead: z.array(z.string()),
  /** What the store told the lane to promise; null as long as it has not. */
  promise: promiseView.nullable(),
  /** The shopper has it open on her screen; absent while she has put it away. */
  inSight: z.literal(true).optional(),
  /** What the store adds for its people; null at the lane. */
  care: careView.nullable(),
});

/** An answer that a shopper can read while waiting, or instead of calling. */
export const helpArticleView = z.object({
  articleId: z.string(),
  version: z.int(),
  owner: z.string(),
  topic: helpTopic,
  title: z.string(),
  steps: z.array(z.object({ text: z.string(), picture: z.string().nullable() })),
  language: z.string(),
});

export const deviceView = z.object({
  deviceId: z.string(),
  kind: z.enum(['scanner', 'printer', 'terminal']),
  state: z.enum(['closed', 'opening', 'ready', 'busy', 'faulted', 'offline']),
  detail: z.string().nullable(),
});

export const catalogueCategoryView = z.object({
  id: z.string(),
  name: localizedText,
  picture: z.string().nullable(),
});

export const articleView = z.object({
  articleId: z.string(),
  name: localizedText,
  content: localizedText.nullable(),
  picture: z.string().nullable(),
  price: minorUnits.nullable(),
  pricedPer: z.enum(['pieces', 'weight', 'volume']),
});

/** What a lane shows on a staff page's map. */
export const laneStatusView = z.object({
  workstationId: z.string(),
  laneNumber: z.int(),
  state: z.enum(['free', 'scanning', 'paying', 'help', 'held', 'paused', 'out-of-service']),
  connected: z.boolean(),
  basket: z.object({ total: minorUnits, articleCount: z.int() }),
  /** How often the basket changed: a page that shows it asks again. */
  basketRevision: z.int(),
  /** Its basket is on its way to another lane. */
  moving: z.object({ moveId: z.string().max(60), to: z.string().max(60) }).optional(),
  /** Where staff pages find this lane when the store is away; null where it only answers its own machine. */
  directUrl: z.string().nullable(),
  /** What amounts in this lane's tickets are in. */
  currency: z.string(),
  currencyExponent: z.int(),
});

/** A short, one-shot effect: a sound with its visible twin. Dropped when it is late. */
export const effectView = z.object({ effect: z.enum(['found', 'not-found', 'attention', 'thanks']), at: z.int() });

export type LaneView = z.infer<typeof laneView>;
export type SessionView = z.infer<typeof sessionView>;
export type LineView = z.infer<typeof lineView>;
export type BasketView = z.infer<typeof basketView>;
export type NoticeView = z.infer<typeof noticeView>;
export type PaymentView = z.infer<typeof paymentView>;
export type ReceiptView = z.infer<typeof receiptView>;
export type TicketView = z.infer<typeof ticketView>;
export type HelpArticleView = z.infer<typeof helpArticleView>;
export type DeviceView = z.infer<typeof deviceView>;
export type CategoryView = z.infer<typeof catalogueCategoryView>;
export type ArticleView = z.infer<typeof articleView>;
export type LaneStatusView = z.infer<typeof laneStatusView>;
