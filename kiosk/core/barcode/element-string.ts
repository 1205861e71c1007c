import {
  applicationIdentifier,
  identifierAt,
  predefinedLengthAt,
  type ApplicationIdentifier,
  type CharacterSet,
  type ElementComponent,
} from './application-identifier.ts';
import { GROUP_SEPARATOR } from './clean-scan.ts';
import { CHARACTERS_82, CONTENT_CHECKS, problemCodeOf } from './content-checks.ts';
import { problem, type ScanProblem } from './scan.ts';

/** Values by application identifier, in the order of the label. */
export type Elements = ReadonlyMap<string, string>;

const DIGITS = new Set('0123456789');
const SETS: Readonly<Record<CharacterSet, ReadonlySet<string>>> = {
  N: DIGITS,
  X: new Set(CHARACTERS_82),
  Y: new Set('#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  // The padding of base64url, which may only stand at the end, is checked where a part is.
  Z: new Set('-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz='),
};

/** GS1's own rule for padding: at most two signs, at the very end, that make the length a multiple of three. */
function isPadded(text: string): boolean {
  return !text.includes('=') || (/^[^=]+={1,2}$/.test(text) && text.length % 3 === 0);
}

/**
 * Takes a GS1 element string apart (General Specifications, 7.8): identifiers of a predefined length follow each other
 * directly, every other value ends at a separator or at the end. A separator after a predefined length is tolerated.
 * @param thisYear the year of the scan
 */
export function parseElementString(text: string, thisYear: number): Elements | ScanProblem {
  const elements = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const element = elementAt(text, at);
    if ('ok' in element) return element;
    const refusal = addElement(elements, element, thisYear);
    if (refusal !== undefined) return refusal;
    at = element.end;
    if (text.charAt(at) === GROUP_SEPARATOR) at += 1;
  }
  return findConflict(elements) ?? elements;
}

interface Element {
  readonly ai: string;
  readonly value: string;
  /** Unassigned, and taken as it is because its length is known. */
  readonly entry: ApplicationIdentifier | undefined;
}

function elementAt(text: string, at: number): (Element & { readonly end: number }) | ScanProblem {
  const entry = identifierAt(text, at);
  if (entry === undefined) {
    const lengths = predefinedLengthAt(text, at);
    if (lengths === undefined || !isDigits(text.slice(at, at + lengths.ai)) || at + lengths.ai > text.length) {
      return problem('unknown-ai', `no application identifier begins with ${JSON.stringify(text.slice(at, at + 4))}`);
    }
    const start = at + lengths.ai;
    return fixedElement(text, text.slice(at, start), start, lengths.value, undefined);
  }
  const start = at + entry.ai.length;
  if (entry.predefined) return fixedElement(text, entry.ai, start, entry.lengthMax, entry);
  const separator = text.indexOf(GROUP_SEPARATOR, start);
  const end = separator === -1 ? text.length : separator;
  return { ai: entry.ai, value: text.slice(start, end), entry, end };
}

function fixedElement(
  text: string,
  ai: string,
  start: number,
  length: number,
  entry: ApplicationIdentifier | undefined,
): (Element & { readonly end: number }) | ScanProblem {
  const value = text.slice(start, start + length);
  if (value.length < length || value.includes(GROUP_SEPARATOR)) {
    return problem('truncated', `(${ai}) needs ${length} characters`);
  }
  return { ai, value, entry, end: start + length };
}

/** Checks an element and adds it. The same value twice is taken once: both parts of a composite may carry it. */
export function addElement(elements: Map<string, string>, element: Element, thisYear: number): ScanProblem | undefined {
  const { ai, value, entry } = element;
  const refusal = entry === undefined ? checkUnassigned(ai, value) : checkValue(entry, value, thisYear);
  if (refusal !== undefined) return refusal;
  const before = elements.get(ai);
  if (before !== undefined && before !== value)
    return problem('conflict', `(${ai}) is there twice with different values`);
  elements.set(ai, value);
  return undefined;
}

function checkUnassigned(ai: string, value: string): ScanProblem | undefined {
  return isDigits(value) ? undefined : problem('characters', `(${ai}) has characters other than digits`);
}

function checkValue(entry: ApplicationIdentifier, value: string, thisYear: number): ScanProblem | undefined {
  if (value.length < entry.lengthMin || value.length > entry.lengthMax) return wrongLength(entry, value);
  let at = 0;
  for (const component of entry.components) {
    const part = value.slice(at, at + component.lengthMax);
    if (part === '' && component.lengthMin === 0) break;
    const refusal = checkComponent(entry, component, part, thisYear);
    if (refusal !== undefined) return refusal;
    at += part.length;
  }
  return undefined;
}

function checkComponent(
  entry: ApplicationIdentifier,
  component: ElementComponent,
  part: string,
  thisYear: number,
): ScanProblem | undefined {
  const label = labelOf(entry);
  for (const character of part) {
    if (!SETS[component.characters].has(character)) {
      return problem('characters', `${label} must not have ${JSON.stringify(character)}`);
    }
  }
  if (component.characters === 'Z' && !isPadded(part)) {
    return problem('value', `${label} has padding that does not fit`);
  }
  if (component.isWhole && part.length < component.lengthMax) {
    return problem('truncated', `${label} needs ${component.lengthMax} characters where it has ${part.length}`);
  }
  const failed = component.checks.find((name) => !CONTENT_CHECKS[name](part, thisYear));
  return failed === undefined ? undefined : problem(problemCodeOf(failed), `${label} is not valid: ${part}`);
}

function wrongLength(entry: ApplicationIdentifier, value: string): ScanProblem {
  const { lengthMin, lengthMax } = entry;
  const found = `${labelOf(entry)} has ${value.length} characters`;
  const code = value.length < lengthMin ? 'truncated' : 'length';
  if (lengthMin === lengthMax) return problem(code, `${found}, not ${lengthMin}`);
  return problem(
    code,
    `${found}, ${code === 'length' ? `at most ${lengthMax} fit` : `at least ${lengthMin} are needed`}`,
  );
}

/** How people who print labels name an element; some have no title. */
function labelOf({ ai, title }: ApplicationIdentifier): string {
  return title === '' ? `(${ai})` : `(${ai}) ${title}`;
}

/**
 * Identifiers that the dictionary forbids beside each other: two different prices, an article and what a case contains.
 */
export function findConflict(elements: Elements): ScanProblem | undefined {
  for (const ai of elements.keys()) {
    for (const pattern of applicationIdentifier(ai)?.excludes ?? []) {
      for (const other of elements.keys()) {
        if (other !== ai && pattern.test(other)) return problem('conflict', `(${ai}) must not stand beside (${other})`);
      }
    }
  }
  return undefined;
}

function isDigits(text: string): boolean {
  for (const character of text) if (!DIGITS.has(character)) return false;
  return true;
}
