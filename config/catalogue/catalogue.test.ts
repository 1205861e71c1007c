import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { countryPack } from '../countries/index.ts';
import { DEMO_CONFIG_FILE } from '../demo/demo-store.ts';
import { loadConfig } from '../load.ts';
import { countrySchema } from '../schemas/country.ts';
import { loadCatalogue, type LoadedCatalogue } from './load-catalogue.ts';
import { PROBLEMS_MAX, readArticles, type ReadArticles } from './read-articles.ts';

// Goal: a wrong record or promotion is named to the field and left out, and everything else is still sold. Method: one
// usable record, changed in one way at a time; whole files with good and bad lines; real files for promotions.

const DAY = '2026-06-01' as BusinessDay;
const NL = countrySchema.parse(countryPack('nl'));
const MILK = {
  id: 'milk',
  codes: ['9520042000000'],
  name: { en: 'Milk', nl: 'Melk' },
  price: '1.29',
  measure: { amount: 1000, unit: 'ml' },
  tax: 'reduced',
};

function read(...lines: readonly unknown[]): ReadArticles {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return readArticles(text, 'articles.ndjson', NL, DAY);
}

describe('a record', () => {
  it('becomes an article with the rate, deposit and age of the country', () => {
    const beer = { ...MILK, id: 'beer', tax: 'standard', deposit: { id: 'can', count: 6 }, ageRule: 'alcohol' };
    const { entries, problems } = read(beer);
    expect(problems).toEqual([]);
    expect(entries).toMatchObject([
      {
        codes: ['09520042000000'],
        article: {
          id: 'beer',
          price: 129,
          pricedPer: 'pieces',
          unitPrice: { amount: 129, per: 'l' },
          tax: { code: 'A', rateBasisPoints: 2100 },
          deposit: { amount: 90, name: { en: 'Deposit can × 6' }, tax: { rateBasisPoints: 0 } },
          restrictions: { minimumAge: 18 },
          groups: [],
        },
      },
    ]);
  });

  it('keeps the higher of the age that the law and the shop ask for', () => {
    const restrictions = (minimumAge: number): unknown => ({
      ...MILK,
      ageRule: 'alcohol',
      restrictions: { minimumAge },
    });
    expect(read(restrictions(16)).entries[0]?.article.restrictions?.minimumAge).toBe(18);
    expect(read(restrictions(21)).entries[0]?.article.restrictions?.minimumAge).toBe(21);
  });

  it('may have no price yet', () => {
    const { entries } = read({ ...MILK, price: null });
    expect(entries[0]?.article).toMatchObject({ price: undefined, unitPrice: undefined });
  });

  it.each([
    [{ id: 'a b' }, 'a b.id', 'must be letters and digits'],
    [{ codes: ['9520042000001'] }, 'milk.codes.0', 'wrong check digit'],
    [{ codes: ['4 011'] }, 'milk.codes.0', 'must be 1 to 20 letters, digits or hyphens'],
    [{ name: {} }, 'milk.name', 'must have a text in at least one language'],
    [{ name: { en: ' ' } }, 'milk.name.en', 'must have at least 1 characters'],
    [{ name: { english: 'Milk' } }, 'milk.name.english', 'must be a language by BCP 47'],
    [{ price: 1.29 }, 'milk.price', 'must be text in double quotes'],
    [{ price: '1,29' }, 'milk.price', 'must be an amount in text with a point'],
    [{ price: '-1.29' }, 'milk.price', 'must be an amount in text with a point'],
    [{ price: '1.295' }, 'milk.price', 'has more decimals than EUR allows (2)'],
    [{ price: '0.00' }, 'milk.price', 'must be above zero; write null where no price is known'],
    [{ price: undefined }, 'milk.price', 'must be set (text in double quotes)'],
    [{ measure: { amount: 0, unit: 'g' } }, 'milk.measure.amount', 'must be at least 1'],
    [{ measure: { amount: 1, unit: 'oz' } }, 'milk.measure.unit', 'must be one of "g", "ml", "piece"'],
    [{ pricedPer: 'metre' }, 'milk.pricedPer', 'must be one of "pieces", "weight", "volume"'],
    [{ tax: 'high' }, 'milk.tax', '"high" is not in the country pack; there are standard, reduced, zero'],
    [{ tax: 'toString' }, 'milk.tax', 'is not in the country pack'],
    [{ deposit: 'crate' }, 'milk.deposit', '"crate" is not in the country pack'],
    [{ deposit: { id: 'can', count: 0 } }, 'milk.deposit.count', 'must be at least 1'],
    [{ ageRule: 'beer' }, 'milk.ageRule', '"beer" is not in the country pack'],
    [{ ageRule: 'tobacco-nicotine' }, 'milk.ageRule', 'may not be sold in a shop like this'],
    [{ restrictions: { quantityMax: 0 } }, 'milk.restrictions.quantityMax', 'must be at least 1'],
    [{ pictures: 'milk' }, 'milk.pictures', 'is not a known field; did you mean picture?'],
  ])('with %j is named by its field', (change, field, message) => {
    const { entries, problems } = read({ ...MILK, ...change });
    expect(entries).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ where: 'articles.ndjson:1', path: field });
    expect(problems[0]?.message).toContain(message);
  });

  it('is not sold where the country has no rate for the day', () => {
    const { problems } = readArticles(
      JSON.stringify({ ...MILK, deposit: 'can' }),
      'f',
      NL,
      '2020-01-01' as BusinessDay,
    );
    expect(problems).toMatchObject([
      { path: 'milk.deposit', message: '"can" holds nothing on 2020-01-01 in the country pack' },
    ]);
  });
});

