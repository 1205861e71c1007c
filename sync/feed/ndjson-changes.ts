import { FeedProblem } from './feed-problem.ts';

/**
 * What changes from one list of articles to the next, a JSON object a line: an article that is new or other than
 * before, one that only has another price, or one that is gone.
 */
export type ArticleChange =
  | { readonly put: Readonly<Record<string, unknown>> }
  | { readonly price: NewPrice }
  | { readonly drop: string };

export interface NewPrice {
  readonly id: string;
  /** In major units with a point; null for an article that has no price any more. */
  readonly price: string | null;
}

/** Our own lines begin with the number of the article; reading it off saves reading the rest. */
const LEADING_ID = /^\{"id":"([^"\\]{1,200})"/;

/** @throws FeedProblem unreadable */
export function idOfLine(line: string): string {
  const leading = LEADING_ID.exec(line)?.[1];
  if (leading !== undefined) return leading;
  const { id } = objectIn(line);
  if (typeof id === 'string') return id;
  throw new FeedProblem('unreadable', `an article without a number: ${line.slice(0, LINE_SHOWN)}`);
}

/** The change that makes one line out of another; undefined if they are the same. */
export function changeBetween(before: string, after: string): ArticleChange | undefined {
  if (before === after) return undefined;
  const put = objectIn(after);
  const { id, price } = put;
  const isPrice = typeof id === 'string' && (typeof price === 'string' || price === null);
  if (isPrice && withPrice(before, price) === after) return { price: { id, price } };
  return { put };
}

/** Changes by the number of the article that they are about; of two the later one counts. */
export class ArticleChanges {
  readonly #changes = new Map<string, ArticleChange>();
  readonly #prices: NewPrice[] = [];
  #onlyPrices = true;

  /** All changes, where there are new prices and nothing else; they stay when the changes were applied. */
  get onlyPrices(): readonly NewPrice[] | undefined {
    return this.#onlyPrices ? this.#prices : undefined;
  }

  /** @throws FeedProblem unreadable */
  addLine(line: string): void {
    const change = changeIn(line);
    if ('price' in change) {
      this.#changes.set(change.price.id, change);
      this.#prices.push(change.price);
      return;
    }
    this.#onlyPrices = false;
    this.#changes.set('drop' in change ? change.drop : String(change.put['id']), change);
  }

  /**
   * The lines that follow from lines of the list before, in their order; what is new is in `rest`, after the last of
   * them.
   *
   * @throws FeedProblem unreadable
   */
  applyTo(lines: readonly string[]): readonly string[] {
    return lines.flatMap((line) => {
      const id = idOfLine(line);
      const change = this.#changes.get(id);
      if (change === undefined) return [line];
      this.#changes.delete(id);
      if ('drop' in change) return [];
      return ['put' in change ? JSON.stringify(change.put) : withPrice(line, change.price.price)];
    });
  }

  /** @throws FeedProblem unreadable if something changes that was not there */
  rest(): readonly string[] {
    return [...this.#changes.values()].map((change) => {
      if ('put' in change) return JSON.stringify(change.put);
      throw new FeedProblem('unreadable', `a change of an article that is not there: ${JSON.stringify(change)}`);
    });
  }
}

/** Must come out the same to the letter wherever it is done, so that the result has the hash that was signed. */
function withPrice(line: string, price: string | null): string {
  return JSON.stringify({ ...objectIn(line), price });
}

function changeIn(line: string): ArticleChange {
  const { put, price, drop } = objectIn(line);
  if (isObject(put) && typeof put['id'] === 'string') return { put };
  if (isObject(price)) {
    const { id, price: amount } = price;
    if (typeof id === 'string' && (typeof amount === 'string' || amount === null)) {
      return { price: { id, price: amount } };
    }
  }
  if (typeof drop === 'string') return { drop };
  throw new FeedProblem('unreadable', `no change of an article: ${line.slice(0, LINE_SHOWN)}`);
}

/** So much of a line helps to find it. */
const LINE_SHOWN = 80;

function objectIn(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new FeedProblem('unreadable', `is not JSON: ${line.slice(0, LINE_SHOWN)}`, { cause: error });
  }
  if (isObject(value)) return value;
  throw new FeedProblem('unreadable', `is no object: ${line.slice(0, LINE_SHOWN)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
