/** A scanner types faster than any hand: no two keys of one badge are further apart, in milliseconds. */
const KEY_GAP_MAX_MS = 60;
/** The contract's bounds of a badge, in characters. */
const BADGE_LENGTH_MIN = 8;
const BADGE_LENGTH_MAX = 200;

/** Tells a badge that a scanner types like a keyboard, ended by Enter, from what hands type. */
export class BadgeReader {
  #typed = '';
  #lastAt = -Infinity;

  /**
   * @param key as KeyboardEvent.key has it
   * @param at monotonic milliseconds
   * @returns the badge when the key ends one
   */
  take(key: string, at: number): string | undefined {
    // Shift and its like come between the letters of a scanner, too.
    if (key.length > 1 && key !== 'Enter') return undefined;
    if (at - this.#lastAt > KEY_GAP_MAX_MS) this.#typed = '';
    this.#lastAt = at;
    if (key !== 'Enter') {
      this.#typed = (this.#typed + key).slice(0, BADGE_LENGTH_MAX + 1);
      return undefined;
    }
    const typed = this.#typed.trim();
    this.#typed = '';
    return typed.length >= BADGE_LENGTH_MIN && typed.length <= BADGE_LENGTH_MAX ? typed : undefined;
  }
}
