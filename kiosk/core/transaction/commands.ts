import type { Helper } from '../assist/person.ts';
import type { Article } from '../catalogue/article.ts';
import type { InterventionOutcome } from '../assist/intervention.ts';
import type { PresentedCoupon } from '../promotions/basket-facts.ts';
import type { AttemptId, LanguageTag, LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { Quantity } from '../values/quantity.ts';
import type { BasketMove, MovedFrom, ReceiptMedium, TransactionVoidReason } from './events.ts';
import type { EntryMethod } from './line-item.ts';
import type { Member } from './shopper.ts';
import type { BasketDiscount } from './staff-decision.ts';

/**
 * What a sale can be asked to do. Whatever has to be looked up was looked up before: a command carries the article
 * itself.
 */
export type TransactionCommand =
  | {
      readonly type: 'add-article';
      readonly article: Article;
      readonly entry: EntryMethod;
      readonly code?: string | undefined;
      readonly quantity: Quantity;
      /** A price that the barcode itself states, for example of a weighed package; it replaces quantity × price. */
      readonly statedAmount?: MinorUnits | undefined;
      /** What else the barcode states of just this package. */
      readonly label?: LabelFacts | undefined;
    }
  /** A loyalty card was read. The same card again changes nothing. */
  | { readonly type: 'identify-member'; readonly member: Member }
  | { readonly type: 'present-coupon'; readonly coupon: PresentedCoupon }
  | {
      readonly type: 'add-deposit-return';
      /** What tells the slip from all others, as the barcode has it. */
      readonly reference: string;
      /** What it gives back, above zero. */
      readonly amount: MinorUnits;
    }
  | { readonly type: 'change-quantity'; readonly lineNumber: number; readonly count: number }
  | { readonly type: 'void-line'; readonly lineNumber: number; readonly by: 'shopper' | 'staff' }
  | {
      readonly type: 'override-price';
      readonly lineNumber: number;
      readonly unitPrice: MinorUnits;
      readonly label: LocalizedText;
      readonly reason: string;
      readonly by: Helper;
      readonly limits: PriceLimits;
    }
  | { readonly type: 'give-discount'; readonly discount: BasketDiscount }
  | { readonly type: 'take-back-discounts'; readonly by: Helper }
  | { readonly type: 'choose-language'; readonly language: LanguageTag }
  | {
      readonly type: 'settle-intervention';
      readonly interventionId: string;
      readonly outcome: InterventionOutcome;
      readonly attendant: string;
      /** The age, in years, that the attendant was asked about; absent: the one that is asked for now. */
      readonly minimumAge?: number | undefined;
    }
  | { readonly type: 'suspend'; readonly reason: 'idle' | 'staff' }
  /** To another lane: from now on only the end of the move changes it. */
  | { readonly type: 'begin-move'; readonly move: BasketMove }
  /** A move that came to nothing is ended with its identifier; nothing else resumes a basket on its way. */
  | { readonly type: 'resume'; readonly moveId?: string | undefined }
  /** Says of a sale that has just begun where its basket was before. */
  | { readonly type: 'note-origin'; readonly from: MovedFrom }
  | { readonly type: 'start-tender' }
  | { readonly type: 'cancel-tender' }
  /** A payment was approved: the only way in which a sale gets settled. */
  | { readonly type: 'add-tender'; readonly attemptId: AttemptId; readonly amount: MinorUnits }
  | { readonly type: 'choose-receipt'; readonly medium: ReceiptMedium }
  | { readonly type: 'record-receipt'; readonly medium: ReceiptMedium; readonly failure?: string | undefined }
  | { readonly type: 'close' }
  | { readonly type: 'void'; readonly reason: TransactionVoidReason };

/** How far the person who sets a price may go. */
interface PriceLimits {
  /** The most that may come off the regular price, 0 to 10000. */
  readonly offBasisPointsMax: number;
  /** May set more than the regular price, up to unitPriceMax. */
  readonly mayRaise: boolean;
  readonly unitPriceMax: MinorUnits;
}

/** Facts of one package that its barcode carries beside the article. Days are YYYY-MM-DD. */
export interface LabelFacts {
  /** GS1 AI 10. */
  readonly batch?: string | undefined;
  /** The last day on which it may be sold (AI 17, or the day of AI 7003). */
  readonly useBy?: string | undefined;
  /** HH:MM on that day, where the label says so. */
  readonly useByTime?: string | undefined;
  /** AI 15; mark-downs go by it. */
  readonly bestBefore?: string | undefined;
}
