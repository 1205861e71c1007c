import { assert } from '../values/assert.ts';
import { hasValidCheckDigit } from '../values/gtin.ts';
import type { Decimal } from './decimal.ts';
import type { RoutedKind } from './scan.ts';

/**
 * Where a read goes that is no article, by what it looks like. Data: loyalty cards and vouchers are each shop's own.
 */
export interface Route {
  readonly kind: RoutedKind;
  /**
   * Literal characters and fields: {name:4} is four digits, {name:x4} four characters of any kind, {name:4-9} and
   * {name:x4-9} a range of lengths, which only the last field may have. Nothing may follow the pattern. EAN and UPC
   * numbers are matched as their 13 or 8 digits, everything else as its text.
   */
  readonly pattern: string;
  /** Symbology identifiers, or their first letters: ["E0", "C"]. Absent: any, and reads without one. */
  readonly symbologies?: readonly string[] | undefined;
  /** The application identifier whose value is matched, in element strings. Absent: the read as a whole. */
  readonly ai?: string | undefined;
  /** The text must also end in the right check digit of a GTIN. */
  readonly hasCheckDigit?: true | undefined;
  /** The field that identifies it; absent: the whole text that was matched. */
  readonly reference?: string | undefined;
  /** The fields that add up to its amount, and their decimals. */
  readonly amount?: { readonly fields: readonly string[]; readonly scale: number } | undefined;
  /** Of a loyalty card: the programme that it stands for, as promotions name it. */
  readonly programme?: string | undefined;
  /** Where the rule comes from. */
  readonly source?: string | undefined;
}

type PatternPart =
  | { readonly literal: string }
  | { readonly field: string; readonly digitsOnly: boolean; readonly lengthMin: number; readonly lengthMax: number };

export interface CompiledRoute extends Route {
  readonly parts: readonly PatternPart[];
}

export interface RouteMatch {
  readonly reference: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly amount?: Decimal | undefined;
}

const FIELD = /^\{([A-Za-z][A-Za-z0-9]{0,29}):(x?)(\d{1,3})(?:-(\d{1,3}))?\}/;

/** More than any field needs, and little enough that the digits of an amount stay a safe integer. */
const AMOUNT_DIGITS_MAX = 9;

/** @returns what is wrong with a route, for whoever reads the configuration, or undefined when it is usable */
export function routeFault(route: Route): string | undefined {
  const parts = readPattern(route.pattern);
  if (typeof parts === 'string') return parts;
  const fields = new Map(parts.flatMap((part) => ('field' in part ? [[part.field, part] as const] : [])));
  if (fields.size !== parts.filter((part) => 'field' in part).length) return 'each field of a pattern has its own name';
  if (route.reference !== undefined && !fields.has(route.reference))
    return `no field ${route.reference} in the pattern`;
  for (const name of route.amount?.fields ?? []) {
    const field = fields.get(name);
    if (field === undefined) return `no field ${name} in the pattern`;
    if (!field.digitsOnly || field.lengthMax > AMOUNT_DIGITS_MAX) {
      return `an amount is made of at most ${AMOUNT_DIGITS_MAX} digits: ${name}`;
    }
  }
  const scale = route.amount?.scale ?? 0;
  return Number.isInteger(scale) && scale >= 0 && scale <= 4 ? undefined : 'scale is a whole number from 0 to 4';
}

/** @throws AssertionError for a route that routeFault would have named: configuration is checked before it gets here */
export function compileRoute(route: Route): CompiledRoute {
  const fault = routeFault(route);
  const parts = readPattern(route.pattern);
  assert(fault === undefined && typeof parts !== 'string', `unusable route ${route.pattern}: ${fault}`);
  return { ...route, parts };
}

function readPattern(pattern: string): readonly PatternPart[] | string {
  const parts: PatternPart[] = [];
  let at = 0;
  while (at < pattern.length) {
    const last = parts.at(-1);
    if (last !== undefined && 'field' in last && last.lengthMax !== last.lengthMin) {
      return 'only the last part of a pattern may have a range of lengths';
    }
    if (pattern.charAt(at) !== '{') {
      const brace = pattern.indexOf('{', at);
      const end = brace === -1 ? pattern.length : brace;
      parts.push({ literal: pattern.slice(at, end) });
      at = end;
      continue;
    }
    const match = FIELD.exec(pattern.slice(at));
    if (match === null) return `not a field: ${pattern.slice(at, at + 20)}`;
    const [text, field = '', any, shortest, longest] = match;
    const lengthMin = Number(shortest);
    const lengthMax = Number(longest ?? shortest);
    if (lengthMin < 1 || lengthMax < lengthMin) return `not a range of lengths: ${text}`;
    parts.push({ field, digitsOnly: any === '', lengthMin, lengthMax });
    at += text.length;
  }
  return parts.length === 0 ? 'a pattern must not be empty' : parts;
}

const DIGITS = /^\d+$/;

/** Matches from left to right without ever going back. */
export function matchRoute(route: CompiledRoute, text: string): RouteMatch | undefined {
  if (route.hasCheckDigit === true && !hasValidCheckDigit(text)) return undefined;
  const fields: Record<string, string> = {};
  let at = 0;
  for (const part of route.parts) {
    if ('literal' in part) {
      if (!text.startsWith(part.literal, at)) return undefined;
      at += part.literal.length;
      continue;
    }
    const value = text.slice(at, at + part.lengthMax);
    if (value.length < part.lengthMin || (part.digitsOnly && !DIGITS.test(value))) return undefined;
    fields[part.field] = value;
    at += value.length;
  }
  if (at !== text.length) return undefined;
  const amount = route.amount;
  return {
    reference: route.reference === undefined ? text : (fields[route.reference] ?? text),
    fields,
    amount:
      amount === undefined
        ? undefined
        : { value: amount.fields.reduce((sum, name) => sum + Number(fields[name]), 0), scale: amount.scale },
  };
}

/** @param aim the symbology identifier of the read without its bracket, if it had one */
export function acceptsSymbology(route: Route, aim: string | undefined): boolean {
  return route.symbologies === undefined || route.symbologies.some((prefix) => aim?.startsWith(prefix) === true);
}
