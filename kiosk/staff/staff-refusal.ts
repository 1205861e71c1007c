import { CommandFailed } from '#kiosk/api/client/pending-calls.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** The ends of a call that only mean that somebody or something else was quicker. */
const OVER: ReadonlySet<string> = new Set(['ticket-unknown', 'intervention-unknown', 'wrong-state']);

/** What the store's "no" means to the person who asked, with the lane that it is about. */
export function staffRefusal(words: Translator, number: number, failure: unknown): string {
  if (!(failure instanceof CommandFailed)) return words.text('staff.refusal.again', { number });
  if (failure.code === 'ticket-not-open') {
    const name = failure.data['attendant'];
    if (typeof name === 'string' && name !== '') return words.text('staff.refusal.taken', { number, name });
    return words.text('staff.refusal.over', { number });
  }
  return words.text(OVER.has(failure.code) ? 'staff.refusal.over' : 'staff.refusal.again', { number });
}
