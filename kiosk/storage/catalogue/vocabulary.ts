/** A word of a language, or the id of a category in the language "#". */
export interface VocabularyWord {
  readonly language: string;
  readonly word: string;
}

/** The "language" of category ids among the words; no language has such a tag. */
export const CATEGORY_LANGUAGE = '#';

/** Gives each word of each language its number, 0, 1, 2, …, so that everything after deals in small integers. */
export class Vocabulary {
  readonly #numbers = new Map<string, Map<string, number>>();
  readonly #words: VocabularyWord[] = [];

  get words(): readonly VocabularyWord[] {
    return this.#words;
  }

  numberOf(language: string, word: string): number {
    let numbers = this.#numbers.get(language);
    if (numbers === undefined) {
      numbers = new Map();
      this.#numbers.set(language, numbers);
    }
    const known = numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#words.push({ language, word }) - 1;
    numbers.set(word, number);
    return number;
  }
}
