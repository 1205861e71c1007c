import type { PresentedCoupon } from '../promotions/basket-facts.ts';
import type { PromotionSet } from '../promotions/compile.ts';
import { reject, type Rejection } from '../rejection.ts';
import type { TransactionContext } from './context.ts';
import { applicationsOpenedBy, isOfferedAt } from './coupon-offer.ts';
import { notOpen, startOf, withConsequences } from './decide-lines.ts';
import type { TransactionEvent } from './events.ts';
import { isOver } from './evolve.ts';
import { couponMark, type Member, NOBODY } from './shopper.ts';
import type { TransactionState } from './state.ts';

/** The most coupons that one basket takes. */
const COUPONS_MAX = 50;

/** From now on the prices are a member’s, for what is on the list already as well. */
export function identifyMember(
  state: TransactionState,
  member: Member,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (!isOver(state) && state.status !== 'open') return reject(notOpen(state), { state: state.status });
  const known = isOver(state) ? undefined : state.shopper.member;
  if (known?.key === member.key) return [];
  if (known !== undefined) return reject('card-already-taken');
  const usedByShopper = usedOfLimited(context.history.usedBy(member.key), context.promotions);
  return following(state, { type: 'member-identified', member, usedByShopper }, context);
}

/** Of all that a member has had, only what some promotion asks about is worth a word in the record. */
function usedOfLimited(
  used: Readonly<Record<string, number>>,
  promotions: PromotionSet,
): Readonly<Record<string, number>> {
  const limited = promotions.all.filter(({ limits }) => limits?.perShopper !== undefined);
  return Object.fromEntries(
    limited.flatMap(({ promotionId }) => {
      const count = used[promotionId];
      return count === undefined ? [] : [[promotionId, count] as const];
    }),
  );
}

/**
 * Keeps a coupon for this basket. It counts as soon as there is something that it is for, in whatever order things are
 * scanned; what it is of no use for it does not get used up by.
 */
export function presentCoupon(
  state: TransactionState,
  coupon: PresentedCoupon,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (!isOver(state) && state.status !== 'open') return reject(notOpen(state), { state: state.status });
  const offers = context.promotions.byCoupon.get(coupon.couponId) ?? [];
  if (offers.length === 0) return reject('coupon-unknown');
  const offer = offers.find((promotion) => isOfferedAt(promotion, context.localTime));
  if (offer === undefined) return reject('coupon-not-now');
  const mark = couponMark(coupon);
  const { coupons } = isOver(state) ? NOBODY : state.shopper;
  const ofThisKind = coupons.filter(({ couponId }) => couponId === coupon.couponId);
  const isHere =
    mark === undefined
      ? ofThisKind.length >= applicationsOpenedBy(offer)
      : ofThisKind.some((other) => couponMark(other) === mark);
  if (isHere || (mark !== undefined && context.history.isUsed(mark))) return reject('coupon-used');
  if (coupons.length >= COUPONS_MAX) return reject('quantity-out-of-range', { max: COUPONS_MAX });
  return following(state, { type: 'coupon-presented', coupon }, context);
}

/** The event, in the sale that is open or in a new one, and what it changes about prices. */
function following(
  state: TransactionState,
  event: TransactionEvent,
  context: TransactionContext,
): readonly TransactionEvent[] {
  return withConsequences(state, [...(isOver(state) ? [startOf(context)] : []), event], context);
}
