import type { Article, CatalogueEntry, Deposit, SaleRestrictions } from '#kiosk/core/catalogue/article.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import { gtin14 } from '#kiosk/core/values/gtin.ts';
import type { ArticleId, BusinessDay, LocalizedText } from '#kiosk/core/values/identifiers.ts';
import { minorUnits, multiplyRatio, parseAmount, type MinorUnits } from '#kiosk/core/values/money.ts';
import { depositOn, taxCategoryOn } from '../resolve-country.ts';
import type { CountryPack } from '../schemas/handrail-config.ts';
import type { ArticleRecord } from './article-record.ts';

/** What is wrong with one field of a record. */
interface FieldProblem {
  /** "price", "restrictions.quantityMax"; empty for the record as a whole. */
  readonly field: string;
  readonly message: string;
}

export type RecordResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** An article as the lane sells it on a day: rate, deposit and age limit are those of the country on that day. */
export function toCatalogueEntry(
  record: ArticleRecord,
  pack: CountryPack,
  day: BusinessDay,
): RecordResult<CatalogueEntry> {
  const problems: FieldProblem[] = [];
  const price = priceOf(record, pack, problems);
  const tax = taxCategoryOn(pack, record.tax, day);
  if (tax === undefined) problems.push({ field: 'tax', message: unknownId(record.tax, pack.taxCategories, day) });
  const deposit = depositOf(record, pack, day, problems);
  const restrictions = restrictionsOf(record, pack, day, problems);
  if (tax === undefined || problems.length > 0) return { ok: false, problems };
  const article: Article = {
    id: record.id as ArticleId,
    name: record.name,
    price,
    pricedPer: record.pricedPer,
    unitPrice: unitPriceOf(record, price),
    tax,
    deposit,
    restrictions,
    groups: record.groups,
    picture: record.picture,
    content: record.content,
    category: record.category,
  };
  const codes = [...new Set(record.codes.map((code) => gtin14(code) ?? code))];
  return { ok: true, value: { article, codes, searchWords: record.searchWords, measure: record.measure } };
}

function priceOf(record: ArticleRecord, pack: CountryPack, problems: FieldProblem[]): MinorUnits | undefined {
  if (record.price === null) return undefined;
  const exponent = currencyByCode(pack.currency)?.exponent ?? 2;
  const price = parseAmount(record.price, exponent);
  if (price === undefined) {
    const message = `"${record.price}" has more decimals than ${pack.currency} allows (${exponent})`;
    problems.push({ field: 'price', message });
  }
  if (price === 0) problems.push({ field: 'price', message: 'must be above zero; write null where no price is known' });
  return price;
}

/** Grams and millilitres to the price of 1000 of them; a single piece needs no comparison with itself. */
export function unitPriceOf(
  record: Pick<ArticleRecord, 'measure' | 'pricedPer'>,
  price: MinorUnits | undefined,
): Article['unitPrice'] {
  const { measure } = record;
  if (price === undefined || record.pricedPer !== 'pieces' || measure === undefined) return undefined;
  switch (measure.unit) {
    case 'g':
      return { amount: multiplyRatio(price, 1000, measure.amount), per: 'kg' };
    case 'ml':
      return { amount: multiplyRatio(price, 1000, measure.amount), per: 'l' };
    case 'piece':
      return measure.amount === 1 ? undefined : { amount: multiplyRatio(price, 1, measure.amount), per: 'piece' };
  }
}

function depositOf(
  record: ArticleRecord,
  pack: CountryPack,
  day: BusinessDay,
  problems: FieldProblem[],
): Deposit | undefined {
  if (record.deposit === undefined) return undefined;
  const { id, count } = typeof record.deposit === 'string' ? { id: record.deposit, count: 1 } : record.deposit;
  const one = depositOn(pack, id, day);
  if (one === undefined) {
    problems.push({ field: 'deposit', message: unknownId(id, pack.deposits, day) });
    return undefined;
  }
  if (count === 1) return one;
  return { ...one, name: times(one.name, count), amount: minorUnits(one.amount * count) };
}

function times(name: LocalizedText, count: number): LocalizedText {
  return Object.fromEntries(Object.entries(name).map(([language, text]) => [language, `${text} × ${count}`]));
}

function restrictionsOf(
  record: ArticleRecord,
  pack: CountryPack,
  day: BusinessDay,
  problems: FieldProblem[],
): SaleRestrictions | undefined {
  const own = record.restrictions;
  if (record.ageRule === undefined) return own;
  const rule = Object.hasOwn(pack.ageRules, record.ageRule) ? pack.ageRules[record.ageRule] : undefined;
  if (rule === undefined) {
    problems.push({ field: 'ageRule', message: unknownId(record.ageRule, pack.ageRules, day) });
    return own;
  }
  if (rule.from !== undefined && day < rule.from) return own;
  if (!rule.saleAllowed) {
    problems.push({ field: 'ageRule', message: `may not be sold in a shop like this (${rule.legalReference})` });
  }
  return {
    ...own,
    minimumAge: Math.max(rule.minimumAge, own?.minimumAge ?? 0),
    sellingHours: own?.sellingHours ?? rule.sellingHours,
  };
}

function unknownId(id: string, known: Readonly<Record<string, unknown>>, day: BusinessDay): string {
  if (Object.hasOwn(known, id)) return `"${id}" holds nothing on ${day} in the country pack`;
  return `"${id}" is not in the country pack; there are ${Object.keys(known).join(', ') || 'none'}`;
}
