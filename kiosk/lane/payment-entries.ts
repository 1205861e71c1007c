import { type AssistCommand, decideAssist, openTicketFor } from '#kiosk/core/assist/decide.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import type { PaymentEvent } from '#kiosk/core/payment/payment.ts';
import { isRejection } from '#kiosk/core/rejection.ts';
import type { LaneCore } from './lane-core.ts';
import type { LaneState } from './lane-state.ts';
import type { JournalEntry } from './ports.ts';
import { amountDue } from './view-projector.ts';

type Approved = Extract<PaymentEvent, { type: 'payment-approved' }>;
type Settled = Extract<PaymentEvent, { type: 'payment-approved' | 'payment-ended' }>;

/** Payment events with all that follows from them: the tender of the sale, and the calls for people who must know. */
export function paymentEntries(
  core: LaneCore,
  state: LaneState,
  events: readonly PaymentEvent[],
): readonly JournalEntry[] {
  const entries: JournalEntry[] = events.map((event) => ({ kind: 'payment', event }));
  for (const event of events) {
    if (event.type === 'payment-approved') entries.push(...tenderEntries(core, state, event));
    if (event.type === 'payment-unknown') entries.push(...unknownEntries(core, state, event));
    if (event.type === 'payment-approved' || event.type === 'payment-ended') {
      entries.push(...calledBackEntries(core, state, event));
    }
  }
  return entries;
}

/** Money that was taken is booked as it was taken. What the sale did not ask for, a person gives back. */
function tenderEntries(core: LaneCore, state: LaneState, event: Approved): readonly JournalEntry[] {
  const { attemptId, amount } = event;
  const { transaction } = state;
  const isOfThisSale =
    transaction.status !== 'idle' &&
    state.payments.attempts.get(attemptId)?.transactionId === transaction.transactionId;
  const booked = isOfThisSale ? core.transactionEntries(state, { type: 'add-tender', attemptId, amount }) : [];
  const isBooked = !isRejection(booked) && booked.length > 0;
  if (!isBooked) core.parts.log.error('an approved payment found no sale to settle', { attemptId });
  const asked = isBooked ? amountDue(transaction) : 0;
  const surplus =
    amount > asked ? calling(state, core, core.raising(state, 'payment-surplus', 'lane', { amount, asked })) : [];
  return isBooked ? [...booked, ...surplus] : surplus;
}

function unknownEntries(
  core: LaneCore,
  state: LaneState,
  event: Extract<PaymentEvent, { type: 'payment-unknown' }>,
): readonly JournalEntry[] {
  const attempt = state.payments.attempts.get(event.attemptId);
  const context = { amount: attempt?.amount ?? 0, terminal: attempt?.terminalId ?? '' };
  return calling(state, core, core.raising(state, 'payment-unknown', 'lane', context));
}

/** The call about an unknown payment ends with it: done by whoever decided, or taken back because the terminal told. */
function calledBackEntries(core: LaneCore, state: LaneState, event: Settled): readonly JournalEntry[] {
  const ticket = openTicketFor(state.tickets, 'payment-unknown');
  const others = openAttempts(state.payments).filter(({ attemptId }) => attemptId !== event.attemptId);
  if (ticket === undefined || others.some(({ phase }) => phase === 'unknown')) return [];
  const { ticketId } = ticket;
  if (event.settledBy !== 'staff') return calling(state, core, { type: 'withdraw', ticketId, by: 'lane' });
  return calling(state, core, { type: 'resolve', ticketId, attendant: event.attendant ?? '' });
}

function calling(state: LaneState, core: LaneCore, command: AssistCommand): readonly JournalEntry[] {
  const { clock, settings } = core.parts;
  const context = { now: clock.now(), workstationId: settings.workstationId };
  const events = decideAssist(state.tickets, command, context);
  return isRejection(events) ? [] : events.map((event) => ({ kind: 'assist', event }));
}
