import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** The Netherlands. */
export const nl = {
  code: 'nl',
  currency: 'EUR',
  pricesIncludeTax: true,
  taxCategories: {
    standard: {
      name: { nl: 'Btw hoog', en: 'VAT standard', de: 'MwSt. normal', da: 'Moms normal' },
      receiptCode: 'A',
      rates: [
        { rateBasisPoints: 1900, from: '2001-01-01', until: '2012-09-30' },
        { rateBasisPoints: 2100, from: '2012-10-01' },
      ],
      unverified: true,
    },
    reduced: {
      name: { nl: 'Btw laag', en: 'VAT reduced', de: 'MwSt. ermäßigt', da: 'Moms nedsat' },
      receiptCode: 'B',
      rates: [
        { rateBasisPoints: 600, until: '2018-12-31' },
        { rateBasisPoints: 900, from: '2019-01-01' },
      ],
      unverified: true,
    },
    zero: {
      name: { nl: 'Geen btw', en: 'No VAT', de: 'Keine MwSt.', da: 'Ingen moms' },
      receiptCode: 'C',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    can: {
      name: { nl: 'Statiegeld blikje', en: 'Deposit can', de: 'Pfand Dose', da: 'Pant dåse' },
      amounts: [{ amount: 15, from: '2023-04-01' }],
      taxCategory: 'zero',
      unverified: true,
    },
    'bottle-small': {
      name: { nl: 'Statiegeld fles', en: 'Deposit bottle', de: 'Pfand Flasche', da: 'Pant flaske' },
      amounts: [{ amount: 15, from: '2021-07-01' }],
      taxCategory: 'zero',
      unverified: true,
    },
    'bottle-large': {
      name: {
        nl: 'Statiegeld grote fles',
        en: 'Deposit large bottle',
        de: 'Pfand große Flasche',
        da: 'Pant stor flaske',
      },
      amounts: [{ amount: 25 }],
      taxCategory: 'zero',
      unverified: true,
    },
    'beer-bottle': {
      name: { nl: 'Statiegeld bierfles', en: 'Deposit beer bottle', de: 'Pfand Bierflasche', da: 'Pant ølflaske' },
      amounts: [{ amount: 10 }],
      taxCategory: 'zero',
      unverified: true,
    },
  },
  ageRules: {
    alcohol: { minimumAge: 18, legalReference: 'Alcoholwet art. 20', saleAllowed: true, unverified: true },
    'tobacco-nicotine': {
      minimumAge: 18,
      legalReference: 'Tabaks- en rookwarenwet: no sale in supermarkets since 1 July 2024',
      saleAllowed: false,
      from: '2024-07-01',
    },
  },
  askIdBelowAge: 25,
  alcoholDiscountMaxPercent: 25,
  receipt: { policy: 'OFFER', choices: ['paper', 'screen', 'none'], unverified: true },
  cashRounding: { step: 5, mandatory: false, unverified: true },
  retentionYears: 7,
  fiscal: 'No certification of cash registers.',
  unverified: ['fiscal', 'alcoholDiscountMaxPercent', 'deposits.*.taxCategory'],
} satisfies CountryPackInput;
