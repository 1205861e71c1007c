import type { Article, TaxCategory } from '../catalogue/article.ts';
import { applyPromotions, type CouponResult } from '../promotions/apply.ts';
import type { PromotionContext } from '../promotions/basket-facts.ts';
import type { PromotionSet } from '../promotions/compile.ts';
import type { PriceModifier, PromotionHint } from '../promotions/price-modifier.ts';
import { reject, type Rejection } from '../rejection.ts';
import { saleRules, type RequiredIntervention } from '../rules/sale-rules.ts';
import { taxOfLines, type TaxScheme } from '../tax/tax.ts';
import type { SaleLineItem, Totals } from '../transaction/line-item.ts';
import type { ArticleId, LocalizedText } from '../values/identifiers.ts';
import { minorUnits, negate, ZERO, type MinorUnits } from '../values/money.ts';
import { pieces, priceOf, type Quantity } from '../values/quantity.ts';
import { lineAmount, totalsOf } from './totals.ts';

/** A basket to be priced from nothing but what is in it: for back offices, tests and the command line. */
export interface BasketRequest {
  readonly articles: ReadonlyMap<string, Article>;
  readonly promotions: PromotionSet;
  readonly scheme: TaxScheme;
  readonly context: PromotionContext;
  /** In the order of scanning. */
  readonly lines: readonly RequestedLine[];
  /** The most that returned deposits may give back in one basket; without it none is taken. */
  readonly depositReturnMax?: MinorUnits | undefined;
}

export type RequestedLine = RequestedArticle | RequestedDepositReturn;

export interface RequestedArticle {
  readonly type: 'article';
  readonly articleId: string;
  readonly quantity: Quantity;
  /** A price that the barcode itself states. */
  readonly statedAmount?: MinorUnits | undefined;
  /** YYYY-MM-DD */
  readonly bestBefore?: string | undefined;
  /** YYYY-MM-DD */
  readonly expiryDate?: string | undefined;
  readonly batch?: string | undefined;
}

/** A slip from the machine that takes back empties. */
export interface RequestedDepositReturn {
  readonly type: 'deposit-return';
  readonly name: LocalizedText;
  /** What it gives back, above zero. */
  readonly amount: MinorUnits;
  readonly tax: TaxCategory;
}

export interface PricedBasket {
  readonly lines: readonly PricedLine[];
  readonly totals: Totals;
  readonly hints: readonly PromotionHint[];
  readonly coupons: readonly CouponResult[];
  /** What a person must settle before paying. */
  readonly interventions: readonly RequiredIntervention[];
  /** Requested lines that are not in the basket, by their position in the request. */
  readonly refused: readonly { readonly position: number; readonly rejection: Rejection }[];
}

export interface PricedLine {
  /** With its modifiers. */
  readonly item: SaleLineItem;
  /** The requested line that it comes from, by position. */
  readonly position: number;
  readonly amount: MinorUnits;
  /** The line's share of the tax of its rate. */
  readonly tax: MinorUnits;
}

/** Builds the lines, looks at the rules of sale, applies the promotions, and adds up. */
export function priceBasket(request: BasketRequest): PricedBasket {
  const { items, positions, refused, interventions } = takeLines(request);
  const goods = items.filter((item) => item.kind === 'article');
  const { modifiersByLine, hints, coupons } = applyPromotions(goods, request.promotions, request.context);
  const priced = items.map<SaleLineItem>((item) => ({
    ...item,
    modifiers: modifiersByLine.get(item.lineNumber) ?? NO_MODIFIERS,
  }));
  const amounts = priced.map((item) => ({ kind: item.kind, amount: lineAmount(item), tax: item.tax }));
  const taxes = taxOfLines(amounts, request.scheme);
  return {
    lines: priced.map((item, index) => ({
      item,
      position: positions[index] ?? 0,
      amount: amounts[index]?.amount ?? ZERO,
      tax: taxes[index] ?? ZERO,
    })),
    totals: totalsOf(priced, request.scheme),
    hints,
    coupons,
    interventions: strictest(interventions),
    refused,
  };
}

const NO_MODIFIERS: readonly PriceModifier[] = [];

