import type { CountryPackInput } from '../schemas/handrail-config.ts';

/** Great Britain. A deposit scheme is planned for October 2027. */
export const gb = {
  code: 'gb',
  currency: 'GBP',
  taxCategories: {
    standard: {
      name: { en: 'VAT standard' },
      receiptCode: 'A',
      rates: [{ rateBasisPoints: 2000 }],
      unverified: true,
    },
    reduced: { name: { en: 'VAT reduced' }, receiptCode: 'B', rates: [{ rateBasisPoints: 500 }], unverified: true },
    zero: { name: { en: 'Zero rated' }, receiptCode: 'C', rates: [{ rateBasisPoints: 0 }], unverified: true },
  },
  deposits: {},
  ageRules: {
    alcohol: { minimumAge: 18, legalReference: 'Licensing Act 2003; Challenge 25', unverified: true },
    'tobacco-nicotine': { minimumAge: 18, legalReference: 'Children and Young Persons Act 1933', unverified: true },
    knives: { minimumAge: 18, legalReference: 'Criminal Justice Act 1988 s. 141A', unverified: true },
  },
  askIdBelowAge: 25,
  receipt: { policy: 'OFFER', choices: ['paper', 'screen', 'none'], unverified: true },
  cashRounding: null,
  retentionYears: 6,
  fiscal: 'No certification of cash registers.',
  unverified: ['fiscal', 'cashRounding', 'retentionYears'],
} satisfies CountryPackInput;
