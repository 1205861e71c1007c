// Goal: what became of a payment is concluded only from evidence; every doubt stays a doubt. Method: tables of what the
// lane knew before and what the terminal reports after, and properties over arbitrary records.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorUnits } from '../values/money.ts';
import { compareFingerprints, secondsBetween } from './fingerprint.ts';
import { type LastTransaction, type RecoveryQuestion, judge } from './judge.ts';
import type { TerminalFingerprint } from './payment.ts';

const BEFORE: TerminalFingerprint = {
  receiptNumber: '0007',
  traceNumber: '000107',
  time: '115900',
  date: '0510',
  amount: 1010,
  terminalId: '29001006',
};
const OURS: TerminalFingerprint = { ...BEFORE, receiptNumber: '0008', traceNumber: '000108', time: '120130' };
const BARE: TerminalFingerprint = { receiptNumber: '', traceNumber: '', time: '', date: '', terminalId: '' };

const QUESTION: RecoveryQuestion = {
  amount: minorUnits(1010),
  baseline: BEFORE,
  startedAt: { date: '0510', time: '120100' },
};
const ANSWERED = {
  amount: minorUnits(1010),
  details: { fingerprint: OURS, customerReceipt: [] },
};

function success(fingerprint: TerminalFingerprint): LastTransaction {
  return { fingerprint, successful: true };
}

describe('with a baseline', () => {
  test.each<[string, LastTransaction, string]>([
    ['the same as before', success(BEFORE), 'unchanged'],
    ['the same, fewer fields', success({ ...BARE, receiptNumber: '0007' }), 'unchanged'],
    ['new, of our amount', success(OURS), 'booked'],
    ['new by its receipt number alone', success({ ...BARE, receiptNumber: '0008', amount: 1010 }), 'booked'],
    ['new by its trace number alone', success({ ...BARE, traceNumber: '000108', amount: 1010 }), 'booked'],
    ['new, another amount', success({ ...OURS, amount: 1020 }), 'undecided'],
    ['new, without an amount', success({ ...OURS, amount: undefined }), 'undecided'],
    ['new, but older than the baseline', success({ ...OURS, time: '110000' }), 'undecided'],
    ['new, did not succeed', { fingerprint: OURS, successful: false }, 'not-booked'],
    ['new, takes something back', { fingerprint: OURS, successful: true, reversalOf: '000108' }, 'not-booked'],
    ['new, of nothing', success({ ...OURS, amount: 0 }), 'not-booked'],
    ['same numbers, another time', success({ ...BEFORE, time: '120130' }), 'undecided'],
    ['same receipt, another trace at the same time', success({ ...BEFORE, traceNumber: '000108' }), 'undecided'],
    ['numbers that begin again', success({ ...OURS, receiptNumber: '0007' }), 'booked'],
    ['nothing to recognise it by', success({ ...BARE, amount: 1010 }), 'undecided'],
    ['of another terminal', success({ ...OURS, terminalId: '11112222' }), 'undecided'],
  ])('%s: %s', (_, last, verdict) => {
    expect(judge(QUESTION, last).verdict).toBe(verdict);
  });
});

describe('without a baseline', () => {
  const none = { ...QUESTION, baseline: 'none' as const };
  const unknown = { ...QUESTION, baseline: undefined };
  test.each<[string, RecoveryQuestion, LastTransaction, string]>([
    ['nothing before, our amount now', none, success(OURS), 'booked'],
    ['nothing before, our amount now, no time', none, success({ ...BARE, amount: 1010 }), 'booked'],
    ['nothing before, another amount now', none, success({ ...OURS, amount: 5 }), 'undecided'],
    ['nothing before, a failure now', none, { fingerprint: OURS, successful: false }, 'not-booked'],
    ['nobody asked before, ours by its time', unknown, success(OURS), 'booked'],
    ['nobody asked before, within the slack of clocks', unknown, success({ ...OURS, time: '115930' }), 'booked'],
    ['nobody asked before, older', unknown, success({ ...OURS, time: '115800' }), 'undecided'],
    ['nobody asked before, no time', unknown, success({ ...OURS, time: '' }), 'undecided'],
    [
      'nobody asked before, a failure within the slack',
      unknown,
      { fingerprint: BEFORE, successful: false },
      'not-booked',
    ],
    [
      'nobody asked before, a much older failure',
      unknown,
      { fingerprint: { ...BEFORE, time: '080000' }, successful: false },
      'undecided',
    ],
  ])('%s', (_, question, last, verdict) => {
    expect(judge(question, last).verdict).toBe(verdict);
  });
});

