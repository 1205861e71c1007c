import { z } from 'zod';
import { identifier, languageTag, line, localizedText, whole } from '../schemas/fields.ts';

/** What an eye takes in at a till; more is a leaflet. */
const STEPS_MAX = 5;
const CONTEXTS_MAX = 20;
const WORDS_MAX = 30;

const word = line('A word or two that somebody might type.', { min: 2, max: 40 });

/** A code of the contract: the name of a screen, the code of a notice, a phase of paying. */
const code = z
  .string()
  .max(60)
  .regex(/^[a-z]+(?:-[a-z]+)*$/, 'must be a code in small letters, joined by hyphens');

const step = z.strictObject({
  text: localizedText,
  picture: identifier('An icon of the page, or a drawing in the pictures folder of the catalogue.').optional(),
});

/**
 * An answer for shoppers, written by the store: what to do, in a few short steps, in each of its languages. Where a
 * language is missing, the page shows another one.
 */
export const helpArticleSchema = z.strictObject({
  id: identifier('The name of this answer, unique on the shelf; the same over all versions.'),
  version: whole('Goes up by one when what it says changes.', { min: 1, max: 1_000_000 }),
  owner: line('Who in the store or company looks after it.', { min: 1, max: 60 }),
  order: whole('Among answers that fit a moment equally, the lower comes first.', { min: 1, max: 10_000 }).default(
    5000,
  ),
  topic: z.enum(['article', 'price', 'payment', 'age', 'other']),
  /** Where it is offered without a search. */
  contexts: z
    .strictObject({
      screens: z.array(z.enum(['welcome', 'basket', 'payment', 'thanks', 'paused', 'out-of-service'])).default([]),
      notices: z.array(code).max(CONTEXTS_MAX).default([]),
      payments: z
        .array(
          z.enum([
            'starting',
            'present-card',
            'processing',
            'approved',
            'declined',
            'cancelled',
            'failed',
            'checking',
            'unknown',
          ]),
        )
        .default([]),
    })
    .prefault({}),
  /** Words that it is found by beside those that it says, by language. */
  words: z.record(languageTag, z.array(word).max(WORDS_MAX)).default({}),
  title: localizedText,
  steps: z.array(step).min(1).max(STEPS_MAX),
});

export type HelpArticle = z.output<typeof helpArticleSchema>;
