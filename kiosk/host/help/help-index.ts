import type { HelpArticle } from '#config/help/help-article.ts';
import { mistakesAllowed, mistakesInBeginning } from '#kiosk/storage/catalogue/spelling.ts';
import { wordsOf } from '#kiosk/storage/catalogue/words.ts';

/** How much a word says about an answer, by where it stands. */
const WEIGHTS = { title: 3, words: 3, steps: 1 } as const;

/** How well a typed word fits one of an answer. Inside: the end of a compound, as "bon" in "Kassenbon". */
const FITS = { whole: 1, beginning: 0.85, inside: 0.6, misspelt: 0.45 } as const;
const INSIDE_LENGTH_MIN = 3;

/** Somebody who types in another language than the page shows is found as well, a little later. */
const OTHER_LANGUAGE = 0.7;

/** Words beyond these are not looked at: nobody types more into a search field. */
const TYPED_WORDS_MAX = 8;

interface Place {
  readonly article: number;
  readonly language: string;
  readonly weight: number;
}

/** Finds answers by what is typed so far, in any of their languages, with slips of the finger. */
export class HelpIndex {
  readonly #articles: readonly HelpArticle[];
  readonly #places = new Map<string, Place[]>();

  constructor(articles: readonly HelpArticle[]) {
    this.#articles = articles;
    articles.forEach((article, index) => {
      for (const [language, words] of Object.entries(article.words)) {
        for (const word of words) this.#add(word, { article: index, language, weight: WEIGHTS.words });
      }
      for (const [language, title] of Object.entries(article.title)) {
        this.#add(title, { article: index, language, weight: WEIGHTS.title });
      }
      for (const { text } of article.steps) {
        for (const [language, sentence] of Object.entries(text)) {
          this.#add(sentence, { article: index, language, weight: WEIGHTS.steps });
        }
      }
    });
  }

  /** The best first. An answer must have to do with at least half of the words. */
  search(text: string, language: string, limit: number): readonly HelpArticle[] {
    const typed = [...new Set(wordsOf(text))].slice(0, TYPED_WORDS_MAX);
    const scores = this.#articles.map(() => ({ sum: 0, hits: 0 }));
    for (const word of typed) {
      for (const [article, best] of this.#bestFits(word, language)) {
        const score = scores[article];
        if (score === undefined) continue;
        score.sum += best;
        score.hits += 1;
      }
    }
    return scores
      .map(({ sum, hits }, index) => ({ sum: sum * hits, enough: hits > 0 && hits * 2 >= typed.length, index }))
      .filter(({ enough }) => enough)
      .toSorted((a, b) => b.sum - a.sum || a.index - b.index)
      .slice(0, limit)
      .flatMap(({ index }) => this.#articles[index] ?? []);
  }

  /** For each answer how much its best word for a typed one says. */
  #bestFits(typed: string, language: string): ReadonlyMap<number, number> {
    const best = new Map<number, number>();
    for (const [word, places] of this.#places) {
      const fit = fitOf(typed, word);
      if (fit === 0) continue;
      for (const place of places) {
        const score = fit * place.weight * (place.language === language ? 1 : OTHER_LANGUAGE);
        if (score > (best.get(place.article) ?? 0)) best.set(place.article, score);
      }
    }
    return best;
  }

  #add(text: string, place: Place): void {
    for (const word of wordsOf(text)) {
      const places = this.#places.get(word);
      if (places === undefined) this.#places.set(word, [place]);
      else places.push(place);
    }
  }
}

function fitOf(typed: string, word: string): number {
  if (word === typed) return FITS.whole;
  if (word.startsWith(typed)) return FITS.beginning;
  if (typed.length >= INSIDE_LENGTH_MIN && word.includes(typed)) return FITS.inside;
  const allowed = mistakesAllowed(typed.length);
  if (allowed === 0 || !mayBeMeant(typed, word)) return 0;
  return mistakesInBeginning(typed, word, allowed) <= allowed ? FITS.misspelt : 0;
}

/** The first letters are rarely both wrong; without this every word would be compared letter by letter. */
function mayBeMeant(typed: string, word: string): boolean {
  if (word.length < 3) return false;
  return typed[0] === word[0] || typed[1] === word[1] || typed[0] === word[1];
}
