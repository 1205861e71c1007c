// Goal: a journal of any version that was ever written can be read, step by step; what nobody wrote is noticed.
// Method: events of old, present, future and impossible versions, up a ladder as later versions will have one.
import { describe, expect, it } from 'vitest';
import { TRANSACTION_EVENT_VERSION } from './events.ts';
import { upcastTransactionEvent } from './upcast.ts';

const RESUMED = { type: 'transaction-resumed' };

/** Version 1 said "resumed", version 2 wrote the reason as a number, version 3 is today's. */
const LADDER = {
  1: (event: Record<string, unknown>) => ({ ...event, type: `transaction-${String(event['type'])}`, reason: 1 }),
  2: (event: Record<string, unknown>) => ({ ...event, reason: event['reason'] === 1 ? 'idle' : 'staff' }),
};

describe('an event', () => {
  it('of the present version is taken as it is', () => {
    expect(upcastTransactionEvent(TRANSACTION_EVENT_VERSION, RESUMED)).toEqual({ ok: true, event: RESUMED });
  });

  it('of version 1 says the same today', () => {
    const settled = {
      type: 'intervention-settled',
      interventionId: 'age-check',
      outcome: 'approved',
      attendant: 'Sara',
    };
    expect(upcastTransactionEvent(1, settled)).toEqual({ ok: true, event: settled });
  });

  it('of an old version is lifted step by step', () => {
    const old = upcastTransactionEvent(1, { type: 'suspended' }, 3, LADDER);
    expect(old).toEqual({ ok: true, event: { type: 'transaction-suspended', reason: 'idle' } });
    const later = upcastTransactionEvent(2, { type: 'transaction-suspended', reason: 2 }, 3, LADDER);
    expect(later).toEqual({ ok: true, event: { type: 'transaction-suspended', reason: 'staff' } });
  });

  it.each([
    ['of a version that is to come', TRANSACTION_EVENT_VERSION + 1, RESUMED, 'from-the-future'],
    ['of a version that never was', 0, RESUMED, 'unknown-version'],
    ['of half a version', 0.5, RESUMED, 'unknown-version'],
    ['of no version', Number.NaN, RESUMED, 'unknown-version'],
    ['with a word that nobody wrote', TRANSACTION_EVENT_VERSION, { type: 'transaction-painted' }, 'unknown-type'],
    ['without a word', TRANSACTION_EVENT_VERSION, {}, 'unknown-type'],
  ] as const)('%s is refused', (_, version, event, problem) => {
    expect(upcastTransactionEvent(version, event)).toEqual({ ok: false, problem });
  });

  it('whose step is missing is refused, not guessed', () => {
    expect(upcastTransactionEvent(1, RESUMED, 3, { 2: LADDER[2] })).toEqual({ ok: false, problem: 'unknown-version' });
  });
});
