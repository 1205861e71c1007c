// Goal: whoever holds the paper knows what it is good for, and a till can sell from it.
// Method: both kinds of slips, in words.
import { describe, expect, it } from 'vitest';
import type { PrintedSlip } from '#kiosk/api/slips.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { layOutSlip, type SlipHead } from './slip-layout.ts';

const HEAD: SlipHead = {
  storeName: 'Market Hall',
  laneNumber: 3,
  currency: { code: 'EUR', numeric: 978, exponent: 2 },
  at: Date.UTC(2026, 10, 22, 12),
  test: true,
  nameOf: (articleId) => (articleId === 'milk' ? { en: 'Oat milk' } : undefined),
};

function textOf(slip: PrintedSlip): string {
  const { lines } = layOutSlip(slip, HEAD, translatorFor('en'), 'Europe/Amsterdam');
  return lines
    .map((line) => {
      if (line.kind === 'columns') return `${line.left} | ${line.right}`;
      if (line.kind === 'text') return line.text;
      return line.kind === 'qr' ? `[${line.data}]` : '';
    })
    .join('\n');
}

describe('a promise', () => {
  const promised = {
    kind: 'rain-check',
    code: 'RAIN-3F9K2M7Q',
    amount: 219,
    validUntil: Date.UTC(2026, 11, 22, 12),
  } as const;

  it('of an article says which, at what price and until when, with a code to read', () => {
    const text = textOf({ ...promised, articleId: 'milk', articleName: 'Haferdrink' });
    for (const part of ['Oat milk | €2.19', 'One piece at this price.', 'Until | 22', '[RAIN-3F9K2M7Q]', 'TEST']) {
      expect(text).toContain(part);
    }
  });

  it('of an article that is sold no more is called as it was called', () => {
    expect(textOf({ ...promised, articleId: 'gone', articleName: 'Fig jam' })).toContain('Fig jam | €2.19');
  });

  it('of an amount says that it is one', () => {
    expect(textOf(promised)).toContain('Amount off | €2.19');
  });
});

it('a basket for the till says that it is not paid, and has each article with its code', () => {
  const line = { entry: 'scanned' as const };
  const text = textOf({
    kind: 'parked-basket',
    code: 'PARKED-7Q2M4KXA',
    total: 1234,
    basket: {
      transactionId: 't',
      workstationId: 'lane-3',
      language: 'en',
      member: null,
      coupons: [],
      slips: [],
      discounts: [],
      lines: [
        { ...line, articleId: 'milk', code: '04006381333931', quantity: { kind: 'pieces', count: 2 } },
        { ...line, articleId: 'cheese', quantity: { kind: 'weight', grams: 1286 } },
      ],
    },
  });
  const wanted = [
    'NOT PAID YET',
    'Oat milk | 2 x\n  04006381333931',
    'cheese | 1.286 kg',
    '| €12.34',
    '[PARKED-7Q2M4KXA]',
  ];
  for (const part of wanted) expect(text).toContain(part);
});
