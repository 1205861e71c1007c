import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { encodeArticle, type SharedValues } from './article-row.ts';
import { PLACES, wordsOf } from './words.ts';

/** An article ready to be written: everything about it that takes time to find out. Plain texts, cheap to pass on. */
export interface PreparedArticle {
  readonly id: string;
  readonly data: string;
  readonly codes: readonly string[];
  /** Language, word and place of each word, one after the other; each word of a language once, with its best place. */
  readonly words: readonly (string | number)[];
}

/** The "language" of category ids among the words; no language has such a tag. */
export const CATEGORY_LANGUAGE = '#';
/** Language, word, place. */
export const WORD_FIELDS = 3;

export function prepareArticle(entry: CatalogueEntry, shared: SharedValues): PreparedArticle {
  const { article, codes, searchWords } = entry;
  const words: (string | number)[] = [];
  const languages = new Set([article.name, article.content, searchWords].flatMap((text) => Object.keys(text ?? {})));
  for (const language of languages) {
    const first = words.length;
    const inName = wordsOf(article.name[language] ?? '');
    for (const [index, word] of inName.entries())
      addOnce(words, first, language, word, placeInName(index, inName.length));
    for (const text of [article.content, searchWords]) {
      for (const word of wordsOf(text?.[language] ?? '')) addOnce(words, first, language, word, PLACES.elsewhere);
    }
  }
  if (article.category !== undefined) words.push(CATEGORY_LANGUAGE, article.category, PLACES.wholeName);
  return { id: article.id, data: encodeArticle(entry, shared), codes, words };
}

function placeInName(index: number, length: number): number {
  if (index > 0) return PLACES.name;
  return length === 1 ? PLACES.wholeName : PLACES.beginning;
}

function addOnce(words: (string | number)[], from: number, language: string, word: string, place: number): void {
  for (let index = from + 1; index < words.length; index += WORD_FIELDS) if (words[index] === word) return;
  words.push(language, word, place);
}
