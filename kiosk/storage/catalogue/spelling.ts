/** Words are compared for mistakes from this length on; shorter ones are too like each other. */
const MISSPELT_LENGTH_MIN = 4;
/** The beginnings of words that mistakes are looked for in. */
const BEGINNING_LENGTHS = [4, 5, 6] as const;
const LETTERS_ONLY = /^\p{Letter}+$/u;

/** One mistake is forgiven in a short word, two in a long one. */
export function mistakesAllowed(length: number): number {
  if (length < MISSPELT_LENGTH_MIN) return 0;
  return length < 8 ? 1 : 2;
}

/** The beginnings by which a word is found despite a mistake; none for numbers, which are right or wrong. */
export function beginningsOf(word: string): readonly string[] {
  if (word.length < MISSPELT_LENGTH_MIN || !LETTERS_ONLY.test(word)) return [];
  return [...new Set(BEGINNING_LENGTHS.map((length) => word.slice(0, length)))];
}

/**
 * A text and what is left of it when any one letter is missing. Two texts that are one mistake apart (a letter too
 * many, too few, another one, two in the wrong order) have one of these in common.
 */
export function withOneLetterMissing(text: string): readonly string[] {
  const variants = new Set([text]);
  for (let index = 0; index < text.length; index += 1) variants.add(text.slice(0, index) + text.slice(index + 1));
  return [...variants];
}

/** The beginning of what someone typed, as long as beginnings are kept. */
export function beginningTyped(typed: string): string {
  return typed.slice(0, BEGINNING_LENGTHS.at(-1));
}

/**
 * How many mistakes (optimal string alignment) lie between what was typed so far and the beginning of a word that fits
 * it best; more than `max` as max + 1.
 */
export function mistakesInBeginning(typed: string, word: string, max: number): number {
  const width = Math.min(word.length, typed.length + max);
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: width + 1 }, (_, column) => column);
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row];
    let best = row;
    for (let column = 1; column <= width; column += 1) {
      const same = typed.charCodeAt(row - 1) === word.charCodeAt(column - 1);
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        typed.charCodeAt(row - 1) === word.charCodeAt(column - 2) &&
        typed.charCodeAt(row - 2) === word.charCodeAt(column - 1);
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
      best = Math.min(best, cost);
    }
    if (best > max) return max + 1;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(...previous, max + 1);
}
