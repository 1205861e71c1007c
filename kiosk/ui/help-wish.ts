import type { Ease, HelpTopic, ShopperNeed, ShopperSaid } from './state/help-call.ts';

/** What the shopper says of a call beside the call itself; all of it may be left unsaid. */
export type HelpWish =
  | { readonly kind: 'topic'; readonly topic: HelpTopic }
  | { readonly kind: 'needs'; readonly needs: readonly ShopperNeed[] }
  | { readonly kind: 'discreet'; readonly discreet: boolean }
  /** To whoever helps from afar. */
  | { readonly kind: 'say'; readonly ticketId: string; readonly said: ShopperSaid }
  /** Somebody of this shop, and nobody from afar. */
  | { readonly kind: 'person'; readonly ticketId: string }
  | { readonly kind: 'ease'; readonly ease: Ease }
  | { readonly kind: 'never-mind' };

class HelpWishEvent extends Event {
  readonly wish: HelpWish;

  constructor(wish: HelpWish) {
    super('hr-help-wish', { bubbles: true, composed: true });
    this.wish = wish;
  }
}

/** Sends a wish up from an element. */
export function wish(element: EventTarget, what: HelpWish): void {
  element.dispatchEvent(new HelpWishEvent(what));
}

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-help-wish': HelpWishEvent;
  }
}
