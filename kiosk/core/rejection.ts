/**
 * A "no" of the domain: a value, not an exception. The code chooses the words on the screen, the data fills them.
 * Hardware trouble is a DeviceError, bad settings a ConfigurationError, our own bug an AssertionError.
 */
export interface Rejection {
  readonly rejected: true;
  readonly code: RejectionCode;
  readonly data?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export type RejectionCode =
  | 'article-unknown'
  | 'code-unreadable'
  | 'code-not-an-article'
  | 'article-not-for-self-checkout'
  | 'article-recalled'
  | 'article-without-price'
  | 'article-needs-weight'
  | 'article-expired'
  | 'outside-selling-hours'
  | 'basket-full'
  | 'basket-paused'
  | 'quantity-out-of-range'
  | 'quantity-not-changeable'
  | 'line-unknown'
  | 'nothing-to-pay-for'
  | 'open-interventions'
  | 'wrong-state'
  | 'payment-running'
  | 'amount-mismatch'
  | 'ticket-unknown'
  | 'ticket-not-open'
  | 'acknowledge-first'
  | 'person-here-wanted'
  | 'message-malformed'
  | 'message-limit'
  | 'intervention-unknown'
  | 'hand-over-limit'
  | 'resolution-code-malformed'
  | 'role-not-allowed'
  | 'gesture-unknown'
  | 'gesture-too-large'
  | 'gesture-already-given'
  | 'gesture-budget-spent'
  | 'lane-out-of-service'
  | 'receipt-not-offered'
  | 'refund-due'
  | 'card-already-taken'
  | 'coupon-unknown'
  | 'coupon-not-now'
  | 'coupon-used'
  | 'slip-not-taken'
  | 'slip-used'
  | 'slip-over-limit'
  | 'voucher-for-staff'
  | 'refund-receipt-for-staff'
  | 'parked-basket-for-staff'
  | 'staff-badge-seen'
  | 'not-signed-in'
  | 'sign-in-refused'
  | 'sign-in-locked'
  | 'action-not-offered'
  | 'price-out-of-limits'
  | 'basket-moving'
  | 'lane-not-free'
  | 'lane-away'
  | 'printer-away';

export function reject(code: RejectionCode, data?: Rejection['data']): Rejection {
  return { rejected: true, code, data };
}

export function isRejection(value: object): value is Rejection {
  return 'rejected' in value;
}
