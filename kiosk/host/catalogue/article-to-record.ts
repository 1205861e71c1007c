import { depositOn, taxCategoryOn } from '#config/resolve-country.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { CatalogueEntry, Deposit, TaxCategory } from '#kiosk/core/catalogue/article.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';

/** What an export could not put into words of the country pack. */
export interface Unexportable {
  readonly problem: string;
}

const DEPOSIT_COUNT_MAX = 48;

/**
 * An article as `handrail catalogue import` reads it again: rates and deposits become the names that the country pack
 * has for them. An age limit is written as the shop's own, since nothing tells any more which law it came from.
 */
export function articleToRecord(
  { article, codes, searchWords, measure }: CatalogueEntry,
  pack: CountryPack,
  day: BusinessDay,
): Readonly<Record<string, unknown>> | Unexportable {
  const tax = Object.keys(pack.taxCategories).find((id) => sameTax(taxCategoryOn(pack, id, day), article.tax));
  if (tax === undefined) {
    return { problem: `no tax category with sign ${article.tax.code} and ${article.tax.rateBasisPoints / 100} %` };
  }
  const deposit = article.deposit === undefined ? undefined : depositName(article.deposit, pack, day);
  if (article.deposit !== undefined && deposit === undefined) return { problem: 'no deposit of that amount' };
  const exponent = currencyByCode(pack.currency)?.exponent ?? 2;
  return {
    id: article.id,
    codes,
    name: article.name,
    content: article.content,
    price: article.price === undefined ? null : (article.price / 10 ** exponent).toFixed(exponent),
    pricedPer: article.pricedPer,
    measure,
    tax,
    deposit,
    groups: article.groups,
    category: article.category,
    picture: article.picture,
    restrictions: article.restrictions,
    searchWords,
  };
}

function depositName(deposit: Deposit, pack: CountryPack, day: BusinessDay): unknown {
  for (const id of Object.keys(pack.deposits)) {
    const one = depositOn(pack, id, day);
    if (one === undefined || !sameTax(one.tax, deposit.tax) || deposit.amount % one.amount !== 0) continue;
    const count = deposit.amount / one.amount;
    const isNamedSo = Object.entries(one.name).every(([language, name]) => deposit.name[language]?.startsWith(name));
    if (count <= DEPOSIT_COUNT_MAX && isNamedSo) return count === 1 ? id : { id, count };
  }
  return undefined;
}

function sameTax(one: TaxCategory | undefined, other: TaxCategory): boolean {
  return one?.code === other.code && one.rateBasisPoints === other.rateBasisPoints;
}
