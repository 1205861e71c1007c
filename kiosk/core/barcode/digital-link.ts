import { gtin14 } from '../values/gtin.ts';
import { applicationIdentifier, type ApplicationIdentifier } from './application-identifier.ts';
import { addElement, findConflict, type Elements } from './element-string.ts';
import { problem, type ScanProblem } from './scan.ts';

/** All lower or all upper case, as the standard's reference software has it; other spellings are plain text. */
const SCHEMES = ['https://', 'http://', 'HTTPS://', 'HTTP://'];

const URI_CHARACTERS = /^[-A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%]*$/;
const HOST = /^[-A-Za-z0-9.:[\]]+$/;
const NUMERIC = /^\d+$/;

export function isWebAddress(text: string): boolean {
  return SCHEMES.some((scheme) => text.startsWith(scheme));
}

/**
 * Reads a GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax) as text: the rightmost pair of path segments
 * that is a primary key, its qualifiers, then the query. The address is never resolved. More lenient than the standard
 * in two ways that are found on packs: a GTIN may lack its leading zeros, and qualifiers may stand in the query.
 * @returns its elements; a web address without a GS1 key is a problem of its own
 */
export function parseDigitalLink(uri: string, thisYear: number): Elements | ScanProblem {
  if (!URI_CHARACTERS.test(uri)) return problem('characters', 'the web address has characters that no URI may have');
  const afterScheme = uri.slice(uri.indexOf('//') + 2);
  const [beforeFragment = ''] = afterScheme.split('#', 1);
  const question = beforeFragment.indexOf('?');
  const path = question === -1 ? beforeFragment : beforeFragment.slice(0, question);
  const query = question === -1 ? '' : beforeFragment.slice(question + 1);
  const [host = '', ...segments] = path.split('/');
  if (!HOST.test(host)) return problem('web-address', 'the web address has no valid host');
  const pairs = keyAndQualifiers(segments);
  if (pairs === undefined) return problem('web-address', 'the web address is not a GS1 Digital Link');
  const elements = new Map<string, string>();
  return (
    readPath(elements, pairs, thisYear) ?? readQuery(elements, query, thisYear) ?? findConflict(elements) ?? elements
  );
}

interface Pair {
  readonly entry: ApplicationIdentifier;
  readonly value: string;
}

/** Pairs of segments from the right, up to the first that is a primary key, in the order of the path. */
function keyAndQualifiers(segments: readonly string[]): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  for (let at = segments.length - 2; at >= 0; at -= 2) {
    const entry = applicationIdentifier(segments[at] ?? '');
    if (entry === undefined) return undefined;
    pairs.unshift({ entry, value: segments[at + 1] ?? '' });
    if (entry.qualifiers !== undefined) return pairs;
  }
  return undefined;
}

function readPath(elements: Map<string, string>, pairs: readonly Pair[], thisYear: number): ScanProblem | undefined {
  const [key, ...qualifiers] = pairs.map((pair) => pair.entry);
  const names = qualifiers.map((entry) => entry.ai);
  if (key?.qualifiers?.some((allowed) => isInOrder(names, allowed)) !== true) {
    return problem('conflict', `(${key?.ai}) must not be followed by (${names.join(') (')}) in this order`);
  }
  for (const pair of pairs) {
    const refusal = add(elements, pair.entry, decodePercent(pair.value), thisYear);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Some or all of the allowed names, each at most once, in their order. */
function isInOrder(names: readonly string[], allowed: readonly string[]): boolean {
  let at = -1;
  for (const name of names) {
    const found = allowed.indexOf(name, at + 1);
    if (found === -1) return false;
    at = found;
  }
  return true;
}

/** Parameters that are not numbers are the brand's own and none of ours. */
function readQuery(elements: Map<string, string>, query: string, thisYear: number): ScanProblem | undefined {
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(equals, 0));
    if (!NUMERIC.test(name)) continue;
    const entry = applicationIdentifier(name);
    if (entry === undefined) return problem('unknown-ai', `(${name}) in the query is not an application identifier`);
    if (elements.has(name)) return problem('conflict', `(${name}) is there twice`);
    if (!entry.attribute && !isQualifier(name)) return problem('conflict', `(${name}) must not stand in the query`);
    const refusal = add(elements, entry, decodePercent(parameter.slice(equals + 1).replaceAll('+', ' ')), thisYear);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const QUALIFIERS_IN_QUERY = new Set(['10', '21', '22', '235']);

function isQualifier(ai: string): boolean {
  return QUALIFIERS_IN_QUERY.has(ai);
}

function add(
  elements: Map<string, string>,
  entry: ApplicationIdentifier,
  value: string,
  thisYear: number,
): ScanProblem | undefined {
  const normal = entry.ai === '01' ? (gtin14(value) ?? value) : value;
  return addElement(elements, { ai: entry.ai, value: normal, entry }, thisYear);
}

const ESCAPE = /%([0-9A-Fa-f]{2})/g;

/** What is not an escape stays as it is; its percent sign is then checked as a character of the value. */
function decodePercent(text: string): string {
  return text.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
