/** Where in an article a word stands; the first place is the best. */
export const PLACES = {
  /** It is the whole name. */
  wholeName: 0,
  /** The name begins with it. */
  beginning: 1,
  /** It is somewhere in the name. */
  name: 2,
  /** It is a search word, or in the line below the name. */
  elsewhere: 3,
} as const;

export const PLACE_COUNT = 4;

/** Longer words are cut: nobody types more, and hostile data has no end. */
const WORD_LENGTH_MAX = 40;

/** Letters that Unicode does not take apart into a base letter and a mark. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

const PLAIN = /^[a-z0-9 ]*$/;
const SPELT_OUT_LETTERS = /[ßæøœłđðþı]/gu;
const MARKS = /\p{Mark}/gu;
const WORDS = /[\p{Letter}\p{Number}]+/gu;

/** The words of a text as they are compared: in lower case, without marks, letters of one language in those of all. */
export function wordsOf(text: string): readonly string[] {
  return (folded(text.toLowerCase()).match(WORDS) ?? []).map((word) => word.slice(0, WORD_LENGTH_MAX));
}

export function reversed(word: string): string {
  return Array.from(word).toReversed().join('');
}

function folded(lower: string): string {
  if (PLAIN.test(lower)) return lower;
  const bare = lower.normalize('NFKD').replace(MARKS, '');
  return bare.replace(SPELT_OUT_LETTERS, (letter) => SPELT_OUT[letter] ?? letter);
}
