import type { CountryPackInput } from '../schemas/handrail-config.ts';

/**
 * Estonia, Latvia and Lithuania. Nothing here was checked against an official source yet: every value is a start for
 * someone who knows.
 */
const UNVERIFIED = ['taxCategories', 'deposits', 'ageRules', 'receipt', 'cashRounding', 'retentionYears', 'fiscal'];

export const ee = {
  code: 'ee',
  currency: 'EUR',
  taxCategories: {
    standard: {
      name: { et: 'Käibemaks', en: 'VAT standard' },
      receiptCode: 'A',
      rates: [
        { rateBasisPoints: 2200, until: '2025-06-30' },
        { rateBasisPoints: 2400, from: '2025-07-01' },
      ],
      unverified: true,
    },
    reduced: {
      name: { et: 'Käibemaks 9 %', en: 'VAT reduced' },
      receiptCode: 'B',
      rates: [{ rateBasisPoints: 900 }],
      unverified: true,
    },
    zero: {
      name: { et: 'Maksuvaba', en: 'No VAT' },
      receiptCode: 'C',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    package: {
      name: { et: 'Tagatisraha', en: 'Deposit' },
      amounts: [{ amount: 10 }],
      taxCategory: 'zero',
      unverified: true,
    },
  },
  ageRules: {
    alcohol: {
      minimumAge: 18,
      legalReference: 'Alkoholiseadus: retail sale from 10:00 to 22:00',
      sellingHours: { from: '10:00', to: '22:00' },
      unverified: true,
    },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Tubakaseadus', unverified: true },
  },
  receipt: { policy: 'OFFER', choices: ['paper', 'screen', 'none'], unverified: true },
  cashRounding: { step: 5, mandatory: true, unverified: true },
  retentionYears: 7,
  fiscal: 'No certification of cash registers.',
  unverified: UNVERIFIED,
} satisfies CountryPackInput;

export const lv = {
  code: 'lv',
  currency: 'EUR',
  taxCategories: {
    standard: {
      name: { lv: 'PVN', en: 'VAT standard' },
      receiptCode: 'A',
      rates: [{ rateBasisPoints: 2100 }],
      unverified: true,
    },
    reduced: {
      name: { lv: 'PVN 12 %', en: 'VAT reduced' },
      receiptCode: 'B',
      rates: [{ rateBasisPoints: 1200 }],
      unverified: true,
    },
    zero: {
      name: { lv: 'Bez PVN', en: 'No VAT' },
      receiptCode: 'C',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    package: {
      name: { lv: 'Depozīts', en: 'Deposit' },
      amounts: [{ amount: 10 }],
      taxCategory: 'zero',
      unverified: true,
    },
  },
  ageRules: {
    alcohol: {
      minimumAge: 18,
      legalReference: 'Alkoholisko dzērienu aprites likums',
      sellingHours: { from: '10:00', to: '20:00' },
      unverified: true,
    },
    'tobacco-nicotine': { minimumAge: 20, legalReference: 'Tabakas izstrādājumu aprites likums', unverified: true },
  },
  receipt: { policy: 'ALWAYS_ISSUE', choices: ['paper'], unverified: true },
  cashRounding: null,
  retentionYears: 5,
  fiscal: 'Registered cash registers with a fiscal log.',
  unverified: UNVERIFIED,
} satisfies CountryPackInput;

export const lt = {
  code: 'lt',
  currency: 'EUR',
  taxCategories: {
    standard: {
      name: { lt: 'PVM', en: 'VAT standard' },
      receiptCode: 'A',
      rates: [{ rateBasisPoints: 2100 }],
      unverified: true,
    },
    reduced: {
      name: { lt: 'PVM lengvatinis', en: 'VAT reduced' },
      receiptCode: 'B',
      rates: [
        { rateBasisPoints: 900, until: '2025-12-31' },
        { rateBasisPoints: 1200, from: '2026-01-01' },
      ],
      unverified: true,
    },
    zero: { name: { lt: 'Be PVM', en: 'No VAT' }, receiptCode: 'C', rates: [{ rateBasisPoints: 0 }], unverified: true },
  },
  deposits: {
    package: {
      name: { lt: 'Užstatas', en: 'Deposit' },
      amounts: [{ amount: 10 }],
      taxCategory: 'zero',
      unverified: true,
    },
  },
  ageRules: {
    alcohol: {
      minimumAge: 20,
      legalReference: 'Alkoholio kontrolės įstatymas: Monday to Saturday 10–20, Sunday 10–15',
      sellingHours: { from: '10:00', to: '20:00' },
      unverified: true,
    },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Tabako kontrolės įstatymas', unverified: true },
  },
  receipt: { policy: 'ALWAYS_ISSUE', choices: ['paper'], unverified: true },
  cashRounding: { step: 5, mandatory: true, unverified: true },
  retentionYears: 10,
  fiscal: 'Certified cash registers connected to the tax authority (i.EKA).',
  unverified: UNVERIFIED,
} satisfies CountryPackInput;
