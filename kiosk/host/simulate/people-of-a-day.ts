import type { TicketReason } from '#kiosk/core/assist/ticket.ts';

/**
 * How shoppers and staff behave in the simulated shop. These are assumptions, chosen so that the answer comes after
 * about 8 s in the middle and the person after 30 s; each shop may differ, and the program learns from its own.
 */
interface CaseTimes {
  /** Out of 100 calls. */
  readonly share: number;
  /** Median time beside the shopper; seconds. */
  readonly handleSeconds: number;
}

/** Age checks are about two fifths of all calls where they were counted (techUK and Yoti). */
export const CASES: Readonly<Partial<Record<TicketReason, CaseTimes>>> = {
  'age-check': { share: 38, handleSeconds: 14 },
  help: { share: 22, handleSeconds: 35 },
  weight: { share: 10, handleSeconds: 18 },
  'article-unknown': { share: 8, handleSeconds: 25 },
  price: { share: 5, handleSeconds: 40 },
  void: { share: 3, handleSeconds: 20 },
  coupon: { share: 3, handleSeconds: 22 },
  'security-tag': { share: 3, handleSeconds: 15 },
  audit: { share: 3, handleSeconds: 70 },
  'payment-failed': { share: 2, handleSeconds: 45 },
  'payment-unknown': { share: 1, handleSeconds: 90 },
  device: { share: 1, handleSeconds: 80 },
  'walk-away': { share: 1, handleSeconds: 30 },
};

export const CASE_SHARES = Object.entries(CASES).map(([reason, { share }]) => [reason as TicketReason, share] as const);

export const BEHAVIOUR = {
  /** From the vibration to the tap; median seconds, and how much it spreads. */
  answerSeconds: 5,
  answerSpread: 0.5,
  /** Hands full, or not felt: then the alert is not answered. */
  alertUnnoticed: 0.06,
  saysNotMe: 0.03,
  walkSeconds: 15,
  walkSpread: 0.45,
  /** From one lane to the next on the same walk. */
  nextLaneSeconds: 5,
  handleSpread: 0.55,
  /** Of the calls that may be cleared from afar. */
  clearedFromAfar: 0.6,
  lookSeconds: 6,
  clearSeconds: 10,
  /** Said to come and was held up: nobody hears of them until the lease is over. */
  neverArrives: 0.01,
  handsOver: 0.02,
  asksSecondPerson: 0.01,
  /** A shopper who has no answer gives up after about this long; one who knows that somebody comes does not. */
  patienceSeconds: 300,
  patienceSpread: 0.5,
  /** The nudge was enough, of faults that have one. */
  putRightByShopper: 0.8,
  callsAgain: 0.04,
  statesNeed: 0.05,
  discreet: 0.05,
  /** Asked one in ten. */
  answersEase: 0.1,
  easyUpToSeconds: 90,
} as const;
