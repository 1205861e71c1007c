import { minorUnits } from '../values/money.ts';
import { isOneStage, setHints } from './hints.ts';
import { lotOf, type Goods, type Lot, type PricedLine } from './lots.ts';
import { Memo, rememberingFor } from './memo.ts';
import { priceCluster, type GoodsPlan } from './price-goods.ts';
import { pricedLines } from './priced-line.ts';
import type { PromotionHint } from './price-modifier.ts';
import { WORTH_SCALE } from './set-rule.ts';
import type { TieredPromotion } from './promotion.ts';
import type { Situation } from './situation.ts';
import { tierReached } from './unit-price.ts';

/** All goods with the promotions on them. */
export interface PricedGoods {
  /** For each of the goods, by position. */
  readonly lines: readonly (readonly PricedLine[])[];
  /** In the order of the situation's clusters, without those whose goods are all claimed. */
  readonly clusters: readonly PricedCluster[];
  /** For each cluster: the millionths of a price that basket discounts leave, where its prices do not reckon so yet. */
  readonly keeps: readonly number[];
}

/** Goods in one of the states in which they were priced. */
interface PricedCluster {
  readonly goods: readonly Goods[];
  readonly exclusives: GoodsPlan['exclusives'];
  /** For each of the goods: what basket discounts leave to pay, then the steps that its tiers have reached. */
  readonly terms: readonly number[];
  /** For each of the goods. */
  readonly lines: readonly (readonly PricedLine[])[];
  readonly hints: readonly PromotionHint[];
}

/**
 * A cluster goes through few states while a basket fills: goods that join or leave, and basket discounts that come
 * near.
 */
const STATES_MAX = 16;
/** More than the clusters of the largest basket. */
const CLUSTERS_MAX = 2000;
/** By the first of the goods. */
const memoryOf = rememberingFor(() => new Memo<PricedCluster[], Goods>(CLUSTERS_MAX));

/** The goods as if there were no basket discounts. */
export const WITHOUT_BASKET: GoodsPlan = {
  keepOf: () => WORTH_SCALE,
  claims: undefined,
  exclusives: 'allowed',
};

/**
 * Prices each cluster of goods, or remembers how it was priced when its goods were the same.
 * @param plain the same goods without basket discounts, where they were priced before: most clusters stay as they are
 */
export function priceClusters(situation: Situation, plan: GoodsPlan, plain?: PricedGoods): PricedGoods {
  const memory = memoryOf(situation.inForce);
  const lines: (readonly PricedLine[])[] = plain?.lines.slice() ?? situation.goods.map(() => NO_LINES);
  const clusters: PricedCluster[] = [];
  const keeps: number[] = [];
  for (let at = 0; at < situation.clusters.length; at += 1) {
    const free = unclaimed(situation.clusters[at] ?? NO_POSITIONS, situation, plan, lines);
    const first = situation.goods[free[0] ?? -1];
    if (first === undefined) continue;
    const isEven = plan === WITHOUT_BASKET || isInProportion(free, situation, plan);
    keeps.push(isEven ? plan.keepOf(first) : WORTH_SCALE);
    const before = isEven && plan.claims === undefined ? plain?.clusters[at] : undefined;
    if (before !== undefined) {
      clusters.push(before);
      continue;
    }
    const known = memory.known(first) ?? memory.keep(first, []);
    const priced = recall(known, free, situation, isEven ? WITHOUT_BASKET : plan);
    for (let index = 0; index < free.length; index += 1) lines[free[index] ?? 0] = priced.lines[index] ?? NO_LINES;
    clusters.push(priced);
  }
  return { lines, clusters, keeps };
}

const NO_LINES: readonly PricedLine[] = [];
const NO_POSITIONS: readonly number[] = [];

/** The goods of a cluster that promotions may touch; the others get their lines as they are. */
function unclaimed(
  cluster: readonly number[],
  { goods }: Situation,
  { claims }: GoodsPlan,
  lines: (readonly PricedLine[])[],
): readonly number[] {
  if (claims === undefined) return cluster;
  return cluster.filter((position) => {
    const each = goods[position];
    if (each === undefined || !claims(each)) return true;
    lines[position] = pricedLines(each, [lotOf(each)]);
    return false;
  });
}

