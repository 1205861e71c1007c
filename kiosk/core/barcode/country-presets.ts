import type { MeasureTemplate } from './measure-template.ts';
import type { Route } from './route.ts';

/** What a country's shops put into barcodes by common rule. A shop's own templates and routes go before these. */
export interface CountryPreset {
  readonly templates: readonly MeasureTemplate[];
  readonly routes: readonly Route[];
  /** Eight digits that can be an EAN-8 and a UPC-E are a UPC-E. */
  readonly prefersUpc?: true;
}

const DEPOSIT_SLIP_28: Route = {
  kind: 'deposit-return',
  pattern: '980{session:17}{refund:5}{control:3}',
  amount: { fields: ['refund'], scale: 2 },
  source: 'Hii Retail, deposit return (Tomra), 28 digits; not verified on paper slips',
};

const DEPOSIT_SLIP_SE: Route = {
  kind: 'deposit-return',
  pattern: '98{shop:6}{id:1}{machine:1}{year:1}{day:3}{refundHighVat:4}{refundLowVat:4}{serial:4}',
  amount: { fields: ['refundHighVat', 'refundLowVat'], scale: 1 },
  source: 'Hii Retail, deposit return (Tomra), Sweden, 26 digits; not verified on paper slips',
};

const BALTIC = 'GS1 Latvia, Variable measure in Latvia (rules shared by the Baltic countries and Finland)';
const SWEDEN = 'GS1 Sweden, variable weight numbers';
const NORWAY = 'as Sweden: no published rule found, packages in shops follow it';
const DENMARK = 'GS1 Denmark, GTIN-13 pris and GTIN-13 vægt';
const GERMANY = 'GS1 Germany, Globale Artikelnummer (GTIN) in der Anwendung; SAN-4';
const GREAT_BRITAIN = 'GS1 UK, how to barcode variable measure items';
const UNITED_STATES = 'GS1 US, UPC-A number system 2 with price verifier digit';
const NETHERLANDS = 'our own example: GS1 Netherlands leaves 20-29 to the retailer';

function price(mask: string, scale: number, source: string): MeasureTemplate {
  return { mask, measure: 'price', scale, source };
}

function weight(mask: string, scale: number, source: string): MeasureTemplate {
  return { mask, measure: 'weight', scale, unit: 'kg', source };
}

function count(mask: string, source: string): MeasureTemplate {
  return { mask, measure: 'count', scale: 0, source };
}

function nordicPrices(source: string): readonly MeasureTemplate[] {
  return [price('20IIIIIIVVVVE', 2, source), price('21IIIIIIVVVVE', 1, source), price('22IIIIIIVVVVE', 0, source)];
}

function nordicWeights(source: string): readonly MeasureTemplate[] {
  return [weight('23IIIIIIVVVVE', 3, source), weight('24IIIIIIVVVVE', 2, source), weight('25IIIIIIVVVVE', 1, source)];
}

const BALTIC_PRESET: CountryPreset = { templates: nordicWeights(BALTIC), routes: [DEPOSIT_SLIP_28] };

export const COUNTRY_PRESETS = {
  se: { templates: [...nordicPrices(SWEDEN), ...nordicWeights(SWEDEN)], routes: [DEPOSIT_SLIP_SE] },
  no: { templates: [...nordicPrices(NORWAY), ...nordicWeights(NORWAY)], routes: [DEPOSIT_SLIP_28] },
  dk: {
    templates: [
      ...['21', '22', '23', '24'].map((prefix) => price(`${prefix}IIIIVVVVVVE`, 2, DENMARK)),
      ...['26', '28'].map((prefix) => weight(`${prefix}IIIIVVVVVVE`, 3, DENMARK)),
      weight('27IIIIIVVVVVE', 3, DENMARK),
    ],
    routes: [DEPOSIT_SLIP_28],
  },
  fi: BALTIC_PRESET,
  ee: BALTIC_PRESET,
  lv: BALTIC_PRESET,
  lt: BALTIC_PRESET,
  de: {
    templates: [
      ...['22', '23'].map((prefix) => price(`${prefix}IIIICVVVVVE`, 2, GERMANY)),
      ...['25', '26'].map((prefix) => count(`${prefix}IIIICVVVVVE`, GERMANY)),
      ...['28', '29'].map((prefix) => weight(`${prefix}IIIICVVVVVE`, 3, GERMANY)),
    ],
    routes: [DEPOSIT_SLIP_28],
  },
  gb: { templates: ['20', '28'].map((prefix) => price(`${prefix}IIIIICVVVVE`, 2, GREAT_BRITAIN)), routes: [] },
  us: { templates: [price('02IIIIICVVVVE', 2, UNITED_STATES)], routes: [], prefersUpc: true },
  nl: {
    templates: [price('21IIIIIVVVVVE', 2, NETHERLANDS), weight('23IIIIIVVVVVE', 3, NETHERLANDS)],
    routes: [DEPOSIT_SLIP_28],
  },
} as const satisfies Readonly<Record<string, CountryPreset>>;

/** ISO 3166-1 alpha-2 in lower case, as far as there is a preset. */
export type PresetCountry = keyof typeof COUNTRY_PRESETS;

export const PRESET_COUNTRIES: readonly string[] = Object.keys(COUNTRY_PRESETS);

export function isPresetCountry(country: string): country is PresetCountry {
  return Object.hasOwn(COUNTRY_PRESETS, country);
}
