import { z } from 'zod';
import { calendarDay, line, localizedText, timeOfDay, whole } from '#config/schemas/fields.ts';
import { promotionSchemaWith } from '#config/schemas/promotion.ts';
import { CURRENCY_CODES, currencyByCode } from '#kiosk/core/values/currencies.ts';
import { minorUnits, parseAmount, type MinorUnits } from '#kiosk/core/values/money.ts';

/**
 * The document that `handrail price` reads: all that a price depends on, and nothing from anywhere else. Amounts are
 * whole minor units (199) or text in major units ("1.99").
 */

const LINES_MAX = 5000;
const ARTICLES_MAX = 20_000;
const PROMOTIONS_MAX = 5000;
const COUPONS_MAX = 500;
const AMOUNT_MAX = 1_000_000_000;
const COUNT_MAX = 9999;
const MEASURE_MAX = 1_000_000;
const WHOLE_BASIS_POINTS = 10_000;

const identifier = z.string().min(1).max(64);
const currency = z.enum(CURRENCY_CODES as [string, ...string[]]).meta({ description: 'The currency, ISO 4217.' });

const taxCategory = z
  .strictObject({
    code: z.string().min(1).max(8).meta({ description: 'The code that the receipt prints beside the article.' }),
    rateBasisPoints: whole('The rate in hundredths of a percent: 2100 is 21 %.', { min: 0, max: WHOLE_BASIS_POINTS }),
  })
  .meta({ description: 'A tax category.' });

const taxScheme = z
  .strictObject({
    prices: z
      .enum(['including', 'excluding'])
      .default('including')
      .meta({ description: 'Whether prices include tax, or tax comes on top of them.' }),
    rounding: z
      .enum(['per-rate', 'per-line'])
      .default('per-rate')
      .meta({ description: 'Whether tax is rounded once on the sum of a rate, or on each line.' }),
    mode: z
      .enum(['half-up', 'half-even', 'down', 'up'])
      .default('half-up')
      .meta({ description: 'What becomes of a fraction of a minor unit.' }),
    deposits: z
      .enum(['taxed', 'outside'])
      .default('taxed')
      .meta({ description: 'Whether deposits bear the tax of their category, or none.' }),
  })
  .prefault({});

const cashRounding = z
  .strictObject({
    step: whole('The smallest amount that cash can pay, in minor units.', { min: 2, max: WHOLE_BASIS_POINTS }),
    exactUpTo: whole('Amounts up to this one are not rounded, in minor units.', { min: 0, max: AMOUNT_MAX }).optional(),
  })
  .meta({ description: 'Rounding of what is paid in cash. Or the country whose table is used.' });

const hours = { from: timeOfDay, to: timeOfDay };

const restrictions = z.strictObject({
  minimumAge: whole('The lowest age of the buyer, in years.', { min: 1, max: 99 }).optional(),
  notForSelfCheckout: z.boolean().optional(),
  recalled: z.boolean().optional(),
  recalledBatches: z.array(z.string().min(1).max(20)).max(1000).optional(),
  quantityMax: whole('The most that one basket may hold.', { min: 1, max: COUNT_MAX }).optional(),
  sellingHours: z.strictObject(hours).optional(),
  sellingHoursByDay: z
    .array(z.strictObject({ weekdays: z.array(z.int().min(1).max(7)).min(1).max(7), ...hours }))
    .max(20)
    .optional(),
  legalReferences: z.record(z.string(), z.string().max(200)).optional(),
});

const target = z.strictObject({
  everything: z.boolean().optional(),
  articles: z.array(identifier).max(1000).optional(),
  groups: z.array(identifier).max(1000).optional(),
  exceptArticles: z.array(identifier).max(1000).optional(),
  exceptGroups: z.array(identifier).max(1000).optional(),
});

const policy = z
  .strictObject({
    acrossPriorities: z
      .enum(['compete', 'override', 'compound'])
      .optional()
      .meta({ description: 'What priority means between promotions on the goods; "compete" by default.' }),
    ceilings: z
      .array(
        z.strictObject({
          target,
          basisPoints: whole('The most that these goods may be reduced by.', { min: 0, max: WHOLE_BASIS_POINTS }),
          legalReference: z.string().max(200).optional(),
        }),
      )
      .max(100)
      .optional(),
  })
  .prefault({});

const shopper = z
  .strictObject({
    member: z
      .strictObject({ programmes: z.array(identifier).max(20).default([]) })
      .optional()
      .meta({ description: 'Present for a member.' }),
    staff: z.boolean().optional(),
    usedPromotions: z
      .record(identifier, z.int().min(0))
      .optional()
      .meta({ description: 'By promotion: how often this shopper has had it before.' }),
  })
  .prefault({});

const name = z
  .union([line('A text.', { min: 1, max: 200 }).trim(), localizedText], {
    error: 'must be a text without control characters, or texts by language',
  })
  .transform((text) => (typeof text === 'string' ? { en: text } : text));

