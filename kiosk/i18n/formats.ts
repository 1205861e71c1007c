/** Numbers and dates as one language writes them. Amounts are integers of minor units and never become fractions. */
export interface Formats {
  /** "13.48": for lists, where the currency is said once. */
  amount(minorUnits: number, exponent: number): string;
  /** "€13.48": where the amount stands alone. */
  money(minorUnits: number, currency: string, exponent: number): string;
  /** "1.286 kg": always in kilograms, as the price is. */
  weight(grams: number): string;
  volume(millilitres: number): string;
  /** 2100 is "21%". */
  percent(basisPoints: number): string;
  number(value: number): string;
  /** Epoch milliseconds as a date and a time of day; the time zone is that of the machine unless named (IANA). */
  dateTime(epochMs: number, timeZone?: string): string;
  time(epochMs: number, timeZone?: string): string;
  /** "23 December", in the time zone of the machine. */
  day(epochMs: number): string;
}

export function formatsFor(locale: string): Formats {
  const cache = new Map<string, Intl.NumberFormat>();
  const format = (value: Intl.StringNumericLiteral | number, options: Intl.NumberFormatOptions): string => {
    const key = JSON.stringify(options);
    const known = cache.get(key) ?? new Intl.NumberFormat(locale, options);
    cache.set(key, known);
    return known.format(value);
  };
  return {
    amount: (minorUnits, exponent) => format(decimal(minorUnits, exponent), digits(exponent)),
    money: (minorUnits, currency, exponent) =>
      format(decimal(minorUnits, exponent), { style: 'currency', currency, ...digits(exponent) }),
    weight: (grams) => format(decimal(grams, 3), { style: 'unit', unit: 'kilogram', ...digits(3) }),
    volume: (millilitres) =>
      format(decimal(millilitres, 3), { style: 'unit', unit: 'liter', maximumFractionDigits: 3 }),
    percent: (basisPoints) => format(decimal(basisPoints, 4), { style: 'percent', maximumFractionDigits: 2 }),
    number: (value) => format(value, {}),
    dateTime: (epochMs, timeZone) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', ...zone(timeZone) }).format(epochMs),
    time: (epochMs, timeZone) =>
      new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone(timeZone) }).format(epochMs),
    day: (epochMs) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }).format(epochMs),
  };
}

function zone(timeZone: string | undefined): { timeZone?: string } {
  return timeZone === undefined ? {} : { timeZone };
}

/** The exact decimal text of an integer with its point moved; Intl formats such a text without making a float of it. */
function decimal(value: number, exponent: number): Intl.StringNumericLiteral {
  const figures = String(Math.abs(value)).padStart(exponent + 1, '0');
  const point = figures.length - exponent;
  const text = exponent === 0 ? figures : `${figures.slice(0, point)}.${figures.slice(point)}`;
  return `${value < 0 ? '-' : ''}${text}` as Intl.StringNumericLiteral;
}

function digits(exponent: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
}
