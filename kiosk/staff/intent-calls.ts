import type { StaffSession } from './sign-in/staff-session.ts';
import type { StaffIntent } from './calls/staff-intents.ts';

/**
 * Asks the store for what a person wants to do with one call. What comes back is only whether a reader is still asked.
 */
export async function askFor(
  session: StaffSession,
  intent: StaffIntent,
  ticketId: string,
): Promise<{ readonly asking: boolean }> {
  const asked = await call(session, intent, ticketId);
  return { asking: 'asking' in asked && asked.asking };
}

async function call(session: StaffSession, intent: StaffIntent, ticketId: string): Promise<{ asking?: boolean }> {
  switch (intent.type) {
    case 'take':
      return session.call('acknowledgeTicket', { ticketId, coming: intent.coming });
    case 'decline':
      return session.call('declineTicket', { ticketId });
    case 'attend':
      return session.call('attendTicket', { ticketId, place: intent.place });
    case 'still-coming':
      return session.call('renewTicket', { ticketId });
    case 'hand-over':
      return session.call('handOverTicket', { ticketId, to: intent.to, note: intent.note });
    case 'ask-backup':
      return session.call('askBackup', { ticketId, kind: intent.kind });
    case 'join':
      return session.call('joinBackup', { ticketId });
    case 'say':
      return session.call('sayToShopper', { ticketId, said: intent.said });
    case 'decide-gesture':
      return session.call(intent.agree ? 'approveGesture' : 'refuseGesture', { gestureId: intent.gestureId });
    case 'settle-payment':
      return session.call('settlePayment', { ticketId, paid: intent.paid });
    case 'settle': {
      const { outcome, resolution, note, minimumAge } = intent;
      return session.call('resolveTicket', {
        ticketId,
        outcome,
        ...(resolution === undefined ? {} : { resolution }),
        ...(note === undefined ? {} : { note }),
        ...(minimumAge === undefined ? {} : { minimumAge }),
      });
    }
  }
}
