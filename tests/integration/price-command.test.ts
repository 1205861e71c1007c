import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// Goal: `handrail price` prices a document from standard input and says clearly what it cannot use. Method: the command
// as a process of its own, as a back office would call it.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function handrail(
  args: readonly string[],
  input = '',
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const run = spawnSync(process.execPath, ['kiosk/host/bin/handrail.mjs', 'price', ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const MILK = { articleId: 'milk', price: '1.29', tax: { code: 'B', rateBasisPoints: 900 } };
const BASKET = {
  currency: 'EUR',
  localTime: '2026-11-23T14:05',
  cashRounding: 'NL',
  articles: [MILK],
  promotions: [
    {
      kind: 'n-for-price',
      promotionId: 'milk-2',
      label: { en: '2 for 2.00' },
      target: { articles: ['milk'] },
      take: 2,
      price: '2.00',
    },
  ],
  lines: [{ articleId: 'milk', count: 3 }],
};

describe('handrail price', () => {
  it('prices a basket and explains it', () => {
    const { code, out } = handrail([], JSON.stringify(BASKET));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      currency: 'EUR',
      total: 329,
      totalText: '3.29',
      regular: 387,
      discount: -58,
      cash: { total: 330, rounding: 1 },
      taxLines: [{ code: 'B', net: 302, tax: 27, gross: 329 }],
      lines: [
        {
          articleId: 'milk',
          count: 3,
          amount: 329,
          modifiers: [{ promotionId: 'milk-2', amount: -58, text: expect.stringContaining('2 pieces of this line') }],
        },
      ],
      hints: [{ promotionId: 'milk-2', missingCount: 1, saves: 58, text: '2 for 2.00: 1 more piece saves 0.58.' }],
      refused: [],
    });
  });

  it('prices the example of its own documentation', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(`${ROOT}/kiosk/docs/pricing.md`, 'utf8')) ?? [];
    expect(JSON.parse(handrail([], example).out)).toMatchObject({ totalText: '3.14', coupons: [{ used: false }] });
  });

  it('says of weighed goods what came off, and not off how many pieces', () => {
    const { out } = handrail(
      [],
      JSON.stringify({
        ...BASKET,
        articles: [{ ...MILK, pricedPer: 'weight' }],
        promotions: [
          {
            kind: 'percent-off',
            promotionId: 'p',
            label: { en: 'Deal' },
            target: { everything: true },
            basisPoints: 1000,
          },
        ],
        lines: [{ articleId: 'milk', grams: 1000 }],
      }),
    );
    expect(JSON.parse(out).lines[0].modifiers[0].text).toBe('Deal: 0.13 off 1.29.');
  });

  it('takes amounts in minor units too, in currencies with none', () => {
    const yen = {
      ...BASKET,
      currency: 'JPY',
      cashRounding: undefined,
      promotions: [],
      articles: [{ ...MILK, price: 129 }],
    };
    expect(JSON.parse(handrail([], JSON.stringify(yen)).out)).toMatchObject({ total: 387, totalText: '387' });
  });

  it('prints the schema of the document', () => {
    const { code, out } = handrail(['--schema']);
    expect(code).toBe(0);
    const schema = JSON.parse(out);
    expect(schema).toMatchObject({
      $schema: expect.stringContaining('2020-12'),
      required: expect.arrayContaining(['currency', 'lines']),
    });
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['articles', 'promotions', 'coupons', 'taxScheme']),
    );
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a field that is not known', { ...BASKET, promotion: [] }, ['promotion', 'did you mean promotions?']],
    [
      'an article that is not there',
      { ...BASKET, lines: [{ articleId: 'mlik' }] },
      ['lines[0].articleId = "mlik"', 'did you mean milk?'],
    ],
    [
      'an amount with too many decimals',
      { ...BASKET, articles: [{ ...MILK, price: '1.299' }] },
      ['articles[0].price = "1.299"', '"1.99"'],
    ],
    [
      'a promotion that makes no sense',
      { ...BASKET, promotions: [{ ...BASKET.promotions[0], take: 1 }] },
      ['promotions[0].take = 1', '2 to 24'],
    ],
    ['a currency that is not known', { ...BASKET, currency: 'XXX' }, ['currency = "XXX"', '"EUR"']],
    [
      'two measures on a line',
      { ...BASKET, lines: [{ articleId: 'milk', count: 1, grams: 5 }] },
      ['lines[0].grams = 5', 'one measure'],
    ],
    [
      'a weight of what is sold by the piece',
      { ...BASKET, lines: [{ articleId: 'milk', grams: 500 }] },
      ['lines[0].grams = 500', 'milk is sold by the piece'],
    ],
    [
      'a volume of what is sold by weight',
      { ...BASKET, articles: [{ ...MILK, pricedPer: 'weight' }], lines: [{ articleId: 'milk', millilitres: 500 }] },
      ['lines[0].millilitres = 500', 'milk is sold by weight'],
    ],
    [
      'a day that is in no calendar',
      { ...BASKET, lines: [{ articleId: 'milk', bestBefore: '2026-02-30' }] },
      ['lines[0].bestBefore = "2026-02-30"', 'like 2026-11-23'],
    ],
    ['a country without a table', { ...BASKET, cashRounding: 'DE' }, ['cashRounding = "DE"', 'NL']],
    [
      'a control character in a name, which a printer would take for a command',
      { ...BASKET, articles: [{ ...MILK, name: 'Milk\u001b@' }] },
      ['articles[0].name', 'without control characters'],
    ],
    [
      'more than whole numbers can tell exactly',
      {
        ...BASKET,
        articles: [{ ...MILK, price: 1_000_000_000 }],
        lines: Array.from({ length: 1_000 }, () => ({ articleId: 'milk', count: 9_999 })),
      },
      ['lines[100]', 'at most 1000000000000000 minor units'],
    ],
    ['the same article twice', { ...BASKET, articles: [MILK, MILK] }, ['articles[1].articleId = "milk"']],
    ['something else entirely', [], ['the document', 'an object in braces']],
  ])('refuses %s with the place, the value and what is allowed', (_name, document, parts) => {
    const { code, out, err } = handrail([], JSON.stringify(document));
    expect([code, out]).toEqual([2, '']);
    for (const part of parts) expect(err).toContain(part);
  });

  it('refuses a basket whose explanations are more than one text can hold', () => {
    const letters = 'a b c d e f g h i j k l m n o p q r s t u v w x y z'.split(' ');
    const languages = letters.flatMap((first) => ['a', 'b'].map((second) => `${first}${second}`));
    const label = Object.fromEntries(languages.map((language) => [language, '"'.repeat(200)]));
    const promotions = Array.from({ length: 120 }, (_, index) => ({
      kind: 'basket-discount',
      promotionId: `p${index}`,
      label,
      stacking: 'compounded',
      reward: { type: 'amount', amount: 500 },
    }));
    const lines = Array.from({ length: 500 }, () => ({ articleId: 'milk', count: 9999 }));
    const { code, out, err } = handrail([], JSON.stringify({ ...BASKET, promotions, lines }));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('price fewer lines or promotions at a time');
  });

  it('refuses what is no JSON, with line and column, and a file that is not there', () => {
    expect(handrail([], '{\n "currency": EUR }')).toMatchObject({
      code: 2,
      err: expect.stringContaining('standard input:2:14'),
    });
    expect(handrail(['no-such-file.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no-such-file.json: cannot be read'),
    });
  });
});
