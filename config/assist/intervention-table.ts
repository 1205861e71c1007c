import type {
  AlertLevel,
  ClockProfile,
  Evidence,
  InterventionRule,
  InterventionTable,
  RemoteRights,
} from '#kiosk/core/assist/intervention-rule.ts';
import type { RankedRole } from '#kiosk/core/assist/person.ts';
import type { ResolutionCode, TicketReason } from '#kiosk/core/assist/ticket.ts';

/** What most reasons have in common: nobody is stopped, an assistant settles it at the lane, and it is a plain task. */
const PLAIN = {
  holds: 'waits',
  beforePaying: true,
  clearable: 'at-lane',
  smallestRole: 'assistant' as RankedRole,
  remoteHelper: 'never' as RemoteRights,
  clock: 'usual' as ClockProfile,
  alert: 'vibrate' as AlertLevel,
  mergesAcrossLanes: false,
  weightMinutes: 1,
  falseAlarms: [] as readonly ResolutionCode[],
} as const;

interface Words {
  readonly shopperKey: string;
  readonly staffKey: string;
}

function words(reason: TicketReason): Words {
  return { shopperKey: `intervention.${reason}.shopper`, staffKey: `intervention.${reason}.staff` };
}

function nudge(reason: TicketReason, seconds: number, timesPerBasket: number): InterventionRule['nudge'] {
  return { seconds, timesPerBasket, key: `intervention.${reason}.nudge` };
}

const BASKET: readonly Evidence[] = ['basket', 'last-events'];

/** Reasons that come from the articles in the basket. */
const ARTICLES = {
  'age-check': {
    ...PLAIN,
    ...words('age-check'),
    evidence: ['minimum-age', 'line', 'picture'],
    nudge: null,
    mergesAcrossLanes: true,
    // The one task that makes people angry at whoever does it.
    weightMinutes: 1.5,
    resolutions: ['document-seen', 'clearly-old-enough', 'refused-too-young', 'refused-no-document'],
  },
  weight: {
    ...PLAIN,
    ...words('weight'),
    remoteHelper: 'settles',
    clearable: 'from-afar',
    evidence: ['expected-and-actual-weight', 'line', 'picture', 'last-events'],
    nudge: nudge('weight', 10, 2),
    resolutions: ['article-not-scanned', 'own-bag', 'weight-in-data-wrong', 'scale-wrong', 'nothing-found'],
    falseAlarms: ['weight-in-data-wrong', 'scale-wrong', 'nothing-found'],
  },
  'article-unknown': {
    ...PLAIN,
    ...words('article-unknown'),
    remoteHelper: 'talks',
    clearable: 'from-afar',
    evidence: ['scanned-code', 'picture', 'basket'],
    nudge: nudge('article-unknown', 15, 2),
    resolutions: ['article-chosen', 'priced-by-hand', 'left-here', 'barcode-damaged'],
  },
  'not-at-self-checkout': {
    ...PLAIN,
    ...words('not-at-self-checkout'),
    remoteHelper: 'talks',
    beforePaying: false,
    smallestRole: 'supervisor',
    evidence: ['rule', 'line'],
    nudge: null,
    resolutions: ['sold-at-till', 'left-here'],
  },
  price: {
    ...PLAIN,
    ...words('price'),
    remoteHelper: 'talks',
    clearable: 'from-afar',
    smallestRole: 'supervisor',
    evidence: ['line', 'shelf-price', 'picture'],
    nudge: null,
    resolutions: ['shelf-price-given', 'price-was-right', 'label-wrong', 'left-here'],
  },
  quantity: {
    ...PLAIN,
    ...words('quantity'),
    remoteHelper: 'settles',
    clearable: 'from-afar',
    evidence: ['line', 'basket'],
    nudge: nudge('quantity', 8, 1),
    resolutions: ['quantity-right', 'quantity-corrected'],
    falseAlarms: ['quantity-right'],
  },
  void: {
    ...PLAIN,
    ...words('void'),
    clearable: 'from-afar',
    evidence: BASKET,
    nudge: null,
    resolutions: ['lines-taken-off', 'kept', 'basket-given-up'],
  },
  coupon: {
    ...PLAIN,
    ...words('coupon'),
    remoteHelper: 'talks',
    clearable: 'from-afar',
    evidence: ['coupon-state', 'basket', 'rule'],
    nudge: null,
    resolutions: ['accepted', 'not-valid', 'accepted-as-goodwill'],
  },
  'security-tag': {
    ...PLAIN,
    ...words('security-tag'),
    evidence: ['line', 'picture'],
    nudge: null,
    mergesAcrossLanes: true,
    resolutions: ['tag-removed', 'no-tag'],
    falseAlarms: ['no-tag'],
  },
  recall: {
    ...PLAIN,
    ...words('recall'),
    smallestRole: 'supervisor',
    clock: 'urgent',
    evidence: ['rule', 'line', 'picture'],
    nudge: null,
    weightMinutes: 2,
    resolutions: ['taken-back', 'replaced', 'not-affected'],
    falseAlarms: ['not-affected'],
  },
} satisfies Partial<Record<TicketReason, InterventionRule>>;

