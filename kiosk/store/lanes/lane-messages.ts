import { z } from 'zod';
import { backlogView, helperView, missedSearchView, promiseView } from '#kiosk/api/staff.ts';
import { laneStatusView, ticketView } from '#kiosk/api/views.ts';

/*
 * What lanes and their store say to each other over the bus. A report is always whole, so that one that got lost is
 * made good by the next; it comes with each change and every few seconds.
 */

/** More open calls than one lane ever has. */
const TICKETS_MAX = 50;
const MISSED_MAX = 20;

export const laneReport = z.object({
  lane: laneStatusView,
  tickets: z.array(ticketView).max(TICKETS_MAX),
  /** Calls that were settled since the last reports, with how it went, so that the store can learn from them. */
  ended: z.array(ticketView).max(TICKETS_MAX),
  /** How much of what it recorded has not arrived; null when it does not know. */
  backlog: backlogView.nullable(),
  /** The latest searches that found nothing; a lane of an older program has none. */
  missed: z.array(missedSearchView).max(MISSED_MAX).optional(),
});

/** A command for a lane on behalf of a person who has signed in at the store. */
export const laneAsk = z.object({
  command: z.string().max(40),
  commandId: z.string().max(60),
  input: z.unknown(),
  person: helperView,
});

/** The result of a reply frame as JSON. */
export const laneAnswer = z.object({ result: z.string() });

export const lanePromises = z.object({ promises: z.record(z.string(), promiseView) });

export type LaneReport = z.infer<typeof laneReport>;

/**
 * Machines are named as in the chain, "0042.lane-3". Of "state" subjects the bus keeps the newest message for whoever
 * comes later.
 */
export const SUBJECTS = {
  report: (origin: string) => `state.${origin}.report`,
  reports: 'state.*.*.report',
  command: (origin: string) => `command.${origin}`,
  promises: (origin: string) => `state.store.promises.${origin}`,
} as const;

/** A lane reports at least this often, and is away when it missed more than two; milliseconds. */
export const REPORT_INTERVAL_MS = 5_000;
export const AWAY_AFTER_MS = 12_000;

/** A line that is back within this time was never gone for a shopper; milliseconds. */
export const STORE_AWAY_AFTER_MS = 3_000;
