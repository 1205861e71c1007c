import { decimalToMinorUnits } from '#kiosk/core/barcode/decimal.ts';
import type { RoutedKind, RoutedScan } from '#kiosk/core/barcode/scan.ts';
import type { PresentedCoupon } from '#kiosk/core/promotions/basket-facts.ts';
import { type Rejection, type RejectionCode, reject } from '#kiosk/core/rejection.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { LocalizedText } from '#kiosk/core/values/identifiers.ts';
import type { LaneCore } from './lane-core.ts';

/** A card, coupon or slip that was taken, in words for the shopper: calm, and gone with the next scan. */
export interface TakenScan {
  readonly notice: 'card-taken' | 'coupon-taken' | 'coupon-waiting' | 'coupon-needs-card' | 'slip-taken';
  readonly name: LocalizedText | null;
}

/** What a self-checkout has no way of its own for: each gets an answer that says who has. */
const FOR_STAFF = {
  voucher: 'voucher-for-staff',
  'refund-receipt': 'refund-receipt-for-staff',
  'parked-basket': 'parked-basket-for-staff',
  'staff-badge': 'staff-badge-seen',
  // The data of North American coupons is read; which articles they are for nobody here keeps.
  'coupon-8110': 'coupon-unknown',
  'coupon-8112': 'coupon-unknown',
} as const satisfies Partial<Record<RoutedKind, RejectionCode>>;

/**
 * The command that takes what is no article into the sale.
 *
 * @param memberKey from the number of a card to what a lane knows its member by; the number itself goes no further
 */
export function routedCommand(
  scan: RoutedScan,
  exponent: number,
  memberKey: (card: string) => string,
): TransactionCommand | Rejection {
  switch (scan.kind) {
    case 'loyalty-card': {
      const programmes = scan.programme === undefined ? [] : [scan.programme];
      return { type: 'identify-member', member: { key: memberKey(scan.reference), programmes } };
    }
    case 'coupon':
      return { type: 'present-coupon', coupon: couponOf(scan) };
    case 'deposit-return': {
      const amount = scan.price === undefined ? undefined : decimalToMinorUnits(scan.price, exponent);
      if (amount === undefined) return reject('slip-not-taken');
      return { type: 'add-deposit-return', reference: scan.reference, amount };
    }
    default:
      return reject(FOR_STAFF[scan.kind]);
  }
}

/** What a taken scan means for the shopper, once the sale has it. */
export function takenScan(scan: RoutedScan, core: LaneCore): TakenScan {
  if (scan.kind === 'loyalty-card') return { notice: 'card-taken', name: null };
  if (scan.kind !== 'coupon') return { notice: 'slip-taken', name: null };
  const { couponId, serial } = couponOf(scan);
  const { transaction } = core.state;
  const uses = 'couponUses' in transaction ? transaction.couponUses : [];
  const isUsed = uses.some((use) => use.couponId === couponId && use.serial === serial);
  const offer = core.parts.settings.promotions.byCoupon.get(couponId)?.[0];
  const name = offer?.label ?? null;
  if (isUsed) return { notice: 'coupon-taken', name };
  const isForMembers = offer?.requires?.member === true || offer?.requires?.programme !== undefined;
  const isMember = 'shopper' in transaction && transaction.shopper.member !== undefined;
  return { notice: isForMembers && !isMember ? 'coupon-needs-card' : 'coupon-waiting', name };
}

/** Which kind of coupon it is stands in the field `coupon`; where the route has none, the whole number says it. */
function couponOf({ fields, reference }: RoutedScan): PresentedCoupon {
  return { couponId: fields['coupon'] ?? reference, serial: fields['serial'] };
}
