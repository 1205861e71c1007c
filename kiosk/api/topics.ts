import { z } from 'zod';
import {
  basketView,
  catalogueCategoryView,
  deviceView,
  effectView,
  laneStatusView,
  laneView,
  lineView,
  noticeView,
  paymentView,
  receiptView,
  sessionView,
  ticketView,
} from './views.ts';
import { deskGoods, deskState } from './desk.ts';
import { slipView } from './slips.ts';
import { backlogView, boardView, missedSearchView, personView } from './staff.ts';

/**
 * The topics that a page can subscribe to.
 * - value: one value, always sent whole; a slow page gets only the latest.
 * - keyed: entries by key; a slow page gets the latest of each entry that changed.
 * - effect: one-shot; never stored, dropped when a page is slow.
 */
export const topics = {
  lane: { kind: 'value', schema: laneView, roles: ['shopper'] },
  session: { kind: 'value', schema: sessionView, roles: ['shopper'] },
  basket: { kind: 'value', schema: basketView, roles: ['shopper'] },
  lines: { kind: 'keyed', schema: lineView, roles: ['shopper'] },
  notice: { kind: 'value', schema: noticeView, roles: ['shopper'] },
  payment: { kind: 'value', schema: paymentView, roles: ['shopper'] },
  receipt: { kind: 'value', schema: receiptView, roles: ['shopper'] },
  /** The tickets of this lane that are not ended. */
  assist: { kind: 'keyed', schema: ticketView, roles: ['shopper'] },
  devices: { kind: 'keyed', schema: deviceView, roles: ['shopper'] },
  categories: { kind: 'value', schema: z.array(catalogueCategoryView), roles: ['shopper'] },
  effects: { kind: 'effect', schema: effectView, roles: ['shopper'] },
  /** The open tickets of all lanes, for staff. */
  tickets: { kind: 'keyed', schema: ticketView, roles: ['staff'] },
  /** The last calls that are over, with how it went. */
  settled: { kind: 'keyed', schema: ticketView, roles: ['staff', 'shopper'] },
  lanes: { kind: 'keyed', schema: laneStatusView, roles: ['staff'] },
  people: { kind: 'keyed', schema: personView, roles: ['staff'] },
  board: { kind: 'value', schema: boardView, roles: ['staff'] },
  backlog: { kind: 'keyed', schema: backlogView, roles: ['staff'] },
  /** Slips that were given out and are still open, by their code. */
  slips: { kind: 'keyed', schema: slipView, roles: ['staff'] },
  /** What was looked for in vain, from a lane to its store; no page has it. */
  missed: { kind: 'keyed', schema: missedSearchView, roles: [] },
  desk: { kind: 'value', schema: deskState, roles: ['desk'] },
  /** Apart from the desk's state, which changes often: the goods are sent once. */
  deskGoods: { kind: 'value', schema: deskGoods, roles: ['desk'] },
} as const satisfies Record<string, TopicDefinition>;

export type PageRole = 'shopper' | 'staff' | 'desk';

export interface TopicDefinition {
  readonly kind: 'value' | 'keyed' | 'effect';
  readonly schema: z.ZodType;
  readonly roles: readonly PageRole[];
}

export type TopicName = keyof typeof topics;

/** The names of the topics of one kind. */
export type TopicNameOf<Kind extends TopicDefinition['kind']> = {
  [Name in TopicName]: (typeof topics)[Name]['kind'] extends Kind ? Name : never;
}[TopicName];

/** The payload of a topic: the value itself, or one entry of a keyed topic. */
export type TopicPayload<Name extends TopicName> = z.infer<(typeof topics)[Name]['schema']>;
