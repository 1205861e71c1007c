import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { depositOn } from '#config/resolve-country.ts';
import type { StoreAround } from '#kiosk/api/remote.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { LocalTime } from '#kiosk/core/values/local-time.ts';

/** What somebody who helps from afar reads of a store and its law, from the store's settings and its country's pack. */
export function storeAround({ store, country, assist }: StoreConfig, { date, time }: LocalTime): StoreAround {
  const { currency } = country;
  return {
    storeName: store.name,
    addressLines: [...store.addressLines],
    phone: store.phone ?? null,
    localTime: time,
    currency,
    currencyExponent: currencyByCode(currency)?.exponent ?? 2,
    languages: [...store.languages],
    facts: (assist.remote?.facts ?? []).map(({ about, text }) => ({ about, text })),
    law: {
      country: country.code,
      ages: Object.entries(country.ageRules)
        .filter(([, { from = date }]) => from <= date)
        .map(([rule, { minimumAge, saleAllowed, sellingHours = null, legalReference, unverified = false }]) => ({
          rule,
          minimumAge,
          saleAllowed,
          hours: sellingHours,
          reference: legalReference,
          unverified,
        })),
      deposits: Object.entries(country.deposits).flatMap(([id, { unverified = false }]) => {
        const deposit = depositOn(country, id, date as BusinessDay);
        return deposit === undefined ? [] : [{ name: { ...deposit.name }, amount: deposit.amount, unverified }];
      }),
      receipt: country.receipt.policy,
      cashStep: country.cashRounding?.step ?? null,
    },
  };
}
