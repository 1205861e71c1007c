import { isPresetCountry } from '#kiosk/core/barcode/country-presets.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from '#kiosk/core/barcode/scan-options.ts';
import { scanRules, type ScanRulesInput } from '#kiosk/core/barcode/scan-rules.ts';
import { currencyNumber } from './currency-by-number.ts';

export interface DecodeArguments {
  readonly country?: string;
  readonly aim?: 'optional' | 'required' | 'none';
  readonly separator?: string;
  readonly today?: string;
  readonly currency?: string;
}

const SEPARATOR_LENGTH_MAX = 10;

const AIM: Readonly<Record<NonNullable<DecodeArguments['aim']>, ScanOptions['aimIdentifiers']>> = {
  optional: 'optional',
  required: true,
  none: false,
};

/**
 * @param shopRules a shop's own; a country on the command line wins over theirs
 * @param lane how a lane reads whose configuration was given; what the command line says wins over it
 * @returns the options of the core, or what is wrong with the command line, in words for a person
 */
export function decodeOptions(
  given: DecodeArguments,
  now: Date,
  shopRules: ScanRulesInput = {},
  lane?: Omit<ScanOptions, 'today'>,
): ScanOptions | string {
  const base = lane ?? DEFAULT_SCAN_OPTIONS;
  const today = given.today ?? localDay(now);
  if (!isDay(today)) return `--today ${today}: must be a day of the calendar, YYYY-MM-DD`;
  const currency = given.currency === undefined ? base.currency : currencyNumber(given.currency);
  if (given.currency !== undefined && currency === undefined) {
    return `--currency ${given.currency}: must be a currency like EUR, or its number like 978`;
  }
  const separator = given.separator ?? base.groupSeparator;
  if (separator.length < 1 || separator.length > SEPARATOR_LENGTH_MAX) {
    return `--separator: must have 1 to ${SEPARATOR_LENGTH_MAX} characters`;
  }
  const country = given.country ?? shopRules.country;
  if (country !== undefined && !isPresetCountry(country)) return `--country ${country}: there is no preset for it`;
  return {
    ...base,
    aimIdentifiers: given.aim === undefined ? base.aimIdentifiers : AIM[given.aim],
    groupSeparator: separator,
    today,
    currency,
    rules: lane?.rules ?? scanRules({ ...shopRules, country }),
  };
}

function localDay(now: Date): string {
  return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
