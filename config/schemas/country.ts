import { z } from 'zod';
import { CURRENCY_CODES } from '#kiosk/core/values/currencies.ts';
import { COUNTRY_CODES } from './country-codes.ts';
import { calendarDay, flag, localizedText, timeOfDay, whole } from './fields.ts';

const BASIS_POINTS: { readonly min: number; readonly max: number } = { min: 0, max: 10_000 };
const MINOR_UNITS_MAX = 1_000_000;

const entryId = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be small letters and digits, joined by single hyphens');

const unverified = z
  .boolean()
  .optional()
  .meta({ description: 'True where no official source was seen yet: check before relying on it.' });

const validity = {
  from: calendarDay.optional().meta({ description: 'The first day that it holds; absent: since ever.' }),
  until: calendarDay.optional().meta({ description: 'The last day that it holds; absent: until further notice.' }),
};

const taxRate = z
  .strictObject({
    rateBasisPoints: whole('The rate; 2100 is 21 %.', BASIS_POINTS, 'hundredths of a percent'),
    ...validity,
  })
  .refine(isForward, { error: 'must not end before it begins' });

const taxCategory = z.strictObject({
  name: localizedText.meta({ description: 'What the category is called on a receipt.' }),
  receiptCode: z
    .string()
    .regex(/^[A-Z0-9]{1,2}$/, 'must be one or two capital letters or digits')
    .meta({ description: 'The sign beside an article on the receipt that refers to the tax table below it.' }),
  rates: z
    .array(taxRate)
    .min(1)
    .max(20)
    .refine(doNotOverlap, { error: 'must not overlap in time' })
    .meta({ description: 'The rates with the days that they hold on. Never two at once.' }),
  unverified,
});

const depositAmount = z
  .strictObject({
    amount: whole('The deposit.', { min: 1, max: MINOR_UNITS_MAX }, 'minor units'),
    ...validity,
  })
  .refine(isForward, { error: 'must not end before it begins' });

const deposit = z.strictObject({
  name: localizedText.meta({ description: 'What the deposit is called on the screen and the receipt.' }),
  amounts: z
    .array(depositAmount)
    .min(1)
    .max(20)
    .refine(doNotOverlap, { error: 'must not overlap in time' })
    .meta({ description: 'The amounts with the days that they hold on.' }),
  taxCategory: entryId.meta({ description: 'The tax category of the deposit.' }),
  unverified,
});

const ageRule = z.strictObject({
  minimumAge: whole('The lowest age of the buyer.', { min: 1, max: 99 }, 'years'),
  legalReference: z.string().min(1).max(200).meta({ description: 'Where the law says so.' }),
  saleAllowed: flag('False where a shop like this may not sell it at all.').default(true),
  from: calendarDay.optional().meta({ description: 'The first day that it holds; absent: since ever.' }),
  sellingHours: z
    .strictObject({ from: timeOfDay, to: timeOfDay })
    .optional()
    .meta({ description: 'The hours of a usual day that it may be sold in. Special days are the store’s to close.' }),
  unverified,
});

const roundingRow = z.tuple([z.int().min(0).max(99), z.int().min(0).max(99), z.int().min(0).max(100)]);

const cashRounding = z.strictObject({
  step: whole('What a cash total is rounded to.', { min: 1, max: 1000 }, 'minor units'),
  mandatory: flag('False where a shop may choose to.'),
  table: z
    .array(roundingRow)
    .max(10)
    .optional()
    .meta({ description: 'Rows [from, to, result] on the last two digits; absent: to the nearest step.' }),
  changeTable: z.array(roundingRow).max(10).optional().meta({ description: 'The same for change that is given back.' }),
  unverified,
});

const receipt = z
  .strictObject({
    policy: z
      .enum(['ALWAYS_ISSUE', 'OFFER', 'ON_REQUEST_ONLY'])
      .meta({ description: 'Whether a receipt must be issued, must be offered, or comes only when asked for.' }),
    choices: z
      .array(z.enum(['paper', 'screen', 'none']))
      .min(1)
      .max(3)
      .refine((choices) => new Set(choices).size === choices.length, { error: 'must not name a choice twice' })
      .meta({ description: 'What a shopper may choose, in the order that it is shown in.' }),
    heading: z.string().max(40).optional().meta({ description: 'A heading that the law asks for.' }),
    legalReference: z.string().max(200).optional().meta({ description: 'Where the law says so.' }),
    unverified,
  })
  .refine((value) => value.policy !== 'ALWAYS_ISSUE' || !value.choices.includes('none'), {
    path: ['choices'],
    error: 'must not hold "none" where a receipt is always issued',
  });

/** What the law of one country asks of a till. A store may correct any of it in its own file, under `country`. */
export const countrySchema = z
  .strictObject({
    code: z.enum(COUNTRY_CODES).meta({ description: 'The country of the pack.' }),
    currency: z.enum(CURRENCY_CODES).meta({ description: 'The currency of all prices (ISO 4217).' }),
    pricesIncludeTax: flag('Prices on shelves and screens include the tax.').default(true),
    taxCategories: z
      .record(entryId, taxCategory)
      .meta({ description: 'The tax categories that articles refer to, by id.' }),
    deposits: z.record(entryId, deposit).meta({ description: 'The deposits that articles refer to, by id.' }),
    ageRules: z.record(entryId, ageRule).meta({ description: 'The age limits that articles refer to, by id.' }),
    askIdBelowAge: whole(
      'Who looks younger than this is asked for a document.',
      { min: 1, max: 99 },
      'years',
    ).optional(),
    alcoholDiscountMaxPercent: whole('The largest price reduction on alcohol.', { min: 0, max: 100 }, '%').optional(),
    receipt,
    cashRounding: cashRounding
      .nullable()
      .meta({ description: 'How a total is rounded when it is paid in cash; null: not at all.' }),
    retentionYears: whole('How long records of sales are kept.', { min: 1, max: 30 }, 'years'),
    fiscal: z.string().max(200).meta({ description: 'The law on cash registers that applies, in words.' }),
    unverified: z
      .array(z.string().max(60))
      .max(40)
      .default([])
      .meta({ description: 'Fields of this pack for which no official source was seen yet.' }),
  })
  .superRefine((pack, context) => {
    for (const [id, entry] of Object.entries(pack.deposits)) {
      if (Object.hasOwn(pack.taxCategories, entry.taxCategory)) continue;
      context.addIssue({
        code: 'custom',
        path: ['deposits', id, 'taxCategory'],
        message: `must be one of the tax categories: ${Object.keys(pack.taxCategories).join(', ')}`,
      });
    }
  });

interface Validity {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

function isForward(value: Validity): boolean {
  return value.from === undefined || value.until === undefined || value.from <= value.until;
}

function doNotOverlap(periods: readonly Validity[]): boolean {
  const ordered = periods.toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
  return ordered.every((period, index) => {
    const next = ordered[index + 1];
    return next === undefined || (period.until !== undefined && next.from !== undefined && period.until < next.from);
  });
}
