import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { reject } from '#kiosk/core/rejection.ts';
import type { LaneSettings } from '#kiosk/lane/lane-settings.ts';

/**
 * A lane whose journal cannot be written sells nothing: it says so, and a person is still one press away. Its call is the
 * one thing that may live without the journal, because a shopper who stands there is worth more than the record of it.
 */
export function degradedLane(
  hub: TopicHub,
  settings: LaneSettings,
  now: () => number,
  nextId: () => string,
): CommandHandlers {
  let ticket: TicketView | undefined;
  const show = (next: TicketView | undefined): void => {
    const gone = ticket !== undefined && next === undefined ? [ticket.ticketId] : [];
    ticket = next;
    const set: [string, TicketView][] = next === undefined ? [] : [[next.ticketId, next]];
    hub.publishEntries('assist', { drop: gone, set });
    hub.publishEntries('tickets', { drop: gone, set });
  };
  hub.publishValue('lane', {
    storeName: settings.storeName,
    laneNumber: settings.laneNumber,
    workstationId: settings.workstationId,
    currency: settings.currency.code,
    currencyExponent: settings.currency.exponent,
    screen: 'out-of-service',
    outOfServiceReasons: ['journal'],
    mmPerPx: settings.mmPerPx,
    test: settings.testMode,
  });
  hub.publishEntries('lanes', {
    set: [
      [
        settings.workstationId,
        {
          workstationId: settings.workstationId,
          laneNumber: settings.laneNumber,
          state: 'out-of-service',
          connected: true,
        },
      ],
    ],
  });
  const ifOpen = (
    ticketId: string,
    change: (open: TicketView) => TicketView | undefined,
  ): ReturnType<typeof answer> => {
    if (ticket?.ticketId !== ticketId) return answer(false);
    show(change(ticket));
    return answer(true);
  };
  return {
    callStaff: async ({ topic }) => {
      const raised = ticket ?? freshTicket(settings, nextId(), now(), topic);
      show(raised);
      return { ticketId: raised.ticketId };
    },
    giveHelpTopic: async ({ ticketId, topic }) => ifOpen(ticketId, (open) => ({ ...open, topic })),
    withdrawCall: async ({ ticketId }) => ifOpen(ticketId, () => undefined),
    acknowledgeTicket: async ({ ticketId, attendant }) =>
      ifOpen(ticketId, (open) => ({ ...open, status: 'acknowledged', attendant })),
    resolveTicket: async ({ ticketId }) => ifOpen(ticketId, () => undefined),
  };
}

function answer(done: boolean): Promise<Record<string, never> | ReturnType<typeof reject>> {
  return Promise.resolve(done ? {} : reject('ticket-unknown'));
}

function freshTicket(settings: LaneSettings, ticketId: string, at: number, topic: string | null): TicketView {
  return {
    ticketId,
    workstationId: settings.workstationId,
    laneNumber: settings.laneNumber,
    reason: 'out-of-service',
    raisedBy: 'shopper',
    topic,
    language: settings.defaultLanguage,
    status: 'raised',
    attendant: null,
    raisedAt: at,
    context: {},
    interventionId: null,
  };
}
