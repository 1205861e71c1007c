import type { CommandInput } from '#kiosk/api/commands.ts';
import type { Preferences } from './state/preferences.ts';

type ShopperCommand =
  | 'chooseLanguage'
  | 'addArticle'
  | 'enterCode'
  | 'changeQuantity'
  | 'removeLine'
  | 'cancelTransaction'
  | 'startPayment'
  | 'cancelPayment'
  | 'backToBasket'
  | 'chooseReceipt'
  | 'finish'
  | 'stillHere';

/** A command for the lane with its input. */
export type LaneRequest = {
  [Name in ShopperCommand]: { readonly name: Name; readonly input: CommandInput<Name> };
}[ShopperCommand];

/** A sheet that stands over the screen. */
export type SheetName =
  | { readonly sheet: 'language' | 'answers' | 'easier' | 'cancel' | 'lookup' | 'code' }
  | { readonly sheet: 'line'; readonly lineNumber: number };

/** What a person wants, said by the element that was touched and done by the page. */
export type Intent =
  | { readonly kind: 'lane'; readonly request: LaneRequest; readonly closes?: boolean }
  | { readonly kind: 'open'; readonly what: SheetName }
  | { readonly kind: 'close' }
  | { readonly kind: 'begin' }
  | { readonly kind: 'help' }
  | { readonly kind: 'prefer'; readonly change: Partial<Preferences> }
  | { readonly kind: 'dismiss-notice'; readonly noticeId: number }
  | { readonly kind: 'announce'; readonly words: string; readonly urgency: 'polite' | 'assertive' };

class IntentEvent extends Event {
  readonly intent: Intent;

  constructor(intent: Intent) {
    super('hr-intent', { bubbles: true, composed: true });
    this.intent = intent;
  }
}

/** Sends an intent up from an element. */
export function intend(element: EventTarget, intent: Intent): void {
  element.dispatchEvent(new IntentEvent(intent));
}

/** Asks the lane for a command, and closes the sheet that asked if `closes` is set. */
export function ask(element: EventTarget, request: LaneRequest, closes = false): void {
  intend(element, { kind: 'lane', request, closes });
}

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-intent': IntentEvent;
  }
}