describe('after the terminal had already answered', () => {
  const answered = { ...QUESTION, answered: ANSWERED };
  test.each<[string, RecoveryQuestion, LastTransaction, string]>([
    ['it still has it', answered, success(OURS), 'booked'],
    ['it still has it, fewer fields', answered, success({ ...BARE, receiptNumber: '0008' }), 'booked'],
    ['it has turned it into a failure', answered, { fingerprint: OURS, successful: false }, 'not-booked'],
    ['it has dropped it', answered, success(BEFORE), 'unchanged'],
    [
      'it has taken it back by name',
      answered,
      {
        fingerprint: { ...OURS, receiptNumber: '0009', traceNumber: '000109' },
        successful: true,
        reversalOf: '000108',
      },
      'not-booked',
    ],
    [
      'it has taken something else back',
      answered,
      {
        fingerprint: { ...OURS, receiptNumber: '0009', traceNumber: '000109' },
        successful: true,
        reversalOf: '000099',
      },
      'undecided',
    ],
    [
      'another payment hides it',
      answered,
      success({ ...OURS, receiptNumber: '0009', traceNumber: '000109' }),
      'undecided',
    ],
    [
      'the terminal numbers everything alike',
      { ...QUESTION, answered: { ...ANSWERED, details: { fingerprint: BEFORE, customerReceipt: [] } } },
      success(BEFORE),
      'undecided',
    ],
  ])('%s', (_, question, last, verdict) => {
    expect(judge(question, last).verdict).toBe(verdict);
  });
});

const digits = (length: number): fc.Arbitrary<string> =>
  fc.option(fc.stringMatching(new RegExp(`^[0-3]{${length}}$`)), { nil: '' });
const anyFingerprint: fc.Arbitrary<TerminalFingerprint> = fc.record({
  receiptNumber: digits(4),
  traceNumber: digits(6),
  time: digits(6),
  date: digits(4),
  amount: fc.option(fc.constantFrom(0, 1010, 2000), { nil: undefined }),
  terminalId: fc.constantFrom('', '1', '2'),
});

describe('what always holds', () => {
  test('the baseline itself is never taken for a new payment', () => {
    fc.assert(
      fc.property(anyFingerprint, (baseline) => {
        const { verdict } = judge({ ...QUESTION, baseline }, success(baseline));
        expect(['unchanged', 'undecided']).toContain(verdict);
      }),
    );
  });

  test('booked is only said of a success of the amount that was asked for', () => {
    fc.assert(
      fc.property(anyFingerprint, anyFingerprint, fc.boolean(), (baseline, fingerprint, successful) => {
        const { verdict } = judge({ ...QUESTION, baseline }, { fingerprint, successful });
        if (verdict === 'booked')
          expect({ successful, amount: fingerprint.amount }).toEqual({ successful: true, amount: 1010 });
      }),
    );
  });

  test('a success of the right amount that may be new is never called not booked', () => {
    fc.assert(
      fc.property(anyFingerprint, anyFingerprint, (baseline, fingerprint) => {
        const { verdict } = judge({ ...QUESTION, baseline }, success({ ...fingerprint, amount: 1010 }));
        expect(verdict).not.toBe('not-booked');
      }),
    );
  });

  test('likeness does not depend on the order', () => {
    fc.assert(
      fc.property(anyFingerprint, anyFingerprint, (a, b) => {
        expect(compareFingerprints(a, b)).toBe(compareFingerprints(b, a));
      }),
    );
  });
});

test('time between two moments takes the nearest year', () => {
  expect(secondsBetween({ date: '0510', time: '120000' }, { date: '0510', time: '120130' })).toBe(90);
  expect(secondsBetween({ date: '0510', time: '120130' }, { date: '0510', time: '120000' })).toBe(-90);
  expect(secondsBetween({ date: '1231', time: '235950' }, { date: '0101', time: '000010' })).toBe(20);
  expect(secondsBetween({ date: '0101', time: '000010' }, { date: '1231', time: '235950' })).toBe(-20);
  expect(secondsBetween({ date: '', time: '235950' }, { date: '0101', time: '000010' })).toBeUndefined();
});
