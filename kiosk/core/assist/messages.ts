import { reject, type Rejection } from '../rejection.ts';
import type { EpochMs, TicketId } from '../values/identifiers.ts';
import type { Helper } from './person.ts';

/** Short sentences that each reads in their own language. */
export const HELPER_PHRASES = ['hello', 'tell-me', 'scan-again', 'look-with-you', 'wait', 'somebody-comes'] as const;
export const SHOPPER_PHRASES = ['yes', 'no', 'done', 'not-clear', 'thanks'] as const;

export type HelperPhrase = (typeof HELPER_PHRASES)[number];
export type ShopperPhrase = (typeof SHOPPER_PHRASES)[number];

/** What is said: a sentence that the pages have in four languages, or somebody's own words. */
export type Said<Phrase extends string> = { readonly phrase: Phrase } | { readonly text: string };

/** One short message, as it is written down. */
export type MessageSaid = {
  readonly type: 'ticket-message-said';
  readonly ticketId: TicketId;
  readonly at: EpochMs;
  readonly phrase?: HelperPhrase | ShopperPhrase | undefined;
  readonly text?: string | undefined;
} & ({ readonly from: 'shopper' } | { readonly from: 'helper'; readonly helper: Helper });

/** A message as the two of them see it. */
export interface TicketMessage {
  readonly from: 'shopper' | 'helper';
  readonly name?: string | undefined;
  readonly phrase?: HelperPhrase | ShopperPhrase | undefined;
  readonly text?: string | undefined;
  readonly at: EpochMs;
}

/** Characters of a message; what takes more is told faster by somebody in the shop. */
const MESSAGE_LENGTH_MAX = 160;

/** Messages of one call; a matter that takes more of them wants a person beside the shopper. */
const MESSAGES_MAX = 60;

/** The latest messages, as many as a page shows and a report to the store has room for. */
const MESSAGES_KEPT = 8;

/** What breaks lines, moves a cursor, or turns the direction of what stands beside it. */
const UNSAYABLE = /[\p{Cc}\u{2028}\u{2029}\u{202A}-\u{202E}\u{2066}-\u{2069}]+/gu;

/** The messages of a call: how many there were, and the latest. */
export interface Conversation {
  readonly count: number;
  readonly latest: readonly TicketMessage[];
}

/** @returns what is to be written down, or why it is not said */
export function decideSaying(
  conversation: Conversation | undefined,
  said: Said<HelperPhrase | ShopperPhrase>,
): { readonly phrase: HelperPhrase | ShopperPhrase } | { readonly text: string } | Rejection {
  if ((conversation?.count ?? 0) >= MESSAGES_MAX) return reject('message-limit', { max: MESSAGES_MAX });
  if ('phrase' in said) return { phrase: said.phrase };
  const text = said.text.replaceAll(UNSAYABLE, ' ').trim();
  return text === '' || text.length > MESSAGE_LENGTH_MAX ? reject('message-malformed') : { text };
}

export function evolveConversation(conversation: Conversation | undefined, event: MessageSaid): Conversation {
  const { from, phrase, text, at } = event;
  const name = event.from === 'helper' ? event.helper.firstName : undefined;
  const message: TicketMessage = { from, name, phrase, text, at };
  return {
    count: (conversation?.count ?? 0) + 1,
    latest: [...(conversation?.latest ?? []), message].slice(-MESSAGES_KEPT),
  };
}
