import { z } from 'zod';
import { movedBasket } from './moved-basket.ts';

/*
 * Slips of paper that a store gives out and honours later: a basket that goes on at a till, an article or an amount
 * that was promised for another day.
 */

const code = z.string().min(1).max(40);
const id = z.string().min(1).max(60);
const minorUnits = z.int();
const moment = z.int();
const ok = z.object({}).strict();

const STAFF = ['staff'] as const;

/** Stands for the staffed tills where a lane is named: a basket that goes there waits on a slip. */
export const TILL = 'till';

/** A slip that is still open, for whoever honours it. */
export const slipView = z.object({
  code,
  kind: z.enum(['rain-check', 'parked-basket']),
  at: moment,
  /** The lane that it comes from. */
  laneNumber: z.int().nullable(),
  /** The first name of whoever gave it. */
  by: z.string(),
  /** What the basket came to at its lane, or what is promised. */
  amount: minorUnits,
  articleCount: z.int().nullable(),
  /** What is promised, as it was called when it was promised; null for an amount off. */
  articleName: z.string().nullable(),
  /** The last moment that it is honoured at; null for a basket, which waits until somebody decides. */
  validUntil: moment.nullable(),
  /** A basket that is being brought to a lane, and to which. */
  movingTo: z.string().nullable(),
});

/** What a lane is asked to print. */
const printedSlip = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('rain-check'),
      code,
      amount: minorUnits,
      articleId: id.optional(),
      articleName: z.string().max(200).optional(),
      validUntil: moment,
    })
    .strict(),
  z.object({ kind: z.literal('parked-basket'), code, total: minorUnits, basket: movedBasket }).strict(),
]);

/** Whether a slip came, and what stands on it. */
export const givenSlip = z.object({ code, printing: z.boolean() });

export const slipCommands = {
  /** Prints a slip once more, or at another lane. */
  reprintSlip: { input: z.object({ code, workstationId: id }).strict(), output: ok, roles: STAFF },
  /** Honoured or rung up: nobody can use it again. */
  settleSlip: { input: z.object({ code }).strict(), output: ok, roles: STAFF },
  /** A parked basket goes on at a lane. */
  resumeParked: { input: z.object({ code, workstationId: id }).strict(), output: ok, roles: STAFF },
  /** How the store has a lane print; lanes hear it from nobody else. */
  printSlip: { input: z.object({ slip: printedSlip }).strict(), output: ok, roles: STAFF },
} as const;

export type SlipView = z.infer<typeof slipView>;
export type PrintedSlip = z.infer<typeof printedSlip>;
export type GivenSlip = z.infer<typeof givenSlip>;
