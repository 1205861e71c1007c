import { z } from 'zod';
import { calendarDay, filePath, identifier, line, whole } from './fields.ts';

/**
 * Connectors stand in a list, so what they are told is described here and in sync/connectors/README.md. Keys and
 * secrets are never settings: they are read from files. A relative path is relative to the data folder of the role.
 */
const URL_LENGTH_MAX = 400;
const PLACES_MAX = 10_000;
const POSITIVE = { min: 1, max: 2_147_483_647 };
const LINE = { min: 1, max: 140 };

function address(description: string): z.ZodURL {
  return z
    .url({ protocol: /^https?$/, error: 'must be an address that starts with https:// or http://' })
    .max(URL_LENGTH_MAX)
    .meta({ description });
}

function keyFile(description: string): z.ZodString {
  return filePath(`The file that holds ${description}, on its first line.`);
}

/** By origin ("0042.lane-1"), by store ("0042"), or "*". */
function byPlace<Value extends z.ZodType>(description: string, value: Value): z.ZodRecord<z.ZodString, Value> {
  return z
    .record(z.string().max(100), value)
    .refine((places) => Object.keys(places).length <= PLACES_MAX, { error: `must name ${PLACES_MAX} places at most` })
    .meta({ description: `${description} By origin ("0042.lane-1"), by store ("0042"), or "*" for all others.` });
}

const common = {
  name: identifier('What it is called in commands and logs; how far it is, is kept under this name.'),
  fromBusinessDay: calendarDay.optional(),
};

const poslog = z.strictObject({
  kind: z.literal('poslog-files'),
  ...common,
  directory: filePath('The folder that files appear in.'),
  format: z.enum(['xml', 'json']).default('xml'),
  salesPerFile: whole('The most sales in one file.', { min: 1, max: 1_000 }).default(1),
});

const cloudevents = z.strictObject({
  kind: z.literal('cloudevents'),
  ...common,
  url: address('Where events go.'),
  secretFile: keyFile('the secret that requests are signed with'),
  batchMax: whole('The most events in one request.', { min: 1, max: 1_000 }).default(100),
});

const odoo = z.strictObject({
  kind: z.literal('odoo'),
  ...common,
  url: address('The address of Odoo.'),
  database: line('The database of Odoo.', LINE),
  login: line('The user that orders are made by.', LINE),
  apiKeyFile: keyFile('the API key of that user'),
  registers: byPlace('The id of the point of sale (pos.config).', z.int().min(1)),
  paymentMethodId: whole('The id of the payment method for cards (pos.payment.method).', POSITIVE),
  unknownProductId: whole('The id of the product for what Odoo does not know.', POSITIVE).optional(),
});

const erpnext = z.strictObject({
  kind: z.literal('erpnext'),
  ...common,
  url: address('The address of ERPNext.'),
  tokenFile: keyFile('"API key:API secret"'),
  company: line('The company that sells.', LINE),
  customer: line('The customer that sales are booked on.', LINE),
  posProfiles: byPlace('The POS profile.', line('The name of a POS profile.', LINE)),
  modeOfPayment: line('The mode of payment for cards.', LINE),
  taxAccounts: z.record(z.string().max(20), line('The account of a tax code, or of "*".', LINE)),
  keyField: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9_]*$/)
    .default('custom_handrail_transaction'),
});

const shopify = z.strictObject({
  kind: z.literal('shopify'),
  ...common,
  url: address('The address of the shop: https://SHOP.myshopify.com.'),
  tokenFile: keyFile('the access token of the Admin API'),
  apiVersion: z
    .string()
    .regex(/^20\d\d-(?:01|04|07|10)$/, 'must be a version of the Admin API such as "2025-07"')
    .default('2025-07'),
});

const CONNECTORS_MAX = 20;

export const connectorsSchema = z
  .array(z.discriminatedUnion('kind', [poslog, cloudevents, odoo, erpnext, shopify]))
  .max(CONNECTORS_MAX)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    error: 'must not give two connectors one name',
  })
  .meta({
    description: 'Where finished sales go from here: files, a webhook, an ERP (sync/connectors/README.md).',
  })
  .default([]);
