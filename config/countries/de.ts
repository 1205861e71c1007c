import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** Germany. */
export const de = {
  code: 'de',
  currency: 'EUR',
  pricesIncludeTax: true,
  taxCategories: {
    standard: {
      name: { de: 'MwSt. normal', en: 'VAT standard', nl: 'Btw hoog', da: 'Moms normal' },
      receiptCode: 'A',
      rates: [
        { rateBasisPoints: 1900, from: '2007-01-01', until: '2020-06-30' },
        { rateBasisPoints: 1600, from: '2020-07-01', until: '2020-12-31' },
        { rateBasisPoints: 1900, from: '2021-01-01' },
      ],
      unverified: true,
    },
    reduced: {
      name: { de: 'MwSt. ermäßigt', en: 'VAT reduced', nl: 'Btw laag', da: 'Moms nedsat' },
      receiptCode: 'B',
      rates: [
        { rateBasisPoints: 700, until: '2020-06-30' },
        { rateBasisPoints: 500, from: '2020-07-01', until: '2020-12-31' },
        { rateBasisPoints: 700, from: '2021-01-01' },
      ],
      unverified: true,
    },
    zero: {
      name: { de: 'Keine MwSt.', en: 'No VAT', nl: 'Geen btw', da: 'Ingen moms' },
      receiptCode: 'C',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    'one-way': {
      name: { de: 'Einwegpfand', en: 'One-way deposit', nl: 'Statiegeld eenmalig', da: 'Pant engangs' },
      amounts: [{ amount: 25 }],
      taxCategory: 'standard',
    },
    'refill-beer': {
      name: { de: 'Mehrwegpfand Bier', en: 'Refill deposit beer', nl: 'Statiegeld bierfles', da: 'Pant ølflaske' },
      amounts: [{ amount: 8 }],
      taxCategory: 'standard',
    },
    refill: {
      name: { de: 'Mehrwegpfand', en: 'Refill deposit', nl: 'Statiegeld hervulbaar', da: 'Pant genbrug' },
      amounts: [{ amount: 15 }],
      taxCategory: 'standard',
    },
  },
  ageRules: {
    'beer-wine': { minimumAge: 16, legalReference: 'JuSchG § 9', unverified: true },
    spirits: { minimumAge: 18, legalReference: 'JuSchG § 9', unverified: true },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'JuSchG § 10', unverified: true },
  },
  receipt: {
    policy: 'ALWAYS_ISSUE',
    choices: ['paper', 'screen'],
    legalReference: 'AO § 146a (2), KassenSichV § 6: at once, on paper or, if the customer agrees, electronically',
  },
  cashRounding: null,
  retentionYears: 10,
  fiscal: 'AO § 146a and KassenSichV: certified security module (TSE), DSFinV-K export.',
  unverified: ['retentionYears', 'cashRounding', 'deposits.*.taxCategory'],
} satisfies CountryPackInput;
