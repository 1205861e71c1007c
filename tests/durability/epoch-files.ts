import { openLaneJournal, type LaneJournal } from '#kiosk/host/journal-adapter.ts';
import { EMPTY_LANE, evolveLane, type LaneState } from '#kiosk/lane/lane-state.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';

export const LANE = 'lane-under-test';
export const DAY = '2026-01-02' as BusinessDay;

/** A day at a lane that ends in the middle: one sale is paid and gone, the next is being paid, somebody has called. */
export const DAY_AT_LANE: readonly JournalEntry[] = [
  lane({ type: 'lane-started', softwareVersion: '1', at: 1 }),
  ...sale('sale-1', 1),
  sold('sale-1', { type: 'tender-started', totals: {} }),
  ...payment('attempt-1', 'sale-1'),
  pay({ type: 'payment-approved', attemptId: 'attempt-1', amount: 219, details: details(), settledBy: 'terminal' }),
  sold('sale-1', { type: 'tender-added', tender: { amount: 219 } }),
  sold('sale-1', { type: 'transaction-settled', settledAt: 5, receiptNumber: 41 }),
  sold('sale-1', { type: 'transaction-closed', closedAt: 6 }),
  ...sale('sale-2', 2),
  sold('sale-2', { type: 'transaction-voided', reason: 'shopper', voidedAt: 7 }),
  call({ type: 'ticket-raised', ticketId: 'call-1', workstationId: LANE, reason: 'help', raisedBy: 'shopper' }),
  call({ type: 'ticket-resolved', ticketId: 'call-1', attendant: 'Sara', at: 8 }),
  ...sale('sale-3', 3),
  call({ type: 'ticket-raised', ticketId: 'call-2', workstationId: LANE, reason: 'help', raisedBy: 'shopper' }),
  call({ type: 'ticket-topic-given', ticketId: 'call-2', topic: 'other' }),
  sold('sale-3', { type: 'tender-started', totals: {} }),
  ...payment('attempt-2', 'sale-3'),
];

/** What a lane would know that starts with these entries, without payments that are over and numbers. */
export function stateOf(entries: readonly JournalEntry[]): unknown {
  const { transaction, tickets, payments }: LaneState = entries.reduce(evolveLane, EMPTY_LANE);
  const open = [...payments.attempts.values()].filter(({ phase }) => phase !== 'approved' && phase !== 'ended');
  return { transaction, tickets: [...tickets], open, lastSeen: [...payments.lastSeen] };
}

/** The number that the next receipt would have. */
export function nextReceiptNumber(entries: readonly JournalEntry[]): number {
  return entries.reduce(evolveLane, EMPTY_LANE).lastReceiptNumber + 1;
}

export async function entriesOf(journal: LaneJournal): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const { entry } of journal.read()) entries.push(entry);
  return entries;
}

/** Writes entries to a journal, a row at a time, as a lane under test. */
export async function record(file: string, entries: readonly JournalEntry[], machine = 'machine-1'): Promise<void> {
  const journal = await openLaneJournal(file, { workstationId: LANE, machine });
  for (const entry of entries) await journal.append(DAY, [entry]);
  await journal.close();
}

function sale(transactionId: string, at: number): readonly JournalEntry[] {
  const facts = { workstationId: LANE, businessDay: DAY, startedAt: at, currency: 'EUR', language: 'en' };
  const line = { lineNumber: 1, articleNumber: '9520042128865', voided: false, modifiers: [] };
  return [
    sold(transactionId, { type: 'transaction-started', transactionId, ...facts, catalogueRevision: '1' }),
    sold(transactionId, { type: 'line-added', line }),
    sold(transactionId, { type: 'line-added', line: { ...line, lineNumber: 2 } }),
  ];
}

function payment(attemptId: string, transactionId: string): readonly JournalEntry[] {
  const facts = { terminalId: 'terminal', amount: 219, currency: 'EUR', at: 4, baseline: 'none' };
  return [
    pay({ type: 'payment-intended', attemptId, transactionId, ...facts }),
    pay({ type: 'payment-sent', attemptId, at: 5 }),
  ];
}

function details(): object {
  const fingerprint = { receiptNumber: '7', traceNumber: '8', time: '120000', date: '0102', terminalId: 'terminal' };
  return { fingerprint, customerReceipt: [] };
}

// The fields that a restart does not look at are left out.
function sold(transactionId: string, event: object): JournalEntry {
  return { kind: 'transaction', transactionId, event } as JournalEntry;
}

function pay(event: object): JournalEntry {
  return { kind: 'payment', event } as JournalEntry;
}

function call(event: object): JournalEntry {
  return { kind: 'assist', event } as JournalEntry;
}

function lane(event: object): JournalEntry {
  return { kind: 'lane', event } as JournalEntry;
}
