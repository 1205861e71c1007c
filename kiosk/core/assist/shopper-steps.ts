import type { AttendingPlace, Ticket } from './ticket.ts';

/**
 * What the shopper reads of her call. Each step is set by something that a person did, none by a clock: "on the way" is
 * never said of somebody who has not said so.
 */
export type ShopperStep =
  | { readonly step: 'heard' }
  /** Somebody had it and does not have it any more; who, and whether a colleague was asked by name. */
  | { readonly step: 'passed-on'; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly step: 'seen'; readonly by: string }
  | { readonly step: 'on-the-way'; readonly by: string }
  | { readonly step: 'here'; readonly by: string; readonly place: AttendingPlace }
  | { readonly step: 'settled'; readonly by: string }
  | { readonly step: 'ended' };

export function shopperStep(ticket: Ticket): ShopperStep {
  const by = ticket.attendant ?? '';
  switch (ticket.status) {
    case 'raised': {
      if (ticket.reopenedAt === undefined) return { step: 'heard' };
      const handOver = ticket.lastHandOver?.at === ticket.reopenedAt ? ticket.lastHandOver : undefined;
      return { step: 'passed-on', from: handOver?.from, to: handOver?.to?.firstName };
    }
    case 'acknowledged':
      return ticket.coming === false ? { step: 'seen', by } : { step: 'on-the-way', by };
    case 'attending':
      return { step: 'here', by, place: ticket.place ?? 'at-lane' };
    case 'resolved':
      return { step: 'settled', by };
    case 'withdrawn':
    case 'expired':
      return { step: 'ended' };
  }
}
