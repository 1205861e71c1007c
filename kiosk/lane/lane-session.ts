import type { PromiseView } from '#kiosk/api/staff.ts';
import type { DeviceView, NoticeView, PaymentView, ReceiptView } from '#kiosk/api/views.ts';
import type { EpochMs, LanguageTag } from '#kiosk/core/values/identifiers.ts';

/**
 * What a lane knows besides its journal, and may forget in a restart: which language the next shopper chose, what a
 * device says right now, what is on the terminal's display.
 */
export interface LaneSession {
  readonly language: LanguageTag;
  readonly idleDeadline: EpochMs | null;
  readonly notice: NoticeView;
  readonly payment: Omit<PaymentView, 'amount' | 'covered'>;
  readonly receipt: Pick<ReceiptView, 'state' | 'failure' | 'url' | 'closesAt'>;
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** Payments from before the start are being settled: nobody can shop yet. */
  readonly recovering: boolean;
  /** There is no room on the disk for another sale. */
  readonly diskShort: boolean;
  /** How often the basket changed since the start. */
  readonly basketRevision: number;
  /** The call that stands open on the shopper's screen. */
  readonly callInSight: string | null;
  /** What the store has promised, by ticket. */
  readonly promises: ReadonlyMap<string, PromiseView>;
}

export const NO_PAYMENT: LaneSession['payment'] = {
  phase: 'none',
  status: null,
  terminalText: null,
  reason: null,
  cancellable: false,
};

export const NO_RECEIPT: LaneSession['receipt'] = { state: 'none', failure: null, url: null, closesAt: null };

export function freshSession(language: LanguageTag): LaneSession {
  return {
    language,
    idleDeadline: null,
    notice: null,
    payment: NO_PAYMENT,
    receipt: NO_RECEIPT,
    devices: new Map(),
    recovering: true,
    diskShort: false,
    basketRevision: 0,
    callInSight: null,
    promises: new Map(),
  };
}
