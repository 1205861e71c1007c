/** What is held to the reader, or done at the terminal instead. */
export type Card = 'approve' | 'decline' | 'wrong-pin' | 'unreadable' | 'stop' | 'time-out';

export const CARDS: readonly Card[] = ['approve', 'decline', 'wrong-pin', 'unreadable', 'stop', 'time-out'];

/** Places in a charge at which something can go wrong, in the order in which they are passed. */
export const POINTS = [
  'charge-received',
  'charge-accepted',
  'waiting-for-card',
  'card-presented',
  'host-asked',
  'result-sent',
  'result-answered',
  'receipt-sent',
  'completion-sent',
] as const;

export type Point = (typeof POINTS)[number];

/** What goes wrong at a point, once. */
export type Fault =
  | { readonly kind: 'drop'; readonly at: Point }
  /** The line stays, nothing is said any more on it. */
  | { readonly kind: 'mute'; readonly at: Point }
  | { readonly kind: 'late'; readonly at: Point; readonly ms: number }
  /** Bytes that are not ZVT. */
  | { readonly kind: 'garbage'; readonly at: Point }
  /** The beginning of a unit that never ends. */
  | { readonly kind: 'half-unit'; readonly at: Point };

/** How the terminal is. Everything can be changed while it runs. */
export interface Behaviour {
  /** Taken by itself after the delay; undefined waits for presentCard(). */
  auto: Card | undefined;
  autoDelayMs: number;
  /** How long it waits for a card before it gives up with 6C. */
  cardTimeoutMs: number;
  /** A pause before each thing that it says. */
  answerDelayMs: number;
  /**
   * How it puts units on the wire; `merged` does not wait for answers where it need not, so that units share chunks.
   */
  chunks: 'whole' | 'bytes' | 'merged';
  receipts: 'lines' | 'blocks' | 'none';

  /** What becomes of a charge when the till is gone: it goes on and is booked, or it is given up and taken back. */
  tillLost: 'finish' | 'give-up';
  /** Whether a charge that was taken back leaves a record (with BMP 37) that is repeated as the last one. */
  recordsReversals: boolean;

  registration: 'normal' | 'no-completion' | 'unknown' | 'refused';
  statusEnquiry: 'normal' | 'unknown' | 'without-status';
  repeatReceipt: 'normal' | 'unknown' | 'aborted';
  accepts: 'normal' | 'without-response' | 'busy' | 'end-of-day-needed';
  /** Which fields a report has: all, only the result, or all and some that nobody knows. */
  fields: 'all' | 'result-only' | 'strange';
  reportsTwice: boolean;
  reportsNothing: boolean;
  wantsSignature: boolean;
  /** Approves another amount than asked for. */
  approvesInstead: number | undefined;
  hangsUp: boolean;
  singleConnection: boolean;
}

export const WELL_BEHAVED: Behaviour = {
  auto: undefined,
  autoDelayMs: 0,
  cardTimeoutMs: 60_000,
  answerDelayMs: 0,
  chunks: 'whole',
  receipts: 'blocks',
  tillLost: 'finish',
  recordsReversals: false,
  registration: 'normal',
  statusEnquiry: 'normal',
  repeatReceipt: 'normal',
  accepts: 'normal',
  fields: 'all',
  reportsTwice: false,
  reportsNothing: false,
  wantsSignature: false,
  approvesInstead: undefined,
  hangsUp: false,
  singleConnection: false,
};
