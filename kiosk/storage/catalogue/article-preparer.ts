import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { encodeArticle, SharedValues, type Shared } from './article-row.ts';
import { CATEGORY_LANGUAGE, Vocabulary, type VocabularyWord } from './vocabulary.ts';
import { PLACE_COUNT, PLACES } from './words.ts';

/**
 * Articles ready to be written, field by field in lists of the same length: everything about them that takes time to
 * find out was found out, and they cross from one thread to another for little.
 */
export interface PreparedArticles {
  readonly ids: readonly string[];
  readonly data: readonly string[];
  /** The codes of each article, a line feed between two. */
  readonly codes: readonly string[];
  /** For each word of each article: its number in the vocabulary × places + its place. */
  readonly words: Uint32Array;
  /** For each article, where its words end in that list. */
  readonly wordsEnd: Uint32Array;
}

/** What articles refer to by number; complete once all are prepared. */
export interface SharedByArticles {
  readonly shared: readonly Shared[];
  readonly vocabulary: readonly VocabularyWord[];
}

/** Finds out what writing an article takes: its stored form, and which words it is found by. */
export class ArticlePreparer {
  readonly #shared = new SharedValues();
  readonly #vocabulary = new Vocabulary();
  #ids: string[] = [];
  #data: string[] = [];
  #codes: string[] = [];
  #words: number[] = [];
  #wordsEnd: number[] = [];

  /** How many articles wait to be taken. */
  get count(): number {
    return this.#ids.length;
  }

  get sharedByArticles(): SharedByArticles {
    return { shared: this.#shared.values, vocabulary: this.#vocabulary.words };
  }

  add(entry: CatalogueEntry): void {
    const { article, codes } = entry;
    this.#ids.push(article.id);
    this.#data.push(encodeArticle(entry, this.#shared));
    this.#codes.push(codes.join('\n'));
    this.#addWords(entry);
    if (article.category !== undefined) {
      const category = this.#vocabulary.numberOf(CATEGORY_LANGUAGE, article.category);
      this.#addOnce(this.#words.length, category, PLACES.wholeName);
    }
    this.#wordsEnd.push(this.#words.length);
  }

  /** Hands over the articles that were prepared since the last time. */
  take(): PreparedArticles {
    const prepared = {
      ids: this.#ids,
      data: this.#data,
      codes: this.#codes,
      words: Uint32Array.from(this.#words),
      wordsEnd: Uint32Array.from(this.#wordsEnd),
    };
    this.#ids = [];
    this.#data = [];
    this.#codes = [];
    this.#words = [];
    this.#wordsEnd = [];
    return prepared;
  }

  /** Each word of a language once, at its best place: the name comes first. */
  #addWords({ article: { name, content }, searchWords }: CatalogueEntry): void {
    const first = this.#words.length;
    for (const [language, text] of Object.entries(name)) {
      const numbers = this.#vocabulary.numbersIn(language, text);
      for (const [index, number] of numbers.entries()) this.#addOnce(first, number, placeInName(index, numbers.length));
    }
    for (const texts of [content, searchWords]) {
      if (texts === undefined) continue;
      for (const [language, text] of Object.entries(texts)) {
        for (const number of this.#vocabulary.numbersIn(language, text)) this.#addOnce(first, number, PLACES.elsewhere);
      }
    }
  }

  #addOnce(first: number, number: number, place: number): void {
    for (let index = first; index < this.#words.length; index += 1) {
      if (Math.floor((this.#words[index] ?? 0) / PLACE_COUNT) === number) return;
    }
    this.#words.push(number * PLACE_COUNT + place);
  }
}

function placeInName(index: number, length: number): number {
  if (index > 0) return PLACES.name;
  return length === 1 ? PLACES.wholeName : PLACES.beginning;
}
