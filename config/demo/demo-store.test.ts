import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Article, CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { compilePromotions } from '#kiosk/core/promotions/compile.ts';
import { hasValidCheckDigit } from '#kiosk/core/values/gtin.ts';
import type { BusinessDay, LocalizedText } from '#kiosk/core/values/identifiers.ts';
import type { ArticleRecord } from '../catalogue/article-record.ts';
import { promotionPolicy } from '../promotion-policy.ts';
import { loadDemoStore } from './demo-store.ts';

// Goal: the demo shop looks real and is right: every record can be sold or is marked why not, in four languages, with
// numbers that no real product has. Method: the whole shop is loaded as the demo loads it, and each promise is checked
// on every record.

const LANGUAGES = ['en', 'nl', 'da', 'de'];
const store = loadDemoStore('2026-06-01' as BusinessDay);
const { entries, categories, promotions, config } = store;
const articles = entries.map((entry) => entry.article);
const records = readFileSync(new URL('articles.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ArticleRecord);

function byId(id: string): Article {
  const found = articles.find((article) => article.id === id);
  if (found === undefined) throw new Error(`no article ${id}`);
  return found;
}

function isInEveryLanguage(text: LocalizedText): boolean {
  return LANGUAGES.every((language) => text[language] !== undefined) && Object.keys(text).length === LANGUAGES.length;
}

function idsWhere(is: (entry: CatalogueEntry) => boolean): readonly string[] {
  return entries.filter(is).map((entry) => entry.article.id);
}

describe('the articles of Market Hall', () => {
  it('are at least 220, all of them usable', () => {
    expect(entries.length).toBe(records.length);
    expect(entries.length).toBeGreaterThanOrEqual(220);
  });

  it('have a name in every language of the store, and content in every one or none', () => {
    const texts = articles.flatMap(({ id, name, content }) => [
      { id, text: name },
      ...(content ? [{ id, text: content }] : []),
    ]);
    expect(texts.filter(({ text }) => !isInEveryLanguage(text)).map(({ id }) => id)).toEqual([]);
  });

  it('are really translated: few names are the same as in English', () => {
    for (const language of ['nl', 'da', 'de']) {
      const same = articles.filter(({ name }) => name[language] === name['en']);
      expect(same.length / articles.length).toBeLessThan(0.12);
    }
  });

  it('fit on a receipt line, with a content of its own line', () => {
    const names = articles.flatMap(({ name }) => Object.values(name));
    expect(names.filter((name) => name.length > 45)).toEqual([]);
  });

  it('have barcodes with right check digits, from ranges that no product on sale has', () => {
    const printed = records.flatMap((record) => record.codes).filter((code) => code.length >= 8);
    expect(printed.length).toBeGreaterThan(150);
    expect(printed.filter((code) => !hasValidCheckDigit(code))).toEqual([]);
    // 952 is for examples (GS1), in EAN-13 and EAN-8 alike; 614141 is the example company of GS1 US.
    // 23 with an open weight is a number of this shop alone: what its scales print labels for.
    const ranges = /^(?:952\d{10}|952\d{5}|614141\d{6}|23\d{5}00000\d)$/;
    expect(printed.filter((code) => !ranges.test(code))).toEqual([]);
    const lengths = new Set(printed.map((code) => code.length));
    expect([...lengths].toSorted((a, b) => a - b)).toEqual([8, 12, 13]);
  });

  it('are found by one code each at most once', () => {
    const codes = entries.flatMap((entry) => entry.codes);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('have produce codes for what has no barcode', () => {
    const produce = entries.filter((entry) => entry.codes.some((code) => /^[34]\d{3}$/.test(code)));
    expect(produce.length).toBeGreaterThanOrEqual(30);
  });

  it('all cost something, but for the one whose price is not known', () => {
    expect(idsWhere(({ article }) => article.price === undefined)).toEqual(['ginger-kombucha']);
    expect(idsWhere(({ article }) => article.price !== undefined && article.price <= 0)).toEqual([]);
  });

  it('compare prices by kilogram, litre or piece', () => {
    expect(byId('semi-skimmed-milk').unitPrice).toEqual({ amount: 129, per: 'l' });
    expect(byId('carrots').unitPrice).toEqual({ amount: 139, per: 'kg' });
    expect(byId('barn-eggs-size-m').unitPrice).toEqual({ amount: 32, per: 'piece' });
    const measured = records.filter(
      ({ measure, price }) => measure !== undefined && measure.amount > 1 && price !== null,
    );
    expect(measured.length).toBeGreaterThan(150);
    expect(measured.filter(({ id }) => byId(id).unitPrice === undefined)).toEqual([]);
  });

  it('are taxed at the two Dutch rates, and a gift card at none', () => {
    expect(new Set(articles.map((article) => article.tax.rateBasisPoints))).toEqual(new Set([900, 2100, 0]));
    expect(articles.filter((article) => article.tax.rateBasisPoints === 0).map((article) => article.id)).toEqual([
      'gift-card',
    ]);
    expect(byId('semi-skimmed-milk').tax.rateBasisPoints).toBe(900);
    expect(byId('toilet-paper-3-ply').tax.rateBasisPoints).toBe(2100);
  });

  it('carry Dutch deposits, six for six cans', () => {
    expect(byId('cola-can').deposit).toMatchObject({ amount: 15 });
    expect(byId('cola').deposit).toMatchObject({ amount: 25 });
    expect(byId('cola-six-cans').deposit).toMatchObject({ amount: 90 });
  });

  it('are for adults where they hold alcohol, and only there; there is no tobacco', () => {
    const alcohol = idsWhere(({ article }) => article.groups.includes('alcohol'));
    expect(alcohol.length).toBeGreaterThanOrEqual(12);
    expect(idsWhere(({ article }) => article.restrictions?.minimumAge === 18)).toEqual(alcohol);
    expect(idsWhere(({ article }) => article.restrictions?.minimumAge !== undefined)).toEqual(alcohol);
    expect(records.some((record) => record.ageRule === 'tobacco-nicotine')).toBe(false);
  });

  it('have one of each kind that cannot simply be sold', () => {
    expect(idsWhere(({ article }) => article.restrictions?.recalled === true)).toEqual(['crunchy-peanut-butter']);
    expect(idsWhere(({ article }) => article.restrictions?.notForSelfCheckout === true)).toEqual([
      'herbal-liqueur',
      'razor-blades',
      'gift-card',
    ]);
    expect(byId('paracetamol-500-mg').restrictions?.quantityMax).toBe(2);
  });

  it('are hardly ever sold by weight, and then say so', () => {
    const weighed = articles.filter((article) => article.pricedPer === 'weight');
    expect(weighed.length).toBeGreaterThanOrEqual(3);
    expect(weighed.length).toBeLessThanOrEqual(5);
    for (const { content } of weighed) expect(content?.['en']).toBe('per kg');
  });
});

describe('pictures and categories', () => {
  it('has about fourteen categories, named in every language, none of them empty', () => {
    expect(categories.length).toBeGreaterThanOrEqual(14);
    expect(categories.filter(({ name }) => !isInEveryLanguage(name))).toEqual([]);
    const count = (id: string): number => articles.filter((article) => article.category === id).length;
    expect(categories.filter(({ id }) => count(id) < 6)).toEqual([]);
  });

  it('has a picture for every article and category, and none that is not used', () => {
    const used = new Set([...articles, ...categories].map((each) => each.picture));
    const files = readdirSync(new URL('pictures/', import.meta.url)).filter((file) => file.endsWith('.svg'));
    expect(new Set(files)).toEqual(new Set([...used].map((name) => `${name}.svg`)));
  });

  it('has pictures that stand alone, can be scaled and run nothing', () => {
    for (const { picture } of articles) {
      const svg = readFileSync(new URL(`pictures/${picture}.svg`, import.meta.url), 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+">/);
      expect(svg).not.toMatch(/<script|\son\w+=|href="http/i);
    }
    expect(existsSync(new URL('pictures/LICENSE', import.meta.url))).toBe(true);
  });
});

describe('promotions', () => {
  it('can all be used, and show each kind of promotion', () => {
    const compiled = compilePromotions(promotions, promotionPolicy(config.country));
    expect(compiled.problems).toEqual([]);
    expect(new Set(promotions.map((promotion) => promotion.kind)).size).toBe(11);
    expect(promotions.filter(({ label }) => !isInEveryLanguage(label))).toEqual([]);
  });

  it('never take more than a quarter off alcohol by a set price', () => {
    const wine = promotions.find((promotion) => promotion.promotionId === 'wine-2-for-9');
    if (wine?.kind !== 'n-for-price') throw new Error('the offer on wine is another one now');
    for (const id of wine.target.articles ?? []) {
      const regular = (byId(id).price ?? 0) * wine.take;
      expect(wine.price).toBeGreaterThanOrEqual(regular * 0.75);
    }
    expect(promotionPolicy(config.country).ceilings).toMatchObject([
      { target: { groups: ['alcohol'] }, basisPoints: 2500 },
    ]);
  });

  it('leave out of basket discounts what the law or the shop keeps out', () => {
    const basket = promotions.filter((promotion) => promotion.kind === 'basket-discount');
    for (const promotion of basket) {
      expect(promotion.target?.exceptGroups).toEqual(
        expect.arrayContaining(['alcohol', 'gift-cards', 'infant-formula', 'press']),
      );
    }
  });
});
