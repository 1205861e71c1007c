import type { PersonView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { isAtLeast } from '../calls/may-decide.ts';

/** Tells somebody who may agree, once, that a colleague asks to give something. */
export class WishWatch {
  #known: ReadonlySet<string> | undefined;

  /** @returns the calls for which somebody asks since the last look; what was there at the first look is no news */
  look(tickets: readonly TicketView[], me: Pick<PersonView, 'personId' | 'role'>): readonly TicketView[] {
    const asked = wishesFor(tickets, me);
    const known = this.#known;
    this.#known = new Set(asked.flatMap(({ care }) => care?.gestureAsked?.gestureId ?? []));
    if (known === undefined) return [];
    return asked.filter(({ care }) => !known.has(care?.gestureAsked?.gestureId ?? ''));
  }
}

/** The calls for which somebody else asks what this person may agree to. */
export function wishesFor(
  tickets: Iterable<TicketView>,
  { personId, role }: Pick<PersonView, 'personId' | 'role'>,
): readonly TicketView[] {
  if (!isAtLeast(role, 'supervisor')) return [];
  return [...tickets].filter(({ care }) => {
    const by = care?.gestureAsked?.by.personId;
    return by !== undefined && by !== personId;
  });
}
