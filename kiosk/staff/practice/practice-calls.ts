import type { CareView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';

/**
 * One call as it was recorded somewhere, without anything that names a person, a store or a day. Times are seconds from
 * its own beginning; amounts are minor units of no currency in particular.
 */
export interface RecordedCall {
  readonly laneNumber: number;
  readonly facts: Partial<TicketView> & Pick<TicketView, 'reason' | 'raisedBy' | 'basket'>;
  readonly care: Pick<CareView, 'clearable' | 'resolutions'> & Partial<CareView>;
  /** What it turned out to be: any of these fits. */
  readonly fits: readonly string[];
  /** What happened at the lane before, newest last; seconds before the call. */
  readonly before: readonly { readonly secondsBefore: number; readonly code: string }[];
  /** The shopper had waited long, or was treated badly: a small gesture was right. */
  readonly gesture: boolean;
}

const AGE_CODES = ['document-seen', 'clearly-old-enough', 'refused-too-young', 'refused-no-document'];
const HELP_CODES = ['explained', 'did-it-together', 'article-fetched', 'price-explained', 'other'];

/** From easy to hard: the order in which a new colleague meets them. */
export const RECORDED_CALLS: readonly RecordedCall[] = [
  {
    laneNumber: 2,
    facts: { reason: 'help', raisedBy: 'shopper', topic: 'price', basket: { total: 2_290, articleCount: 9 } },
    care: { clearable: 'at-lane', resolutions: HELP_CODES },
    fits: ['price-explained', 'explained'],
    before: [
      { secondsBefore: 41, code: 'line-added' },
      { secondsBefore: 12, code: 'help-read' },
    ],
    gesture: false,
  },
  {
    laneNumber: 3,
    facts: {
      reason: 'age-check',
      raisedBy: 'lane',
      context: { minimumAge: 18 },
      interventionId: 'age-check',
      basket: { total: 2_701, articleCount: 6 },
    },
    care: { clearable: 'at-lane', resolutions: AGE_CODES, waits: 'waits' },
    fits: ['document-seen', 'refused-no-document'],
    before: [{ secondsBefore: 6, code: 'intervention-required' }],
    gesture: false,
  },
  {
    laneNumber: 5,
    facts: { reason: 'article-unknown', raisedBy: 'lane', basket: { total: 1_145, articleCount: 4 } },
    care: { clearable: 'from-afar', resolutions: ['article-chosen', 'priced-by-hand', 'left-here', 'barcode-damaged'] },
    fits: ['article-chosen', 'barcode-damaged'],
    before: [{ secondsBefore: 9, code: 'line-added' }],
    gesture: false,
  },
  {
    laneNumber: 1,
    facts: {
      reason: 'receipt-not-printed',
      raisedBy: 'lane',
      context: { cause: 'paper-end' },
      basket: { total: 1_884, articleCount: 7 },
    },
    care: {
      clearable: 'at-lane',
      resolutions: ['paper-changed', 'printed-again', 'receipt-on-screen', 'repair-called'],
    },
    fits: ['paper-changed', 'printed-again'],
    before: [],
    gesture: false,
  },
  {
    laneNumber: 4,
    facts: {
      reason: 'help',
      raisedBy: 'shopper',
      topic: 'article',
      needs: ['hearing', 'calm'],
      discreet: true,
      basket: { total: 5_320, articleCount: 21 },
    },
    care: { clearable: 'at-lane', resolutions: HELP_CODES },
    fits: ['did-it-together', 'explained', 'article-fetched'],
    before: [{ secondsBefore: 90, code: 'line-added' }],
    gesture: false,
  },
  {
    laneNumber: 6,
    facts: { reason: 'payment-failed', raisedBy: 'lane', basket: { total: 3_415, articleCount: 12 } },
    care: {
      clearable: 'at-lane',
      resolutions: ['paid-with-other-card', 'paid-at-till', 'basket-kept', 'given-up'],
      escalation: 'all-on-shift',
      alert: 'urgent',
    },
    fits: ['paid-with-other-card', 'paid-at-till'],
    before: [{ secondsBefore: 75, code: 'line-added' }],
    gesture: true,
  },
];
