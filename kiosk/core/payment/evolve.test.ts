// Goal: an attempt moves forward only, ends once, and is never lost while it is open. Method: the table of what may
// follow what, spelled out, and properties over random sequences of events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttemptId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { NO_PAYMENTS, SETTLED_ATTEMPTS_KEPT, evolvePayment, isSettled, mayFollow, openAttempts } from './evolve.ts';
import type { PaymentEvent, PaymentState, TerminalFingerprint } from './payment.ts';
import { staffDecision } from './staff-decision.ts';

const FINGERPRINT: TerminalFingerprint = {
  receiptNumber: '0001',
  traceNumber: '000001',
  time: '120000',
  date: '0510',
  amount: 1010,
  terminalId: '29001006',
};
const DETAILS = { fingerprint: FINGERPRINT, customerReceipt: [] };
const AMOUNT = minorUnits(1010);

function event(type: PaymentEvent['type'], id = 'a'): PaymentEvent {
  const attemptId = id as AttemptId;
  switch (type) {
    case 'payment-intended':
      return {
        type,
        attemptId,
        transactionId: undefined,
        terminalId: 't',
        amount: AMOUNT,
        currency: 'EUR',
        at: 1,
        baseline: 'none',
      };
    case 'payment-sent':
      return { type, attemptId, at: 2 };
    case 'payment-answered':
      return { type, attemptId, amount: AMOUNT, details: DETAILS };
    case 'payment-approved':
      return { type, attemptId, amount: AMOUNT, details: DETAILS, settledBy: 'terminal' };
    case 'payment-ended':
      return { type, attemptId, outcome: 'declined', reason: 'card-declined', settledBy: 'terminal' };
    case 'payment-unknown':
      return { type, attemptId, cause: 'no answer', at: 3 };
    case 'terminal-observed':
      return { type, terminalId: 't', fingerprint: FINGERPRINT };
  }
}

const TYPES = [
  'payment-intended',
  'payment-sent',
  'payment-answered',
  'payment-approved',
  'payment-ended',
  'payment-unknown',
] as const;

function after(...types: readonly PaymentEvent['type'][]): PaymentState {
  return types.map((type) => event(type)).reduce(evolvePayment, NO_PAYMENTS);
}

describe('what may follow what', () => {
  test.each<[string, readonly PaymentEvent['type'][], readonly PaymentEvent['type'][]]>([
    ['nothing', [], ['payment-intended']],
    ['intended', ['payment-intended'], ['payment-sent', 'payment-ended']],
    [
      'sent',
      ['payment-intended', 'payment-sent'],
      ['payment-answered', 'payment-approved', 'payment-ended', 'payment-unknown'],
    ],
    [
      'answered',
      ['payment-intended', 'payment-sent', 'payment-answered'],
      ['payment-approved', 'payment-ended', 'payment-unknown'],
    ],
    [
      'unknown',
      ['payment-intended', 'payment-sent', 'payment-unknown'],
      ['payment-approved', 'payment-ended', 'payment-unknown'],
    ],
    ['approved', ['payment-intended', 'payment-sent', 'payment-approved'], []],
    ['ended', ['payment-intended', 'payment-ended'], []],
  ])('%s', (_, history, followers) => {
    const state = after(...history);
    for (const type of TYPES) {
      expect(mayFollow(state, event(type))).toBe(followers.includes(type));
      if (!followers.includes(type)) expect(evolvePayment(state, event(type))).toBe(state);
    }
  });
});

test('what the terminal answered stays known when the end does not', () => {
  const [open] = openAttempts(after('payment-intended', 'payment-sent', 'payment-answered', 'payment-unknown'));
  expect(open).toMatchObject({ phase: 'unknown', approvedAmount: 1010, details: DETAILS });
});

test('a payment that was booked is the terminal’s last one; one that staff decided on may not be', () => {
  expect(after('payment-intended', 'payment-sent', 'payment-approved').lastSeen.get('t')).toEqual(FINGERPRINT);
  const open = after('payment-intended', 'payment-sent', 'payment-unknown');
  const [attempt] = openAttempts(open);
  if (attempt === undefined) throw new Error('the attempt is open');
  const decided = evolvePayment(open, staffDecision(attempt, true, 'Ada'));
  expect(decided.lastSeen.size).toBe(0);
  expect(openAttempts(decided)).toEqual([]);
  expect(evolvePayment(open, staffDecision(attempt, false, 'Ada')).attempts.get(attempt.attemptId)?.phase).toBe(
    'ended',
  );
});

describe('what always holds', () => {
  const step = fc.record({ type: fc.constantFrom(...TYPES), id: fc.constantFrom('a', 'b', 'c') });

  test('an attempt that has ended never changes again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = NO_PAYMENTS;
        for (const { type, id } of steps) {
          const before = state.attempts.get(id as AttemptId);
          state = evolvePayment(state, event(type, id));
          if (before !== undefined && isSettled(before)) expect(state.attempts.get(id as AttemptId)).toBe(before);
        }
      }),
    );
  });

  test('open attempts are all kept, however many have ended', () => {
    let state = evolvePayment(NO_PAYMENTS, event('payment-intended', 'open'));
    for (let count = 0; count < SETTLED_ATTEMPTS_KEPT * 2; count += 1) {
      state = evolvePayment(state, event('payment-intended', `${count}`));
      state = evolvePayment(state, event('payment-ended', `${count}`));
    }
    expect(openAttempts(state).map(({ attemptId }) => attemptId)).toEqual(['open']);
    expect(state.attempts.size).toBe(SETTLED_ATTEMPTS_KEPT + 1);
  });
});
