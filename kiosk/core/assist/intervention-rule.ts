import type { RankedRole } from './person.ts';
import type { ResolutionCode, TicketReason } from './ticket.ts';

/** What a person sees before deciding: from afar it is all that they see. */
export type Evidence =
  | 'basket'
  | 'line'
  | 'scanned-code'
  | 'picture'
  | 'expected-and-actual-weight'
  | 'shelf-price'
  | 'minimum-age'
  | 'coupon-state'
  | 'terminal-answer'
  | 'device-state'
  | 'rule'
  | 'last-events';

/** settles: says that it is settled; talks: explains, and leaves what hands must do; never: is not asked. */
export type RemoteRights = 'settles' | 'talks' | 'never';

/** First the shopper gets a hint and time to put it right; only then is somebody called. */
export interface Nudge {
  /** 3 to 60. */
  readonly seconds: number;
  /** How many hints a basket gets for this before somebody is called at once; 1 to 5. */
  readonly timesPerBasket: number;
  readonly key: string;
}

/** How loud a staff page may get: a line in the list; a vibration; a vibration and a sound. */
export type AlertLevel = 'list' | 'vibrate' | 'sound';

/** Which escalation clock runs; the settings say what each means in seconds. */
export type ClockProfile = 'usual' | 'urgent' | 'unhurried';

/** What one reason for a person means for the shopper, the lane and the people who answer. */
export interface InterventionRule {
  /** waits: the shopper goes on meanwhile; blocks: nothing goes on at this lane. */
  readonly holds: 'waits' | 'blocks';
  /** Whether it must be settled before this basket can be paid. */
  readonly beforePaying: boolean;
  readonly clearable: 'from-afar' | 'at-lane';
  readonly smallestRole: RankedRole;
  /** What a remote helper may do about it, where there is a remote desk: never more than whoever is in the shop. */
  readonly remoteHelper: RemoteRights;
  readonly evidence: readonly Evidence[];
  /** The message that the shopper reads, and what staff should do first; keys of kiosk/i18n. */
  readonly shopperKey: string;
  readonly staffKey: string;
  readonly nudge: Nudge | null;
  readonly clock: ClockProfile;
  readonly alert: AlertLevel;
  /** Whether one person can settle several of these at neighbouring lanes in one walk. */
  readonly mergesAcrossLanes: boolean;
  /** What it weighs when work is shared out: a plain task is 1, one that wears a person out is 3; 0.1 to 10. */
  readonly weightMinutes: number;
  /** What it usually turns out to be; a store adds its own. */
  readonly resolutions: readonly ResolutionCode[];
  /** Those of them that say that nobody had been needed. */
  readonly falseAlarms: readonly ResolutionCode[];
}

export type InterventionTable = Readonly<Record<TicketReason, InterventionRule>>;

/** What becomes of a fault that the lane has found and the shopper might put right. */
export type NudgeStep = 'none' | 'hint' | 'call';

/**
 * @param since milliseconds since the fault was found
 * @param hintsBefore how many hints this basket had for the same reason
 */
export function nudgeStep(rule: InterventionRule, since: number, hintsBefore: number): NudgeStep {
  const { nudge } = rule;
  if (nudge === null || hintsBefore >= nudge.timesPerBasket) return 'call';
  return since < nudge.seconds * 1000 ? 'hint' : 'call';
}
