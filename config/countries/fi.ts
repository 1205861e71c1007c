import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** Finland. What the shopper had in hand before 21:00 may be paid later. */
export const fi = {
  code: 'fi',
  currency: 'EUR',
  taxCategories: {
    standard: {
      name: { fi: 'ALV', sv: 'Moms', en: 'VAT standard' },
      receiptCode: 'A',
      rates: [
        { rateBasisPoints: 2400, until: '2024-08-31' },
        { rateBasisPoints: 2550, from: '2024-09-01' },
      ],
      unverified: true,
    },
    food: {
      name: { fi: 'ALV elintarvikkeet', sv: 'Moms livsmedel', en: 'VAT food' },
      receiptCode: 'B',
      rates: [
        { rateBasisPoints: 1400, until: '2025-12-31' },
        { rateBasisPoints: 1350, from: '2026-01-01' },
      ],
      unverified: true,
    },
    zero: {
      name: { fi: 'ALV 0', sv: 'Momsfri', en: 'No VAT' },
      receiptCode: 'C',
      rates: [{ rateBasisPoints: 0 }],
      unverified: true,
    },
  },
  deposits: {
    can: {
      name: { fi: 'Pantti tölkki', sv: 'Pant burk', en: 'Deposit can' },
      amounts: [{ amount: 15 }],
      taxCategory: 'standard',
      unverified: true,
    },
    'bottle-small': {
      name: { fi: 'Pantti pullo', sv: 'Pant flaska', en: 'Deposit bottle' },
      amounts: [{ amount: 20 }],
      taxCategory: 'standard',
      unverified: true,
    },
    'bottle-large': {
      name: { fi: 'Pantti iso pullo', sv: 'Pant stor flaska', en: 'Deposit large bottle' },
      amounts: [{ amount: 40 }],
      taxCategory: 'standard',
      unverified: true,
    },
  },
  ageRules: {
    alcohol: {
      minimumAge: 18,
      legalReference: 'Alkoholilaki: retail sale from 09:00 to 21:00',
      sellingHours: { from: '09:00', to: '21:00' },
      unverified: true,
    },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Tupakkalaki', unverified: true },
  },
  receipt: { policy: 'OFFER', choices: ['paper', 'screen', 'none'], unverified: true },
  cashRounding: { step: 5, mandatory: true },
  retentionYears: 6,
  fiscal: 'No certification of cash registers.',
  unverified: ['fiscal', 'retentionYears'],
} satisfies CountryPackInput;
