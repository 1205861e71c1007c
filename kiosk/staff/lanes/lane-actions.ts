import type { CareView, LaneAction } from '#kiosk/api/staff.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';

/** Something that can be done to a whole lane or basket. */
export interface OfferedAction {
  readonly type:
    | 'hold-basket'
    | 'resume-basket'
    | 'cancel-basket'
    | 'pause-lane'
    | 'open-lane'
    | 'basket-discount'
    | 'move-basket';
  readonly smallest: CareView['smallestRole'];
  readonly icon: IconName;
}

const HOLD: OfferedAction = { type: 'hold-basket', smallest: 'assistant', icon: 'pause' };
const RESUME: OfferedAction = { type: 'resume-basket', smallest: 'assistant', icon: 'arrow-right' };
const CANCEL: OfferedAction = { type: 'cancel-basket', smallest: 'supervisor', icon: 'trash' };
const DISCOUNT: OfferedAction = { type: 'basket-discount', smallest: 'supervisor', icon: 'hand-coins' };
const MOVE: OfferedAction = { type: 'move-basket', smallest: 'assistant', icon: 'arrow-right' };
const PAUSE: OfferedAction = { type: 'pause-lane', smallest: 'supervisor', icon: 'door' };
const OPEN: OfferedAction = { type: 'open-lane', smallest: 'supervisor', icon: 'check' };

/** What makes sense at a lane as it stands; the lane decides, and says no to what does not. */
export function actionsFor(state: LaneStatusView['state'], basket: string): readonly OfferedAction[] {
  const lane = state === 'paused' ? OPEN : PAUSE;
  if (basket === 'open') return [HOLD, MOVE, DISCOUNT, CANCEL, lane];
  if (basket === 'suspended') return [RESUME, MOVE, CANCEL, lane];
  return [lane];
}

/** What is asked of the lane as far as it is known when the button is pressed. */
export function beginning(type: OfferedAction['type']): LaneAction {
  switch (type) {
    case 'basket-discount':
      return { type, amount: 0 };
    case 'move-basket':
      return { type, to: '' };
    default:
      return { type };
  }
}

const REASONS = {
  'void-line': ['not-wanted', 'wrong-article', 'damaged'],
  'set-quantity': ['counted', 'wrong-quantity'],
  'override-price': ['shelf-price', 'damaged'],
  'pause-lane': ['cleaning', 'repair', 'closing'],
  'open-lane': ['works-again', 'opening'],
  'hold-basket': ['shopper-away', 'waits-for-colleague'],
  'resume-basket': ['shopper-back'],
  'cancel-basket': ['shopper-left', 'not-wanted'],
  'move-basket': ['lane-trouble', 'prefers-person', 'other-payment'],
  'basket-discount': ['goodwill', 'damaged'],
  'take-back-discounts': ['wrong-article'],
} as const satisfies Readonly<Partial<Record<LaneAction['type'], readonly string[]>>>;

type Reason = (typeof REASONS)[keyof typeof REASONS][number];

/** Reasons that are given with one tap; a person may always use their own words. */
export function reasonsFor(type: LaneAction['type']): readonly Reason[] {
  const found = Object.entries(REASONS).find(([known]) => known === type);
  return found?.[1] ?? [];
}