interface TakenLines {
  readonly items: SaleLineItem[];
  readonly positions: number[];
  readonly refused: { position: number; rejection: Rejection }[];
  readonly interventions: RequiredIntervention[];
}

function takeLines(request: BasketRequest): TakenLines {
  const taken: TakenLines = { items: [], positions: [], refused: [], interventions: [] };
  let returned = 0;
  for (const [position, line] of request.lines.entries()) {
    let rejection: Rejection | undefined;
    if (line.type === 'article') rejection = takeArticle(line, position, taken, request);
    else if (returned + line.amount > (request.depositReturnMax ?? 0)) {
      rejection = reject('quantity-out-of-range', { max: request.depositReturnMax ?? 0, returned });
    } else {
      returned += line.amount;
      put(taken, position, [depositReturn(line, taken.items.length + 1)]);
    }
    if (rejection !== undefined) taken.refused.push({ position, rejection });
  }
  return taken;
}

function takeArticle(
  line: RequestedArticle,
  position: number,
  taken: TakenLines,
  request: BasketRequest,
): Rejection | undefined {
  const article = request.articles.get(line.articleId);
  if (article === undefined) return reject('article-unknown', { articleId: line.articleId });
  const { localTime } = request.context;
  const ruling = saleRules(article, { ...line, basketLines: taken.items, localTime });
  if (ruling.refusal !== undefined) return ruling.refusal;
  taken.interventions.push(...ruling.interventions);
  const item = articleItem(line, article, taken.items.length + 1);
  put(taken, position, [item, ...depositItem(article, item)]);
  return undefined;
}

function put(taken: TakenLines, position: number, items: readonly SaleLineItem[]): void {
  for (const item of items) {
    taken.items.push(item);
    taken.positions.push(position);
  }
}

function articleItem(line: RequestedArticle, article: Article, lineNumber: number): SaleLineItem {
  const unitPrice = line.statedAmount ?? article.price ?? ZERO;
  return {
    lineNumber,
    kind: 'article',
    articleId: article.id,
    entry: 'scanned',
    name: article.name,
    content: article.content,
    groups: article.groups,
    quantity: line.quantity,
    unitPrice,
    pricedPer: line.quantity.kind,
    regularAmount: line.statedAmount ?? priceOf(line.quantity, unitPrice),
    modifiers: NO_MODIFIERS,
    tax: article.tax,
    bestBefore: line.bestBefore,
    restrictions: article.restrictions,
    voided: false,
  };
}

function depositItem(article: Article, parent: SaleLineItem): readonly SaleLineItem[] {
  const { deposit } = article;
  if (deposit === undefined) return [];
  const quantity = parent.quantity.kind === 'pieces' ? parent.quantity : pieces(1);
  return [
    {
      ...depositLine(article.id, deposit.name, deposit.tax, parent.lineNumber + 1),
      parentLine: parent.lineNumber,
      quantity,
      unitPrice: deposit.amount,
      regularAmount: priceOf(quantity, deposit.amount),
    },
  ];
}

function depositReturn(line: RequestedDepositReturn, lineNumber: number): SaleLineItem {
  const amount = negate(line.amount);
  return {
    ...depositLine('deposit-return' as ArticleId, line.name, line.tax, lineNumber),
    unitPrice: amount,
    regularAmount: amount,
  };
}

function depositLine(articleId: ArticleId, name: LocalizedText, tax: TaxCategory, lineNumber: number): SaleLineItem {
  return {
    lineNumber,
    kind: 'deposit',
    articleId,
    entry: 'scanned',
    name,
    groups: [],
    quantity: pieces(1),
    unitPrice: ZERO,
    pricedPer: 'pieces',
    regularAmount: minorUnits(0),
    modifiers: NO_MODIFIERS,
    tax,
    voided: false,
  };
}

/** One task of each kind: an age is asked for once, at the highest limit. */
function strictest(interventions: readonly RequiredIntervention[]): readonly RequiredIntervention[] {
  const byKind = new Map<string, RequiredIntervention>();
  for (const each of interventions) {
    const known = byKind.get(each.kind);
    if (known === undefined || (each.minimumAge ?? 0) > (known.minimumAge ?? 0)) byKind.set(each.kind, each);
  }
  return [...byKind.values()];
}
