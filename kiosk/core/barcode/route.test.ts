import { describe, expect, it } from 'vitest';
import { parseScan } from './parse-scan.ts';
import { compileRoute, matchRoute, routeFault, type Route } from './route.ts';
import { DEFAULT_SCAN_OPTIONS } from './scan-options.ts';
import { scanRules, scanRulesFaults } from './scan-rules.ts';

// Goal: cards, slips, badges and parked baskets go where the configuration says, and a rule that cannot work says why.
// Method: rules of an imagined shop, and reads that do and do not follow them.

const SHOP: readonly Route[] = [
  { kind: 'loyalty-card', pattern: '2600{card:8}{check:1}', hasCheckDigit: true, reference: 'card' },
  { kind: 'loyalty-card', pattern: 'https://club.example/c/{card:x8-12}', symbologies: ['Q1'], reference: 'card' },
  { kind: 'staff-badge', pattern: 'HRSTAFF-{badge:6}', symbologies: ['A', 'C0'], reference: 'badge' },
  { kind: 'parked-basket', pattern: 'HRB{part:1}{parts:1}:{token:x22}', reference: 'token' },
  { kind: 'parked-basket', ai: '99', pattern: 'HRB{token:x22}', reference: 'token' },
  {
    kind: 'voucher',
    pattern: '2100{amount:6}00{check:1}',
    amount: { fields: ['amount'], scale: 2 },
    hasCheckDigit: true,
  },
];
const OPTIONS = { ...DEFAULT_SCAN_OPTIONS, today: '2026-11-22', rules: scanRules({ country: 'nl', routes: SHOP }) };

describe('routes', () => {
  it.each([
    [']E02600123456784', { kind: 'loyalty-card', reference: '12345678' }],
    ['2600123456784', { kind: 'loyalty-card', reference: '12345678' }],
    [']Q1https://club.example/c/ABCDEF1234', { kind: 'loyalty-card', reference: 'ABCDEF1234' }],
    [']A0HRSTAFF-004711', { kind: 'staff-badge', reference: '004711' }],
    [']C0HRSTAFF-004711', { kind: 'staff-badge', reference: '004711' }],
    ['HRB12:abcdefghijklmnopqrstuv', { kind: 'parked-basket', reference: 'abcdefghijklmnopqrstuv' }],
    [']C199HRBabcdefghijklmnopqrstuv', { kind: 'parked-basket', reference: 'abcdefghijklmnopqrstuv' }],
    [']E02100996000003', { kind: 'voucher', price: { value: 996_000, scale: 2 } }],
  ])('%s', (text, expected) => {
    expect(parseScan(text, OPTIONS)).toMatchObject({ ok: true, purpose: 'routed', ...expected });
  });

  it.each([
    // The other symbology, too short, letters where digits belong, a wrong check digit.
    [']C0https://club.example/c/ABCDEF1234', 'web-address'],
    [']Q1https://club.example/c/ABC', 'web-address'],
    [']A0HRSTAFF-00471X', 'plain'],
    [']Q1HRSTAFF-004711', 'plain'],
    ['2600123456780', 'check-digit'],
    [']C199HRBshort', 'element-string'],
  ])('%s is no match: %s', (text, outcome) => {
    const scan = parseScan(text, OPTIONS);
    expect(scan.ok ? scan.kind : scan.code).toBe(outcome);
  });

  it('leaves other goods of the same shop alone', () => {
    expect(parseScan(']E02112345004990', { ...OPTIONS, rules: scanRules({ country: 'nl' }) }).ok).toBe(true);
    expect(parseScan(']E04006381333931', OPTIONS)).toMatchObject({ purpose: 'article', kind: 'GTIN-13' });
  });

  it('matches to the end and never goes back', () => {
    const route = compileRoute({ kind: 'voucher', pattern: 'V{a:2}-{b:x1-5}' });
    expect(matchRoute(route, 'V12-xyz')?.fields).toEqual({ a: '12', b: 'xyz' });
    for (const text of ['V12-', 'V12-sixsix', 'V1-xyz', 'W12-xyz', 'V12xyz', '']) {
      expect(matchRoute(route, text)).toBeUndefined();
    }
  });
});

describe('faults', () => {
  it.each<[Partial<Route>, string]>([
    [{ pattern: '' }, 'must not be empty'],
    [{ pattern: 'A{x}' }, 'not a field'],
    [{ pattern: 'A{x:0}' }, 'not a range'],
    [{ pattern: 'A{x:9-4}' }, 'not a range'],
    [{ pattern: '{a:1-2}{b:1}' }, 'only the last part'],
    [{ pattern: '{a:1-2}B' }, 'only the last part'],
    [{ pattern: '{a:1}{a:1}' }, 'its own name'],
    [{ pattern: '{a:1}', reference: 'b' }, 'no field b'],
    [{ pattern: '{a:1}', amount: { fields: ['b'], scale: 2 } }, 'no field b'],
    [{ pattern: '{a:x4}', amount: { fields: ['a'], scale: 2 } }, 'digits'],
    [{ pattern: '{a:12}', amount: { fields: ['a'], scale: 2 } }, 'digits'],
    [{ pattern: '{a:4}', amount: { fields: ['a'], scale: 9 } }, 'scale'],
  ])('%j: %s', (part, fault) => {
    expect(routeFault({ kind: 'voucher', pattern: '{a:1}', ...part })).toContain(fault);
  });

  it('are named by their path in the configuration', () => {
    const faults = scanRulesFaults({
      templates: [
        { mask: '20IIIIIIVVVVE', measure: 'price', scale: 2 },
        { mask: '2', measure: 'price', scale: 2 },
      ],
      routes: [{ kind: 'voucher', pattern: '{' }],
    });
    expect(faults.map(({ path }) => path)).toEqual(['templates[1]', 'routes[0]']);
  });

  it('are our own bug when they reach the parser', () => {
    expect(() => scanRules({ routes: [{ kind: 'voucher', pattern: '{' }] })).toThrow('unusable route');
    expect(() => scanRules({ templates: [{ mask: '2', measure: 'price', scale: 2 }] })).toThrow('unusable template');
  });
});
