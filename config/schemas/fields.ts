import { z } from 'zod';

/**
 * The fields that settings are made of. What is known of a setting beyond its type stands in its `meta`, from where the
 * JSON Schema, the table of settings and the messages take it: description (what it does, in a sentence), unit, secret
 * (shown as dots), isPath (a relative one is resolved against the folder of the file that names it).
 */

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A length of time in whole milliseconds. */
export function milliseconds(description: string, range: Range): z.ZodInt {
  return whole(description, range, 'ms');
}

export function whole(description: string, range: Range, unit?: string): z.ZodInt {
  return z
    .int()
    .min(range.min)
    .max(range.max)
    .meta({ description, ...(unit === undefined ? {} : { unit }) });
}

export function flag(description: string): z.ZodBoolean {
  return z.boolean().meta({ description });
}

/** Who may read the figures of a role at /metrics. */
export const metricsFor = z
  .enum(['this-machine', 'network'])
  .meta({
    description:
      'Who may read the figures at /metrics (Prometheus): programs on this machine, or whoever reaches the address.',
  })
  .default('this-machine');

/** A line of text without control characters, as it is printed or shown. */
export function line(description: string, range: Range): z.ZodString {
  return z
    .string()
    .min(range.min)
    .max(range.max)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters')
    .meta({ description });
}

/** A host, or an address, and a port: of one of several servers. */
const BROKER_SERVER = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * Whether a text names the servers of a broker: `nats://HOST:PORT` or `tls://HOST:PORT`, several of one kind joined by
 * commas; the first one says of which.
 */
export function isBrokerAddress(text: string): boolean {
  const scheme = /^(?:nats|tls):\/\//.exec(text)?.[0];
  if (scheme === undefined) return false;
  const servers = text.split(',').map((server) => (server.startsWith(scheme) ? server.slice(scheme.length) : server));
  return servers.every((server) => BROKER_SERVER.test(server) && Number(/:(\d+)$/.exec(server)?.[1] ?? 1) <= PORT_MAX);
}

const PORT_MAX = 65_535;

export const PORT_ANY: Range = { min: 0, max: 65_535 };
export const PORT_FIXED: Range = { min: 1, max: 65_535 };

const HOST_LENGTH_MAX = 253;

export function host(description: string): z.ZodString {
  return z
    .string()
    .max(HOST_LENGTH_MAX)
    .regex(/^[A-Za-z0-9._:-]+$/, 'must be a host name or an IP address, without a scheme or a port')
    .meta({ description });
}

const PATH_LENGTH_MAX = 4096;

/** A file or folder of this installation. */
export function filePath(description: string): z.ZodString {
  return z.string().min(1).max(PATH_LENGTH_MAX).meta({ description, isPath: true });
}

/** An identifier that is also a file name, a label and a part of an address: letters, digits and inner hyphens. */
export function identifier(description: string): z.ZodString {
  return z
    .string()
    .max(40)
    .regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/, 'must be letters and digits, joined by single hyphens')
    .meta({ description });
}

export const languageTag = z
  .string()
  .max(35)
  .refine(isLanguageTag, { error: 'must be a language by BCP 47, for example "en" or "pt-BR"' })
  .meta({ description: 'A language by BCP 47, as short as it goes.' });

/** Asking takes microseconds, and a catalogue asks for the same few languages millions of times. */
const TAGS_REMEMBERED_MAX = 1_000;
const rememberedTags = new Map<string, boolean>();

function isLanguageTag(text: string): boolean {
  const known = rememberedTags.get(text);
  if (known !== undefined) return known;
  const isTag = isCanonicalTag(text);
  if (rememberedTags.size < TAGS_REMEMBERED_MAX) rememberedTags.set(text, isTag);
  return isTag;
}

function isCanonicalTag(text: string): boolean {
  try {
    return /^[a-z]{2,3}(?:-|$)/.test(text) && Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

/** A text in one or more languages. */
export const localizedText = z
  .record(
    languageTag,
    z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters'),
  )
  .refine((text) => Object.keys(text).length > 0, { error: 'must have a text in at least one language' });

/** A day of the calendar where the store is: YYYY-MM-DD. */
export const calendarDay = z.iso
  .date({ error: 'must be a day of the calendar, like 2026-11-23' })
  .meta({ description: 'A day, YYYY-MM-DD.' });

/** A time of day on the wall where the store is: HH:MM. */
export const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, for example "04:00"');
