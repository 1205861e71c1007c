/** More digits before the decimal sign than any price of a shop has. */
const WHOLE_DIGITS_MAX = 7;

/**
 * What a person typed as an amount, with a point or a comma.
 *
 * @param exponent how many decimals the currency has, 0 to 4
 * @returns minor units; undefined for what is no amount, or has more decimals than there are coins for
 */
export function typedAmount(text: string, exponent: number): number | undefined {
  const [, whole, decimals = ''] = /^\s*(\d+)(?:[.,](\d*))?\s*$/.exec(text) ?? [];
  if (whole === undefined || whole.length > WHOLE_DIGITS_MAX || decimals.length > exponent) return undefined;
  return Number(whole + decimals.padEnd(exponent, '0'));
}
