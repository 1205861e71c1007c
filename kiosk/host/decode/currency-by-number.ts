import { CURRENCY_CODES, currencyByCode } from '#kiosk/core/values/currencies.ts';

/** @returns the letters of a currency (ISO 4217) where they are known here, else its number again */
export function currencyByNumber(numeric: string): string {
  const code = CURRENCY_CODES.find((candidate) => currencyByCode(candidate)?.numeric === Number(numeric));
  return code ?? numeric;
}

/** @returns the three digits for letters or digits, or undefined for what is neither a known code nor three digits */
export function currencyNumber(text: string): string | undefined {
  if (/^\d{3}$/.test(text)) return text;
  const currency = currencyByCode(text.toUpperCase());
  return currency === undefined ? undefined : String(currency.numeric).padStart(3, '0');
}
