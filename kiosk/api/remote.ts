import { z } from 'zod';

/** What people who help from afar say, hear, and can look up. */

const id = z.string().min(1).max(60);
const localizedText = z.record(z.string(), z.string());

/** The contract's bound of a message, in characters; the lane holds the same one. */
export const MESSAGE_LENGTH_MAX = 160;

const ownWords = z.object({ text: z.string().min(1).max(MESSAGE_LENGTH_MAX) }).strict();

/** Sentences that each side reads in its own language. */
const helperPhrase = z.enum(['hello', 'tell-me', 'scan-again', 'look-with-you', 'wait', 'somebody-comes']);
const shopperPhrase = z.enum(['yes', 'no', 'done', 'not-clear', 'thanks']);

const helperSaid = z.union([z.object({ phrase: helperPhrase }).strict(), ownWords]);
export const shopperSaid = z.union([z.object({ phrase: shopperPhrase }).strict(), ownWords]);

export const messageView = z.object({
  from: z.enum(['shopper', 'helper']),
  name: z.string().nullable(),
  /** One of the sentences, or null where it is somebody's own words. */
  phrase: z.union([helperPhrase, shopperPhrase]).nullable(),
  text: z.string().max(MESSAGE_LENGTH_MAX).nullable(),
  at: z.int(),
});

/** What a store says of itself and of its country's law; numbers and marks, for the page to put into words. */
export const storeAround = z.object({
  storeName: z.string(),
  addressLines: z.array(z.string()),
  phone: z.string().nullable(),
  /** On the wall of the store: "21:40". */
  localTime: z.string(),
  currency: z.string(),
  currencyExponent: z.int(),
  languages: z.array(z.string()),
  facts: z.array(z.object({ about: z.string(), text: z.string() })),
  law: z.object({
    country: z.string(),
    ages: z.array(
      z.object({
        rule: z.string(),
        minimumAge: z.int(),
        saleAllowed: z.boolean(),
        hours: z.object({ from: z.string(), to: z.string() }).nullable(),
        reference: z.string(),
        unverified: z.boolean(),
      }),
    ),
    deposits: z.array(z.object({ name: localizedText, amount: z.int(), unverified: z.boolean() })),
    receipt: z.enum(['ALWAYS_ISSUE', 'OFFER', 'ON_REQUEST_ONLY']),
    /** What a total in cash is rounded to, in minor units; null: not at all. */
    cashStep: z.int().nullable(),
  }),
});

const foundArticle = z.object({
  articleId: z.string(),
  name: localizedText,
  price: z.int().nullable(),
  pricedPer: z.enum(['pieces', 'weight', 'volume']),
});

const STAFF = ['staff'] as const;

export const remoteCommands = {
  /** A short message to the shopper, from whoever has her call. */
  sayToShopper: {
    input: z.object({ ticketId: id, said: helperSaid }).strict(),
    output: z.object({}).strict(),
    roles: STAFF,
  },
  /** What somebody who has never been in the shop should know, for a call that they have. */
  lookAround: { input: z.object({ ticketId: id }).strict(), output: storeAround, roles: STAFF },
  /** What articles of the lane cost, by words. */
  findPrices: {
    input: z.object({ ticketId: id, text: z.string().min(1).max(60), language: z.string().min(2).max(20) }).strict(),
    output: z.object({ articles: z.array(foundArticle).max(8) }),
    roles: STAFF,
  },
} as const;

export type MessageView = z.infer<typeof messageView>;
export type StoreAround = z.infer<typeof storeAround>;
