import { minorUnits, type MinorUnits } from '../values/money.ts';

/**
 * How a country rounds what is paid in cash, and never what is paid by card. Only the total is rounded, and the receipt
 * shows both. To the nearest step; a half step goes up where the shopper pays and down where the shopper gets change.
 */
export interface CashRounding {
  /** In minor units, 2 or more. */
  readonly step: number;
  /** Amounts up to this one stay as they are. */
  readonly exactUpTo?: number | undefined;
}

/** By country, ISO 3166-1 alpha-2. A country that is absent does not round. */
export const CASH_ROUNDING: Readonly<Record<string, CashRounding>> = {
  // Mandatory since 1 December 2019 for totals above 5 cents.
  BE: { step: 5, exactUpTo: 5 },
  // 00–24 to 00, 25–74 to 50, 75–99 to 100; change 00–25, 26–75, 76–99.
  DK: { step: 50 },
  // 1, 2 to 0; 3, 4 to 5; 6, 7 to 5; 8, 9 to 10.
  FI: { step: 5 },
  // Voluntary, by shop.
  NL: { step: 5 },
  // 00–49 to 0, 50–99 to 100.
  NO: { step: 100 },
  // As Norway; change 00–50 to 0, 51–99 to 100.
  SE: { step: 100 },
};

/** @param direction 'payable' for what the shopper pays, 'change' for what the shopper gets back */
export function roundForCash(amount: MinorUnits, rule: CashRounding, direction: 'payable' | 'change'): MinorUnits {
  const magnitude = Math.abs(amount);
  if (magnitude <= (rule.exactUpTo ?? 0)) return amount;
  const over = magnitude % rule.step;
  const up = direction === 'payable' ? over * 2 >= rule.step : over * 2 > rule.step;
  const rounded = magnitude - over + (up ? rule.step : 0);
  return minorUnits(amount < 0 ? -rounded : rounded);
}
