import { isoWeekday, isWithinTimes, type LocalTime } from '../values/local-time.ts';
import type { PromotionContext } from './basket-facts.ts';
import type { Promotion, PromotionRequirements, PromotionValidity } from './promotion.ts';

/** Whether a promotion's time windows and requirements are met; a coupon's owner is looked at elsewhere. */
export function isInForce(promotion: Promotion, context: PromotionContext): boolean {
  return isValidAt(promotion.validity, context.localTime) && isMet(promotion.requires, context);
}

function isValidAt(validity: PromotionValidity | undefined, at: LocalTime): boolean {
  if (validity === undefined) return true;
  const { from, until, weekdays, times } = validity;
  // Texts of fixed width compare like the moments that they stand for; a bare date compares with the date only.
  if (from !== undefined && momentLike(from, at) < from) return false;
  if (until !== undefined && isPast(until, at)) return false;
  if (weekdays !== undefined && !weekdays.includes(isoWeekday(at.date))) return false;
  return times === undefined || times.some((window) => isWithinTimes(at.time, window.from, window.to));
}

function isPast(until: string, at: LocalTime): boolean {
  const now = momentLike(until, at);
  return until.includes('T') ? now >= until : now > until;
}

function momentLike(pattern: string, at: LocalTime): string {
  return pattern.includes('T') ? `${at.date}T${at.time}` : at.date;
}

function isMet(requires: PromotionRequirements | undefined, context: PromotionContext): boolean {
  if (requires === undefined) return true;
  if (requires.member === true && context.member === undefined) return false;
  if (requires.programme !== undefined && context.member?.programmes.includes(requires.programme) !== true)
    return false;
  return requires.staff !== true || context.staff === true;
}

/** How many coupons of a kind were presented; the same serial counts once. */
function presentedCount(couponId: string, context: PromotionContext): number {
  const serials = new Set<string>();
  let unnumbered = 0;
  for (const coupon of context.coupons ?? []) {
    if (coupon.couponId !== couponId) continue;
    if (coupon.serial === undefined) unnumbered += 1;
    else serials.add(coupon.serial);
  }
  return unnumbered + serials.size;
}

/**
 * How often a promotion that is in force may still apply in this transaction: pieces, sets or basket discounts.
 * @returns Infinity where nothing limits it
 */
export function applicationsLeft(promotion: Promotion, context: PromotionContext): number {
  const { limits, requires } = promotion;
  let left = limits?.perTransaction ?? Number.POSITIVE_INFINITY;
  if (limits?.perShopper !== undefined) {
    const used = context.usedByShopper?.[promotion.promotionId] ?? 0;
    left = Math.min(left, Math.max(0, limits.perShopper - used));
  }
  const coupon = requires?.coupon;
  if (coupon === undefined) return left;
  const presented = presentedCount(coupon.couponId, context);
  if (coupon.pieces === 'all') return presented > 0 ? left : 0;
  return Math.min(left, presented * (isSingle(promotion) ? (coupon.pieces ?? 1) : 1));
}

function isSingle(promotion: Promotion): boolean {
  switch (promotion.kind) {
    case 'amount-off':
    case 'percent-off':
    case 'fixed-price':
    case 'tiers':
    case 'best-before':
      return true;
    default:
      return false;
  }
}
