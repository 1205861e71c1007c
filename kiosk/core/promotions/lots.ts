import type { TaxCategory } from '../catalogue/article.ts';
import { assert } from '../values/assert.ts';
import { pieces, type Quantity } from '../values/quantity.ts';
import type { PromotionLine } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import { rememberingFor } from './memo.ts';
import { isTargeted } from './target.ts';
import type { DiscountCeiling, Promotion } from './promotion.ts';

/**
 * Goods that nothing tells apart: the same article at the same price, from one line or several. Promotions are worked
 * out on goods, in an order of their own, so that neither the order of scanning nor how pieces fall into lines matters.
 */
export interface Goods {
  /** Never the same for two goods; without meaning otherwise. */
  readonly id: number;
  /** All that tells goods apart. */
  readonly key: string;
  readonly articleId: string;
  readonly groups: readonly string[];
  readonly tax: TaxCategory;
  /** Of one unit: a piece, or a weighing or pour as a whole. */
  readonly quantity: Quantity;
  /** Regular price of one unit, above zero, in minor units. */
  readonly price: number;
  /** The least that a unit may cost by the ceilings in force. */
  readonly floor: number;
  readonly bestBefore: string | undefined;
  /** Whether a unit is a piece that can be part of a set. */
  readonly isPiece: boolean;
  /** Units by line, in the order of line numbers. */
  readonly lines: readonly { readonly lineNumber: number; readonly count: number }[];
  readonly count: number;
}

/** Units of the same goods with the same promotions on them so far. */
export interface Lot {
  readonly goods: Goods;
  readonly count: number;
  /** Of one unit, after its parts. */
  readonly price: number;
  readonly parts: readonly Part[];
  /** An exclusive promotion is among the parts: nothing may follow. */
  readonly closed: boolean;
}

/** What one promotion takes off one unit. */
export interface Part {
  readonly promotion: Promotion;
  /** Positive, in minor units. */
  readonly amount: number;
  /** What the unit cost before. */
  readonly before: number;
  readonly setSize: number;
}

const WHOLE_BASIS_POINTS = 10_000;

/**
 * Lines as goods, dearest first, then by article and whatever else tells them apart. Lines that cost nothing, or give
 * money back, take no part. The same goods on the same lines are the same object each time.
 */
export function goodsOf(lines: readonly PromotionLine[], set: PromotionSet): readonly Goods[] {
  const byKey = new Map<string, LineOfGoods[]>();
  for (const line of inLineOrder(lines)) {
    const known = keyed(line);
    if (known === undefined) continue;
    const members = byKey.get(known.key);
    if (members === undefined) byKey.set(known.key, [known]);
    else members.push(known);
  }
  const memo = memoryOf(set);
  const goods: Goods[] = [];
  for (const [key, members] of byKey) {
    const question = members.length === 1 ? (members[0]?.onLine ?? key) : members.map((each) => each.onLine).join('\n');
    goods.push(memo.recall(question, () => makeGoods(key, members, set.policy.ceilings ?? [])));
  }
  return goods.toSorted((a, b) => b.price - a.price || (a.key < b.key ? -1 : 1));
}

/** More than the goods of the largest basket, in the states that it went through lately. */
const GOODS_MAX = 2000;
const memoryOf = rememberingFor<Goods>(GOODS_MAX);

interface LineOfGoods {
  readonly line: PromotionLine;
  readonly unit: UnitOfLine;
  readonly key: string;
  /** The same with the line number and the count. */
  readonly onLine: string;
}

/** What a line is, found out once: lines never change. */
const knownLines = new WeakMap<PromotionLine, LineOfGoods>();

function keyed(line: PromotionLine): LineOfGoods | undefined {
  const known = knownLines.get(line);
  if (known !== undefined) return known;
  const unit = unitOf(line);
  if (unit === undefined) return undefined;
  const key = keyOf(line, unit);
  const made = { line, unit, key, onLine: `${key}#${line.lineNumber}x${unit.count}` };
  knownLines.set(line, made);
  return made;
}

function inLineOrder(lines: readonly PromotionLine[]): readonly PromotionLine[] {
  const isOrdered = lines.every((line, index) => index === 0 || (lines[index - 1]?.lineNumber ?? 0) < line.lineNumber);
  return isOrdered ? lines : lines.toSorted((a, b) => a.lineNumber - b.lineNumber);
}

let goodsMade = 0;

function makeGoods(key: string, members: readonly LineOfGoods[], ceilings: readonly DiscountCeiling[]): Goods {
  const [first] = members;
  assert(first !== undefined, 'goods are on a line');
  const { line, unit } = first;
  goodsMade += 1;
  return {
    id: goodsMade,
    key,
    articleId: line.articleId,
    groups: line.groups,
    tax: line.tax,
    quantity: unit.quantity,
    price: unit.price,
    floor: floorOf(line, unit.price, ceilings),
    bestBefore: line.bestBefore,
    isPiece: unit.isPiece,
    lines: members.map((member) => ({ lineNumber: member.line.lineNumber, count: member.unit.count })),
    count: members.reduce((sum, member) => sum + member.unit.count, 0),
  };
}

export function lotOf(goods: Goods): Lot {
  return { goods, count: goods.count, price: goods.price, parts: [], closed: false };
}

interface UnitOfLine {
  readonly quantity: Quantity;
  readonly price: number;
  readonly count: number;
  readonly isPiece: boolean;
}

function unitOf(line: PromotionLine): UnitOfLine | undefined {
  const { quantity, unitPrice, regularAmount } = line;
  if (regularAmount <= 0) return undefined;
  if (quantity.kind === 'pieces' && quantity.count > 0 && regularAmount === unitPrice * quantity.count) {
    return { quantity: pieces(1), price: unitPrice, count: quantity.count, isPiece: true };
  }
  // A package whose label states its price is one piece; what was weighed at the lane is none.
  const isPiece = quantity.kind === 'pieces' && quantity.count === 1;
  return { quantity, price: regularAmount, count: 1, isPiece };
}

function keyOf(line: PromotionLine, unit: UnitOfLine): string {
  const { quantity } = unit;
  const measure =
    quantity.kind === 'pieces' ? quantity.count : quantity.kind === 'weight' ? quantity.grams : quantity.millilitres;
  const { articleId, tax, bestBefore, groups } = line;
  return `${articleId}\n${unit.price}\n${tax.code}\n${tax.rateBasisPoints}\n${bestBefore ?? ''}\n${quantity.kind}\n${measure}\n${unit.isPiece}\n${groups.join('\n')}`;
}

function floorOf(line: PromotionLine, price: number, ceilings: readonly DiscountCeiling[]): number {
  let floor = 0;
  for (const ceiling of ceilings) {
    if (!isTargeted(ceiling.target, line)) continue;
    // The discount is rounded down: a ceiling is never passed by a fraction.
    floor = Math.max(floor, price - Math.floor((price * ceiling.basisPoints) / WHOLE_BASIS_POINTS));
  }
  return floor;
}