describe('a file of records', () => {
  it('leaves out what is wrong and keeps the rest', () => {
    const second = { ...MILK, id: 'milk-2', codes: [] };
    const { entries, problems } = read(MILK, '{"id": ', '', 'null', second, '\r');
    expect(entries.map((entry) => entry.article.id)).toEqual(['milk', 'milk-2']);
    expect(problems.map((problem) => problem.where)).toEqual(['articles.ndjson:2', 'articles.ndjson:4']);
    expect(problems[0]?.message).toContain('is not JSON: column 7');
  });

  it('sells an id and a code once only, however the code is written', () => {
    const { entries, problems } = read(
      MILK,
      { ...MILK, codes: [] },
      { ...MILK, id: 'other', codes: ['09520042000000'] },
    );
    expect(entries).toHaveLength(1);
    expect(problems.map((problem) => problem.message)).toEqual([
      'is already used in line 1',
      '09520042000000 is already used in line 1',
    ]);
  });

  it('bounds the length of a line and the number of problems', () => {
    expect(read(`"${'x'.repeat(70_000)}"`).problems[0]?.message).toContain('at most 65536 are allowed');
    const { problems } = read(...Array.from({ length: PROBLEMS_MAX + 10 }, () => 'no'));
    expect(problems).toHaveLength(PROBLEMS_MAX + 1);
    expect(problems.at(-1)?.message).toBe('10 more problems that are not listed');
  });
});

describe('a spreadsheet of records', () => {
  function table(text: string): ReadArticles {
    return readArticles(text, 'articles.csv', NL, DAY);
  }

  it('becomes the same articles as NDJSON', () => {
    const rows = [
      'id;codes;name.en;name.nl;price;measure;tax;deposit;ageRule;groups;quantityMax;recalled',
      'beer;9520042000000 4711;"Beer; six ""cans""";Bier;6,99;1980 ml;standard;can*6;alcohol;beer alcohol;4;0',
      'bread;;Bread;Brood;;;reduced;;;;;',
    ];
    const same = read(
      {
        id: 'beer',
        codes: ['9520042000000', '4711'],
        name: { en: 'Beer; six "cans"', nl: 'Bier' },
        price: '6.99',
        measure: { amount: 1980, unit: 'ml' },
        tax: 'standard',
        deposit: { id: 'can', count: 6 },
        ageRule: 'alcohol',
        groups: ['beer', 'alcohol'],
        restrictions: { quantityMax: 4, recalled: false },
      },
      { id: 'bread', name: { en: 'Bread', nl: 'Brood' }, price: null, tax: 'reduced' },
    );
    const expected = { entries: same.entries, problems: [] };
    expect(table(rows.join('\r\n'))).toEqual(expected);
    expect(table(`\uFEFF${rows.join('\n')}\n\n`)).toEqual(expected);
    const withTabs = rows.map((row) => row.replaceAll(/;(?! six)/g, '\t').replace('6,99', '6.99'));
    expect(table(withTabs.join('\n'))).toEqual(expected);
  });

  it('names a wrong cell by its line and field, also behind a cell of several lines', () => {
    const { entries, problems } = table(
      'id,name.en,price,tax\na,"two\nlines",1.00,reduced\nb,B,"1,00",reduced\nc,C,1.00,reduced',
    );
    expect(entries.map((entry) => entry.article.id)).toEqual(['c']);
    expect(problems).toMatchObject([
      { where: 'articles.csv:2', path: 'a.name.en', message: 'must be one line without control characters' },
      { where: 'articles.csv:4', path: 'b.price', value: '"1,00"' },
    ]);
  });

  it.each([
    ['id,nam.en,price,tax', 'column nam.en: is not a known column; did you mean name.en?'],
    ['id,name.en,id', 'column id: is there twice'],
    ['id,"name.en', 'is not CSV: a quoted cell begins here and does not end'],
    ['id,"name"x', 'is not CSV: something follows the closing quote of a cell'],
  ])('refuses the header %j', (text, message) => {
    expect(table(text)).toEqual({ entries: [], problems: [{ where: 'articles.csv:1', path: '', message }] });
  });

  it('refuses a row with more cells than the header', () => {
    expect(table('id,tax\na,reduced,x').problems[0]?.message).toBe('has 3 cells; the header has 2');
  });
});

