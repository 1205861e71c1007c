import type { CodePage } from './text.ts';

/** How to talk with one ZVT terminal. Times are in milliseconds. */
export interface ZvtSettings {
  /** Six digits, as agreed with the terminal's operator. */
  readonly password: string;
  /**
   * What the lane takes over from the terminal (PA00P015, registration): 02 payment receipts, 04 administration
   * receipts, 08 status texts, 10 amount entry, 20 administration, 80 the terminal words the receipts.
   */
  readonly configByte: number;
  readonly codePage: CodePage;
  /** T3: from a charge to its first response. Questions, which may be put again, are given twice that. */
  readonly responseTimeoutMs: number;
  /** T4: silence during a charge. A shopper at the PIN pad makes the terminal silent for two minutes. */
  readonly progressTimeoutMs: number;
  /** Silence during a question. */
  readonly questionProgressMs: number;
  /** From the abort that follows T4 to the terminal's last word. */
  readonly abortGraceMs: number;
  /** A charge that has not ended by itself by then is aborted, however much the terminal has to say meanwhile. */
  readonly exchangeLimitMs: number;
  /** From the acceptance of a registration to its completion; some terminals never send that. */
  readonly registrationCompletionMs: number;
  /** How long a payment waits for a terminal that refuses the connection. */
  readonly connectPatienceMs: number;
  /**
   * Quiet time between two exchanges, so that a charge never goes into a connection that the terminal is about to
   * close.
   */
  readonly quietBeforeSendingMs: number;
  /** Between two questions to a terminal that is busy. */
  readonly pollMs: number;
  /** Between the two looks that together say that nothing was booked. */
  readonly secondLookMs: number;
  /** Between two status enquiries while nothing runs, which let the terminal do its housekeeping. */
  readonly idleEnquiryMs: number;
}

type NumberSetting = { [Key in keyof ZvtSettings]: ZvtSettings[Key] extends number ? Key : never }[keyof ZvtSettings];

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** What each number may be, and is when nobody says otherwise. */
export const ZVT_LIMITS: Readonly<Record<NumberSetting, Limits>> = {
  configByte: { min: 0x00, max: 0xff, default: 0xbe },
  responseTimeoutMs: { min: 3_000, max: 15_000, default: 5_000 },
  progressTimeoutMs: { min: 180_000, max: 900_000, default: 180_000 },
  questionProgressMs: { min: 5_000, max: 180_000, default: 30_000 },
  abortGraceMs: { min: 5_000, max: 120_000, default: 15_000 },
  exchangeLimitMs: { min: 180_000, max: 3_600_000, default: 900_000 },
  registrationCompletionMs: { min: 1_000, max: 30_000, default: 10_000 },
  connectPatienceMs: { min: 0, max: 60_000, default: 6_000 },
  quietBeforeSendingMs: { min: 0, max: 5_000, default: 200 },
  pollMs: { min: 1_000, max: 30_000, default: 5_000 },
  secondLookMs: { min: 5_000, max: 60_000, default: 10_000 },
  idleEnquiryMs: { min: 10_000, max: 600_000, default: 60_000 },
};

export const ZVT_DEFAULTS: ZvtSettings = {
  password: '000000',
  codePage: 'cp437',
  configByte: ZVT_LIMITS.configByte.default,
  responseTimeoutMs: ZVT_LIMITS.responseTimeoutMs.default,
  progressTimeoutMs: ZVT_LIMITS.progressTimeoutMs.default,
  questionProgressMs: ZVT_LIMITS.questionProgressMs.default,
  abortGraceMs: ZVT_LIMITS.abortGraceMs.default,
  exchangeLimitMs: ZVT_LIMITS.exchangeLimitMs.default,
  registrationCompletionMs: ZVT_LIMITS.registrationCompletionMs.default,
  connectPatienceMs: ZVT_LIMITS.connectPatienceMs.default,
  quietBeforeSendingMs: ZVT_LIMITS.quietBeforeSendingMs.default,
  pollMs: ZVT_LIMITS.pollMs.default,
  secondLookMs: ZVT_LIMITS.secondLookMs.default,
  idleEnquiryMs: ZVT_LIMITS.idleEnquiryMs.default,
};

/** The largest amount that six bytes of packed digits hold, in minor units. */
export const AMOUNT_MAX = 999_999_999_999;
