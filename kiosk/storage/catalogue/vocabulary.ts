import { wordsOf } from './words.ts';

/** A word of a language, or the id of a category in the language "#". */
export interface VocabularyWord {
  readonly language: string;
  readonly word: string;
}

/** The "language" of category ids among the words; no language has such a tag. */
export const CATEGORY_LANGUAGE = '#';

/** Names repeat their words, and taking a word apart costs more than remembering it. So many are, in each language. */
const REMEMBERED_MAX = 50_000;

interface OfLanguage {
  readonly numbers: Map<string, number>;
  /** What stands between two blanks, as it is written, and the words that it holds. */
  readonly remembered: Map<string, readonly number[]>;
}

/** Gives each word of each language its number, 0, 1, 2, …, so that everything after deals in small integers. */
export class Vocabulary {
  readonly #languages = new Map<string, OfLanguage>();
  readonly #words: VocabularyWord[] = [];

  get words(): readonly VocabularyWord[] {
    return this.#words;
  }

  /** The numbers of the words of a text, in their order. */
  numbersIn(language: string, text: string): readonly number[] {
    const ofLanguage = this.#language(language);
    const numbers: number[] = [];
    let from = 0;
    while (from <= text.length) {
      const blank = text.indexOf(' ', from);
      const end = blank === -1 ? text.length : blank;
      const piece = text.slice(from, end);
      const known = ofLanguage.remembered.get(piece) ?? this.#learn(language, ofLanguage, piece);
      for (let index = 0; index < known.length; index += 1) numbers.push(known[index] ?? 0);
      from = end + 1;
    }
    return numbers;
  }

  /** @param word as it is to be found, already folded */
  numberOf(language: string, word: string): number {
    const { numbers } = this.#language(language);
    const known = numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#words.push({ language, word }) - 1;
    numbers.set(word, number);
    return number;
  }

  #learn(language: string, { remembered }: OfLanguage, piece: string): readonly number[] {
    const numbers = wordsOf(piece).map((word) => this.numberOf(language, word));
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(piece, numbers);
    return numbers;
  }

  #language(language: string): OfLanguage {
    const known = this.#languages.get(language);
    if (known !== undefined) return known;
    const ofLanguage = { numbers: new Map<string, number>(), remembered: new Map<string, readonly number[]>() };
    this.#languages.set(language, ofLanguage);
    return ofLanguage;
  }
}
