/** What the person wants to do with a call. */
export type StaffIntent =
  | { readonly type: 'coming'; readonly ticketIds: readonly string[] }
  | { readonly type: 'done'; readonly ticketId: string }
  | {
      readonly type: 'decide';
      readonly ticketId: string;
      readonly outcome: 'approved' | 'refused';
      /** The age that stood beside the button. */
      readonly minimumAge: number;
    }
  | { readonly type: 'settle-payment'; readonly ticketId: string; readonly paid: boolean };

/** Goes up from a card to the page. */
export class StaffIntentEvent extends Event {
  readonly intent: StaffIntent;

  constructor(intent: StaffIntent) {
    super('hr-staff-intent', { bubbles: true, composed: true });
    this.intent = intent;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-staff-intent': StaffIntentEvent;
  }
}
