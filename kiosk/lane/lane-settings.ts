import type { RankedRole } from '#kiosk/core/assist/person.ts';
import type { InterventionTable } from '#kiosk/core/assist/intervention-rule.ts';
import type { LeaseTimes } from '#kiosk/core/assist/leases.ts';
import type { PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { LanguageTag, LocalizedText, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import type { Currency, MinorUnits } from '#kiosk/core/values/money.ts';
import type { DepositReturnRule } from '#kiosk/core/transaction/deposit-return.ts';
import type { ReceiptMedium } from '#kiosk/core/transaction/events.ts';

/** What a lane is told once, at its start. Times are milliseconds. */
export interface LaneSettings {
  readonly storeName: string;
  readonly laneNumber: number;
  readonly workstationId: WorkstationId;
  readonly currency: Currency;
  readonly languages: readonly LanguageTag[];
  readonly defaultLanguage: LanguageTag;
  readonly mmPerPx: number;
  readonly testMode: boolean;
  readonly softwareVersion: string;
  /** The most lines that one basket takes. */
  readonly linesMax: number;
  readonly idle: { readonly warnAfterMs: number; readonly answerWithinMs: number; readonly parkForMs: number };
  readonly thanksCloseAfterMs: number;
  /** A second read of the same code within this time is the same article held too long. */
  readonly scanRepeatWindowMs: number;
  readonly recoverTimeoutMs: number;
  /** How long a call stays with whoever took it on; the same as the store goes by. */
  readonly leases: LeaseTimes;
  /** What each reason for a person means; the same as the store goes by. */
  readonly interventions: InterventionTable;
  /** The ways in which this country lets a shopper take the receipt, in the order in which they are offered. */
  readonly receiptMedia: readonly ReceiptMedium[];
  /** Where the law wants a receipt issued even if nobody asks: printed when the shopper chooses nothing. */
  readonly receiptAlwaysIssued: boolean;
  /** How deposit slips are taken; undefined where they are not. */
  readonly depositReturn: DepositReturnRule | undefined;
  readonly promotions: PromotionSet;
  readonly staffPrices: {
    /** The most that a role may take off the price of a line, 0 to 100. */
    readonly offPercentMax: Readonly<Record<RankedRole, number>>;
    /** Nobody sets more per piece, kilogram or litre. */
    readonly unitPriceMax: MinorUnits;
    readonly priceLabel: LocalizedText;
    readonly discountLabel: LocalizedText;
  };
  /** Where staff pages find this lane when the store is away. */
  readonly directUrl?: string | undefined;
}
