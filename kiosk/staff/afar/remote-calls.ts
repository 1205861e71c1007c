import type { PersonView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** Whether somebody helps from a desk that is not in the shop. */
export function isRemote({ role }: Pick<PersonView, 'role'>): boolean {
  return role === 'remote-helper';
}

/** Somebody at a desk elsewhere has it; whoever is in the shop may take it at any time. */
export function isWithDesk({ status, helper }: TicketView): boolean {
  return status !== 'raised' && helper !== null && isRemote(helper);
}

/** "Noor is helping from Utrecht" */
export function withDeskWords({ attendant, helper }: TicketView, words: Translator): string {
  const name = attendant ?? '';
  const desk = helper?.desk;
  return desk === undefined
    ? words.text('staff.afar.by.somewhere', { name })
    : words.text('staff.afar.by', { name, desk });
}
