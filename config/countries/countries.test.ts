import { describe, expect, it } from 'vitest';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { depositOn, taxCategoryOn } from '../resolve-country.ts';
import { COUNTRY_CODES } from '../schemas/country-codes.ts';
import { countrySchema } from '../schemas/country.ts';
import { countryPack } from './index.ts';

// Goal: every pack can be used as it is, and what changes with time is right on the day before and the day of a change.
// Method: each pack through its schema; known changes of rates and deposits looked up on both sides.

const day = (text: string): BusinessDay => text as BusinessDay;

describe.each(COUNTRY_CODES)('country pack %s', (code) => {
  it('fits its schema and says its own code', () => {
    const result = countrySchema.safeParse(countryPack(code));
    expect(result.error?.issues ?? []).toEqual([]);
    expect(result.data?.code).toBe(code);
  });

  it('has one rate and one deposit for today', () => {
    const pack = countrySchema.parse(countryPack(code));
    for (const id of Object.keys(pack.taxCategories)) expect(taxCategoryOn(pack, id, day('2026-06-01'))).toBeDefined();
    for (const id of Object.keys(pack.deposits)) expect(depositOn(pack, id, day('2026-06-01'))).toBeDefined();
  });

  it('marks its laws on ages, for none of which an official source was seen', () => {
    const { ageRules } = countrySchema.parse(countryPack(code));
    const silent = Object.entries(ageRules).filter(([, rule]) => rule.saleAllowed && rule.unverified !== true);
    expect(silent.map(([id]) => id)).toEqual([]);
  });

  it('gives every tax category a sign of its own on the receipt', () => {
    const signs = Object.values(countryPack(code)?.taxCategories ?? {}).map((category) => category.receiptCode);
    expect(new Set(signs).size).toBe(signs.length);
  });
});

describe('what changes with time', () => {
  it.each([
    ['nl', 'reduced', '2018-12-31', 600],
    ['nl', 'reduced', '2019-01-01', 900],
    ['nl', 'standard', '2026-06-01', 2100],
    ['de', 'standard', '2020-07-01', 1600],
    ['de', 'standard', '2020-12-31', 1600],
    ['de', 'standard', '2021-01-01', 1900],
    ['se', 'food', '2026-03-31', 1200],
    ['se', 'food', '2026-04-01', 600],
    ['se', 'food', '2028-01-01', 1200],
    ['dk', 'standard', '2026-06-01', 2500],
  ])('%s %s on %s', (code, category, on, rate) => {
    const pack = countrySchema.parse(countryPack(code));
    expect(taxCategoryOn(pack, category, day(on))?.rateBasisPoints).toBe(rate);
  });

  it('has no deposit before there was one', () => {
    const pack = countrySchema.parse(countryPack('nl'));
    expect(depositOn(pack, 'can', day('2023-03-31'))).toBeUndefined();
    expect(depositOn(pack, 'can', day('2023-04-01'))).toMatchObject({ amount: 15, tax: { rateBasisPoints: 0 } });
    expect(depositOn(pack, 'toString', day('2026-06-01'))).toBeUndefined();
  });

  it('knows no country without a pack', () => {
    expect(countryPack('xx')).toBeUndefined();
    expect(countryPack('constructor')).toBeUndefined();
  });
});
