import type { Article, CatalogueQuery } from '#kiosk/core/catalogue/article.ts';
import type { Database } from '../database.ts';
import { CATEGORY_LANGUAGE } from './vocabulary.ts';
import { MatchFinder, type WordMatch } from './match-finder.ts';
import { beginningTyped, mistakesAllowed, mistakesInBeginning, withOneLetterMissing } from './spelling.ts';
import { reversed, wordsOf } from './words.ts';

/** More words than a person types; the rest is not looked at. */
const TERMS_MAX = 6;
/** How many words of the catalogue one typed word may stand for, the most frequent first. */
const WORDS_A_TERM_MAX = 24;
/** How many words of the catalogue are looked at to find those. */
const WORDS_LOOKED_AT_MAX = 4_000;
/** Of the best matches so many are read and put in order by their names. */
const RANKED_MAX = 60;
const ENDING_LENGTH_MIN = 3;

/**
 * What it counts against an article that a typed word was found only this way; the place of the word is added (0 to 3).
 */
const PENALTY = { exact: 0, beginning: 4, ending: 8, mistake: 12 } as const;

/** From each language to the next one, which takes no look at their words. */
const LANGUAGES = `
  WITH RECURSIVE found(language) AS (
    SELECT min(language) FROM word
    UNION ALL
    SELECT (SELECT min(language) FROM word WHERE language > found.language) FROM found WHERE language IS NOT NULL
  )
  SELECT language FROM found WHERE language IS NOT NULL`;

interface FoundWord {
  readonly number: number;
  readonly word: string;
  readonly articles: number;
}

/** Finds articles by what someone types, while typing, in the language on the screen first and then in any other. */
export class CatalogueSearch {
  readonly #exact;
  readonly #beginning;
  readonly #ending;
  readonly #misspelt;
  readonly #matches: MatchFinder;
  readonly #languages: readonly string[];

