// Goal: an empty section of settings is a working shop, and nothing unusable gets in.
// Method: the defaults against the keys of the languages; single settings changed, and broken.
import { describe, expect, it } from 'vitest';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import { assistSchema, floorSettings, gestureSettings } from './assist-settings.ts';
import { DEFAULT_INTERVENTIONS } from './intervention-table.ts';

const DEFAULTS = assistSchema.parse(undefined);

describe('an empty section', () => {
  it('has the clocks that shoppers are used to', () => {
    expect(floorSettings(DEFAULTS).clocks.usual).toEqual({
      allAfterMs: 20_000,
      leadAfterMs: 45_000,
      managerAfterMs: 90_000,
      makeGoodAfterMs: 180_000,
    });
  });

  it('aims where "usually within" is honest', () => {
    expect(DEFAULTS.promise.aim).toBeGreaterThan(0.75);
    expect(DEFAULTS.promise.aim).toBeLessThan(0.9);
  });

  it('says everything in words that there are', () => {
    const keys = Object.values(DEFAULT_INTERVENTIONS).flatMap((rule) =>
      [rule.shopperKey, rule.staffKey, rule.nudge?.key].filter((key) => key !== undefined),
    );
    expect(keys.filter((key) => !isMessageKey(key))).toEqual([]);
  });

  it('has an outcome for every reason, and knows which of them are false alarms', () => {
    for (const rule of Object.values(DEFAULT_INTERVENTIONS)) {
      expect(rule.resolutions.length).toBeGreaterThan(0);
      for (const code of rule.falseAlarms) expect(rule.resolutions).toContain(code);
    }
  });

  it('settles from afar only with something to look at', () => {
    for (const rule of Object.values(DEFAULT_INTERVENTIONS)) expect(rule.evidence.length).toBeGreaterThan(0);
    expect(DEFAULT_INTERVENTIONS['age-check'].clearable).toBe('at-lane');
  });
});

describe('a store', () => {
  it('changes one thing of one reason, and keeps the rest', () => {
    const settings = assistSchema.parse({ interventions: { weight: { nudgeSeconds: 30, clearable: 'at-lane' } } });
    const { table } = floorSettings(settings);
    expect(table.weight).toEqual({
      ...DEFAULT_INTERVENTIONS.weight,
      clearable: 'at-lane',
      nudge: { ...DEFAULT_INTERVENTIONS.weight.nudge, seconds: 30 },
    });
    expect(table.help).toEqual(DEFAULT_INTERVENTIONS.help);
  });

  it('gives no time to put right what nobody can put right alone', () => {
    const settings = assistSchema.parse({ interventions: { 'age-check': { nudgeSeconds: 30 } } });
    expect(floorSettings(settings).table['age-check'].nudge).toBeNull();
  });

  it('sets what may be given away', () => {
    const settings = assistSchema.parse({ gestures: { budgetPerDay: 500, discount: { assistant: 100 } } });
    const { budgetPerDay, kinds } = gestureSettings(settings);
    expect(budgetPerDay).toBe(minorUnits(500));
    expect(kinds.discount.most).toEqual({ assistant: 100, supervisor: 1000, manager: 5000 });
  });

  it.each([
    ['a clock that runs backwards', { clocks: { usual: { leadAfterMs: 5000 } } }],
    ['a clock without an end', { clocks: { usual: { makeGoodAfterMs: 999_999_999 } } }],
    ['steps that fall', { promise: { steps: [30, 15] } }],
    ['no step at all', { promise: { steps: [] } }],
    ['an aim of all', { promise: { aim: 1 } }],
    ['a reason that there is not', { interventions: { hunger: {} } }],
    ['a role that there is not', { interventions: { weight: { smallestRole: 'king' } } }],
    ['a field that there is not', { interventions: { weight: { colour: 'red' } } }],
    ['half a cent', { gestures: { budgetPerDay: 0.5 } }],
    ['money back', { gestures: { discount: { assistant: -1 } } }],
    ['limits that fall with the role', { gestures: { discount: { assistant: 9000 } } }],
  ])('cannot have %s', (_, section) => {
    expect(assistSchema.safeParse(section).success).toBe(false);
  });
});
