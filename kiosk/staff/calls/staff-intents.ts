import type { CommandInput } from '#kiosk/api/commands.ts';

/** What the person wants to do with a call. */
export type StaffIntent =
  /** Coming now, or "seen, I come after this". */
  | { readonly type: 'take'; readonly ticketIds: readonly string[]; readonly coming: boolean }
  | { readonly type: 'decline'; readonly ticketIds: readonly string[] }
  | { readonly type: 'attend'; readonly ticketIds: readonly string[]; readonly place: 'at-lane' | 'from-afar' }
  | { readonly type: 'still-coming'; readonly ticketIds: readonly string[] }
  | {
      readonly type: 'settle';
      readonly ticketIds: readonly [string];
      /** For a task in the basket: what was decided about it. */
      readonly outcome: 'approved' | 'refused' | null;
      readonly resolution?: string;
      readonly note?: string;
      /** The age that stood beside the button. */
      readonly minimumAge?: number;
    }
  | { readonly type: 'settle-payment'; readonly ticketIds: readonly [string]; readonly paid: boolean }
  | {
      readonly type: 'hand-over';
      readonly ticketIds: readonly [string];
      /** Nobody in particular if null. */
      readonly to: string | null;
      readonly note: string;
    }
  | { readonly type: 'ask-backup'; readonly ticketIds: readonly [string]; readonly kind: 'second-person' | 'backup' }
  | { readonly type: 'join'; readonly ticketIds: readonly string[] }
  /** To the shopper, from whoever has her call. */
  | {
      readonly type: 'say';
      readonly ticketIds: readonly [string];
      readonly said: CommandInput<'sayToShopper'>['said'];
    }
  /** To somebody who asks to give something: yes, or not this time. */
  | {
      readonly type: 'decide-gesture';
      readonly ticketIds: readonly [string];
      readonly gestureId: string;
      readonly agree: boolean;
    };

/** Goes up from a card to the page. */
export class StaffIntentEvent extends Event {
  readonly intent: StaffIntent;

  constructor(intent: StaffIntent) {
    super('hr-staff-intent', { bubbles: true, composed: true });
    this.intent = intent;
  }
}

/** Somebody wants to see a lane, to hand a call over, or to make good: the page opens a sheet. */
export class OpenSheetEvent extends Event {
  readonly sheet:
    | { readonly type: 'lane'; readonly workstationId: string }
    | { readonly type: 'hand-over' | 'make-good'; readonly ticketId: string }
    /** What somebody who has never been in the shop should know. */
    | { readonly type: 'around'; readonly ticketId: string };

  constructor(sheet: OpenSheetEvent['sheet']) {
    super('hr-open-sheet', { bubbles: true, composed: true });
    this.sheet = sheet;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-staff-intent': StaffIntentEvent;
    'hr-open-sheet': OpenSheetEvent;
  }
}
