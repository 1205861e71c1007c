import { isRejection, reject, type Rejection } from '../rejection.ts';
import { minorUnits, type MinorUnits } from '../values/money.ts';
import { priceOf } from '../values/quantity.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { notOpen, openLine, withConsequences } from './decide-lines.ts';
import type { TransactionEvent } from './events.ts';
import { activeLines } from './evolve.ts';
import type { SaleLineItem } from './line-item.ts';
import { pricedLines } from './reprice.ts';
import { discountable, lowestUnitPrice } from './staff-price.ts';
import type { TransactionState } from './state.ts';

type OverridePrice = Extract<TransactionCommand, { type: 'override-price' }>;
type GiveDiscount = Extract<TransactionCommand, { type: 'give-discount' }>;

/** The most discounts that people give on one basket. */
const DISCOUNTS_MAX = 10;

const WHOLE_BASIS_POINTS = 10_000;

/**
 * A person sets what one line costs, within her limits. The regular price itself takes it back: promotions count again.
 */
export function overridePrice(
  state: TransactionState,
  command: OverridePrice,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  const line = openLine(state, command.lineNumber);
  if (isRejection(line)) return line;
  if (line.kind !== 'article') return reject('line-unknown', { lineNumber: line.lineNumber });
  const { unitPrice, label, reason, by } = command;
  const regular = line.priceOverride?.regularUnitPrice ?? line.unitPrice;
  if ((line.priceOverride?.unitPrice ?? line.unitPrice) === unitPrice) return [];
  const refusal = outOfLimits(line, regular, command, context);
  if (refusal !== undefined) return refusal;
  const shown = minorUnits(Math.max(regular, unitPrice));
  const event: TransactionEvent = {
    type: 'line-price-overridden',
    lineNumber: line.lineNumber,
    unitPrice: shown,
    regularAmount: priceOf(line.quantity, shown),
    ...(unitPrice === regular ? {} : { override: { unitPrice, regularUnitPrice: regular, label, reason, by } }),
  };
  return withConsequences(state, [event], context);
}

function outOfLimits(
  line: SaleLineItem,
  regular: MinorUnits,
  { unitPrice, limits }: OverridePrice,
  { promotions }: TransactionContext,
): Rejection | undefined {
  const lowered = Math.floor((regular * limits.offBasisPointsMax) / WHOLE_BASIS_POINTS);
  const least = Math.max(0, regular - lowered, lowestUnitPrice(line, regular, promotions.policy.ceilings ?? []));
  if (unitPrice < 0 || (unitPrice < regular && unitPrice < least)) return reject('price-out-of-limits', { least });
  const isTooDear = unitPrice > regular && (!limits.mayRaise || unitPrice > limits.unitPriceMax);
  return isTooDear ? reject('price-out-of-limits', { least }) : undefined;
}

/** A person takes an amount off the whole basket; the same discount again changes nothing. */
export function giveDiscount(
  state: TransactionState,
  { discount }: GiveDiscount,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'open') return reject(notOpen(state), { state: state.status });
  if (state.discounts.some(({ discountId }) => discountId === discount.discountId)) return [];
  const most = discountable(pricedLines(state, context), context.promotions.policy.ceilings ?? []);
  if (discount.amount < 1 || discount.amount > most) return reject('gesture-too-large', { most });
  if (state.discounts.length >= DISCOUNTS_MAX || activeLines(state).length === 0)
    return reject('gesture-already-given');
  return withConsequences(state, [{ type: 'basket-discount-given', discount }], context);
}

/** What a person gave by mistake she takes back, as long as nothing is paid. */
export function takeBackDiscounts(
  state: TransactionState,
  context: TransactionContext,
  by: Extract<TransactionCommand, { type: 'take-back-discounts' }>['by'],
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'open') return reject(notOpen(state), { state: state.status });
  if (state.discounts.length === 0) return [];
  return withConsequences(state, [{ type: 'basket-discounts-taken-back', by }], context);
}
