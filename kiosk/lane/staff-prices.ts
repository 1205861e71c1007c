import type { HelperView, LaneAction } from '#kiosk/api/staff.ts';
import { ranksAtLeast, type RankedRole } from '#kiosk/core/assist/person.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { LaneCore } from './lane-core.ts';

const BASIS_POINTS_PER_PERCENT = 100;

type PriceAction = Extract<LaneAction, { type: 'override-price' | 'basket-discount' | 'take-back-discounts' }>;

interface Deciding {
  readonly reason: string;
  readonly person: HelperView;
}

/** What a person does to prices of a basket, within what her role may; the sale keeps who and why. */
export async function changePrice(
  core: LaneCore,
  action: PriceAction,
  { reason, person: by }: Deciding,
): Promise<Rejection | undefined> {
  const { offPercentMax, unitPriceMax, priceLabel, discountLabel } = core.parts.settings.staffPrices;
  switch (action.type) {
    case 'override-price':
      return core.command({
        type: 'override-price',
        lineNumber: action.lineNumber,
        unitPrice: minorUnits(action.unitPrice),
        label: priceLabel,
        reason,
        by,
        limits: {
          offBasisPointsMax: offPercentMax[rankOf(by)] * BASIS_POINTS_PER_PERCENT,
          mayRaise: ranksAtLeast(by.role, 'supervisor'),
          unitPriceMax,
        },
      });
    case 'basket-discount': {
      const discountId = action.discountId ?? core.parts.ids.next();
      if (!isForThisShopper(core, discountId, action.ticketId)) return reject('ticket-not-open');
      const amount = minorUnits(action.amount);
      return core.command({
        type: 'give-discount',
        discount: { discountId, amount, label: discountLabel, reason, by },
      });
    }
    default:
      return core.command({ type: 'take-back-discounts', by });
  }
}

/** What was meant for the shopper who called is not for whoever came after; what she has already may be said again. */
function isForThisShopper({ state }: LaneCore, discountId: string, ticketId: string | undefined): boolean {
  const { transaction, tickets } = state;
  if (ticketId === undefined || !('discounts' in transaction)) return true;
  if (transaction.discounts.some((given) => given.discountId === discountId)) return true;
  const ticket = tickets.get(ticketId as TicketId);
  return ticket !== undefined && (ticket.transactionId ?? transaction.transactionId) === transaction.transactionId;
}

function rankOf({ role }: HelperView): RankedRole {
  return role === 'supervisor' || role === 'manager' ? role : 'assistant';
}
