import type { TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { minutesAndSeconds } from './ticket-words.ts';

/** One short sentence about who is asked and how long things may take. */
export interface CareLine {
  readonly text: string;
  readonly strong: boolean;
}

export interface CareScene {
  /** Epoch milliseconds at the store. */
  readonly now: number;
  readonly me: string;
  /** First names of people, as far as they are known. */
  readonly names: (personIds: readonly string[]) => readonly string[];
}

/** Where a call goes next, by how far it has gone. */
const NEXT = {
  none: 'staff.escalates.all-on-shift',
  'all-on-shift': 'staff.escalates.lead',
  lead: 'staff.escalates.manager',
  manager: 'staff.escalates.last-resort',
} as const;

/** Who is asked, when more will be, and what the shopper was told. The strong ones are about me, or late. */
export function careLines(ticket: TicketView, words: Translator, { now, me, names }: CareScene): CareLine[] {
  const { care, promise } = ticket;
  if (care === null) return [];
  const lines: CareLine[] = [];
  const add = (text: string, strong = false): void => void lines.push({ text, strong });
  const asked = names(care.asked.filter((personId) => personId !== me));
  if (care.asked.includes(me)) add(words.text('staff.asked.you'), true);
  else if (asked.length > 0) add(words.text('staff.asked', { names: asked.join(', ') }));
  if (care.escalation !== 'none')
    add(words.text(`staff.escalated.${care.escalation}`), care.escalation !== 'all-on-shift');
  const { escalation, escalatesAt, promisedUntil } = care;
  if (escalation !== 'last-resort' && escalatesAt !== null && escalatesAt > now) {
    add(words.text(NEXT[escalation], { time: minutesAndSeconds(escalatesAt - now) }));
  }
  if (promise?.missed === true) add(words.text('staff.promise.missed'), true);
  else if (promisedUntil !== null && promisedUntil > now) {
    add(words.text('staff.promise', { time: minutesAndSeconds(promisedUntil - now) }));
  }
  return lines;
}
