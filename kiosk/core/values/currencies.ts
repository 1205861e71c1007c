import type { Currency } from './money.ts';

/** The currencies of the countries that a pack exists for (ISO 4217, list one). */
const CURRENCIES: readonly Currency[] = [
  { code: 'EUR', numeric: 978, exponent: 2 },
  { code: 'DKK', numeric: 208, exponent: 2 },
  { code: 'SEK', numeric: 752, exponent: 2 },
  { code: 'NOK', numeric: 578, exponent: 2 },
  { code: 'GBP', numeric: 826, exponent: 2 },
  { code: 'CHF', numeric: 756, exponent: 2 },
  { code: 'PLN', numeric: 985, exponent: 2 },
  { code: 'CZK', numeric: 203, exponent: 2 },
  { code: 'HUF', numeric: 348, exponent: 2 },
  { code: 'ISK', numeric: 352, exponent: 0 },
  { code: 'JPY', numeric: 392, exponent: 0 },
  { code: 'KWD', numeric: 414, exponent: 3 },
  { code: 'USD', numeric: 840, exponent: 2 },
];

export const CURRENCY_CODES: readonly string[] = CURRENCIES.map((currency) => currency.code);

export function currencyByCode(code: string): Currency | undefined {
  return CURRENCIES.find((currency) => currency.code === code);
}
