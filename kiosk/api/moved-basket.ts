import { z } from 'zod';

/*
 * A basket on its way from one lane to another: what is in it and who decided what about it, but no price of the
 * catalogue, which the other lane knows, and no age check, which it makes again.
 */

/** More lines than one person moves; a larger basket is paid where it is. */
const MOVED_LINES_MAX = 200;
const COUPONS_MAX = 50;
const DISCOUNTS_MAX = 10;

const id = z.string().min(1).max(60);
const text = z.string().max(200);
const amount = z.int().min(0);

const person = z.object({
  personId: z.string().max(60),
  firstName: z.string().max(60),
  role: z.enum(['assistant', 'supervisor', 'manager', 'technician', 'remote-helper']),
});

const quantity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pieces'), count: z.int().min(1).max(99) }),
  z.object({ kind: z.literal('weight'), grams: z.int().min(1) }),
  z.object({ kind: z.literal('volume'), millilitres: z.int().min(1) }),
]);

const decided = { reason: text, by: person };

const movedLine = z.object({
  articleId: id,
  code: text.optional(),
  entry: z.enum(['scanned', 'keyed', 'chosen']),
  quantity,
  /** What the label of just this package says that it costs. */
  statedAmount: amount.optional(),
  /** YYYY-MM-DD */
  bestBefore: z.string().max(10).optional(),
  override: z.object({ unitPrice: amount, ...decided }).optional(),
});

export const movedBasket = z.object({
  transactionId: id,
  workstationId: id,
  language: z.string().max(20),
  member: z.object({ key: text, programmes: z.array(text).max(20) }).nullable(),
  coupons: z.array(z.object({ couponId: text, serial: text.optional() })).max(COUPONS_MAX),
  lines: z.array(movedLine).max(MOVED_LINES_MAX),
  slips: z.array(z.object({ reference: text, amount: amount.min(1) })).max(MOVED_LINES_MAX),
  discounts: z.array(z.object({ discountId: id, amount: amount.min(1), ...decided })).max(DISCOUNTS_MAX),
});

const moveId = id;

export const moveStep = z.discriminatedUnion('step', [
  /** To the lane that has it: put it aside and say what is in it. */
  z.object({ step: z.literal('lend'), moveId, to: id, reason: text.optional() }).strict(),
  /** To the other: take it, once. */
  z.object({ step: z.literal('take'), moveId, basket: movedBasket }).strict(),
  /** To the other: never take it any more, unless it was taken. */
  z.object({ step: z.literal('refuse'), moveId }).strict(),
  /** To the lane that lent it: it is over there now, or it stays. */
  z.object({ step: z.literal('finish'), moveId, taken: z.boolean() }).strict(),
]);

/** Of each step what the store has to know next. */
export const moveAnswer = z.object({
  /** Of a lane that lends: under which name, and what. */
  lent: z.object({ moveId, to: id, basket: movedBasket }).optional(),
  /** Of the other lane: whether it has it. */
  taken: z.boolean().optional(),
});

export type MovedBasket = z.infer<typeof movedBasket>;
export type MoveStep = z.infer<typeof moveStep>;
export type MoveAnswer = z.infer<typeof moveAnswer>;