describe('the files that a configuration names', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'handrail-catalogue-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function load(setting: string, content: string): LoadedCatalogue {
    const file = path.join(folder, 'file');
    writeFileSync(file, content);
    const { config } = loadConfig({ files: [DEMO_CONFIG_FILE], overrides: { [`catalogue.${setting}`]: file } });
    return loadCatalogue(config, DAY);
  }

  const offer = {
    promotionId: 'offer',
    kind: 'percent-off',
    label: { en: 'Offer' },
    target: { articles: ['banana'] },
    basisPoints: 1000,
  };

  it.each([
    [{ basisPoints: 20_000 }, '1.basisPoints', 'must be a whole number from 1 to 10000'],
    [{ kind: 'half-price' }, '1.kind', 'must be one of "amount-off", "percent-off"'],
    [{ target: {} }, '1.target', 'must be everything: true, or at least one article or group'],
    [{ validity: { from: '2026-02-30' } }, '1.validity.from', 'must be YYYY-MM-DD'],
    [{ taget: {} }, '1.taget', 'is not a known field'],
    [{ kind: 'fixed-price', basisPoints: undefined, price: 1 }, '1.price', 'must be text in double quotes'],
    [{ kind: 'fixed-price', basisPoints: undefined, price: '1.999' }, '1.price', 'must be an amount in text'],
    [{ kind: 'n-for-m', basisPoints: undefined, take: 2, pay: 2 }, '1.pay', 'must be a whole number from 1 to 1'],
    [{ target: { articles: ['bananna'] } }, 'offer', 'is no article and no group'],
    [{ target: { groups: ['frut'] } }, 'offer', 'is no article and no group'],
  ])('names what is wrong with a promotion: %j', (change, field, message) => {
    const good = { ...offer, promotionId: 'good' };
    const { promotions, problems } = load('promotionsFile', JSON.stringify([good, { ...offer, ...change }], null, 1));
    expect(promotions.map((promotion) => promotion.promotionId)).toContain('good');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.path).toBe(field);
    expect(problems[0]?.message).toContain(message);
  });

  it('names files that are no list, no JSON, or not there', () => {
    expect(load('promotionsFile', '{}').problems[0]?.message).toBe('must be a list in square brackets');
    expect(load('promotionsFile', '[1,]').problems[0]?.where).toMatch(/:1:4$/);
    const { config } = loadConfig({ files: [DEMO_CONFIG_FILE], overrides: { 'catalogue.file': '/nowhere' } });
    const { entries, problems } = loadCatalogue(config, DAY);
    expect(entries).toEqual([]);
    expect(problems[0]).toMatchObject({ where: '/nowhere', message: 'cannot be read: there is no such file' });
  });

  it('has a revision that changes with the content and with the day', () => {
    const { config } = loadConfig({ files: [DEMO_CONFIG_FILE] });
    const first = loadCatalogue(config, DAY).revision;
    expect(loadCatalogue(config, DAY).revision).toBe(first);
    expect(loadCatalogue(config, '2026-06-02' as BusinessDay).revision).not.toBe(first);
    expect(load('promotionsFile', '[]').revision).not.toBe(first);
  });

  it('names categories that articles are in and nobody knows', () => {
    const { problems } = load('categoriesFile', '[]');
    expect(problems.length).toBeGreaterThan(200);
    expect(problems[0]).toMatchObject({ path: 'banana.category', message: 'is not a category' });
  });
});
