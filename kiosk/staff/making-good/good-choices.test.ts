// Goal: the sheet offers what the store offers, and says before the tap whether somebody else has to agree.
// Method: the levels as the store tells them, for each role.
import { describe, expect, it } from 'vitest';
import { agreementFor, amountSteps, kindsFor, limitsOf } from './good-choices.ts';

const GESTURES = [
  { kind: 'discount', amountMax: 300, needsRole: 'assistant' },
  { kind: 'discount', amountMax: 1000, needsRole: 'supervisor' },
  { kind: 'discount', amountMax: 5000, needsRole: 'manager' },
  { kind: 'rain-check', amountMax: 800, needsRole: 'supervisor' },
] as const;

describe('what is offered', () => {
  it('begins with what fits, and has nothing that the store does not give', () => {
    expect(kindsFor('sold-out', [...GESTURES])).toEqual(['rain-check', 'discount']);
    expect(kindsFor('damaged', [...GESTURES])).toEqual(['discount', 'rain-check']);
  });

  it('stops at what is left', () => {
    expect(amountSteps({ mine: 300, most: 1000 }, 2)).toEqual([100, 200, 300, 500, 1000]);
    expect(amountSteps({ mine: 0, most: 99 }, 2)).toEqual([]);
    expect(amountSteps({ mine: 0, most: 5 }, 0)).toEqual([1, 2, 3, 5]);
  });
});

describe('who agrees', () => {
  it.each([
    ['assistant', 'discount', 300, 'mine'],
    ['assistant', 'discount', 301, 'supervisor'],
    ['assistant', 'discount', 1001, 'manager'],
    ['assistant', 'discount', 5001, 'too-much'],
    ['supervisor', 'discount', 1000, 'mine'],
    ['technician', 'discount', 400, 'supervisor'],
    ['assistant', 'rain-check', 1, 'supervisor'],
    ['manager', 'rain-check', 800, 'mine'],
    ['manager', 'replacement', 1, 'too-much'],
  ] as const)('%s, %s of %i: %s', (role, kind, amount, expected) => {
    expect(agreementFor([...GESTURES], kind, role, amount)).toBe(expected);
  });

  it('is within the limits that it says', () => {
    expect(limitsOf([...GESTURES], 'discount', 'supervisor')).toEqual({ mine: 1000, most: 5000 });
    expect(limitsOf([...GESTURES], 'rain-check', 'assistant')).toEqual({ mine: 0, most: 800 });
  });
});
