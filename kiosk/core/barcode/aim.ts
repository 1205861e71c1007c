import { problem, type ScanProblem } from './scan.ts';

/**
 * What a symbology identifier (ISO/IEC 15424; GS1 General Specifications, figure 5.1.2-2) says about the text behind
 * it.
 */
type Carrier =
  /** EAN-13, UPC-A, UPC-E as 13 digits, or as 12 and 8 where the scanner does not convert. */
  | 'ean-upc'
  | 'add-on-2'
  | 'add-on-5'
  | 'ean-upc-with-add-on'
  | 'ean-8'
  | 'itf'
  /** FNC1 came first: the text is a GS1 element string. */
  | 'element-string'
  /** QR Code, Data Matrix, DotCode without FNC1: may hold a GS1 Digital Link. */
  | 'two-dimensional'
  | 'text'
  /** What the scanner says about itself, for example the answer to a programming code. */
  | 'scanner-message'
  | 'keyed'
  /** The scanner sends no identifiers: the text alone must tell. */
  | 'unknown';

const EAN_UPC: Readonly<Record<string, Carrier>> = {
  0: 'ean-upc',
  1: 'add-on-2',
  2: 'add-on-5',
  3: 'ean-upc-with-add-on',
  4: 'ean-8',
};

/** FNC1 in first place, by code character and modifier. */
const ELEMENT_STRINGS = new Set(['C1', 'e0', 'e1', 'e2', 'e3', 'd2', 'd5', 'Q3', 'Q4', 'J1', 'J4']);

const TWO_DIMENSIONAL = new Set(['d', 'Q', 'J']);
const TEXT = new Set(['A', 'B', 'C', 'D', 'F', 'G', 'H', 'K', 'L', 'M', 'N', 'O', 'P', 'R', 'S', 'T', 'U', 'V', 'z']);

export interface AimRead {
  readonly aim: string | undefined;
  readonly carrier: Carrier;
  readonly payload: string;
}

const IDENTIFIER = /^\]([A-Za-z])([0-9A-Za-z])/;

/**
 * Takes the symbology identifier off.
 * @param expected true: it must be there; false: a bracket in front is data; 'optional': whatever comes
 */
export function readAim(text: string, expected: boolean | 'optional'): AimRead | ScanProblem {
  if (expected === false) return { aim: undefined, carrier: 'unknown', payload: text };
  const match = IDENTIFIER.exec(text);
  if (match === null) {
    if (expected === true) return problem('symbology-missing', 'the read does not begin with a symbology identifier');
    return { aim: undefined, carrier: 'unknown', payload: text };
  }
  const [identifier, symbology = '', modifier = ''] = match;
  const carrier = carrierOf(symbology, modifier);
  if (carrier === undefined) return problem('unknown-symbology', `${identifier} is not a known symbology identifier`);
  const payload = text.slice(identifier.length);
  if (payload === '') return problem('empty', `nothing follows the symbology identifier ${identifier}`);
  return { aim: symbology + modifier, carrier, payload };
}

function carrierOf(symbology: string, modifier: string): Carrier | undefined {
  if (symbology === 'E') return EAN_UPC[modifier];
  if (symbology === 'I') return 'itf';
  if (symbology === 'X') return 'scanner-message';
  if (symbology === 'Z') return 'keyed';
  if (ELEMENT_STRINGS.has(symbology + modifier)) return 'element-string';
  if (TWO_DIMENSIONAL.has(symbology)) return 'two-dimensional';
  return TEXT.has(symbology) ? 'text' : undefined;
}