  constructor(database: Database, articleCount: number) {
    const columns = 'SELECT number, word, articles FROM';
    this.#exact = database.prepare<[string, string], FoundWord>(`${columns} word WHERE language = ? AND word = ?`);
    this.#beginning = database.prepare<[string, string, string, number, number], FoundWord>(
      `${columns} (SELECT number, word, articles FROM word WHERE language = ? AND word > ? AND word < ? LIMIT ?)
       ORDER BY articles DESC LIMIT ?`,
    );
    this.#ending = database.prepare<[string, string, string, number, number], FoundWord>(
      `${columns} (SELECT number, word, articles FROM word WHERE language = ? AND reversed > ? AND reversed < ? LIMIT ?)
       ORDER BY articles DESC LIMIT ?`,
    );
    this.#misspelt = database
      .prepare<[string, string], string>('SELECT beginning FROM misspelling WHERE language = ? AND misspelt = ?')
      .pluck();
    const postings = database.prepare<[number], Uint8Array>('SELECT articles FROM posting WHERE word = ?').pluck();
    this.#matches = new MatchFinder(articleCount, (word) => postings.get(word));
    this.#languages = database
      .prepare<[], string>(LANGUAGES)
      .pluck()
      .all()
      .filter((language) => language !== CATEGORY_LANGUAGE);
  }

  /**
   * The best matches, best first: whole words before beginnings, beginnings before endings of compound words, names
   * before search words; mistakes are only forgiven when nothing fits as it was typed.
   *
   * @param articleOf reads an article by its number
   */
  find(query: CatalogueQuery, articleOf: (number: number) => Article | undefined): readonly Article[] {
    const terms = [...new Set(wordsOf(query.text))].slice(0, TERMS_MAX);
    if (terms.length === 0 && query.category === undefined) return [];
    const languages = [query.language, ...this.#languages.filter((language) => language !== query.language)];
    const found = new Map<string, Article>();
    for (const forgiving of [false, true]) {
      for (const language of languages) {
        for (const article of this.#findIn(language, terms, query, forgiving, articleOf)) {
          if (found.size < query.limit) found.set(article.id, article);
        }
        if (found.size >= query.limit || terms.length === 0) return [...found.values()];
      }
      if (found.size > 0) break;
    }
    return [...found.values()];
  }

  #findIn(
    language: string,
    terms: readonly string[],
    { category, limit }: CatalogueQuery,
    forgiving: boolean,
    articleOf: (number: number) => Article | undefined,
  ): readonly Article[] {
    const matches = terms.map((term) => this.#wordsFor(language, term, forgiving));
    if (category !== undefined) matches.push(this.#exactly(CATEGORY_LANGUAGE, category));
    const candidates = this.#matches.find(matches, terms.length === 0 ? limit : Math.max(limit, RANKED_MAX));
    const ranked = candidates.flatMap(({ number, penalty }) => {
      const article = articleOf(number);
      if (article === undefined) return [];
      const name = article.name[language] ?? Object.values(article.name)[0] ?? '';
      return [{ article, penalty, name, number }];
    });
    if (terms.length > 0) {
      ranked.sort(
        (one, other) => one.penalty - other.penalty || one.name.length - other.name.length || one.number - other.number,
      );
    }
    return ranked.slice(0, limit).map(({ article }) => article);
  }

  /** The words of the catalogue that a typed word may stand for, the likeliest first. */
  #wordsFor(language: string, term: string, forgiving: boolean): readonly WordMatch[] {
    const matches = [...this.#exactly(language, term)];
    matches.push(...this.#beginningWith(language, term, PENALTY.beginning));
    if (term.length >= ENDING_LENGTH_MIN) matches.push(...this.#endingWith(language, term));
    if (forgiving) matches.push(...this.#misspeltAs(language, term));
    return matches;
  }

  #exactly(language: string, word: string): readonly WordMatch[] {
    return this.#exact
      .all(language, word)
      .map(({ number, articles }) => ({ number, articles, penalty: PENALTY.exact }));
  }

  #beginningWith(language: string, term: string, penalty: number): readonly WordMatch[] {
    return this.#beginning
      .all(language, term, after(term), WORDS_LOOKED_AT_MAX, WORDS_A_TERM_MAX)
      .map(({ number, articles }) => ({ number, articles, penalty }));
  }

  #endingWith(language: string, term: string): readonly WordMatch[] {
    const backwards = reversed(term);
    return this.#ending
      .all(language, backwards, after(backwards), WORDS_LOOKED_AT_MAX, WORDS_A_TERM_MAX)
      .map(({ number, articles }) => ({ number, articles, penalty: PENALTY.ending }));
  }

  #misspeltAs(language: string, term: string): readonly WordMatch[] {
    const allowed = mistakesAllowed(term.length);
    if (allowed === 0) return [];
    const typed = beginningTyped(term);
    const beginnings = new Set(withOneLetterMissing(typed).flatMap((variant) => this.#misspelt.all(language, variant)));
    const matches: WordMatch[] = [];
    const seen = new Set<number>();
    for (const beginning of beginnings) {
      if (mistakesInBeginning(typed, beginning, allowed) > allowed) continue;
      const words = this.#beginning.all(language, beginning, after(beginning), WORDS_LOOKED_AT_MAX, WORDS_A_TERM_MAX);
      for (const { number, word, articles } of [...this.#exact.all(language, beginning), ...words]) {
        const mistakes = mistakesInBeginning(term, word, allowed);
        if (mistakes > allowed || seen.has(number)) continue;
        seen.add(number);
        matches.push({ number, articles, penalty: PENALTY.mistake * mistakes });
      }
    }
    return matches
      .toSorted((one, other) => one.penalty - other.penalty || other.articles - one.articles)
      .slice(0, WORDS_A_TERM_MAX);
  }
}

/** The first text behind all that begin with this one. */
function after(text: string): string {
  return `${text}\u{10ffff}`;
}
