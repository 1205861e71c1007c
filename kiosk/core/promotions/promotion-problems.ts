import { isLocalDate, isTimeOfDay } from '../values/local-time.ts';
import type { Promotion, PromotionTarget, PromotionValidity, SetReward } from './promotion.ts';

/** A field of a promotion that cannot be used: where it is, what it is and what it may be. */
export interface PromotionProblem {
  readonly promotionId: string;
  /** Like "tiers[1].from". */
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string;
}

const IDENTIFIER_LENGTH_MAX = 64;
const PRIORITY_MAX = 1000;
const SET_SIZE_MAX = 24;
const STEPS_MAX = 10;
const PARTS_MAX = 6;
const WHOLE_BASIS_POINTS = 10_000;

type Report = (path: string, value: unknown, allowed: string) => void;

/** What is wrong with the meaning of a promotion whose shape is right; empty where nothing is. */
export function promotionProblems(promotion: Promotion): PromotionProblem[] {
  const problems: PromotionProblem[] = [];
  const { promotionId } = promotion;
  const report: Report = (path, value, allowed) => {
    problems.push({ promotionId, path, value, allowed });
  };
  if (promotionId.length < 1 || promotionId.length > IDENTIFIER_LENGTH_MAX) {
    report('promotionId', promotionId, `1 to ${IDENTIFIER_LENGTH_MAX} characters`);
  }
  if (Object.keys(promotion.label).length === 0) report('label', promotion.label, 'a text in at least one language');
  if (promotion.priority !== undefined) {
    checkInteger(promotion.priority, 'priority', -PRIORITY_MAX, PRIORITY_MAX, report);
  }
  if (promotion.validity !== undefined) checkValidity(promotion.validity, report);
  checkLimits(promotion, report);
  checkKind(promotion, report);
  return problems;
}

function checkInteger(value: number, path: string, min: number, max: number, report: Report): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    report(
      path,
      value,
      max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
    );
  }
}

function checkAmount(value: number, path: string, min: number, report: Report): void {
  checkInteger(value, path, min, Number.MAX_SAFE_INTEGER, report);
}

function checkShare(value: number, path: string, report: Report): void {
  checkInteger(value, path, 1, WHOLE_BASIS_POINTS, report);
}

function checkValidity(validity: PromotionValidity, report: Report): void {
  const { from, until, weekdays = [], times = [] } = validity;
  for (const [path, text] of [
    ['validity.from', from],
    ['validity.until', until],
  ] as const) {
    if (text !== undefined && !isMoment(text)) report(path, text, 'YYYY-MM-DD or YYYY-MM-DDTHH:MM');
  }
  if (from !== undefined && until !== undefined && until < from.slice(0, until.length)) {
    report('validity.until', until, `a moment after ${from}`);
  }
  for (const [index, weekday] of weekdays.entries()) checkInteger(weekday, `validity.weekdays[${index}]`, 1, 7, report);
  for (const [index, window] of times.entries()) {
    for (const end of ['from', 'to'] as const) {
      if (!isTimeOfDay(window[end]))
        report(`validity.times[${index}].${end}`, window[end], 'HH:MM from 00:00 to 23:59');
    }
  }
}

function isMoment(text: string): boolean {
  if (!text.includes('T')) return isLocalDate(text);
  return text.length === 16 && isLocalDate(text.slice(0, 10)) && isTimeOfDay(text.slice(11));
}

function checkLimits(promotion: Promotion, report: Report): void {
  const { limits, requires } = promotion;
  if (limits?.perTransaction !== undefined) checkAmount(limits.perTransaction, 'limits.perTransaction', 1, report);
  if (limits?.perShopper !== undefined) checkAmount(limits.perShopper, 'limits.perShopper', 1, report);
  const coupon = requires?.coupon;
  if (coupon === undefined) return;
  if (coupon.couponId.length === 0) report('requires.coupon.couponId', coupon.couponId, 'at least one character');
  if (coupon.pieces !== undefined && coupon.pieces !== 'all') {
    checkAmount(coupon.pieces, 'requires.coupon.pieces', 1, report);
  }
}

function checkTarget(target: PromotionTarget, path: string, report: Report): void {
  const named = (target.articles?.length ?? 0) + (target.groups?.length ?? 0);
  if (target.everything !== true && named === 0) {
    report(path, target, 'everything: true, or at least one article or group');
  }
}

