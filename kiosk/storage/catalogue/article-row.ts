import type { Article, CatalogueEntry, Deposit, TaxCategory } from '#kiosk/core/catalogue/article.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';

/**
 * An article as it is stored: a JSON array without field names, cut after the last field that is there, and with taxes
 * and deposits, of which a country has few, as numbers into a list that all articles share. It takes about half the
 * room of the object, and a third of the time to read.
 */
type StoredFields = readonly [
  name: Article['name'],
  price: Article['price'] | null,
  pricedPer: Article['pricedPer'],
  tax: number,
  groups: Article['groups'],
  codes: CatalogueEntry['codes'],
  category?: Article['category'] | null,
  picture?: Article['picture'] | null,
  unitPrice?: Article['unitPrice'] | null,
  content?: Article['content'] | null,
  deposit?: number | null,
  restrictions?: Article['restrictions'] | null,
  searchWords?: CatalogueEntry['searchWords'] | null,
  measure?: CatalogueEntry['measure'] | null,
];

/** What many articles have in common. */
export type Shared = TaxCategory | Deposit;

/** Gives each different value its number in the list of what is shared. */
export class SharedValues {
  readonly #numbers = new Map<string, number>();
  readonly #values: Shared[] = [];

  get values(): readonly Shared[] {
    return this.#values;
  }

  taxNumber(tax: TaxCategory): number {
    return this.#numberOf(`${tax.code} ${tax.rateBasisPoints}`, tax);
  }

  depositNumber(deposit: Deposit): number {
    return this.#numberOf(JSON.stringify(deposit), deposit);
  }

  #numberOf(key: string, value: Shared): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#values.push(value) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

export function encodeArticle({ article, codes, searchWords, measure }: CatalogueEntry, shared: SharedValues): string {
  const fields: StoredFields = [
    article.name,
    article.price ?? null,
    article.pricedPer,
    shared.taxNumber(article.tax),
    article.groups,
    codes,
    article.category,
    article.picture,
    article.unitPrice,
    article.content,
    article.deposit === undefined ? null : shared.depositNumber(article.deposit),
    article.restrictions,
    searchWords,
    measure,
  ];
  let length = fields.length;
  while (fields[length - 1] === undefined || fields[length - 1] === null) length -= 1;
  return JSON.stringify(fields.slice(0, length));
}

export function decodeArticle(id: string, data: string, shared: readonly Shared[]): CatalogueEntry {
  const fields = JSON.parse(data) as StoredFields;
  const [name, price, pricedPer, tax, groups, codes, category, picture, unitPrice, content, deposit, restrictions] =
    fields;
  const article: Article = {
    id: id as ArticleId,
    name,
    price: price ?? undefined,
    pricedPer,
    tax: shared[tax] as TaxCategory,
    groups,
    category: category ?? undefined,
    picture: picture ?? undefined,
    unitPrice: unitPrice ?? undefined,
    content: content ?? undefined,
    deposit: deposit === undefined || deposit === null ? undefined : (shared[deposit] as Deposit),
    restrictions: restrictions ?? undefined,
  };
  return { article, codes, searchWords: fields[12] ?? undefined, measure: fields[13] ?? undefined };
}

/** What an article is found by. */
export interface LookedFor {
  readonly codes: CatalogueEntry['codes'];
  readonly name: Article['name'];
  readonly category: Article['category'];
  readonly content: Article['content'];
  readonly searchWords: CatalogueEntry['searchWords'];
}

export function lookedForIn(data: string): LookedFor {
  const fields = JSON.parse(data) as StoredFields;
  return {
    codes: fields[5],
    name: fields[0],
    category: fields[6] ?? undefined,
    content: fields[9] ?? undefined,
    searchWords: fields[12] ?? undefined,
  };
}
