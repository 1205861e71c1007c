import type { EpochMs } from '../values/identifiers.ts';
import type { EscalationLevel } from './floor-events.ts';
import { leaseEnd, type LeaseTimes } from './leases.ts';
import type { Ticket } from './ticket.ts';

/** After how much waiting without an answer a call goes further; milliseconds since it was raised, rising. */
export interface EscalationClock {
  readonly allAfterMs: number;
  readonly leadAfterMs: number;
  readonly managerAfterMs: number;
  readonly makeGoodAfterMs: number;
}

/**
 * Whether somebody has the ticket. A lease that is over counts as nobody, also while the lane that should say so is
 * silent: neither a dead tablet nor a dead lane keeps a call quiet.
 */
export function isHeld(ticket: Ticket, now: EpochMs, leases: LeaseTimes): boolean {
  const end = leaseEnd(ticket, leases);
  return end !== undefined && end > now;
}

/**
 * How far a call that nobody answers must have gone by now. A function of its times alone, so that it comes out the
 * same after every restart. What was answered and came back has waited all that time, and goes on from there.
 */
export function dueLevel(ticket: Ticket, clock: EscalationClock, now: EpochMs): EscalationLevel {
  const waited = now - ticket.raisedAt;
  if (waited >= clock.makeGoodAfterMs) return 4;
  if (waited >= clock.managerAfterMs) return 3;
  if (waited >= clock.leadAfterMs) return 2;
  return waited >= clock.allAfterMs ? 1 : 0;
}
