import type { Deposit, TaxCategory } from '#kiosk/core/catalogue/article.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { CountryPack } from './schemas/handrail-config.ts';

/**
 * @returns the category as it stands on a day, or undefined when the pack has no such category or no rate for the day
 */
export function taxCategoryOn(pack: CountryPack, id: string, day: BusinessDay): TaxCategory | undefined {
  const category = Object.hasOwn(pack.taxCategories, id) ? pack.taxCategories[id] : undefined;
  const rate = category?.rates.find((each) => holdsOn(each, day));
  if (category === undefined || rate === undefined) return undefined;
  return { code: category.receiptCode, rateBasisPoints: rate.rateBasisPoints };
}

/**
 * @returns the deposit as it stands on a day, or undefined when the pack has no such deposit or no amount for the day
 */
export function depositOn(pack: CountryPack, id: string, day: BusinessDay): Deposit | undefined {
  const deposit = Object.hasOwn(pack.deposits, id) ? pack.deposits[id] : undefined;
  const amount = deposit?.amounts.find((each) => holdsOn(each, day));
  const tax = deposit === undefined ? undefined : taxCategoryOn(pack, deposit.taxCategory, day);
  if (deposit === undefined || amount === undefined || tax === undefined) return undefined;
  return { name: deposit.name, amount: minorUnits(amount.amount), tax };
}

/** Days as YYYY-MM-DD sort like text. Both ends belong to the period. */
function holdsOn(
  period: { readonly from?: string | undefined; readonly until?: string | undefined },
  day: string,
): boolean {
  return (period.from === undefined || period.from <= day) && (period.until === undefined || day <= period.until);
}
