import type { Article, CatalogueQuery } from '#kiosk/core/catalogue/article.ts';
import type { Database } from '../database.ts';
import { readPostings } from './postings.ts';
import { CATEGORY_LANGUAGE } from './vocabulary.ts';
import { beginningTyped, mistakesAllowed, mistakesInBeginning, withOneLetterMissing } from './spelling.ts';
import { reversed, wordsOf } from './words.ts';

/** More words than a person types; the rest is not looked at. */
const TERMS_MAX = 6;
/** How many words of the catalogue one typed word may stand for, the most frequent first. */
const WORDS_A_TERM_MAX = 24;
/** How many words of the catalogue are looked at to find those. */
const WORDS_LOOKED_AT_MAX = 4_000;
/** How many articles one typed word may bring in; bounds the time of a search in the largest catalogue. */
const ARTICLES_A_TERM_MAX = 200_000;
/** Of the best matches so many are read and put in order by their names. */
const RANKED_MAX = 60;
const ENDING_LENGTH_MIN = 3;

/**
 * What it counts against an article that a typed word was found only this way; the place of the word is added (0 to 3).
 */
const PENALTY = { exact: 0, beginning: 4, ending: 8, mistake: 12 } as const;
const NO_MATCH = 255;

interface WordMatch {
  readonly number: number;
  readonly penalty: number;
  readonly articles: number;
}

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
  readonly #posting;
  readonly #languages: readonly string[];
  readonly #articleCount: number;

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
    this.#posting = database.prepare<[number], Uint8Array>('SELECT articles FROM posting WHERE word = ?').pluck();
    this.#articleCount = articleCount;
    this.#languages = database
      .prepare<[string], string>('SELECT DISTINCT language FROM word WHERE language <> ? ORDER BY language')
      .pluck()
      .all(CATEGORY_LANGUAGE);
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
    const candidates = this.#articlesWithAll(matches, terms.length === 0 ? limit : Math.max(limit, RANKED_MAX));
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

  /** The articles that have one of the words of every match, by what counts against them, at most so many. */
  #articlesWithAll(
    matches: readonly (readonly WordMatch[])[],
    countMax: number,
  ): readonly { readonly number: number; readonly penalty: number }[] {
    const rarestFirst = matches.toSorted((one, other) => articlesOf(one) - articlesOf(other));
    let candidates: { number: number; penalty: number }[] | undefined;
    for (const words of rarestFirst) {
      const penalties = this.#penalties(words);
      if (candidates === undefined) {
        candidates = [];
        for (const number of penalties.found) candidates.push({ number, penalty: penalties.of[number] ?? NO_MATCH });
      } else {
        candidates = candidates.flatMap(({ number, penalty }) => {
          const more = penalties.of[number] ?? NO_MATCH;
          return more === NO_MATCH ? [] : [{ number, penalty: penalty + more }];
        });
      }
      if (candidates.length === 0) return [];
    }
    return best(candidates ?? [], countMax);
  }

  /** For every article the least that counts against it by any of the words. */
  #penalties(words: readonly WordMatch[]): { readonly of: Uint8Array; readonly found: readonly number[] } {
    const of = new Uint8Array(this.#articleCount + 1).fill(NO_MATCH);
    const found: number[] = [];
    let left = ARTICLES_A_TERM_MAX;
    for (const { number, penalty, articles } of words) {
      const bytes = this.#posting.get(number);
      if (bytes === undefined || left <= 0) continue;
      readPostings(bytes, left, (article, place) => {
        const before = of[article] ?? NO_MATCH;
        const now = penalty + place;
        if (before === NO_MATCH) found.push(article);
        if (now < before) of[article] = now;
      });
      left -= articles;
    }
    return { of, found };
  }
}

function articlesOf(words: readonly WordMatch[]): number {
  return words.reduce((sum, { articles }) => sum + articles, 0);
}

/** The candidates with the least against them, without putting all of them in order. */
function best<Candidate extends { readonly penalty: number }>(
  candidates: readonly Candidate[],
  countMax: number,
): readonly Candidate[] {
  const byPenalty: Candidate[][] = [];
  for (const candidate of candidates) (byPenalty[candidate.penalty] ??= []).push(candidate);
  const chosen: Candidate[] = [];
  for (const group of byPenalty) {
    if (group !== undefined) chosen.push(...group.slice(0, countMax - chosen.length));
    if (chosen.length >= countMax) break;
  }
  return chosen;
}

/** The first text behind all that begin with this one. */
function after(text: string): string {
  return `${text}\u{10ffff}`;
}
