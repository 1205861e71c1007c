import { z } from 'zod';
import { gtin14 } from '#kiosk/core/values/gtin.ts';
import { flag, identifier, localizedText, timeOfDay, whole } from '../schemas/fields.ts';

/**
 * One article as a back office writes it: a JSON object on a line of an NDJSON file. What depends on the country (rate,
 * deposit, age) is named by its id in the country pack and resolved when the catalogue is read.
 */

const GTIN_LENGTHS: readonly number[] = [8, 12, 13, 14];

const code = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,20}$/, 'must be 1 to 20 letters, digits or hyphens')
  .refine(hasRightCheckDigit, {
    error: 'has the length of a GTIN (8, 12, 13 or 14 digits) and a wrong check digit; UPC-E must be written as UPC-A',
  })
  .meta({ description: 'A GTIN with its check digit, a PLU, or a code of the shop’s own.' });

function hasRightCheckDigit(text: string): boolean {
  const looksLikeGtin = /^\d+$/.test(text) && GTIN_LENGTHS.includes(text.length);
  return !looksLikeGtin || gtin14(text) !== undefined;
}

/** An amount with a point, as people and back offices write it; its decimals are checked against the currency. */
const decimalAmount = z
  .string()
  .regex(/^\d{1,7}(?:\.\d{1,4})?$/, 'must be an amount in text with a point, for example "2.19"')
  .meta({ description: 'An amount in major units: "2.19".' });

const MEASURE_MAX = 1_000_000;

const measure = z
  .strictObject({
    amount: whole('How much is in one piece that is sold.', { min: 1, max: MEASURE_MAX }),
    unit: z.enum(['g', 'ml', 'piece']).meta({ description: 'Grams, millilitres or pieces.' }),
  })
  .meta({ description: 'What one piece holds, for the price comparison per kilogram, litre or piece (98/6/EC).' });

const deposit = z.union(
  [
    z.string(),
    z.strictObject({
      id: z.string(),
      count: whole('How many deposits one piece carries: 6 for six cans.', { min: 1, max: 48 }),
    }),
  ],
  { error: 'must be the id of a deposit, or an object with its id and a count from 1 to 48' },
);

export const articleRecordSchema = z.strictObject({
  id: identifier('The number of the article in the back office, unique.'),
  codes: z
    .array(code)
    .max(20)
    .default([])
    .meta({ description: 'All codes that find it; none for what is only chosen by hand.' }),
  name: localizedText.meta({ description: 'The name in the languages of the store.' }),
  content: localizedText.optional().meta({ description: 'A short line below the name: "500 g".' }),
  price: decimalAmount.nullable().meta({
    description: 'The price of one piece, kilogram or litre, tax included as the country has it; null: not known.',
  }),
  pricedPer: z.enum(['pieces', 'weight', 'volume']).default('pieces').meta({ description: 'What the price is for.' }),
  measure: measure.optional(),
  tax: z.string().meta({ description: 'The id of a tax category of the country pack.' }),
  deposit: deposit
    .optional()
    .meta({ description: 'The id of a deposit of the country pack, with a count where it is not one.' }),
  ageRule: z.string().optional().meta({ description: 'The id of an age rule of the country pack.' }),
  groups: z
    .array(identifier('A group.'))
    .max(20)
    .default([])
    .meta({ description: 'Groups for promotions, the nearest first.' }),
  category: identifier('The category that it is chosen from by hand.').optional(),
  picture: identifier('The name of a picture, without .svg.').optional(),
  restrictions: z
    .strictObject({
      minimumAge: whole(
        'An age limit of the shop’s own; the higher of this and the law counts.',
        { min: 1, max: 99 },
        'years',
      ).optional(),
      notForSelfCheckout: flag('Only sold at a staffed till.').optional(),
      recalled: flag('Called back: not sold at all.').optional(),
      quantityMax: whole('The most that one basket may hold.', { min: 1, max: 1000 }, 'pieces').optional(),
      sellingHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).optional(),
    })
    .optional(),
  searchWords: localizedText
    .optional()
    .meta({ description: 'Other words that people look for it by, in each language.' }),
});

export type ArticleRecord = z.output<typeof articleRecordSchema>;
