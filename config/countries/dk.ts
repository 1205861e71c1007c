import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** Denmark. */
export const dk = {
  code: 'dk',
  currency: 'DKK',
  pricesIncludeTax: true,
  taxCategories: {
    standard: {
      name: { da: 'Moms', en: 'VAT', nl: 'Btw', de: 'MwSt.' },
      receiptCode: 'A',
      rates: [{ rateBasisPoints: 2500 }],
      unverified: true,
    },
    zero: {
      name: { da: 'Momsfri', en: 'No VAT', nl: 'Geen btw', de: 'Keine MwSt.' },
      receiptCode: 'B',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    a: {
      name: { da: 'Pant A', en: 'Deposit A', nl: 'Statiegeld A', de: 'Pfand A' },
      amounts: [{ amount: 100 }],
      taxCategory: 'standard',
    },
    b: {
      name: { da: 'Pant B', en: 'Deposit B', nl: 'Statiegeld B', de: 'Pfand B' },
      amounts: [{ amount: 150 }],
      taxCategory: 'standard',
    },
    c: {
      name: { da: 'Pant C', en: 'Deposit C', nl: 'Statiegeld C', de: 'Pfand C' },
      amounts: [{ amount: 300 }],
      taxCategory: 'standard',
    },
  },
  ageRules: {
    'alcohol-low': {
      minimumAge: 16,
      legalReference: 'Act on tobacco and alcohol: more than 1.2 % and up to 6 % by volume, since 1 April 2025',
      from: '2025-04-01',
      unverified: true,
    },
    'alcohol-high': {
      minimumAge: 18,
      legalReference: 'Act on tobacco and alcohol: more than 6 % by volume, since 1 April 2025',
      from: '2025-04-01',
      unverified: true,
    },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Act on tobacco and alcohol', unverified: true },
  },
  receipt: { policy: 'OFFER', choices: ['paper', 'screen', 'none'], unverified: true },
  cashRounding: {
    step: 50,
    mandatory: true,
    table: [
      [0, 24, 0],
      [25, 74, 50],
      [75, 99, 100],
    ],
    changeTable: [
      [0, 25, 0],
      [26, 75, 50],
      [76, 99, 100],
    ],
  },
  retentionYears: 5,
  fiscal: 'Digital sales registration (momsbekendtgørelsen § 65) for a list of branches; supermarkets are exempt.',
  unverified: ['deposits.*.taxCategory'],
} satisfies CountryPackInput;
