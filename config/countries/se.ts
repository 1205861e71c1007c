import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** Sweden. The deposits of before September 2025 may be sold until the end of 2026: the amount on the pack counts. */
export const se = {
  code: 'se',
  currency: 'SEK',
  taxCategories: {
    standard: { name: { sv: 'Moms', en: 'VAT standard' }, receiptCode: 'A', rates: [{ rateBasisPoints: 2500 }] },
    reduced: { name: { sv: 'Moms', en: 'VAT reduced' }, receiptCode: 'B', rates: [{ rateBasisPoints: 1200 }] },
    food: {
      name: { sv: 'Moms livsmedel', en: 'VAT food' },
      receiptCode: 'C',
      rates: [
        { rateBasisPoints: 1200, until: '2026-03-31' },
        { rateBasisPoints: 600, from: '2026-04-01', until: '2027-12-31' },
        { rateBasisPoints: 1200, from: '2028-01-01' },
      ],
    },
    books: {
      name: { sv: 'Moms böcker', en: 'VAT books' },
      receiptCode: 'D',
      rates: [{ rateBasisPoints: 600 }],
      unverified: true,
    },
    zero: {
      name: { sv: 'Momsfri', en: 'No VAT' },
      receiptCode: 'E',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    small: {
      name: { sv: 'Pant', en: 'Deposit' },
      amounts: [{ amount: 200, from: '2025-09-01' }],
      taxCategory: 'standard',
    },
    large: {
      name: { sv: 'Pant stor', en: 'Deposit large' },
      amounts: [{ amount: 300, from: '2025-09-01' }],
      taxCategory: 'standard',
    },
    'small-old': {
      name: { sv: 'Pant', en: 'Deposit' },
      amounts: [{ amount: 100, until: '2026-12-31' }],
      taxCategory: 'standard',
    },
    'large-old': {
      name: { sv: 'Pant stor', en: 'Deposit large' },
      amounts: [{ amount: 200, until: '2026-12-31' }],
      taxCategory: 'standard',
    },
  },
  ageRules: {
    'beer-low': { minimumAge: 18, legalReference: 'Alkohollagen: folköl up to 3.5 %', unverified: true },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Lag om tobak och liknande produkter', unverified: true },
  },
  receipt: { policy: 'OFFER', choices: ['paper', 'screen', 'none'], legalReference: 'SKVFS 2014:9' },
  cashRounding: {
    step: 100,
    mandatory: true,
    table: [
      [0, 49, 0],
      [50, 99, 100],
    ],
    changeTable: [
      [0, 50, 0],
      [51, 99, 100],
    ],
  },
  retentionYears: 7,
  fiscal: 'Certified cash register and control unit (SKVFS 2014:9, 2014:10, 2016:1).',
  unverified: ['retentionYears', 'deposits.*.taxCategory', 'taxCategories.food.rates after 2027'],
} satisfies CountryPackInput;