function checkKind(promotion: Promotion, report: Report): void {
  switch (promotion.kind) {
    case 'amount-off':
      checkAmount(promotion.amount, 'amount', 1, report);
      break;
    case 'percent-off':
      checkShare(promotion.basisPoints, 'basisPoints', report);
      break;
    case 'fixed-price':
      checkAmount(promotion.price, 'price', 0, report);
      break;
    case 'n-for-m':
      checkInteger(promotion.take, 'take', 2, SET_SIZE_MAX, report);
      checkInteger(promotion.pay, 'pay', 1, promotion.take - 1, report);
      break;
    case 'n-for-price':
      checkInteger(promotion.take, 'take', 2, SET_SIZE_MAX, report);
      checkAmount(promotion.price, 'price', 0, report);
      break;
    case 'cheapest-free':
      checkInteger(promotion.take, 'take', 2, SET_SIZE_MAX, report);
      if (promotion.free !== undefined) checkInteger(promotion.free, 'free', 1, promotion.take - 1, report);
      if (promotion.basisPoints !== undefined) checkShare(promotion.basisPoints, 'basisPoints', report);
      break;
    case 'tiers':
    case 'best-before':
      checkSteps(promotion, report);
      break;
    case 'mix-and-match':
    case 'bundle':
      checkParts(promotion, report);
      break;
    case 'basket-discount':
      if (promotion.threshold !== undefined) checkAmount(promotion.threshold, 'threshold', 0, report);
      checkReward(promotion.reward, 'reward', report);
      break;
  }
  if ('target' in promotion && promotion.target !== undefined) checkTarget(promotion.target, 'target', report);
}

function checkSteps(promotion: Extract<Promotion, { kind: 'tiers' | 'best-before' }>, report: Report): void {
  const steps = promotion.kind === 'tiers' ? promotion.tiers : promotion.steps;
  const path = promotion.kind === 'tiers' ? 'tiers' : 'steps';
  if (steps.length < 1 || steps.length > STEPS_MAX) report(path, steps.length, `1 to ${STEPS_MAX} steps`);
  if (promotion.kind === 'best-before') {
    for (const [index, step] of promotion.steps.entries()) {
      checkAmount(step.daysLeft, `steps[${index}].daysLeft`, 0, report);
      checkShare(step.basisPoints, `steps[${index}].basisPoints`, report);
    }
    return;
  }
  let reached = 0;
  for (const [index, tier] of promotion.tiers.entries()) {
    checkAmount(tier.from, `tiers[${index}].from`, reached + 1, report);
    checkReward(tier.reward, `tiers[${index}].reward`, report);
    reached = tier.from;
  }
}

function checkParts(promotion: Extract<Promotion, { kind: 'mix-and-match' | 'bundle' }>, report: Report): void {
  const parts = promotion.kind === 'bundle' ? promotion.articles : promotion.parts;
  const path = promotion.kind === 'bundle' ? 'articles' : 'parts';
  if (parts.length < 1 || parts.length > PARTS_MAX) report(path, parts.length, `1 to ${PARTS_MAX} parts`);
  for (const [index, part] of parts.entries()) {
    checkInteger(part.count, `${path}[${index}].count`, 1, SET_SIZE_MAX, report);
  }
  const size = parts.reduce((sum, part) => sum + part.count, 0);
  if (size < 2 || size > SET_SIZE_MAX) report(path, size, `2 to ${SET_SIZE_MAX} pieces in all`);
  if (promotion.kind === 'bundle') {
    checkAmount(promotion.price, 'price', 0, report);
    return;
  }
  for (const [index, part] of promotion.parts.entries()) checkTarget(part.target, `parts[${index}].target`, report);
  checkReward(promotion.reward, 'reward', report);
  if (promotion.reward.type === 'cheapest') checkInteger(promotion.reward.count, 'reward.count', 1, size - 1, report);
}

function checkReward(reward: SetReward, path: string, report: Report): void {
  switch (reward.type) {
    case 'percent':
      checkShare(reward.basisPoints, `${path}.basisPoints`, report);
      break;
    case 'amount':
      checkAmount(reward.amount, `${path}.amount`, 1, report);
      break;
    case 'price':
      checkAmount(reward.price, `${path}.price`, 0, report);
      break;
    case 'cheapest':
      if (reward.basisPoints !== undefined) checkShare(reward.basisPoints, `${path}.basisPoints`, report);
      break;
  }
}
