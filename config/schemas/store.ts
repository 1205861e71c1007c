import { z } from 'zod';
import { connectorsSchema } from './connectors.ts';
import { COUNTRY_CODES } from './country-codes.ts';
import { filePath, host, identifier, languageTag, line, metricsFor, PORT_ANY, timeOfDay, whole } from './fields.ts';

const TIME_ZONES = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);

const timeZone = z
  .string()
  .refine((name) => TIME_ZONES.has(name), {
    error: 'must be a time zone of the IANA database, for example "Europe/Amsterdam"',
  })
  .meta({ description: 'Where the clock on the wall is: an IANA time zone.' });

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
  .max(200)
  .meta({
    description: 'The address that a shopper or a colleague reaches the store at; receipt links start with it.',
  });

const storeHttp = z
  .strictObject({
    host: host('The address to listen on. 0.0.0.0 opens the staff page and receipt links to the shop network.').default(
      '127.0.0.1',
    ),
    port: whole('The port of the staff page and of receipt links; 0 takes any free one.', PORT_ANY).default(7381),
    publicUrl: publicUrl.optional(),
    metrics: metricsFor,
  })
  .prefault({});

/** Calls that reach people whose page is closed, through the push services of their browsers. */
const push = z
  .strictObject({
    contact: z
      .string()
      .max(200)
      .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must start with mailto: or https://')
      .meta({ description: 'Whom a push service may write to about this store.' }),
    services: z
      .array(
        z
          .string()
          .max(260)
          .regex(/^[a-z0-9.-]+(?::\d{1,5})?$/, 'must be a host name, with a port if that is not 443')
          .meta({ description: 'A push service of your own: its name, with a port if that is not 443.' }),
      )
      .max(20)
      .meta({ description: 'Push services beside those of Chromium, Firefox, Safari and Edge.' })
      .default([]),
  })
  .nullable()
  .default(null)
  .meta({ description: 'Calls that reach people whose page is closed, by Web Push; null sends nothing.' });

const languages = z
  .array(languageTag)
  .min(1)
  .max(12)
  .refine((tags) => new Set(tags).size === tags.length, { error: 'must not name a language twice' })
  .meta({ description: 'The languages that a shopper may choose from, in the order that they are shown in (BCP 47).' });

/** The shop: who sells, where, by whose law and clock. */
export const storeSchema = z
  .strictObject({
    id: identifier('The number or short name of the store, unique in its company.'),
    name: line('The name over the door: on the welcome screen and on receipts.', { min: 1, max: 40 }),
    addressLines: z
      .array(line('One line of the address.', { min: 1, max: 60 }))
      .min(1)
      .max(6)
      .meta({ description: 'The address as it is printed on receipts, a line each.' }),
    vatId: line('The VAT identification number of the seller, for receipts.', { min: 4, max: 20 }),
    registrationNumber: line('The number in the trade register, for receipts.', { min: 1, max: 30 }).optional(),
    phone: line('A telephone number for questions, for receipts.', { min: 3, max: 30 }).optional(),
    country: z.enum(COUNTRY_CODES).meta({
      description: 'The country whose law applies (ISO 3166-1 alpha-2, small letters): chooses the country pack.',
    }),
    timeZone,
    languages,
    defaultLanguage: languageTag.meta({
      description: 'The language before a shopper chose one; one of the languages.',
    }),
    http: storeHttp,
    push,
    staffFile: filePath(
      'The people who may sign in; "staff.json" in the data folder of the store unless named here.',
    ).optional(),
    dataDirectory: filePath(
      'The folder of what the store keeps: a second copy of each lane, its people, its keys. Beside a lane it is the ' +
        'folder "store" in that lane\'s own.',
    ).optional(),
    businessDayStartsAt: timeOfDay
      .meta({
        description: 'When a new business day begins; what is sold earlier belongs to the day before.',
        unit: 'HH:MM',
      })
      .default('04:00'),
    connectors: connectorsSchema,
  })
  .refine((store) => store.languages.includes(store.defaultLanguage), {
    path: ['defaultLanguage'],
    error: 'must be one of store.languages',
  });
