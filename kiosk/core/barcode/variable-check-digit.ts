/** Weighted digit products of the GS1 General Specifications, 7.9.2 and 7.9.3, by digit. */
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const FIVE_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

/**
 * The check digit that protects a price or weight inside a barcode (GS1 General Specifications, 7.9.2 and 7.9.3).
 * @param value four or five digits
 * @returns undefined for any other length
 */
export function variableCheckDigit(value: string): number | undefined {
  if (!/^\d{4,5}$/.test(value)) return undefined;
  const digits = Array.from(value, Number);
  const weighted = (weights: readonly number[], position: number): number => weights[digits[position] ?? 0] ?? 0;
  if (digits.length === 4) {
    const sum = weighted(TWO_MINUS, 0) + weighted(TWO_MINUS, 1) + 3 * (digits[2] ?? 0) + weighted(FIVE_MINUS, 3);
    return (3 * sum) % 10;
  }
  const sum =
    weighted(FIVE_PLUS, 0) +
    weighted(TWO_MINUS, 1) +
    weighted(FIVE_MINUS, 2) +
    weighted(FIVE_PLUS, 3) +
    weighted(TWO_MINUS, 4);
  // The digit whose weighted product with "5-" completes the sum to the next ten.
  return FIVE_MINUS.indexOf((10 - (sum % 10)) % 10);
}
