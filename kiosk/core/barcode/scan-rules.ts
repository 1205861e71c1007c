import { assert } from '../values/assert.ts';
import { COUNTRY_PRESETS, type CountryPreset, type PresetCountry } from './country-presets.ts';
import { templateFault, type MeasureTemplate } from './measure-template.ts';
import { compileRoute, routeFault, type CompiledRoute, type Route } from './route.ts';
import type { RoutedKind } from './scan.ts';

/** What a store's configuration says about barcodes, made ready for reading them. */
export interface ScanRules {
  readonly templates: readonly MeasureTemplate[];
  readonly routes: readonly CompiledRoute[];
  readonly prefersUpc: boolean;
}

export interface ScanRulesInput {
  /** A preset to start from; absent: only what GS1 fixes for the whole world. */
  readonly country?: PresetCountry | undefined;
  /** The shop's own, looked at before those of the country. */
  readonly templates?: readonly MeasureTemplate[] | undefined;
  readonly routes?: readonly Route[] | undefined;
}

function gtinRoute(kind: RoutedKind, pattern: string): Route {
  return { kind, pattern, hasCheckDigit: true };
}

/** Prefixes and identifiers that mean the same everywhere (GS1 General Specifications, 1.4.2 and 3.2). */
const WORLD_WIDE: readonly Route[] = [
  gtinRoute('refund-receipt', '980{number:9}{check:1}'),
  ...['981', '982', '983', '984'].map((prefix) => gtinRoute('coupon', `${prefix}{number:9}{check:1}`)),
  gtinRoute('coupon', '99{number:10}{check:1}'),
  gtinRoute('coupon', '05{number:10}{check:1}'),
  { kind: 'coupon', ai: '255', pattern: '{coupon:13}{serial:1-12}' },
  { kind: 'coupon', ai: '255', pattern: '{coupon:13}' },
  { kind: 'coupon-8110', ai: '8110', pattern: '{data:1-70}' },
  { kind: 'coupon-8112', ai: '8112', pattern: '{data:1-70}' },
  { kind: 'loyalty-card', ai: '8018', pattern: '{number:18}' },
];

export function scanRules(input: ScanRulesInput = {}): ScanRules {
  const preset: CountryPreset =
    input.country === undefined ? { templates: [], routes: [] } : COUNTRY_PRESETS[input.country];
  const templates = [...(input.templates ?? []), ...preset.templates];
  for (const template of templates) {
    const fault = templateFault(template);
    assert(fault === undefined, `unusable template ${template.mask}: ${fault}`);
  }
  return {
    templates,
    routes: [...(input.routes ?? []), ...preset.routes, ...WORLD_WIDE].map(compileRoute),
    prefersUpc: preset.prefersUpc === true,
  };
}

/** What is wrong with a configuration, by its path in the document; empty when scanRules will take it. */
export function scanRulesFaults(input: ScanRulesInput): readonly { readonly path: string; readonly fault: string }[] {
  return [
    ...(input.templates ?? []).map((template, at) => ({ path: `templates[${at}]`, fault: templateFault(template) })),
    ...(input.routes ?? []).map((route, at) => ({ path: `routes[${at}]`, fault: routeFault(route) })),
  ].flatMap(({ path, fault }) => (fault === undefined ? [] : [{ path, fault }]));
}
