import { z } from 'zod';

/** The device desk of the demo: what stands at the far end of the simulated devices. Not part of a real store. */
export const deskState = z.object({
  articles: z.array(
    z.object({
      code: z.string(),
      name: z.record(z.string(), z.string()),
      picture: z.string().nullable(),
      category: z.string().nullable(),
    }),
  ),
  scanner: z.object({ plugged: z.boolean() }),
  terminal: z.object({
    plugged: z.boolean(),
    /** What the reader's own display says. */
    display: z.string(),
    waitingForCard: z.boolean(),
    amount: z.int().nullable(),
  }),
  printer: z.object({ plugged: z.boolean(), paper: z.enum(['ok', 'near-end', 'end']), coverOpen: z.boolean() }),
  /** The receipts that came out of the printer, the newest first, as lines of text. */
  receipts: z.array(z.object({ id: z.int(), lines: z.array(z.string()) })),
});

export type DeskState = z.infer<typeof deskState>;
