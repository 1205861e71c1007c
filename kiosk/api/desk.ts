import { z } from 'zod';
import { catalogueCategoryView } from './views.ts';

/** The device desk of the demo: what stands at the far end of the simulated devices. Not part of a real store. */
export const deskState = z.object({
  scanner: z.object({ plugged: z.boolean() }),
  terminal: z.object({
    plugged: z.boolean(),
    /** What the reader's own display says. */
    screen: z.enum([
      'ready',
      'present-card',
      'enter-pin',
      'wrong-pin',
      'please-wait',
      'remove-card',
      'approved',
      'declined',
      'cancelled',
      'unreadable',
    ]),
    waitingForCard: z.boolean(),
    /** Minor units of the currency of the goods; null while nothing is charged. */
    amount: z.int().nullable(),
  }),
  printer: z.object({ plugged: z.boolean(), paper: z.enum(['ok', 'near-end', 'end']), coverOpen: z.boolean() }),
  /** The receipts that came out of the printer, the newest first. Wide lines are in characters of twice the size. */
  receipts: z.array(z.object({ id: z.int(), lines: z.array(z.object({ text: z.string(), wide: z.boolean() })) })),
});

/** What makes an article worth trying: something else happens at the lane. */
export const deskMark = z.enum(['age', 'deposit', 'weighed', 'recalled', 'staffed']);

/** What there is to scan. It stays the same as long as the program runs. */
export const deskGoods = z.object({
  /** Whose desk it is: a shop has one for each lane. */
  laneNumber: z.int(),
  currency: z.string(),
  currencyExponent: z.int(),
  categories: z.array(catalogueCategoryView),
  articles: z.array(
    z.object({
      code: z.string(),
      name: z.record(z.string(), z.string()),
      picture: z.string().nullable(),
      category: z.string().nullable(),
      /** Minor units for one piece, kilogram or litre. */
      price: z.int().nullable(),
      minimumAge: z.int().nullable(),
      marks: z.array(deskMark),
    }),
  ),
  /** Codes for the list of things to try; null where this shop has nothing of the kind. */
  tries: z.object({
    promotion: z.string().nullable(),
    ageCheck: z.string().nullable(),
    /** An article, and the card, coupon or slip that makes it cheaper. */
    member: z.array(z.string()).nullable(),
    coupon: z.array(z.string()).nullable(),
    deposit: z.array(z.string()).nullable(),
  }),
});

export type DeskState = z.infer<typeof deskState>;
export type DeskGoods = z.infer<typeof deskGoods>;
export type DeskArticle = DeskGoods['articles'][number];
export type DeskMark = z.infer<typeof deskMark>;
