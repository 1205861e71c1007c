import type { TaxCategory } from '../catalogue/article.ts';
import { assert } from '../values/assert.ts';
import { pieces, type Quantity } from '../values/quantity.ts';
import type { PromotionLine } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import { Memo, rememberingFor } from './memo.ts';
import { isTargeted } from './target.ts';
import type { PriceModifier } from './price-modifier.ts';
import type { DiscountCeiling, Promotion } from './promotion.ts';

/**
 * Goods that nothing tells apart: the same article at the same price, from one line or several. Promotions are worked
 * out on goods, in an order of their own, so that neither the order of scanning nor how pieces fall into lines matters.
 */
export interface Goods {
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
  /** Its lines, where it is all that there is of its goods, once they were made; only a shortcut. */
  lines: readonly PricedLine[] | undefined;
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

/** Some units of a lot on one line. */
export interface Row {
  readonly lineNumber: number;
  readonly lot: Lot;
  readonly count: number;
  /** What they cost before any basket discount. */
  readonly amount: number;
}

/** A line with the promotions on its goods. */
export interface PricedLine {
  readonly lineNumber: number;
  readonly rows: readonly Row[];
  /** What the promotions on goods take off it, in the order in which they follow one another. */
  readonly modifiers: readonly PriceModifier[];
  /** What came of the basket discounts when they last took something off the basket; only a shortcut. */
  shares: SharesOnLine | undefined;
}

/** A line's modifiers with its shares of the basket discounts, and all that they follow from besides the line. */
export interface SharesOnLine {
  readonly promotions: readonly Promotion[];
  /** For each discount and row: what comes off, and what the row cost before. */
  readonly facts: readonly number[];
  readonly modifiers: readonly PriceModifier[];
}

const WHOLE_BASIS_POINTS = 10_000;

/**
 * Lines as goods, dearest first, then by article and whatever else tells them apart. Lines that cost nothing, or give
 * money back, take no part. The same goods on the same lines are the same object each time.
 */
export function goodsOf(lines: readonly PromotionLine[], set: PromotionSet): readonly Goods[] {
  const memory = memoryOf(set);
  const known: LineOfGoods[] = [];
  for (const line of inLineOrder(lines)) {
    const lineOfGoods = keyed(line, memory);
    if (lineOfGoods !== undefined) known.push(lineOfGoods);
  }
  // Sorting is stable: lines with the same goods come to stand together, in their order.
  const sorted = known.toSorted(dearestFirst);
  const goods: Goods[] = [];
  let start = 0;
  for (let end = 1; end <= sorted.length; end += 1) {
    const first = sorted[start];
    if (first === undefined || sorted[end]?.key === first.key) continue;
    goods.push(goodsOn(end - start === 1 ? first.alone : sorted.slice(start, end), memory, set));
    start = end;
  }
  return goods;
}

function dearestFirst(a: LineOfGoods, b: LineOfGoods): number {
  if (a.price !== b.price) return b.price - a.price;
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}

/** More than the goods of the largest basket, in the states that it went through lately. */
const GOODS_MAX = 2000;
/** More than the lines of the largest basket. */
const LINES_MAX = 1000;

interface GoodsMemory {
  readonly goods: Memo<Goods>;
  /** By line number, as the line was when it was last looked at. */
  readonly lines: Memo<LineOfGoods, number>;
}

const memoryOf = rememberingFor<GoodsMemory>(() => ({ goods: new Memo(GOODS_MAX), lines: new Memo(LINES_MAX) }));

/** What a line is, found out once: lines never change. */
interface LineOfGoods {
  readonly line: PromotionLine;
  readonly unit: UnitOfLine;
  /** Of one unit. */
  readonly price: number;
  readonly key: string;
  /** This line and no other. */
  readonly alone: readonly LineOfGoods[];
  /** The goods that this line makes when no other line has the same. */
  goods: Goods | undefined;
}

function keyed(line: PromotionLine, memory: GoodsMemory): LineOfGoods | undefined {
  const known = memory.lines.known(line.lineNumber);
  if (known !== undefined && isSameLine(known.line, line)) return known;
  const unit = unitOf(line);
  if (unit === undefined) return undefined;
  const alone: LineOfGoods[] = [];
  const made = { line, unit, price: unit.price, key: keyOf(line, unit), alone, goods: undefined };
  alone.push(made);
  return memory.lines.keep(line.lineNumber, made);
}

/** A line that got other modifiers is another object with the same facts in it. */
function isSameLine(a: PromotionLine, b: PromotionLine): boolean {
  return (
    a === b ||
    (a.articleId === b.articleId &&
      a.quantity === b.quantity &&
      a.unitPrice === b.unitPrice &&
      a.regularAmount === b.regularAmount &&
      a.groups === b.groups &&
      a.tax === b.tax &&
      a.bestBefore === b.bestBefore)
  );
}

function goodsOn(members: readonly LineOfGoods[], memory: GoodsMemory, set: PromotionSet): Goods {
  const [first] = members;
  assert(first !== undefined, 'goods are on a line');
  if (members.length === 1 && first.goods !== undefined) return first.goods;
  const onLines = members.map(({ line, unit }) => `#${line.lineNumber}x${unit.count}`).join('');
  const goods = memory.goods.recall(`${first.key}${onLines}`, () =>
    makeGoods(first, members, set.policy.ceilings ?? []),
  );
  if (members.length === 1) first.goods = goods;
  return goods;
}

function inLineOrder(lines: readonly PromotionLine[]): readonly PromotionLine[] {
  const isOrdered = lines.every((line, index) => index === 0 || (lines[index - 1]?.lineNumber ?? 0) < line.lineNumber);
  return isOrdered ? lines : lines.toSorted((a, b) => a.lineNumber - b.lineNumber);
}

function makeGoods(
  { key, line, unit }: LineOfGoods,
  members: readonly LineOfGoods[],
  ceilings: readonly DiscountCeiling[],
): Goods {
  return {
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

const NO_PARTS: readonly Part[] = [];

export function lotOf(goods: Goods): Lot {
  return { goods, count: goods.count, price: goods.price, parts: NO_PARTS, closed: false, lines: undefined };
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
