import { readPostings } from './postings.ts';

/** A word of the catalogue that something typed may stand for. */
export interface WordMatch {
  readonly number: number;
  /** What it counts against an article that it was found by this word only; the place of the word is added. */
  readonly penalty: number;
  /** How many articles have it. */
  readonly articles: number;
}

/** An article, by its number, and what counts against it. */
export interface ArticleMatch {
  readonly number: number;
  readonly penalty: number;
}

/** How many articles one typed word may bring in; bounds the time of a search in the largest catalogue. */
const ARTICLES_A_TERM_MAX = 200_000;
const NO_MATCH = 255;

/**
 * Finds the articles that fit everything typed. It works in memory that is set aside once, a few bytes for each
 * article, because a search as one types would otherwise leave megabytes behind with every letter.
 */
export class MatchFinder {
  readonly #postingsOf: (word: number) => Uint8Array | undefined;
  /** For each article the sum of what counts against it, and what does by the word at hand. */
  readonly #sums: Uint8Array;
  readonly #penalties: Uint8Array;
  readonly #candidates = new Uint32Array(ARTICLES_A_TERM_MAX);

  constructor(articleCount: number, postingsOf: (word: number) => Uint8Array | undefined) {
    this.#postingsOf = postingsOf;
    this.#sums = new Uint8Array(articleCount + 1);
    this.#penalties = new Uint8Array(articleCount + 1);
  }

  /** The articles that have one of the words of every term, the best first, at most so many. */
  find(terms: readonly (readonly WordMatch[])[], countMax: number): readonly ArticleMatch[] {
    const [rarest, ...others] = terms.toSorted((one, other) => articlesOf(one) - articlesOf(other));
    if (rarest === undefined) return [];
    let count = this.#collect(rarest);
    for (const words of others) {
      if (count === 0) return [];
      count = this.#keepThoseWith(words, count);
    }
    return this.#best(count, countMax);
  }

  /** Makes the articles of a term the candidates; returns how many there are. */
  #collect(words: readonly WordMatch[]): number {
    const sums = this.#sums.fill(NO_MATCH);
    let count = 0;
    this.#read(words, (article, penalty) => {
      const before = sums[article] ?? NO_MATCH;
      if (before === NO_MATCH && count < ARTICLES_A_TERM_MAX) {
        this.#candidates[count] = article;
        count += 1;
      }
      if (penalty < before) sums[article] = penalty;
    });
    return count;
  }

  #keepThoseWith(words: readonly WordMatch[], count: number): number {
    const penalties = this.#penalties.fill(NO_MATCH);
    this.#read(words, (article, penalty) => {
      if (penalty < (penalties[article] ?? 0)) penalties[article] = penalty;
    });
    let kept = 0;
    for (let index = 0; index < count; index += 1) {
      const article = this.#candidates[index] ?? 0;
      const penalty = penalties[article] ?? NO_MATCH;
      if (penalty === NO_MATCH) continue;
      this.#sums[article] = Math.min(NO_MATCH - 1, (this.#sums[article] ?? 0) + penalty);
      this.#candidates[kept] = article;
      kept += 1;
    }
    return kept;
  }

  #read(words: readonly WordMatch[], found: (article: number, penalty: number) => void): void {
    let left = ARTICLES_A_TERM_MAX;
    for (const { number, penalty, articles } of words) {
      if (left <= 0) return;
      const postings = this.#postingsOf(number);
      if (postings === undefined) continue;
      readPostings(postings, left, (article, place) => found(article, penalty + place));
      left -= articles;
    }
  }

  /** The candidates with the least against them, without putting all of them in order. */
  #best(count: number, countMax: number): readonly ArticleMatch[] {
    const byPenalty: number[][] = [];
    for (let index = 0; index < count; index += 1) {
      const number = this.#candidates[index] ?? 0;
      const group = (byPenalty[this.#sums[number] ?? NO_MATCH] ??= []);
      if (group.length < countMax) group.push(number);
    }
    const chosen: ArticleMatch[] = [];
    for (const [penalty, group] of byPenalty.entries()) {
      for (const number of group ?? []) if (chosen.length < countMax) chosen.push({ number, penalty });
    }
    return chosen;
  }
}

function articlesOf(words: readonly WordMatch[]): number {
  return words.reduce((sum, { articles }) => sum + articles, 0);
}
