/*
 * Goal: the labels that the demo's scales print are what a lane of its country reads as that article and that weight.
 * Method: build labels from the in-store numbers of the demo store, and read them with the lane's own reader.
 */
import { expect, it } from 'vitest';
import { parseScan, DEFAULT_SCAN_OPTIONS } from '#kiosk/core/barcode/parse-scan.ts';
import { scanRules } from '#kiosk/core/barcode/scan-rules.ts';
import { isOpenWeight, weighedLabel } from './weighed-label.ts';

const NUMBER = '2303101000008';

it.each([1, 486, 1286, 99_999])('is read as the article, with %s grams', (grams) => {
  const options = { ...DEFAULT_SCAN_OPTIONS, today: '2026-06-01', rules: scanRules({ country: 'nl' }) };
  const scan = parseScan(weighedLabel(NUMBER, grams), options);
  expect(scan).toMatchObject({ weight: { value: grams, scale: 3, unit: 'kg' }, lookupKeys: [`0${NUMBER}`] });
});

it('knows numbers with an open weight from all others, printed or in normal form', () => {
  expect(isOpenWeight(NUMBER)).toBe(true);
  expect(isOpenWeight(`0${NUMBER}`)).toBe(true);
  for (const other of ['3101', '9520042128865', '2303101012865', 'x2303101000008']) {
    expect(isOpenWeight(other)).toBe(false);
  }
});
