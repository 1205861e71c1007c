import type { PromotionSet } from '../promotions/compile.ts';
import type { BusinessDay, EpochMs, LanguageTag, TransactionId, WorkstationId } from '../values/identifiers.ts';
import type { LocalTime } from '../values/local-time.ts';
import type { DepositReturnRule } from './deposit-return.ts';
import type { ReceiptMedium } from './events.ts';
import type { ShopperHistory } from './shopper.ts';

/** What a decision about a sale needs to know besides the sale: facts from the edge, gathered before it is asked. */
export interface TransactionContext {
  readonly now: EpochMs;
  /** The same moment on the shop's wall clock: what selling hours and promotions go by. */
  readonly localTime: LocalTime;
  readonly businessDay: BusinessDay;
  readonly workstationId: WorkstationId;
  /** A fresh identifier, used if this command starts a sale. */
  readonly newTransactionId: TransactionId;
  readonly currency: string;
  readonly language: LanguageTag;
  readonly catalogueRevision: string;
  readonly promotions: PromotionSet;
  readonly linesMax: number;
  readonly nextReceiptNumber: number;
  /** Undefined where this lane takes no slips. */
  readonly depositReturn: DepositReturnRule | undefined;
  readonly history: ShopperHistory;
  readonly receiptMedia: readonly ReceiptMedium[];
}
