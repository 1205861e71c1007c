import { z } from 'zod';

/** The longest text frame that the program takes from a page, in characters; a longer one closes the connection. */
export const FRAME_LENGTH_MAX = 64 * 1024;

/** The longest text frame that the program sends, in characters; one value of a topic never comes near it. */
export const PROGRAM_FRAME_LENGTH_MAX = 1024 * 1024;

/** What a page sends. */
export const pageFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), contractVersion: z.int(), buildId: z.string().max(100) }).strict(),
  z.object({ type: z.literal('subscribe'), topics: z.array(z.string().max(40)).max(32) }).strict(),
  z
    .object({
      type: z.literal('request'),
      /** Correlates the reply; unique on this connection. */
      id: z.int().min(1),
      command: z.string().max(40),
      /** Makes the command idempotent: one id per gesture, the same on every retry. */
      commandId: z.uuid(),
      input: z.unknown(),
    })
    .strict(),
]);

/** A value topic's new value, or an effect. */
const valueFrame = z.object({ type: z.literal('value'), topic: z.string(), value: z.unknown() });

/** A keyed topic's changes. With reset, whatever was known before is forgotten first. */
const entriesFrame = z.object({
  type: z.literal('entries'),
  topic: z.string(),
  reset: z.boolean(),
  set: z.array(z.tuple([z.string(), z.unknown()])),
  drop: z.array(z.string()),
});

/** What the program sends. */
export const programFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    contractVersion: z.int(),
    role: z.enum(['shopper', 'staff', 'desk']),
    /** Another one after each start of the program: what it was asked before, it does not remember. */
    programId: z.string(),
  }),
  z.object({
    type: z.literal('reply'),
    id: z.int(),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), output: z.unknown() }),
      z.object({
        ok: z.literal(false),
        error: z.object({
          code: z.string(),
          retryable: z.boolean(),
          data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        }),
      }),
    ]),
  }),
  valueFrame,
  entriesFrame,
  /** Changes that belong together, in their order: a page shows them all at once, and draws itself once for them. */
  z.object({
    type: z.literal('together'),
    frames: z.array(z.discriminatedUnion('type', [valueFrame, entriesFrame])),
  }),
  /** Sent at a steady pace, so that a page notices a connection that died without a word. */
  z.object({ type: z.literal('alive') }),
]);

export type PageFrame = z.infer<typeof pageFrame>;
export type ProgramFrame = z.infer<typeof programFrame>;
export type CommandError = Extract<Extract<ProgramFrame, { type: 'reply' }>['result'], { ok: false }>['error'];
