import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** Norway. A municipality may set stricter selling hours, and on Sundays and holidays no beer is sold at all. */
export const no = {
  code: 'no',
  currency: 'NOK',
  taxCategories: {
    standard: {
      name: { nb: 'Mva.', en: 'VAT standard' },
      receiptCode: 'A',
      rates: [{ rateBasisPoints: 2500 }],
      unverified: true,
    },
    food: { name: { nb: 'Mva. mat', en: 'VAT food' }, receiptCode: 'B', rates: [{ rateBasisPoints: 1500 }] },
    reduced: {
      name: { nb: 'Mva. lav', en: 'VAT reduced' },
      receiptCode: 'C',
      rates: [{ rateBasisPoints: 1200 }],
      unverified: true,
    },
    zero: {
      name: { nb: 'Mva.-fri', en: 'No VAT' },
      receiptCode: 'D',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    small: { name: { nb: 'Pant', en: 'Deposit' }, amounts: [{ amount: 200 }], taxCategory: 'zero' },
    large: { name: { nb: 'Pant stor', en: 'Deposit large' }, amounts: [{ amount: 300 }], taxCategory: 'zero' },
  },
  ageRules: {
    beer: {
      minimumAge: 18,
      legalReference: 'Alkoholloven: beer up to 4.7 %; Monday to Friday 08–20, Saturday and eves of holidays until 18',
      sellingHours: { from: '08:00', to: '20:00' },
      unverified: true,
    },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Tobakksskadeloven', unverified: true },
  },
  receipt: {
    policy: 'ALWAYS_ISSUE',
    choices: ['paper'],
    heading: 'Salgskvittering',
    legalReference: 'Kassasystemforskrifta § 2-6: on paper, or really delivered electronically',
  },
  cashRounding: {
    step: 100,
    mandatory: true,
    table: [
      [0, 49, 0],
      [50, 99, 100],
    ],
  },
  retentionYears: 5,
  fiscal: 'Kassasystemlova: product declaration RF-1348, SAF-T Cash Register; a build of its own is needed.',
  unverified: ['retentionYears', 'deposits.*.taxCategory'],
} satisfies CountryPackInput;