/** Reasons that come from the shopper, from paying, and from the lane. */
const OTHERS = {
  help: {
    ...PLAIN,
    ...words('help'),
    remoteHelper: 'settles',
    beforePaying: false,
    evidence: BASKET,
    nudge: null,
    resolutions: ['explained', 'did-it-together', 'article-fetched', 'price-explained', 'other'],
  },
  audit: {
    ...PLAIN,
    ...words('audit'),
    evidence: BASKET,
    nudge: null,
    weightMinutes: 2,
    resolutions: ['all-right', 'forgotten-article-added', 'charged-too-much-corrected'],
    falseAlarms: ['all-right'],
  },
  'payment-unknown': {
    ...PLAIN,
    ...words('payment-unknown'),
    holds: 'blocks',
    clearable: 'from-afar',
    smallestRole: 'supervisor',
    clock: 'urgent',
    alert: 'sound',
    evidence: ['terminal-answer', 'basket', 'last-events'],
    nudge: null,
    weightMinutes: 3,
    resolutions: ['was-paid', 'was-not-paid', 'paid-at-till'],
  },
  'payment-surplus': {
    ...PLAIN,
    ...words('payment-surplus'),
    beforePaying: false,
    smallestRole: 'supervisor',
    clock: 'urgent',
    evidence: ['terminal-answer', 'basket'],
    nudge: null,
    weightMinutes: 3,
    resolutions: ['reversed', 'refunded', 'was-right'],
  },
  'payment-failed': {
    ...PLAIN,
    ...words('payment-failed'),
    remoteHelper: 'talks',
    evidence: ['terminal-answer', 'basket'],
    nudge: nudge('payment-failed', 20, 1),
    weightMinutes: 1.5,
    resolutions: ['paid-with-other-card', 'paid-at-till', 'basket-kept', 'given-up'],
  },
  'receipt-not-printed': {
    ...PLAIN,
    ...words('receipt-not-printed'),
    remoteHelper: 'talks',
    beforePaying: false,
    evidence: ['device-state'],
    nudge: null,
    resolutions: ['paper-changed', 'printed-again', 'receipt-on-screen', 'repair-called'],
  },
  device: {
    ...PLAIN,
    ...words('device'),
    beforePaying: false,
    clock: 'unhurried',
    evidence: ['device-state', 'last-events'],
    nudge: null,
    mergesAcrossLanes: true,
    resolutions: ['plugged-in', 'paper-changed', 'restarted', 'repair-called', 'works-by-itself'],
    falseAlarms: ['works-by-itself'],
  },
  'walk-away': {
    ...PLAIN,
    ...words('walk-away'),
    beforePaying: false,
    clearable: 'from-afar',
    clock: 'unhurried',
    alert: 'list',
    evidence: BASKET,
    nudge: null,
    resolutions: ['came-back', 'put-away', 'basket-kept'],
  },
  'out-of-service': {
    ...PLAIN,
    ...words('out-of-service'),
    holds: 'blocks',
    beforePaying: false,
    clock: 'unhurried',
    evidence: ['device-state', 'last-events'],
    nudge: null,
    resolutions: ['works-again', 'moved-to-other-lane', 'repair-called'],
  },
} satisfies Partial<Record<TicketReason, InterventionRule>>;

/** What each reason for a person means, as a store starts with; a store's settings change single fields of it. */
export const DEFAULT_INTERVENTIONS: InterventionTable = { ...ARTICLES, ...OTHERS };
