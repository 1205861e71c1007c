/*
 * Goal: a shopper finds the answer: as she types, in her language or another, with slips of the finger, and without a
 * word where the moment says what it is about. It is quick on a large shelf, and never throws.
 * Method: the starter set, words as people type them, and for any text, with fast-check.
 */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadHelp } from '#config/help/load-help.ts';
import type { HelpMoment } from '#kiosk/lane/help-shelf.ts';
import { shelfOf } from './help-shelf.ts';

const { articles } = loadHelp(fileURLToPath(new URL('../../../config/demo/help', import.meta.url)));
const shelf = shelfOf(articles);
const BASKET: HelpMoment = { screen: 'basket', notices: [], payment: 'none' };

const first = (text: string, language = 'en') => shelf.search(text, language, BASKET)[0]?.articleId;

describe('a search', () => {
  it.each([
    ['barcode', 'en', 'barcode-does-not-scan'],
    ['weigh', 'en', 'weigh-fruit'],
    ['wegen', 'nl', 'weigh-fruit'],
    ['vægt', 'da', 'weigh-fruit'],
    ['waage', 'de', 'weigh-fruit'],
    ['Pfandbon', 'de', 'deposit-slip'],
    ['statiegeld', 'nl', 'deposit-slip'],
    ['moms', 'da', 'vat-invoice'],
    ['invoice', 'en', 'vat-invoice'],
    ['gift card', 'en', 'gift-card'],
    ['where is the reader', 'en', 'where-is-the-reader'],
    ['lost my card', 'en', 'lost-card'],
    ['return', 'en', 'return-article'],
    ['larger text', 'en', 'larger-text'],
  ])('for “%s” in %s finds %s first', (text, language, expected) => {
    expect(first(text, language)).toBe(expected);
  });

  it('finds as one types, with a slip of the finger, and inside compounds', () => {
    expect(first('depo')).toBe('deposit-slip');
    expect(first('depsoit')).toBe('deposit-slip');
    expect(first('recipt phone')).toBe('receipt-on-phone');
    expect(first('automaat', 'nl')).toBe('where-is-the-reader');
  });

  it('finds words of another language, and answers in that of the page', () => {
    const [found] = shelf.search('Leergut', 'en', BASKET);
    expect(found).toMatchObject({ articleId: 'deposit-slip', language: 'en', title: 'A deposit slip for bottles' });
  });

  it('finds nothing for what nobody has written', () => {
    expect(shelf.search('xylophone', 'en', BASKET)).toEqual([]);
  });

  it('takes any text, and gives at most eight', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(shelf.search(text, 'xx', BASKET).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('without words', () => {
  const offered = (moment: Partial<HelpMoment>) =>
    shelf.search('', 'en', { ...BASKET, ...moment }).map(({ articleId }) => articleId);

  it('comes what fits the notice, then paying, then the screen', () => {
    expect(offered({ notices: ['article-unknown'] })[0]).toBe('barcode-does-not-scan');
    expect(offered({ notices: ['article-needs-weight'] })[0]).toBe('weigh-fruit');
    expect(offered({ screen: 'payment', payment: 'declined' })[0]).toBe('card-refused');
    expect(offered({ screen: 'payment', payment: 'unknown' })[0]).toBe('payment-checked');
    expect(offered({ notices: ['age-check'] })[0]).toBe('age-check');
    expect(offered({ screen: 'thanks' })).toContain('receipt-on-phone');
  });

  it('there are three or more on every screen where somebody shops', () => {
    for (const screen of ['welcome', 'basket', 'payment', 'thanks'] as const) {
      expect(offered({ screen }).length).toBeGreaterThanOrEqual(3);
    }
  });
});

it('answers within 30 ms at the 95th percentile from a shelf of 500', () => {
  const many = Array.from({ length: 500 }, (_, index) => {
    const like = articles[index % articles.length];
    if (like === undefined) throw new Error('the starter set is empty');
    // Words of their own, so that the shelf has the vocabulary of 500 different answers.
    const own = Array.from(
      { length: 12 },
      (__, word) => `${'abcdefghij'[word % 10]}${(index * 31 + word).toString(36)}zeug`,
    );
    return { ...like, id: `${like.id}-${index}`, words: { ...like.words, fi: own } };
  });
  const large = shelfOf(many);
  const texts = ['b', 'ba', 'barcode', 'depsoit', 'statiegeldbon', 'recipt phone', 'where is the card reader', 'zeug'];
  const times = Array.from({ length: 160 }, (_, index) => {
    const from = performance.now();
    large.search(texts[index % texts.length] ?? '', 'en', BASKET);
    return performance.now() - from;
  }).toSorted((a, b) => a - b);
  expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(30);
});
