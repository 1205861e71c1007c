import type { Clock, LaneEvent } from './ports.ts';

/** After the last letter somebody has typed all that they will, in milliseconds. */
const TYPED_AFTER_MS = 3_000;

/** Shorter words are the beginnings of others. */
const TEXT_LENGTH_MIN = 3;

/** What the journal takes of these in an hour; a child at the keyboard fills no disk. */
const MISSES_PER_HOUR_MAX = 30;
const HOUR_MS = 3_600_000;

/** Runs of digits may be a card or a telephone number, and an at sign an address: nobody looks for goods with them. */
const PRIVATE = /\d(?:[\s-]?\d){4,}|@/;

export type MissedSearch = Extract<LaneEvent, { readonly type: 'help-missed' }>;

/**
 * What shoppers looked for among the answers and the articles and did not find: whoever keeps them reads here what is
 * missing. As one types, each letter is a search; only the last one counts.
 */
export class MissedSearches {
  readonly #clock: Clock;
  readonly #write: (event: MissedSearch) => void;
  #cancel = (): void => {};
  #written: readonly number[] = [];

  constructor(clock: Clock, write: (event: MissedSearch) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** @param found how many answers there were */
  searched(text: string, language: string, found: number, about: MissedSearch['about'] = 'answers'): void {
    this.#cancel();
    const words = text.trim();
    if (found > 0 || words.length < TEXT_LENGTH_MIN || PRIVATE.test(words)) return;
    this.#cancel = this.#clock.after(TYPED_AFTER_MS, () => this.#missed({ text: words, language, about }));
  }

  stop(): void {
    this.#cancel();
  }

  #missed(search: Omit<MissedSearch, 'type' | 'at'>): void {
    const at = this.#clock.now();
    this.#written = this.#written.filter((earlier) => at - earlier < HOUR_MS);
    if (this.#written.length >= MISSES_PER_HOUR_MAX) return;
    this.#written = [...this.#written, at];
    this.#write({ type: 'help-missed', ...search, at });
  }
}
