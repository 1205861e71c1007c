/**
 * Goal: a lane finds every article by code, by number and by what is typed, at the price that holds; revisions change
 * over whole, or not at all.
 * Method: small catalogues in a folder of their own, imported, read, changed and damaged.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Article, CatalogueEntry, CatalogueQuery } from '#kiosk/core/catalogue/article.ts';
import type { ArticleId, LocalizedText } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { largeCatalogue, LARGE_CATEGORIES } from '#tests/support/large-catalogue.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { StorageError } from '../storage-error.ts';
import { decodeArticle, encodeArticle, SharedValues } from './article-row.ts';
import { lockForImport, openCatalogue } from './catalogue-directory.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { importCatalogue } from './import-catalogue.ts';
import { LiveCatalogue } from './live-catalogue.ts';
import { applyPrices } from './price-list.ts';

const NOON = 1_767_355_200_000;
const HOUR = 3_600_000;

function entry(
  id: string,
  name: LocalizedText,
  more: Partial<Article> = {},
  codes: readonly string[] = [],
): CatalogueEntry {
  const article: Article = {
    id: id as ArticleId,
    name,
    price: minorUnits(100),
    pricedPer: 'pieces',
    tax: { code: 'A', rateBasisPoints: 2_100 },
    groups: [],
    ...more,
  };
  return { article, codes };
}

const ASSORTMENT: readonly CatalogueEntry[] = [
  entry(
    'milk-chocolate',
    { en: 'Milk chocolate', da: 'Mælkechokolade', de: 'Milchschokolade' },
    { category: 'sweets' },
  ),
  entry('milk', { en: 'Milk', da: 'Mælk', de: 'Milch' }, { category: 'dairy' }, ['04006381333931', '2021']),
  entry('buttermilk', { en: 'Buttermilk', da: 'Kærnemælk', de: 'Buttermilch' }, { category: 'dairy' }),
  entry('oat-milk', { en: 'Oat drink', da: 'Havredrik' }, { category: 'dairy' }),
  entry('apple', { en: 'Fuji apple', da: 'Fuji-æble', de: 'Fuji-Apfel' }, { category: 'fruit' }, ['4129']),
  entry('rugbrod', { da: 'Rugbrød' }),
];

async function shop(entries: readonly CatalogueEntry[] = ASSORTMENT): Promise<string> {
  const directory = path.join(temporaryDirectory(), 'catalogue');
  await importCatalogue(directory, entries, { revision: 'r1', categories: LARGE_CATEGORIES, now: NOON });
  return directory;
}

async function found(query: Partial<CatalogueQuery>): Promise<readonly string[]> {
  const catalogue = openCatalogue(await shop());
  const articles = catalogue.search({ text: '', language: 'en', limit: 10, at: NOON, ...query });
  catalogue.close();
  return articles.map(({ id }) => id);
}

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
  return 'nothing was refused';
}

test('every article comes back as it was, by its number, by each of its codes, and in order', async () => {
  const entries = [...largeCatalogue(500)];
  const catalogue = openCatalogue(await shop(entries));
  expect(catalogue.revision).toBe('r1');
  expect(catalogue.articleCount).toBe(500);
  expect(catalogue.categories()).toEqual(LARGE_CATEGORIES);
  for (const { article, codes } of entries) {
    expect(catalogue.findById(article.id, NOON)).toEqual(article);
    for (const code of codes) expect(catalogue.findByCode(code, NOON)).toEqual(article);
  }
  expect([...catalogue.entries(NOON)].map((read) => read.article.id)).toEqual(entries.map(({ article }) => article.id));
  expect(catalogue.findByCode('4006381333931', NOON)).toBeUndefined();
  expect(catalogue.findById('nothing' as ArticleId, NOON)).toBeUndefined();
  catalogue.close();
});

test('an article with everything that an article can have survives being stored', () => {
  const text = fc.dictionary(fc.constantFrom('en', 'da'), fc.string(), { minKeys: 1 });
  const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
  const amount = fc.integer({ min: 0, max: 1_000_000 }).map(minorUnits);
  const tax = fc.record({ code: fc.constantFrom('A', 'B'), rateBasisPoints: fc.integer({ min: 0, max: 3_000 }) });
  const measure = fc.record({ amount: fc.integer({ min: 1 }), unit: fc.constantFrom('g', 'ml', 'piece') });
  const article = fc.record({
    id: fc.string({ minLength: 1 }).map((id) => id as ArticleId),
    name: text,
    price: optional(amount),
    pricedPer: fc.constantFrom('pieces', 'weight', 'volume'),
    unitPrice: optional(fc.record({ amount, per: fc.constantFrom('kg', 'l', 'piece') })),
    tax,
    deposit: optional(fc.record({ name: text, amount, tax })),
    restrictions: optional(fc.record({ minimumAge: optional(fc.integer({ min: 1, max: 99 })) })),
    groups: fc.array(fc.string(), { maxLength: 3 }),
    picture: optional(fc.string()),
    content: optional(text),
    category: optional(fc.string()),
  });
  fc.assert(
    fc.property(
      article,
      fc.array(fc.string()),
      optional(text),
      optional(measure),
      (one, codes, searchWords, content) => {
        const shared = new SharedValues();
        const whole = { article: one, codes, searchWords, measure: content };
        expect(decodeArticle(one.id, encodeArticle(whole, shared), shared.values)).toEqual(whole);
      },
    ),
  );
});

describe('search', () => {
  test.each([
    ['a whole name comes before a longer one', { text: 'milk' }, ['milk', 'milk-chocolate', 'buttermilk']],
    ['the beginning of a word is enough', { text: 'choc' }, ['milk-chocolate']],
    ['all words must fit, in any order', { text: 'apple fuji' }, ['apple']],
    ['a word that fits nothing finds nothing', { text: 'milk zebra' }, []],
    ['letters are as good as their bare forms', { text: 'aeble', language: 'da' }, ['apple']],
    [
      'the end of a compound word is enough',
      { text: 'mælk', language: 'da' },
      ['milk', 'milk-chocolate', 'buttermilk'],
    ],
    ['two letters in the wrong order', { text: 'chcoolate' }, ['milk-chocolate']],
    ['a letter missing while typing', { text: 'aple' }, ['apple']],
    ['a wrong first letter', { text: 'vilk' }, ['milk', 'milk-chocolate']],
    ['another language, where the own has no such word', { text: 'rugbrød', language: 'en' }, ['rugbrod']],
    ['a code', { text: '4129' }, ['apple']],
    ['a category, in its order', { text: '', category: 'dairy' }, ['milk', 'buttermilk', 'oat-milk']],
    ['a word within a category', { text: 'milk', category: 'sweets' }, ['milk-chocolate']],
    ['nothing asked for', { text: ' ' }, []],
    ['a category that is not there', { text: '', category: 'tools' }, []],
    ['no more than wanted', { text: 'milk', limit: 1 }, ['milk']],
  ])('%s', async (_, query, ids) => {
    expect(await found(query)).toEqual(ids);
  });

  test('anything may be typed', async () => {
    const catalogue = openCatalogue(await shop());
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(catalogue.search({ text, language: 'en', limit: 5, at: NOON }).length).toBeLessThanOrEqual(5);
      }),
    );
    catalogue.close();
  });
});

describe('prices', () => {
  const change = (articleId: string, price: number, validFrom: number) => ({
    articleId: articleId as ArticleId,
    price: minorUnits(price),
    unitPrice: { amount: minorUnits(price * 2), per: 'l' as const },
    validFrom,
  });

  test('a price holds from its moment on, until the next, and a later list adds to an earlier one', async () => {
    const directory = await shop();
    const first = applyPrices(directory, 'r2', [change('milk', 110, NOON), change('ghost', 1, NOON)]);
    expect(first).toEqual({ revision: 'r2', changed: 1, unknown: ['ghost'] });
    applyPrices(directory, 'r3', [change('milk', 120, NOON + 2 * HOUR), change('apple', 50, NOON)]);
    const catalogue = openCatalogue(directory);
    const priceOfMilk = (at: number): number | undefined => catalogue.findByCode('2021', at)?.price;
    expect(priceOfMilk(NOON - 1)).toBe(100);
    expect(priceOfMilk(NOON)).toBe(110);
    expect(priceOfMilk(NOON + 2 * HOUR - 1)).toBe(110);
    expect(priceOfMilk(NOON + 2 * HOUR)).toBe(120);
    expect(catalogue.findById('milk' as ArticleId, NOON)?.unitPrice).toEqual({ amount: 220, per: 'l' });
    expect(catalogue.search({ text: 'milk', language: 'en', limit: 1, at: NOON })[0]?.price).toBe(110);
    expect(catalogue.findById('apple' as ArticleId, NOON)?.price).toBe(50);
    catalogue.close();
  });

  test('prices that were announced for later outlast a new catalogue, and those in force do not', async () => {
    const directory = await shop();
    applyPrices(directory, 'r2', [change('milk', 110, NOON), change('milk', 130, NOON + HOUR)]);
    const next = ASSORTMENT.toReversed();
    await importCatalogue(directory, next, { revision: 'r3', categories: [], now: NOON });
    const catalogue = openCatalogue(directory);
    expect(catalogue.findById('milk' as ArticleId, NOON)?.price).toBe(100);
    expect(catalogue.findById('milk' as ArticleId, NOON + HOUR)?.price).toBe(130);
    expect(catalogue.findById('apple' as ArticleId, NOON + HOUR)?.price).toBe(100);
    catalogue.close();
  });

  test('an article may lose its price', async () => {
    const directory = await shop();
    applyPrices(directory, 'r2', [{ articleId: 'milk' as ArticleId, price: undefined, validFrom: NOON }]);
    const catalogue = openCatalogue(directory);
    expect(catalogue.findById('milk' as ArticleId, NOON)).toMatchObject({ price: undefined, unitPrice: undefined });
    catalogue.close();
  });

  test('without a catalogue there is nothing to price', async () => {
    expect(await refusal(() => applyPrices(temporaryDirectory(), 'r2', []))).toBe('not-found');
  });
});

describe('revisions', () => {
  test('a reader keeps its revision until it is told to change over, also when the files are gone', async () => {
    const directory = await shop();
    const live = new LiveCatalogue(directory);
    for (let revision = 2; revision <= 6; revision += 1) {
      const entries = [entry('milk', { en: `Milk ${revision}` })];
      await importCatalogue(directory, entries, { revision: `r${revision}`, categories: [], now: NOON });
      expect(live.revision).toBe('r1');
      expect(live.findById('milk' as ArticleId, NOON)?.name.en).toBe('Milk');
    }
    expect(live.refresh()).toBe(true);
    expect(live.refresh()).toBe(false);
    expect(live.findById('milk' as ArticleId, NOON)?.name.en).toBe('Milk 6');
    live.close();
    const files = readdirSync(directory).filter((name) => name.endsWith('.db'));
    expect(files.toSorted()).toEqual(['catalogue-r4.db', 'catalogue-r5.db', 'catalogue-r6.db']);
  });

  test('new prices reach a reader that is told to change over, and broken ones leave it as it was', async () => {
    const directory = await shop();
    const live = new LiveCatalogue(directory);
    const priceOf = (): number | undefined => live.findById('milk' as ArticleId, NOON)?.price;
    const regular = priceOf();
    for (const [revision, price] of [
      ['r2', 111],
      ['r3', 222],
    ] as const) {
      const before = priceOf();
      applyPrices(directory, revision, [{ articleId: 'milk' as ArticleId, price: minorUnits(price), validFrom: NOON }]);
      expect(priceOf()).toBe(before);
      expect(live.refresh()).toBe(true);
      expect([live.revision, priceOf()]).toEqual([revision, price]);
      expect(live.refresh()).toBe(false);
    }
    expect(regular).not.toBe(222);
    applyPrices(directory, 'r4', [{ articleId: 'milk' as ArticleId, price: minorUnits(333), validFrom: NOON }]);
    writeFileSync(path.join(directory, 'prices-r4.db'), 'no database');
    expect(() => live.refresh()).toThrow(StorageError);
    expect([live.revision, priceOf()]).toEqual(['r3', 222]);
    live.close();
  });

  test.each([
    [
      'a code that belongs to two',
      [entry('a', { en: 'A' }, {}, ['1']), entry('b', { en: 'B' }, {}, ['1'])],
      /the code 1/,
    ],
    ['a number that belongs to two', [entry('a', { en: 'A' }), entry('a', { en: 'B' })], /the number a/],
  ])('%s leaves everything as it was', async (_, entries, complaint) => {
    const directory = await shop();
    const before = readdirSync(directory);
    const attempt = (): Promise<unknown> =>
      importCatalogue(directory, entries, { revision: 'r2', categories: [], now: NOON });
    await expect(attempt()).rejects.toThrow(complaint);
    expect(readdirSync(directory)).toEqual(before);
    expect(openCatalogue(directory).revision).toBe('r1');
  });

  test('an import that breaks off leaves everything as it was', async () => {
    const directory = await shop();
    const before = readdirSync(directory);
    function* broken(): Generator<CatalogueEntry> {
      yield* ASSORTMENT;
      throw new Error('the line went dead');
    }
    const attempt = importCatalogue(directory, broken(), { revision: 'r2', categories: [], now: NOON });
    await expect(attempt).rejects.toThrow('the line went dead');
    expect(readdirSync(directory)).toEqual(before);
  });

  test('one import at a time, no revision twice, no name that leaves the folder', async () => {
    const directory = await shop();
    const again = (revision: string): Promise<unknown> =>
      importCatalogue(directory, ASSORTMENT, { revision, categories: [], now: NOON });
    expect(await refusal(() => again('r1'))).toBe('locked');
    expect(await refusal(() => again('../r2'))).toBe('too-large');
    const release = lockForImport(directory);
    expect(await refusal(() => again('r2'))).toBe('locked');
    release();
    await again('r2');
    expect(existsSync(path.join(directory, 'catalogue-r2.db'))).toBe(true);
  });

  test('a pointer that names nothing, and files that are not catalogues, are refused by name', async () => {
    const directory = await shop();
    writeFileSync(path.join(directory, 'catalogue-r1.db'), 'Dear diary, '.repeat(100));
    expect(await refusal(() => openCatalogue(directory))).toBe('not-a-database');
    writeFileSync(path.join(directory, 'current.json'), '{"revision":1}');
    expect(await refusal(() => openCatalogue(directory))).toBe('corrupt');
    expect(await refusal(() => openCatalogue(temporaryDirectory()))).toBe('not-found');
  });

  test.each([
    ['the pointer', 'current.json'],
    ['the articles', 'catalogue-r1.db'],
    ['the prices', 'prices-r2.db'],
  ])('an import puts a catalogue right of which %s cannot be read', async (_what, name) => {
    const directory = await shop();
    const later = { articleId: 'milk' as ArticleId, price: minorUnits(150), validFrom: NOON + HOUR };
    applyPrices(directory, 'r2', [later]);
    const file = path.join(directory, name);
    writeFileSync(file, Buffer.from(readFileSync(file)).fill(0xa5, 0, TORN_BYTES));
    await importCatalogue(directory, ASSORTMENT, { revision: 'r3', categories: [], now: NOON });
    expect(checkCatalogue(directory, NOON)).toMatchObject({ revision: 'r3', articles: ASSORTMENT.length, faults: [] });
  });

  test('wherever a catalogue is damaged, it is called damaged where that shows, and nothing else breaks', async () => {
    const directory = await shop();
    const file = path.join(directory, 'catalogue-r1.db');
    const whole = readFileSync(file);
    const read = (): void => {
      checkCatalogue(directory, NOON);
      const catalogue = openCatalogue(directory);
      try {
        for (const { article, codes } of catalogue.entries(NOON)) {
          for (const code of codes) catalogue.findByCode(code, NOON);
          catalogue.findById(article.id, NOON);
        }
        catalogue.search({ text: 'mlk', language: 'en', limit: 5, at: NOON });
      } finally {
        catalogue.close();
      }
    };
    // The file's head says what it is; behind it every page is torn, one after the other.
    for (let from = PAGE_BYTES; from < whole.length; from += PAGE_BYTES) {
      const torn = Buffer.from(whole);
      torn.fill(0xa5, from, from + TORN_BYTES);
      writeFileSync(file, torn);
      const answer = await refusal(read);
      expect(['nothing was refused', 'corrupt', 'not-a-database']).toContain(answer);
    }
  });
});

const PAGE_BYTES = 4096;
const TORN_BYTES = 64;
