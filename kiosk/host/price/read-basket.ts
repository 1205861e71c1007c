import { shownValue } from '#config/configuration-error.ts';
import { foundIssues, valueAt } from '#config/issue-message.ts';
import { JsonTextError, pathKey, readJson, type PositionedJson } from '#config/json-text.ts';
import { unknownName } from '#config/nearest-name.ts';
import { CASH_ROUNDING, type CashRounding } from '#kiosk/core/pricing/cash-rounding.ts';
import type { BasketRequest, RequestedLine } from '#kiosk/core/pricing/price-basket.ts';
import { compilePromotions } from '#kiosk/core/promotions/compile.ts';
import type { Article } from '#kiosk/core/catalogue/article.ts';
import { currencyByCode, CURRENCY_CODES } from '#kiosk/core/values/currencies.ts';
import type { ArticleId, LocalizedText } from '#kiosk/core/values/identifiers.ts';
import { grams, pieces, type Quantity } from '#kiosk/core/values/quantity.ts';
import { basketDocumentSchema, basketJsonSchema, type BasketDocument } from './basket-document.ts';

/** The most problems that are told at once. */
const PROBLEMS_MAX = 20;

/** A basket that can be priced. */
export interface ReadBasket {
  readonly request: BasketRequest;
  readonly currency: string;
  readonly exponent: number;
  readonly cashRounding: CashRounding | undefined;
}

/**
 * Reads a basket document.
 * @param name how messages call the source
 * @returns what to price, or everything that is wrong, a line each: place, path, value, what is allowed
 */
export function readBasket(text: string, name: string): ReadBasket | string {
  let json: PositionedJson;
  try {
    json = readJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return `${name}:${error.position.line}:${error.position.column}: ${error.message}`;
  }
  const currency = valueAt(json.value, ['currency']);
  const known = typeof currency === 'string' && CURRENCY_CODES.includes(currency) ? currency : 'EUR';
  const parsed = basketDocumentSchema(known).safeParse(json.value);
  if (!parsed.success) {
    const found = foundIssues(parsed.error.issues, json.value, (field, path) =>
      unknownName('field', field, fieldsAt(basketJsonSchema(), path)),
    );
    return describe(name, json, found);
  }
  const problems = referencesIn(parsed.data);
  return problems.length > 0 ? describe(name, json, problems) : requestFrom(parsed.data);
}

interface Problem {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly message: string;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The names that an object at this place may have, to find the one that was meant. */
function fieldsAt(schema: Schema, path: readonly (string | number)[]): readonly string[] {
  let here: readonly Schema[] = [schema];
  for (const part of path) {
    here = here.flatMap(alternatives).flatMap((each) => {
      const next = typeof part === 'number' ? each.items : each.properties?.[part];
      return next === undefined ? [] : [next];
    });
  }
  return here.flatMap(alternatives).flatMap((each) => Object.keys(each.properties ?? {}));
}

function alternatives(schema: Schema): readonly Schema[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(alternatives), ...(schema.oneOf ?? []).flatMap(alternatives)];
}

