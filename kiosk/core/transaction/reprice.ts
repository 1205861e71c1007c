import { applyPromotions } from '../promotions/apply.ts';
import type { PromotionLine } from '../promotions/basket-facts.ts';
import type { PromotionSet } from '../promotions/compile.ts';
import type { DiscountCeiling } from '../promotions/promotion.ts';
import type { PriceModifier, PromotionHint } from '../promotions/price-modifier.ts';
import type { LocalTime } from '../values/local-time.ts';
import type { CouponResult } from '../promotions/apply.ts';
import type { TransactionContext } from './context.ts';
import type { TransactionEvent } from './events.ts';
import { activeLines } from './evolve.ts';
import type { SaleLineItem } from './line-item.ts';
import { type CouponUse, type Shopper, usesOf } from './shopper.ts';
import { overrideModifiers, withBasketDiscounts } from './staff-price.ts';
import type { TransactionBody } from './state.ts';

const AGE_CHECK = 'age-check';

/** What follows from the lines of a basket: the prices that promotions make, and the tasks that restrictions make. */
export function consequences(body: TransactionBody, context: TransactionContext): readonly TransactionEvent[] {
  return [...repricing(body, context), ...ageCheck(body, context)];
}

interface Pricing {
  readonly modifiersByLine: ReadonlyMap<number, readonly PriceModifier[]>;
  readonly hints: readonly PromotionHint[];
  readonly coupons: readonly CouponResult[];
}

/**
 * Each scan asks twice about the same goods: to price them, and to show what would make them cheaper. The last answer
 * is kept for that; it changes no answer, only how soon it comes.
 */
const lastPricing = new WeakMap<
  PromotionSet,
  {
    readonly goods: readonly PromotionLine[];
    readonly localTime: LocalTime;
    readonly shopper: Shopper;
    readonly pricing: Pricing;
  }
>();

/** The promotions on a basket's goods. Deposits, what was taken off, and what a person priced are no part of any. */
export function promotionsOn(
  { lines, shopper }: Pick<TransactionBody, 'lines' | 'shopper'>,
  promotions: PromotionSet,
  localTime: LocalTime,
): Pricing {
  const goods = lines.filter((line) => !line.voided && line.kind === 'article' && line.priceOverride === undefined);
  const last = lastPricing.get(promotions);
  const isSame = last?.shopper === shopper && sameMoment(last.localTime, localTime) && sameGoods(last.goods, goods);
  if (isSame) return last.pricing;
  const pricing = applyPromotions(goods, promotions, { ...shopper, localTime });
  lastPricing.set(promotions, { goods, localTime, shopper, pricing });
  return pricing;
}

/** All that promotions read of a line; modifiers, which they make, are not among it. */
const READ_BY_PROMOTIONS = Object.keys({
  lineNumber: true,
  articleId: true,
  groups: true,
  quantity: true,
  unitPrice: true,
  regularAmount: true,
  tax: true,
  bestBefore: true,
} satisfies Record<keyof PromotionLine, true>) as readonly (keyof PromotionLine)[];

function sameGoods(a: readonly PromotionLine[], b: readonly PromotionLine[]): boolean {
  return a.length === b.length && a.every((line, index) => sameLine(line, b[index]));
}

function sameLine(a: PromotionLine, b: PromotionLine | undefined): boolean {
  return a === b || (b !== undefined && READ_BY_PROMOTIONS.every((field) => a[field] === b[field]));
}

function sameMoment(a: LocalTime, b: LocalTime): boolean {
  return a.date === b.date && a.time === b.time;
}

const NO_MODIFIERS: readonly PriceModifier[] = [];

const NO_CEILINGS: readonly DiscountCeiling[] = [];

/** The lines that count, each with what promotions or a person's price take off it; discounts on all come after. */
export function pricedLines(
  body: Pick<TransactionBody, 'lines' | 'shopper'>,
  { promotions, localTime }: Pick<TransactionContext, 'promotions' | 'localTime'>,
): readonly SaleLineItem[] {
  const { modifiersByLine } = promotionsOn(body, promotions, localTime);
  return body.lines
    .filter((line) => !line.voided)
    .map((line) => {
      const set = overrideModifiers(line);
      return { ...line, modifiers: set.length > 0 ? set : (modifiersByLine.get(line.lineNumber) ?? NO_MODIFIERS) };
    });
}

function repricing(body: TransactionBody, context: TransactionContext): readonly TransactionEvent[] {
  const { coupons } = promotionsOn(body, context.promotions, context.localTime);
  const priced = pricedLines(body, context);
  const lines = withBasketDiscounts(priced, body.discounts, context.promotions.policy.ceilings ?? NO_CEILINGS);
  const changed = lines.flatMap(({ lineNumber, modifiers }) => {
    const before = body.lines[lineNumber - 1]?.modifiers ?? NO_MODIFIERS;
    return sameModifiers(before, modifiers) ? [] : [{ lineNumber, modifiers }];
  });
  const repriced: TransactionEvent[] = changed.length === 0 ? [] : [{ type: 'prices-modified', lines: changed }];
  const uses = usesOf(coupons);
  return sameUses(body.couponUses, uses) ? repriced : [...repriced, { type: 'coupons-applied', uses }];
}

function sameUses(a: readonly CouponUse[], b: readonly CouponUse[]): boolean {
  return (
    a.length === b.length &&
    a.every((use, index) => {
      const other = b[index];
      return other?.couponId === use.couponId && other.serial === use.serial && other.promotionId === use.promotionId;
    })
  );
}

function sameModifiers(a: readonly PriceModifier[], b: readonly PriceModifier[]): boolean {
  return (
    a.length === b.length &&
    a.every((modifier, index) => {
      const other = b[index];
      return other?.promotionId === modifier.promotionId && other.amount === modifier.amount;
    })
  );
}

/** One check a basket, at the highest limit in it; none for an age that a person has confirmed already. */
function ageCheck(body: TransactionBody, context: TransactionContext): readonly TransactionEvent[] {
  const restricted = activeLines(body).filter((line) => (line.restrictions?.minimumAge ?? 0) > body.confirmedAge);
  const open = body.interventions.find((task) => task.kind === AGE_CHECK);
  if (restricted.length === 0) {
    return open === undefined ? [] : [{ type: 'intervention-lapsed', interventionId: open.interventionId }];
  }
  const minimumAge = Math.max(...restricted.map((line) => line.restrictions?.minimumAge ?? 0));
  const lineNumbers = restricted.map((line) => line.lineNumber);
  if (open?.minimumAge === minimumAge && sameNumbers(open.lineNumbers, lineNumbers)) return [];
  return [
    {
      type: 'intervention-required',
      intervention: {
        interventionId: AGE_CHECK,
        kind: AGE_CHECK,
        lineNumbers,
        minimumAge,
        raisedAt: open?.raisedAt ?? context.now,
      },
    },
  ];
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, index) => number === b[index]);
}
