// Goal: for each problem there are steps that a person can take one by one, in all languages of the pages, and what is
// ticked is so.
// Method: the file against its schema; calls as the store shows them.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { LANGUAGES } from '#kiosk/i18n/languages.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { isStepDone, RUNBOOK_CHECKS, runbookNamed, runbookOf } from './runbook-of.ts';
import books from './runbooks.json' with { type: 'json' };

/** Read while walking: a sentence or two, and no more steps than fingers. */
const text = z.string().min(10).max(100).regex(/[.?]$/u);
const inAllLanguages = z.strictObject(Object.fromEntries(LANGUAGES.map(({ tag }) => [tag, text])));
const step = z.strictObject({ check: z.enum(RUNBOOK_CHECKS).optional(), text: inAllLanguages });
const schema = z.record(z.string().regex(/^[a-z]+(?:-[a-z]+)*$/u), z.array(step).min(3).max(5));

it('fit their schema, in every language', () => {
  expect(schema.safeParse(books).error?.issues ?? []).toEqual([]);
});

it.each([
  [{ reason: 'payment-unknown' }, 'payment-unknown'],
  [{ reason: 'payment-failed' }, 'payment-failed'],
  [{ reason: 'receipt-not-printed' }, 'printer'],
  [{ reason: 'device', context: { device: 'printer' } }, 'printer'],
  [{ reason: 'device', context: { device: 'scanner' } }, 'scanner'],
  [{ reason: 'device', context: { device: 'terminal' } }, 'terminal'],
  [{ reason: 'weight' }, 'weight'],
  [{ reason: 'age-check' }, 'age-check'],
  [{ reason: 'recall' }, 'recall'],
  [{ reason: 'walk-away' }, 'walk-away'],
  [{ reason: 'out-of-service' }, 'out-of-service'],
] as const)('there are some for %o', (facts, name) => {
  expect(runbookOf(ticketViewWith(facts))).toEqual(books[name]);
  expect(runbookNamed('sync-behind').length).toBeGreaterThan(2);
});

it('a reason that nobody wrote steps for has none, whatever it is called', () => {
  for (const reason of ['help', 'constructor', 'of-a-newer-lane'])
    expect(runbookOf(ticketViewWith({ reason }))).toBeUndefined();
});

it('what the program sees is ticked, and a lane that is away says nothing', () => {
  const done = (check: (typeof RUNBOOK_CHECKS)[number], ticket = {}, lane = {}): boolean =>
    isStepDone({ check, text: {} }, ticketViewWith(ticket), laneStatusWith(lane));
  expect(done('at-lane', { status: 'attending', place: 'at-lane' })).toBe(true);
  expect(done('at-lane', { status: 'attending', place: 'from-afar' })).toBe(false);
  expect(done('at-lane', { status: 'acknowledged' })).toBe(false);
  expect(done('lane-closed', {}, { state: 'out-of-service' })).toBe(true);
  expect(done('lane-closed', {}, { state: 'scanning' })).toBe(false);
  expect(done('basket-kept', { basket: { total: 219, articleCount: 1 } })).toBe(true);
  expect(done('basket-empty', { basket: { total: 0, articleCount: 0 } })).toBe(true);
  for (const check of ['lane-answers', 'lane-closed', 'basket-kept', 'basket-empty'] as const) {
    expect(done(check, { basket: { total: 219, articleCount: 1 } }, { connected: false, state: 'paused' })).toBe(false);
  }
  expect(isStepDone({ text: {} }, ticketViewWith(), laneStatusWith())).toBe(false);
});