/** A wrong text is one problem, with the form that is allowed; a wrong type is told the same way. */
function amountIn(code: string, range: { readonly min: number; readonly max: number }): z.ZodType<MinorUnits> {
  const exponent = currencyByCode(code)?.exponent ?? 2;
  const example = exponent === 0 ? '"199"' : `"1.${'9'.repeat(exponent)}"`;
  const allowed = `must be an amount from ${range.min} to ${range.max}: whole minor units, or text like ${example}`;
  return z.union([z.int(), z.string().regex(/^-?\d+(?:\.\d+)?$/)], { error: allowed }).transform((value, context) => {
    const amount = typeof value === 'number' ? value : parseAmount(value, exponent);
    if (amount !== undefined && Number.isSafeInteger(amount) && amount >= range.min && amount <= range.max) {
      return minorUnits(amount);
    }
    context.addIssue({ code: 'custom', message: allowed });
    return z.NEVER;
  });
}

function articleSchema(amount: z.ZodType<MinorUnits>) {
  const tax = taxCategory;
  return z.strictObject({
    articleId: identifier,
    name: name.optional(),
    price: amount.optional().meta({ description: 'Of one piece, kilogram or litre; absent while there is none.' }),
    pricedPer: z.enum(['pieces', 'weight', 'volume']).default('pieces'),
    tax,
    groups: z.array(identifier).max(20).default([]),
    deposit: z.strictObject({ name: name.optional(), amount, tax }).optional(),
    restrictions: restrictions.optional(),
  });
}

const measures = ['count', 'grams', 'millilitres'] as const;
const ofArticles = [...measures, 'statedAmount', 'bestBefore', 'expiryDate', 'batch'] as const;
const ofReturns = ['name', 'tax'] as const;

function lineSchema(amount: z.ZodType<MinorUnits>, positive: z.ZodType<MinorUnits>) {
  return z
    .strictObject({
      articleId: identifier.optional(),
      count: whole('Pieces; 1 if no measure is given.', { min: 1, max: COUNT_MAX }).optional(),
      grams: whole('Weight.', { min: 1, max: MEASURE_MAX }, 'g').optional(),
      millilitres: whole('Volume.', { min: 1, max: MEASURE_MAX }, 'ml').optional(),
      statedAmount: amount.optional().meta({ description: 'A price that the barcode itself states.' }),
      bestBefore: calendarDay.optional(),
      expiryDate: calendarDay.optional(),
      batch: z.string().min(1).max(20).optional(),
      depositReturn: positive
        .optional()
        .meta({ description: 'Instead of an article: what a deposit slip gives back, above zero.' }),
      name: name.optional(),
      tax: taxCategory.optional(),
    })
    .superRefine((line, context) => {
      const say = (path: string, message: string): void => {
        context.addIssue({ code: 'custom', path: [path], message });
      };
      const isReturn = line.depositReturn !== undefined;
      if (isReturn === (line.articleId !== undefined)) {
        say('articleId', 'must be set on a line that sells, and depositReturn on one that gives back; never both');
      }
      for (const field of isReturn ? ofArticles : ofReturns) {
        if (line[field] !== undefined)
          say(field, `must be absent from a line ${isReturn ? 'that gives back' : 'that sells'}`);
      }
      if (isReturn && line.tax === undefined) say('tax', 'must be set: the tax category of the deposit');
      const given = measures.filter((measure) => line[measure] !== undefined);
      if (given.length > 1)
        say(given[1] ?? 'count', `must be absent beside ${given[0] ?? 'count'}: a line has one measure`);
    });
}

/** The schema of a document in this currency; amounts in text have its decimals. */
export function basketDocumentSchema(code: string) {
  const amount = amountIn(code, { min: 0, max: AMOUNT_MAX });
  const positive = amountIn(code, { min: 1, max: AMOUNT_MAX });
  return z.strictObject({
    $schema: z.string().optional(),
    currency,
    localTime: z
      .string()
      .refine((text) => isLocalDateTime(text), { error: 'must be a local time like "2026-11-23T14:05"' })
      .meta({
        description: 'The time on the wall of the store, YYYY-MM-DDTHH:MM: promotions and selling hours go by it.',
      }),
    taxScheme,
    cashRounding: z.union([cashRounding, z.string().length(2)]).optional(),
    depositReturnMax: amount
      .optional()
      .meta({ description: 'The most that returned deposits may give back in a basket; none is taken without it.' }),
    articles: z.array(articleSchema(amount)).max(ARTICLES_MAX),
    promotions: z.array(promotionSchemaWith(amount)).max(PROMOTIONS_MAX).default([]),
    policy,
    shopper,
    coupons: z
      .array(z.strictObject({ couponId: identifier, serial: identifier.optional() }))
      .max(COUPONS_MAX)
      .default([]),
    lines: z.array(lineSchema(amount, positive)).max(LINES_MAX).meta({ description: 'In the order of scanning.' }),
  });
}

export type BasketDocument = z.output<ReturnType<typeof basketDocumentSchema>>;

function isLocalDateTime(text: string): boolean {
  const [date = '', time = '', ...rest] = text.split('T');
  return rest.length === 0 && calendarDay.safeParse(date).success && timeOfDay.safeParse(time).success;
}

/** JSON Schema (draft 2020-12) of the document, for editors and generators. */
export function basketJsonSchema(): object {
  return {
    title: 'Basket for handrail price',
    ...z.toJSONSchema(basketDocumentSchema('EUR'), { io: 'input', unrepresentable: 'any' }),
  };
}
