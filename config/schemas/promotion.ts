import { z } from 'zod';
import { promotionProblems } from '#kiosk/core/promotions/promotion-problems.ts';
import type { Promotion } from '#kiosk/core/promotions/promotion.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import { parseAmount, type MinorUnits } from '#kiosk/core/values/money.ts';
import { localizedText } from './fields.ts';

/**
 * A promotion as a file has it: field by field what the core has (its own description says what each does and may be),
 * but with amounts as people write them, in text with a point ("4.00").
 */

const names = z.array(z.string().max(64)).max(1000);
const count = z.number();

const target = z.strictObject({
  everything: z.boolean().optional(),
  articles: names.optional(),
  groups: names.optional(),
  exceptArticles: names.optional(),
  exceptGroups: names.optional(),
});

const validity = z.strictObject({
  from: z.string().optional(),
  until: z.string().optional(),
  weekdays: z.array(count).max(7).optional(),
  times: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .max(10)
    .optional(),
});

const coupon = z.strictObject({
  couponId: z.string().max(64),
  pieces: z.union([count, z.literal('all')], { error: 'must be a number of pieces or "all"' }).optional(),
});

const requires = z.strictObject({
  member: z.literal(true).optional(),
  programme: z.string().max(64).optional(),
  staff: z.literal(true).optional(),
  coupon: coupon.optional(),
});

const base = {
  promotionId: z.string(),
  label: localizedText,
  priority: count.optional(),
  stacking: z.enum(['exclusive', 'best-price', 'compounded']).optional(),
  validity: validity.optional(),
  requires: requires.optional(),
  limits: z.strictObject({ perTransaction: count.optional(), perShopper: count.optional() }).optional(),
};

const mix = z.enum(['any', 'same-article']).optional();

/** The schema of one promotion in a store with this currency (ISO 4217). */
export function promotionSchema(currency: string): z.ZodType<Promotion> {
  return promotionSchemaWith(amountIn(currency));
}

/** The same with amounts written in another way. */
export function promotionSchemaWith(amount: z.ZodType<MinorUnits>): z.ZodType<Promotion> {
  return shapes(amount).superRefine((promotion, context) => {
    for (const { path, allowed } of promotionProblems(promotion)) {
      context.addIssue({ code: 'custom', path: pathParts(path), message: `must be ${allowed}` });
    }
  });
}

function shapes(amount: z.ZodType<MinorUnits>) {
  const percentReward = z.strictObject({ type: z.literal('percent'), basisPoints: count });
  const amountReward = z.strictObject({ type: z.literal('amount'), amount });
  const priceReward = z.strictObject({ type: z.literal('price'), price: amount });
  const cheapestReward = z.strictObject({
    type: z.literal('cheapest'),
    count,
    basisPoints: count.optional(),
  });
  const unitReward = z.discriminatedUnion('type', [percentReward, amountReward, priceReward]);
  const setReward = z.discriminatedUnion('type', [percentReward, amountReward, priceReward, cheapestReward]);
  const basketReward = z.discriminatedUnion('type', [percentReward, amountReward]);
  const tiers = { ...base, kind: z.literal('tiers'), target };
  return z.discriminatedUnion('kind', [
    z.strictObject({ ...base, kind: z.literal('amount-off'), target, amount }),
    z.strictObject({ ...base, kind: z.literal('percent-off'), target, basisPoints: count }),
    z.strictObject({ ...base, kind: z.literal('fixed-price'), target, price: amount }),
    z.discriminatedUnion('by', [
      z.strictObject({ ...tiers, by: z.literal('quantity'), tiers: listOf({ from: count, reward: unitReward }) }),
      z.strictObject({ ...tiers, by: z.literal('value'), tiers: listOf({ from: amount, reward: unitReward }) }),
    ]),
    z.strictObject({
      ...base,
      kind: z.literal('best-before'),
      target,
      steps: listOf({ daysLeft: count, basisPoints: count }),
    }),
    z.strictObject({ ...base, kind: z.literal('n-for-m'), target, take: count, pay: count, mix }),
    z.strictObject({ ...base, kind: z.literal('n-for-price'), target, take: count, price: amount, mix }),
    z.strictObject({
      ...base,
      kind: z.literal('cheapest-free'),
      target,
      take: count,
      free: count.optional(),
      basisPoints: count.optional(),
    }),
    z.strictObject({ ...base, kind: z.literal('mix-and-match'), parts: listOf({ target, count }), reward: setReward }),
    z.strictObject({
      ...base,
      kind: z.literal('bundle'),
      articles: listOf({ articleId: z.string(), count }),
      price: amount,
    }),
    z.strictObject({
      ...base,
      kind: z.literal('basket-discount'),
      target: target.optional(),
      threshold: amount.optional(),
      reward: basketReward,
    }),
  ]);
}

const LIST_MAX = 24;

function listOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.array(z.strictObject(shape)).max(LIST_MAX);
}

/** Amounts as text, in the decimals that the currency has. */
function amountIn(currency: string): z.ZodType<MinorUnits> {
  const exponent = currencyByCode(currency)?.exponent ?? 2;
  return z.string().transform((text, context) => {
    const amount = parseAmount(text, exponent);
    if (amount !== undefined) return amount;
    const message = `must be an amount in text, with at most ${exponent} decimals of ${currency}: "2.19"`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** "tiers[1].from" as its parts. */
function pathParts(path: string): (string | number)[] {
  return path.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : [/^\d+$/.test(part) ? Number(part) : part]));
}
