import { z } from 'zod';
import { identifier, languageTag, line } from '../schemas/fields.ts';

/** More people than any store has. */
const PEOPLE_MAX = 2_000;
const BADGES_MAX = 5;

const person = z.strictObject({
  personId: identifier('The number of the person in the company; never shown to a shopper.'),
  name: line('What is typed to sign in; unique in the store.', { min: 1, max: 40 }),
  firstName: line('What a shopper reads: "Sara is coming".', { min: 1, max: 20 }),
  role: z.enum(['assistant', 'supervisor', 'manager', 'technician', 'remote-helper']),
  desk: line('Where a remote helper sits, as a shopper reads it: "Utrecht".', { min: 1, max: 40 }).optional(),
  languages: z.array(languageTag).max(12).default([]),
  pin: z
    .string()
    .regex(/^scrypt(?:\$[\w-]+){5}$/, 'must have been made by `handrail staff set-pin`')
    .optional(),
  badges: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'must have been made by `handrail staff badge`'))
    .max(BADGES_MAX)
    .default([]),
  active: z.boolean().default(true),
});

/** The people of a store who may sign in. PINs and badges are kept as hashes only. */
export const staffFileSchema = z
  .strictObject({ people: z.array(person).max(PEOPLE_MAX) })
  .refine(({ people }) => areDistinct(people.map(({ personId }) => personId)), {
    path: ['people'],
    error: 'must not name a personId twice',
  })
  .refine(({ people }) => areDistinct(people.map(({ name }) => name.trim().toLowerCase())), {
    path: ['people'],
    error: 'must not give two people the same name to sign in with',
  });

export type StaffFile = z.output<typeof staffFileSchema>;

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
