import type { InterventionKind } from '../assist/intervention.ts';
import type { Article, SaleRestrictions } from '../catalogue/article.ts';
import { reject, type Rejection, type RejectionCode } from '../rejection.ts';
import type { SaleLineItem } from '../transaction/line-item.ts';
import { isoWeekday, isWithinTimes, type LocalTime } from '../values/local-time.ts';
import type { MinorUnits } from '../values/money.ts';
import type { Quantity } from '../values/quantity.ts';

/** Why an article cannot simply be sold. */
export type SaleRule =
  | 'recall'
  | 'not-for-self-checkout'
  | 'expiry'
  | 'hours'
  | 'price-missing'
  | 'weight-needed'
  | 'quantity'
  | 'age';

/** A rule either refuses the article, or lets it into the basket and asks a person before paying. */
export type RuleEffect =
  | { readonly effect: 'refuses'; readonly code: RejectionCode }
  | { readonly effect: 'waits-until-paying'; readonly intervention: InterventionKind };

/**
 * The one table of what refuses an article and what waits until paying, in the order in which rules are looked at: what
 * protects people first, what a shopper can mend last. The first that refuses is the one that is told.
 */
export const SALE_RULES: readonly (readonly [SaleRule, RuleEffect])[] = [
  ['recall', { effect: 'refuses', code: 'article-recalled' }],
  ['expiry', { effect: 'refuses', code: 'article-expired' }],
  ['not-for-self-checkout', { effect: 'refuses', code: 'article-not-for-self-checkout' }],
  ['hours', { effect: 'refuses', code: 'outside-selling-hours' }],
  ['price-missing', { effect: 'refuses', code: 'article-without-price' }],
  ['weight-needed', { effect: 'refuses', code: 'article-needs-weight' }],
  ['quantity', { effect: 'refuses', code: 'quantity-out-of-range' }],
  ['age', { effect: 'waits-until-paying', intervention: 'age-check' }],
];

/** What is known about the article that is about to be sold, and the basket that it goes into. */
export interface SaleFacts {
  readonly quantity: Quantity;
  /** A price that the barcode itself states. */
  readonly statedAmount?: MinorUnits | undefined;
  readonly basketLines: readonly SaleLineItem[];
  readonly localTime: LocalTime;
  /** The batch that the barcode names (GS1 AI 10). */
  readonly batch?: string | undefined;
  /** The last day on which it may be sold, YYYY-MM-DD, as the barcode states it (GS1 AI 17). */
  readonly expiryDate?: string | undefined;
  /** HH:MM on that day, where the barcode is so exact (GS1 AI 7003). */
  readonly expiryTime?: string | undefined;
}

export interface RequiredIntervention {
  readonly kind: InterventionKind;
  /** For an age check, in years. */
  readonly minimumAge?: number | undefined;
  /** The law or house rule behind it, for staff. */
  readonly legalReference?: string | undefined;
}

export interface SaleRuling {
  /** The first rule that refuses the article; its data name the rule, its figures and the law behind it. */
  readonly refusal?: Rejection | undefined;
  /** What a person must settle before paying, if the article goes into the basket. */
  readonly interventions: readonly RequiredIntervention[];
}

type RuleData = Readonly<Record<string, string | number | boolean>>;

/** Whether an article may be sold now, and what has to be settled before paying if it is. */
export function saleRules(article: Article, facts: SaleFacts): SaleRuling {
  const interventions: RequiredIntervention[] = [];
  for (const [rule, outcome] of SALE_RULES) {
    const broken = BROKEN_BY[rule](article, facts);
    if (broken === undefined) continue;
    const legalReference = article.restrictions?.legalReferences?.[rule];
    if (outcome.effect === 'refuses') {
      const law: RuleData = legalReference === undefined ? {} : { legalReference };
      return { refusal: reject(outcome.code, { rule, ...broken, ...law }), interventions: [] };
    }
    interventions.push({ kind: outcome.intervention, ...broken, legalReference });
  }
  return { interventions };
}

/** For each rule: the figures that show how it is broken, or undefined where it is kept. */
const BROKEN_BY: Readonly<Record<SaleRule, (article: Article, facts: SaleFacts) => RuleData | undefined>> = {
  recall: ({ restrictions }, { batch }) => (isRecalled(restrictions, batch) ? {} : undefined),
  expiry: (_article, facts) => expired(facts),
  'not-for-self-checkout': ({ restrictions }) => (restrictions?.notForSelfCheckout === true ? {} : undefined),
  hours: ({ restrictions }, { localTime }) => outsideHours(restrictions, localTime),
  'price-missing': ({ price }, { statedAmount }) =>
    price === undefined && statedAmount === undefined ? {} : undefined,
  'weight-needed': ({ pricedPer }, { quantity, statedAmount }) =>
    pricedPer !== 'pieces' && quantity.kind !== pricedPer && statedAmount === undefined ? { pricedPer } : undefined,
  quantity: (article, facts) => tooMany(article, facts),
  age: ({ restrictions }) =>
    restrictions?.minimumAge === undefined ? undefined : { minimumAge: restrictions.minimumAge },
};

function expired({ expiryDate, expiryTime, localTime }: SaleFacts): RuleData | undefined {
  if (expiryDate === undefined || expiryDate > localTime.date) return undefined;
  if (expiryDate < localTime.date) return { expiryDate };
  return expiryTime !== undefined && expiryTime <= localTime.time ? { expiryDate, expiryTime } : undefined;
}

/** A recall of batches holds for goods whose barcode names no batch too: nobody at a lane can tell these apart. */
function isRecalled(restrictions: SaleRestrictions | undefined, batch: string | undefined): boolean {
  if (restrictions?.recalled === true) return true;
  const batches = restrictions?.recalledBatches;
  if (batches === undefined || batches.length === 0) return false;
  return batch === undefined || batches.includes(batch);
}

function outsideHours(restrictions: SaleRestrictions | undefined, localTime: LocalTime): RuleData | undefined {
  const always = restrictions?.sellingHours;
  if (always !== undefined && !isWithinTimes(localTime.time, always.from, always.to)) return { ...always };
  const byDay = restrictions?.sellingHoursByDay;
  if (byDay === undefined) return undefined;
  const weekday = isoWeekday(localTime.date);
  const today = byDay.filter((window) => window.weekdays.includes(weekday));
  if (today.some((window) => isWithinTimes(localTime.time, window.from, window.to))) return undefined;
  const first = today[0];
  return first === undefined ? { weekday } : { weekday, from: first.from, to: first.to };
}

function tooMany(article: Article, { quantity, basketLines }: SaleFacts): RuleData | undefined {
  const max = article.restrictions?.quantityMax;
  if (max === undefined) return undefined;
  let held = 0;
  for (const line of basketLines) {
    if (!line.voided && line.kind === 'article' && line.articleId === article.id) held += countOf(line.quantity);
  }
  return held + countOf(quantity) > max ? { max, held } : undefined;
}

function countOf(quantity: Quantity): number {
  return quantity.kind === 'pieces' ? quantity.count : 1;
}