/** What leaves all prices in proportion leaves the choice as it is; only exclusive promotions escape from shares. */
function isInProportion(cluster: readonly number[], { goods, open }: Situation, plan: GoodsPlan): boolean {
  let keep: number | undefined;
  for (const position of cluster) {
    const each = goods[position];
    if (each === undefined) continue;
    keep ??= plan.keepOf(each);
    if (open[position]?.hasExclusive === true || plan.keepOf(each) !== keep) return false;
  }
  return true;
}

/** @param cluster positions of goods */
function recall(
  states: PricedCluster[],
  cluster: readonly number[],
  situation: Situation,
  plan: GoodsPlan,
): PricedCluster {
  for (const state of states) if (isState(state, cluster, situation, plan)) return state;
  const priced = priceAnew(cluster, situation, plan);
  if (states.length >= STATES_MAX) states.length = 0;
  states.push(priced);
  return priced;
}

/** Compares all that the price of a cluster depends on, besides the promotions in force. */
function isState(state: PricedCluster, cluster: readonly number[], situation: Situation, plan: GoodsPlan): boolean {
  if (state.goods.length !== cluster.length || state.exclusives !== plan.exclusives) return false;
  let index = 0;
  let term = 0;
  for (const position of cluster) {
    const each = situation.goods[position];
    if (each === undefined || each !== state.goods[index]) return false;
    index += 1;
    if (plan.keepOf(each) !== state.terms[term]) return false;
    term += 1;
    for (const promotion of situation.open[position]?.tiers ?? NO_TIERS) {
      if (stepOf(promotion, situation) !== state.terms[term]) return false;
      term += 1;
    }
  }
  return true;
}

const NO_TIERS: readonly TieredPromotion[] = [];

function termsOf(cluster: readonly number[], situation: Situation, plan: GoodsPlan): readonly number[] {
  const terms: number[] = [];
  for (const position of cluster) {
    const each = situation.goods[position];
    if (each === undefined) continue;
    terms.push(plan.keepOf(each));
    for (const promotion of situation.open[position]?.tiers ?? NO_TIERS) terms.push(stepOf(promotion, situation));
  }
  return terms;
}

function stepOf(promotion: TieredPromotion, situation: Situation): number {
  return tierReached(promotion, situation.reachOf(promotion))?.from ?? 0;
}

function priceAnew(cluster: readonly number[], situation: Situation, plan: GoodsPlan): PricedCluster {
  const goods = cluster.flatMap((position) => situation.goods[position] ?? []);
  const { lots, stages } = priceCluster(goods, situation, plan);
  const lotsOf = new Map<Goods, Lot[]>();
  for (const lot of lots) {
    const known = lotsOf.get(lot.goods);
    if (known === undefined) lotsOf.set(lot.goods, [lot]);
    else known.push(lot);
  }
  const lines = goods.map((each) => pricedLines(each, lotsOf.get(each) ?? []));
  return {
    goods,
    exclusives: plan.exclusives,
    terms: termsOf(cluster, situation, plan),
    lines,
    hints: isOneStage(situation) ? setHints(stages) : NO_HINTS,
  };
}

/**
 * Hints at sets, those that miss fewest pieces leading, with what they save once the basket discounts have taken their
 * shares of it.
 * @param most of them are wanted
 */
export function setHintsIn({ clusters, keeps }: PricedGoods, most: number): readonly PromotionHint[] {
  const found: { readonly hint: PromotionHint; readonly keep: number }[] = [];
  for (let index = 0; index < clusters.length; index += 1) {
    const keep = keeps[index] ?? WORTH_SCALE;
    for (const hint of clusters[index]?.hints ?? NO_HINTS) found.push({ hint, keep });
  }
  const hints: PromotionHint[] = [];
  for (const { hint, keep } of found.toSorted((a, b) => a.hint.missingCount - b.hint.missingCount)) {
    if (hints.length === most) break;
    const saves = Math.floor((hint.saves * keep) / WORTH_SCALE);
    if (saves > 0) hints.push(keep === WORTH_SCALE ? hint : { ...hint, saves: minorUnits(saves) });
  }
  return hints;
}

const NO_HINTS: readonly PromotionHint[] = [];
