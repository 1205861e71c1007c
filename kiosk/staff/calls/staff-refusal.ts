import { CommandFailed } from '#kiosk/api/client/pending-calls.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** What the store's "no" means; the ends of a call only mean that somebody or something else was quicker. */
const WORDS: Readonly<Record<string, MessageKey>> = {
  'ticket-unknown': 'staff.refusal.over',
  'intervention-unknown': 'staff.refusal.over',
  'wrong-state': 'staff.refusal.over',
  'role-not-allowed': 'staff.refusal.role',
  'person-here-wanted': 'staff.refusal.personHere',
  'message-malformed': 'staff.refusal.message',
  'message-limit': 'staff.refusal.message',
  'lane-away': 'staff.refusal.laneAway',
  'hand-over-limit': 'staff.refusal.handOvers',
  'open-interventions': 'staff.refusal.decideFirst',
  'payment-running': 'staff.refusal.paying',
  'action-not-offered': 'staff.refusal.notOffered',
  'line-unknown': 'staff.refusal.lineGone',
  'quantity-not-changeable': 'staff.refusal.quantityFixed',
  'quantity-out-of-range': 'staff.refusal.quantityFixed',
  'price-out-of-limits': 'staff.refusal.limit',
  'gesture-too-large': 'staff.refusal.tooLarge',
  'gesture-already-given': 'staff.refusal.givenAlready',
  'gesture-unknown': 'staff.refusal.over',
  'gesture-budget-spent': 'staff.refusal.budget',
  'lane-not-free': 'staff.refusal.laneNotFree',
  'basket-moving': 'staff.refusal.moving',
  'nothing-to-pay-for': 'staff.refusal.emptyBasket',
  'slip-used': 'staff.refusal.slipUsed',
  'printer-away': 'staff.refusal.printer',
  'not-signed-in': 'staff.refusal.signIn',
  'sign-in-refused': 'staff.refusal.signIn',
};

/** What the store's "no" means to the person who asked, with the lane that it is about. */
export function staffRefusal(words: Translator, number: number, failure: unknown): string {
  if (!(failure instanceof CommandFailed)) return words.text('staff.refusal.again', { number });
  const name = failure.data?.['attendant'];
  if (failure.code === 'ticket-not-open') {
    if (typeof name === 'string' && name !== '') return words.text('staff.refusal.taken', { number, name });
    return words.text('staff.refusal.over', { number });
  }
  return words.text(WORDS[failure.code] ?? 'staff.refusal.again', { number });
}
