/*
 * Goal: whatever is scanned that is no article gets somewhere, and there are words for it; the number of a card goes no
 * further than its key.
 * Method: one scan of each kind, and every notice in the source language.
 */
import { describe, expect, it } from 'vitest';
import { NO_ELEMENTS, type RoutedKind, type RoutedScan } from '#kiosk/core/barcode/scan.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import { routedCommand, type TakenScan } from './routed-scan.ts';

function scan(kind: RoutedKind, more: Partial<RoutedScan> = {}): RoutedScan {
  return {
    ok: true,
    purpose: 'routed',
    kind,
    text: 'TEXT',
    elements: NO_ELEMENTS,
    reference: 'REF',
    fields: {},
    ...more,
  };
}

const commandOf = (read: RoutedScan): object => routedCommand(read, 2, (card) => `key of ${card.length} characters`);

describe('a scan that is no article', () => {
  it.each<[RoutedKind, Partial<RoutedScan>, object]>([
    ['loyalty-card', { programme: 'gold' }, { type: 'identify-member', member: { programmes: ['gold'] } }],
    ['loyalty-card', {}, { type: 'identify-member', member: { key: 'key of 3 characters', programmes: [] } }],
    ['coupon', {}, { type: 'present-coupon', coupon: { couponId: 'REF' } }],
    [
      'coupon',
      { fields: { coupon: '981', serial: '7' } },
      { type: 'present-coupon', coupon: { couponId: '981', serial: '7' } },
    ],
    [
      'deposit-return',
      { price: { value: 15, scale: 1 } },
      { type: 'add-deposit-return', reference: 'REF', amount: 150 },
    ],
    ['deposit-return', {}, { code: 'slip-not-taken' }],
    ['deposit-return', { price: { value: 1501, scale: 3 } }, { code: 'slip-not-taken' }],
    ['voucher', {}, { code: 'voucher-for-staff' }],
    ['refund-receipt', {}, { code: 'refund-receipt-for-staff' }],
    ['parked-basket', {}, { code: 'parked-basket-for-staff' }],
    ['staff-badge', {}, { code: 'staff-badge-seen' }],
    ['coupon-8110', {}, { code: 'coupon-unknown' }],
    ['coupon-8112', {}, { code: 'coupon-unknown' }],
  ])('%s %j', (kind, more, expected) => {
    expect(commandOf(scan(kind, more))).toMatchObject(expected);
  });

  it('never takes the number of a card along', () => {
    expect(JSON.stringify(commandOf(scan('loyalty-card')))).not.toContain('REF');
  });
});

it('has words for each notice', () => {
  const notices: Record<TakenScan['notice'], true> = {
    'card-taken': true,
    'coupon-taken': true,
    'coupon-waiting': true,
    'coupon-needs-card': true,
    'slip-taken': true,
  };
  for (const code of Object.keys(notices)) {
    expect([isMessageKey(`notice.${code}.what`), isMessageKey(`notice.${code}.next`)]).toEqual([true, true]);
  }
});