function describe(name: string, json: PositionedJson, problems: readonly Problem[]): string {
  const lines = problems.slice(0, PROBLEMS_MAX).map(({ path, value, message }) => {
    const at = json.positions.get(pathKey(path)) ?? json.positions.get(pathKey(path.slice(0, -1)));
    const place = at === undefined ? name : `${name}:${at.line}:${at.column}`;
    const shown = shownValue(value);
    return `  - ${place}: ${pathInWords(path)}${shown === undefined ? '' : ` = ${shown}`}: ${message}`;
  });
  const more = problems.length - lines.length;
  return [`the basket cannot be priced`, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function pathInWords(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the document';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** What refers to something that the document does not have, or has twice. */
function referencesIn(document: BasketDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const articles = new Map<string, DocumentArticle>();
  for (const [index, article] of document.articles.entries()) {
    const { articleId } = article;
    if (articles.has(articleId)) {
      const message = 'must be an identifier that no other article has';
      problems.push({ path: ['articles', index, 'articleId'], value: articleId, message });
    }
    articles.set(articleId, article);
  }
  const promotionIds = new Set<string>();
  for (const [index, { promotionId }] of document.promotions.entries()) {
    if (promotionIds.has(promotionId)) {
      const message = 'must be an identifier that no other promotion has';
      problems.push({ path: ['promotions', index, 'promotionId'], value: promotionId, message });
    }
    promotionIds.add(promotionId);
  }
  for (const [index, line] of document.lines.entries()) {
    const { articleId } = line;
    if (articleId === undefined) continue;
    const article = articles.get(articleId);
    if (article === undefined) {
      const message = unknownName('article of the document', articleId, [...articles.keys()].slice(0, NAMES_MAX));
      problems.push({ path: ['lines', index, 'articleId'], value: articleId, message });
      continue;
    }
    const measure = wrongMeasure(line, article);
    if (measure !== undefined) {
      const message = `must be absent: ${articleId} is sold ${SOLD[article.pricedPer]}`;
      problems.push({ path: ['lines', index, measure], value: line[measure], message });
    }
  }
  problems.push(...tooDear(document, articles));
  const country = document.cashRounding;
  if (typeof country === 'string' && !Object.hasOwn(CASH_ROUNDING, country)) {
    const message = `must be one of ${Object.keys(CASH_ROUNDING).join(', ')}, or a step`;
    problems.push({ path: ['cashRounding'], value: country, message });
  }
  return problems;
}

type DocumentArticle = BasketDocument['articles'][number];
type DocumentLine = BasketDocument['lines'][number];

/** So many names are looked at for the one that was meant. */
const NAMES_MAX = 1000;

const SOLD: Readonly<Record<DocumentArticle['pricedPer'], string>> = {
  pieces: 'by the piece',
  weight: 'by weight',
  volume: 'by volume',
};

/** What the goods and deposits of a basket may come to: all that is worked out from it is then a whole number. */
const BASKET_MAX = 1_000_000_000_000_000;

function tooDear({ lines }: BasketDocument, articles: ReadonlyMap<string, DocumentArticle>): readonly Problem[] {
  let sum = 0;
  for (const [index, line] of lines.entries()) {
    const article = articles.get(line.articleId ?? '');
    if (article === undefined) continue;
    const units = line.count ?? Math.max(1, ((line.grams ?? 0) + (line.millilitres ?? 0)) / MEASURES_IN_UNIT);
    sum += (line.statedAmount ?? 0) + units * ((article.price ?? 0) + (article.deposit?.amount ?? 0));
    if (sum <= BASKET_MAX) continue;
    const message = `must leave the basket at most ${BASKET_MAX} minor units in all`;
    return [{ path: ['lines', index], value: line, message }];
  }
  return [];
}

/** Grams in a kilogram, millilitres in a litre. */
const MEASURES_IN_UNIT = 1000;

/** A measure that the article's price is not for. Pieces of what must be weighed are refused by a rule of sale. */
function wrongMeasure(line: DocumentLine, { pricedPer }: DocumentArticle): 'grams' | 'millilitres' | undefined {
  if (line.grams !== undefined && pricedPer !== 'weight') return 'grams';
  return line.millilitres !== undefined && pricedPer !== 'volume' ? 'millilitres' : undefined;
}

function requestFrom(document: BasketDocument): ReadBasket {
  const { currency, localTime, shopper, cashRounding } = document;
  const [date = '', time = ''] = localTime.split('T');
  return {
    currency,
    exponent: currencyByCode(currency)?.exponent ?? 2,
    cashRounding: typeof cashRounding === 'string' ? CASH_ROUNDING[cashRounding] : cashRounding,
    request: {
      articles: new Map(document.articles.map((article) => [article.articleId, articleFrom(article)] as const)),
      promotions: compilePromotions(document.promotions, document.policy),
      scheme: document.taxScheme,
      context: {
        localTime: { date, time },
        member: shopper.member,
        staff: shopper.staff,
        coupons: document.coupons,
        usedByShopper: shopper.usedPromotions,
      },
      lines: document.lines.map(lineFrom),
      depositReturnMax: document.depositReturnMax,
    },
  };
}

function articleFrom(entry: DocumentArticle): Article {
  const { articleId, name, price, pricedPer, tax, groups, deposit, restrictions } = entry;
  return {
    id: articleId as ArticleId,
    name: name ?? { en: articleId },
    price,
    pricedPer,
    tax,
    groups,
    deposit: deposit === undefined ? undefined : { ...deposit, name: deposit.name ?? DEPOSIT },
    restrictions,
  };
}

const DEPOSIT: LocalizedText = { en: 'Deposit' };
const DEPOSIT_RETURN: LocalizedText = { en: 'Deposit returned' };

function lineFrom(line: DocumentLine): RequestedLine {
  const { depositReturn, tax, name, articleId = '' } = line;
  if (depositReturn !== undefined && tax !== undefined) {
    return { type: 'deposit-return', amount: depositReturn, tax, name: name ?? DEPOSIT_RETURN };
  }
  const { statedAmount, bestBefore, expiryDate, batch } = line;
  return { type: 'article', articleId, quantity: quantityOf(line), statedAmount, bestBefore, expiryDate, batch };
}

function quantityOf(line: DocumentLine): Quantity {
  if (line.grams !== undefined) return grams(line.grams);
  if (line.millilitres !== undefined) return { kind: 'volume', millilitres: line.millilitres };
  return pieces(line.count ?? 1);
}
