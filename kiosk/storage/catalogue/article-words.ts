import type { LookedFor } from './article-row.ts';
import { CATEGORY_LANGUAGE, Vocabulary, type VocabularyWord } from './vocabulary.ts';
import { PLACE_COUNT, PLACES } from './words.ts';

/** Finds out by which words articles are found, and where in them these stand. */
export class ArticleWords {
  readonly #vocabulary = new Vocabulary();

  get vocabulary(): readonly VocabularyWord[] {
    return this.#vocabulary.words;
  }

  /**
   * Each word of a language once, at its best place: the name comes first.
   *
   * @returns for each word, its number in the vocabulary × places + its place
   */
  of({ name, content, searchWords, category }: LookedFor): readonly number[] {
    const words: number[] = [];
    for (const [language, text] of Object.entries(name)) {
      const numbers = this.#vocabulary.numbersIn(language, text);
      for (let index = 0; index < numbers.length; index += 1) {
        addOnce(words, numbers[index] ?? 0, placeInName(index, numbers.length));
      }
    }
    for (const texts of [content, searchWords]) {
      if (texts === undefined) continue;
      for (const [language, text] of Object.entries(texts)) {
        for (const number of this.#vocabulary.numbersIn(language, text)) addOnce(words, number, PLACES.elsewhere);
      }
    }
    if (category !== undefined) {
      words.push(this.#vocabulary.numberOf(CATEGORY_LANGUAGE, category) * PLACE_COUNT + PLACES.wholeName);
    }
    return words;
  }
}

function addOnce(words: number[], number: number, place: number): void {
  for (let index = 0; index < words.length; index += 1) {
    if (Math.floor((words[index] ?? 0) / PLACE_COUNT) === number) return;
  }
  words.push(number * PLACE_COUNT + place);
}

function placeInName(index: number, length: number): number {
  if (index > 0) return PLACES.name;
  return length === 1 ? PLACES.wholeName : PLACES.beginning;
}
