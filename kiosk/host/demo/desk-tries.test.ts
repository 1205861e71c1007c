/*
 * Goal: what the device desk gives people to try does at the demo lane what it says it does.
 * Method: its codes, read with the lane's own rules, against the promotions of the demo store.
 */
import { expect, it } from 'vitest';
import { loadDemoStore } from '#config/demo/demo-store.ts';
import { parseScan } from '#kiosk/core/barcode/parse-scan.ts';
import { compilePromotions } from '#kiosk/core/promotions/compile.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { laneScanOptions } from '../roles/lane-scan-options.ts';
import { DEMO_SLIP, isOpenSlip, printedSlip } from './deposit-slip.ts';
import { DEMO_CARD, DEMO_COUPON } from './desk-goods.ts';

const store = loadDemoStore('2026-06-01' as BusinessDay);
const options = { ...laneScanOptions(store.config), today: '2026-06-01' };

it('has a card of a programme that there is a member price for', () => {
  expect(parseScan(DEMO_CARD, options)).toMatchObject({ kind: 'loyalty-card', programme: 'market-hall' });
  expect(store.promotions.some(({ requires }) => requires?.programme === 'market-hall')).toBe(true);
});

it('has a coupon that there is a promotion for', () => {
  expect(parseScan(DEMO_COUPON, options)).toMatchObject({ kind: 'coupon', reference: DEMO_COUPON });
  expect(compilePromotions(store.promotions).byCoupon.has(DEMO_COUPON)).toBe(true);
});

it('has a deposit slip that the lane takes, a new one each time', () => {
  const first = printedSlip(DEMO_SLIP, 1);
  expect(parseScan(first, options)).toMatchObject({ kind: 'deposit-return', price: { value: 150, scale: 2 } });
  expect(printedSlip(DEMO_SLIP, 2)).not.toBe(first);
  expect([isOpenSlip(DEMO_SLIP), isOpenSlip(first)]).toEqual([true, false]);
});
