/** A long shift; after it everybody signs in anew, and is not counted on before. Milliseconds. */
export const SHIFT_MS = 12 * 3_600_000;
