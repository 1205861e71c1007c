import { z } from 'zod';
import type { Promotion } from '#kiosk/core/promotions/promotion.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import { parseAmount, type MinorUnits } from '#kiosk/core/values/money.ts';
import { localizedText, timeOfDay, whole } from './fields.ts';

/**
 * A promotion as a file has it: as the core has it (see its own description of every field), but with amounts as people
 * write them, in text with a point ("4.00").
 */

const SET_PIECES = { min: 2, max: 24 };
const name = z.string().min(1).max(64);
const names = z.array(name).min(1).max(1000);

const target = z
  .strictObject({
    everything: z.boolean().optional(),
    articles: names.optional(),
    groups: names.optional(),
    exceptArticles: names.optional(),
    exceptGroups: names.optional(),
  })
  .refine((value) => value.everything === true || value.articles !== undefined || value.groups !== undefined, {
    error: 'must name articles or groups, or say "everything": true',
  });

const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?$/, 'must be a day or a minute: 2026-05-01 or 2026-05-01T09:00')
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'is no such day or minute' });

const validity = z.strictObject({
  from: moment.optional(),
  until: moment.optional(),
  weekdays: z
    .array(whole('1 is Monday.', { min: 1, max: 7 }))
    .min(1)
    .max(7)
    .optional(),
  times: z
    .array(z.strictObject({ from: timeOfDay, to: timeOfDay }))
    .min(1)
    .max(10)
    .optional(),
});

const requires = z.strictObject({
  member: z.literal(true).optional(),
  programme: name.optional(),
  staff: z.literal(true).optional(),
  coupon: z.strictObject({ couponId: name, pieces: z.union([z.int().min(1), z.literal('all')]).optional() }).optional(),
});

const limits = z.strictObject({
  perTransaction: z.int().min(1).optional(),
  perShopper: z.int().min(1).optional(),
});

const base = {
  promotionId: name,
  label: localizedText,
  priority: whole('Higher first.', { min: -1000, max: 1000 }).optional(),
  stacking: z.enum(['exclusive', 'best-price', 'compounded']).optional(),
  validity: validity.optional(),
  requires: requires.optional(),
  limits: limits.optional(),
};

const basisPoints = whole('2500 is 25 %.', { min: 1, max: 10_000 }, 'hundredths of a percent');
const take = whole('Pieces in a set.', SET_PIECES, 'pieces');
const mix = z.enum(['any', 'same-article']).optional();

/** Amounts as text, in the decimals that the currency has. */
function amountIn(currency: string): z.ZodType<MinorUnits> {
  const exponent = currencyByCode(currency)?.exponent ?? 2;
  return z.string().transform((text, context) => {
    const amount = parseAmount(text, exponent);
    if (amount !== undefined && amount > 0) return amount;
    const message = `must be an amount above zero in text, with at most ${exponent} decimals of ${currency}: "2.19"`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** The schema of one promotion in a store with this currency (ISO 4217). */
export function promotionSchema(currency: string): z.ZodType<Promotion> {
  const amount = amountIn(currency);
  const amountReward = z.strictObject({ type: z.literal('amount'), amount });
  const percentReward = z.strictObject({ type: z.literal('percent'), basisPoints });
  const unitReward = z.discriminatedUnion('type', [
    percentReward,
    amountReward,
    z.strictObject({ type: z.literal('price'), price: amount }),
  ]);
  return z.discriminatedUnion('kind', [
    z.strictObject({ ...base, kind: z.literal('amount-off'), target, amount }),
    z.strictObject({ ...base, kind: z.literal('percent-off'), target, basisPoints }),
    z.strictObject({ ...base, kind: z.literal('fixed-price'), target, price: amount }),
    tiersSchema(amount, unitReward),
    bestBefore,
    nForM,
    z.strictObject({ ...base, kind: z.literal('n-for-price'), target, take, price: amount, mix }),
    cheapestFree,
    mixAndMatchSchema(unitReward.options),
    bundleSchema(amount),
    z.strictObject({
      ...base,
      kind: z.literal('basket-discount'),
      target: target.optional(),
      threshold: amount.optional(),
      reward: z.discriminatedUnion('type', [percentReward, amountReward]),
    }),
  ]);
}

const bestBefore = z.strictObject({
  ...base,
  kind: z.literal('best-before'),
  target,
  steps: z
    .array(z.strictObject({ daysLeft: whole('Days left.', { min: 0, max: 365 }, 'days'), basisPoints }))
    .min(1)
    .max(10),
});

const nForM = z
  .strictObject({ ...base, kind: z.literal('n-for-m'), target, take, pay: z.int().min(1), mix })
  .refine((promotion) => promotion.pay < promotion.take, { path: ['pay'], error: 'must be less than take' });

const cheapestFree = z
  .strictObject({
    ...base,
    kind: z.literal('cheapest-free'),
    target,
    take,
    free: z.int().min(1).optional(),
    basisPoints: basisPoints.optional(),
  })
  .refine((promotion) => (promotion.free ?? 1) < promotion.take, { path: ['free'], error: 'must be less than take' });

const TIERS_MAX = 10;
const RISING = { path: ['tiers'], error: 'must rise from step to step' };

function rises(promotion: { readonly tiers: readonly { readonly from: number }[] }): boolean {
  return promotion.tiers.every((tier, index) => index === 0 || tier.from > (promotion.tiers[index - 1]?.from ?? 0));
}

function tiersSchema<Reward extends z.ZodType>(amount: z.ZodType<MinorUnits>, reward: Reward) {
  const common = { ...base, kind: z.literal('tiers'), target };
  const tiers = <From extends z.ZodType<number>>(from: From) =>
    z.array(z.strictObject({ from, reward })).min(1).max(TIERS_MAX);
  return z.discriminatedUnion('by', [
    z.strictObject({ ...common, by: z.literal('quantity'), tiers: tiers(z.int().min(1)) }).refine(rises, RISING),
    z.strictObject({ ...common, by: z.literal('value'), tiers: tiers(amount) }).refine(rises, RISING),
  ]);
}

type UnitRewardOptions = readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];

const PARTS_MAX = 6;

function isSetSize(parts: readonly { readonly count: number }[]): boolean {
  const pieces = parts.reduce((sum, part) => sum + part.count, 0);
  return pieces >= SET_PIECES.min && pieces <= SET_PIECES.max;
}

const SET_SIZE = { error: `must hold ${SET_PIECES.min} to ${SET_PIECES.max} pieces in all` };

function mixAndMatchSchema<Options extends UnitRewardOptions>(unitRewards: Options) {
  const cheapest = z.strictObject({
    type: z.literal('cheapest'),
    count: z.int().min(1),
    basisPoints: basisPoints.optional(),
  });
  const part = z.strictObject({ target, count: z.int().min(1).max(SET_PIECES.max) });
  return z.strictObject({
    ...base,
    kind: z.literal('mix-and-match'),
    parts: z.array(part).min(1).max(PARTS_MAX).refine(isSetSize, SET_SIZE),
    reward: z.discriminatedUnion('type', [...unitRewards, cheapest]),
  });
}

function bundleSchema(amount: z.ZodType<MinorUnits>) {
  const article = z.strictObject({ articleId: name, count: z.int().min(1).max(SET_PIECES.max) });
  return z.strictObject({
    ...base,
    kind: z.literal('bundle'),
    articles: z.array(article).min(1).max(PARTS_MAX).refine(isSetSize, SET_SIZE),
    price: amount,
  });
}
