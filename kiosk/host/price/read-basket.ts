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
  const articleIds = new Set<string>();
  for (const [index, { articleId }] of document.articles.entries()) {
    if (articleIds.has(articleId)) {
      const message = 'must be an identifier that no other article has';
      problems.push({ path: ['articles', index, 'articleId'], value: articleId, message });
    }
    articleIds.add(articleId);
  }
  const promotionIds = new Set<string>();
  for (const [index, { promotionId }] of document.promotions.entries()) {
    if (promotionIds.has(promotionId)) {
      const message = 'must be an identifier that no other promotion has';
      problems.push({ path: ['promotions', index, 'promotionId'], value: promotionId, message });
    }
    promotionIds.add(promotionId);
  }
  for (const [index, { articleId }] of document.lines.entries()) {
    if (articleId === undefined || articleIds.has(articleId)) continue;
    const message = unknownName('article of the document', articleId, [...articleIds].slice(0, 1000));
    problems.push({ path: ['lines', index, 'articleId'], value: articleId, message });
  }
  const country = document.cashRounding;
  if (typeof country === 'string' && !Object.hasOwn(CASH_ROUNDING, country)) {
    const message = `must be one of ${Object.keys(CASH_ROUNDING).join(', ')}, or a step`;
    problems.push({ path: ['cashRounding'], value: country, message });
  }
  return problems;
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

function articleFrom(entry: BasketDocument['articles'][number]): Article {
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

function lineFrom(line: BasketDocument['lines'][number]): RequestedLine {
  const { depositReturn, tax, name, articleId = '' } = line;
  if (depositReturn !== undefined && tax !== undefined) {
    return { type: 'deposit-return', amount: depositReturn, tax, name: name ?? DEPOSIT_RETURN };
  }
  const { statedAmount, bestBefore, expiryDate, batch } = line;
  return { type: 'article', articleId, quantity: quantityOf(line), statedAmount, bestBefore, expiryDate, batch };
}

function quantityOf(line: BasketDocument['lines'][number]): Quantity {
  if (line.grams !== undefined) return grams(line.grams);
  if (line.millilitres !== undefined) return { kind: 'volume', millilitres: line.millilitres };
  return pieces(line.count ?? 1);
}
