import type { CareView, LaneAction } from '#kiosk/api/staff.ts';
import type { LaneStatusView } from '#kiosk/api/views.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';

/** Something that can be done to a whole lane or basket. */
export interface OfferedAction {
  readonly type: 'hold-basket' | 'resume-basket' | 'cancel-basket' | 'pause-lane' | 'open-lane';
  readonly smallest: CareView['smallestRole'];
  readonly icon: IconName;
}

const HOLD: OfferedAction = { type: 'hold-basket', smallest: 'assistant', icon: 'pause' };
const RESUME: OfferedAction = { type: 'resume-basket', smallest: 'assistant', icon: 'arrow-right' };
const CANCEL: OfferedAction = { type: 'cancel-basket', smallest: 'supervisor', icon: 'trash' };
const PAUSE: OfferedAction = { type: 'pause-lane', smallest: 'supervisor', icon: 'door' };
const OPEN: OfferedAction = { type: 'open-lane', smallest: 'supervisor', icon: 'check' };

/** What makes sense at a lane as it stands; the lane decides, and says no to what does not. */
export function actionsFor(state: LaneStatusView['state'], basket: string): readonly OfferedAction[] {
  const lane = state === 'paused' ? OPEN : PAUSE;
  if (basket === 'open') return [HOLD, CANCEL, lane];
  if (basket === 'suspended') return [RESUME, CANCEL, lane];
  return [lane];
}

/** Reasons that are given with one tap; a person may always use their own words. */
export const REASONS = {
  'void-line': ['not-wanted', 'wrong-article', 'damaged'],
  'set-quantity': ['counted', 'wrong-quantity'],
  'override-price': ['shelf-price', 'damaged'],
  'pause-lane': ['cleaning', 'repair', 'closing'],
  'open-lane': ['works-again', 'opening'],
  'hold-basket': ['shopper-away', 'waits-for-colleague'],
  'resume-basket': ['shopper-back'],
  'cancel-basket': ['shopper-left', 'not-wanted'],
  'move-basket': ['repair'],
  'basket-discount': ['damaged'],
} as const satisfies Readonly<Record<LaneAction['type'], readonly string[]>>;
