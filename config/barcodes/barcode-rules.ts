import { z } from 'zod';
import { PRESET_COUNTRIES } from '#kiosk/core/barcode/country-presets.ts';
import { templateFault } from '#kiosk/core/barcode/measure-template.ts';
import { routeFault } from '#kiosk/core/barcode/route.ts';

const TEMPLATES_MAX = 100;
const ROUTES_MAX = 100;

const source = z.string().max(200).optional().meta({ description: 'Where the rule comes from.' });

const template = z
  .strictObject({
    mask: z
      .string()
      .max(13)
      .meta({
        description:
          'Thirteen characters (eight for EAN-8): digits as they are, I item number, V value, C its check digit, ' +
          '_ passed over, E check digit at the end. A UPC-A has a zero in front.',
      }),
    measure: z.enum(['price', 'weight', 'count']).meta({ description: 'What the value is.' }),
    scale: z.int().min(0).max(6).meta({ description: 'How many digits of the value are decimals.' }),
    unit: z.enum(['kg', 'lb']).optional().meta({ description: 'Of a weight; kg unless said otherwise.' }),
    lookup: z
      .array(z.enum(['zeroed', 'item']))
      .min(1)
      .max(2)
      .optional()
      .meta({ description: 'What is looked up: the number with zeros for the value, the item number alone, or both.' }),
    source,
  })
  .superRefine((value, context) => {
    const fault = templateFault(value);
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['mask'], message: fault });
  });

const route = z
  .strictObject({
    kind: z.enum([
      'coupon',
      'refund-receipt',
      'voucher',
      'deposit-return',
      'loyalty-card',
      'parked-basket',
      'staff-badge',
    ]),
    pattern: z.string().max(200).meta({
      description: 'Literal characters and fields: {name:4} digits, {name:x4} characters, {name:4-9} a range.',
    }),
    symbologies: z
      .array(z.string().regex(/^[A-Za-z][0-9A-Za-z]?$/, 'must be an AIM identifier without its bracket, as in E0 or C'))
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'AIM symbology identifiers, or their letters, that the route is for. Absent: any.' }),
    ai: z
      .string()
      .regex(/^\d{2,4}$/, 'must be an application identifier: two to four digits')
      .optional()
      .meta({ description: 'The GS1 application identifier whose value is matched. Absent: the read as a whole.' }),
    hasCheckDigit: z.literal(true).optional().meta({ description: 'The text must end in the check digit of a GTIN.' }),
    reference: z.string().max(30).optional().meta({ description: 'The field that identifies it.' }),
    programme: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .meta({ description: 'Of a loyalty card: the programme that it stands for, as promotions name it.' }),
    amount: z
      .strictObject({ fields: z.array(z.string().max(30)).min(1).max(5), scale: z.int().min(0).max(4) })
      .optional()
      .meta({ description: 'The fields that add up to its amount, and how many of their digits are decimals.' }),
    source,
  })
  .superRefine((value, context) => {
    const fault = routeFault(value);
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['pattern'], message: fault });
  });

/** How a store's barcodes are read beyond what GS1 fixes: a country's preset, and the shop's own rules before it. */
export const barcodeRulesSchema = z.strictObject({
  country: z
    .string()
    .refine((text) => PRESET_COUNTRIES.includes(text), { error: `must be one of ${PRESET_COUNTRIES.join(', ')}` })
    .optional()
    .meta({ description: 'The country whose preset is used; unless said otherwise the country of the store.' }),
  templates: z.array(template).max(TEMPLATES_MAX).optional().meta({
    description: 'Own templates for numbers with a price, a weight or a count in them, before the country’s.',
  }),
  routes: z.array(route).max(ROUTES_MAX).optional().meta({
    description: 'Own routes for loyalty cards, coupons, vouchers, deposit slips, badges, before the country’s.',
  }),
});
