import { PLACE_COUNT } from './words.ts';

/**
 * The articles that have a word, grouped by the place of the word: for each place, best first, the count of articles
 * and then the steps from one article number to the next, all as variable-length integers (seven bits a byte, the low
 * ones first, the high bit set on all but the last byte).
 */
export function encodePostings(byPlace: readonly (readonly number[])[]): Uint8Array {
  const bytes: number[] = [];
  for (let place = 0; place < PLACE_COUNT; place += 1) {
    const articles = byPlace[place] ?? [];
    pushInteger(bytes, articles.length);
    let last = 0;
    for (const article of articles) {
      pushInteger(bytes, article - last);
      last = article;
    }
  }
  return Uint8Array.from(bytes);
}

/**
 * Calls back with every article and the place that the word has in it, best places first.
 *
 * @param countMax stops after so many articles
 */
export function readPostings(
  bytes: Uint8Array,
  countMax: number,
  found: (article: number, place: number) => void,
): void {
  let at = 0;
  let left = countMax;
  const nextInteger = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  for (let place = 0; place < PLACE_COUNT; place += 1) {
    let article = 0;
    for (let count = nextInteger(); count > 0; count -= 1) {
      article += nextInteger();
      if (left === 0) return;
      left -= 1;
      found(article, place);
    }
  }
}

function pushInteger(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}
