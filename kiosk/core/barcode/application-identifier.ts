import { assert } from '../values/assert.ts';
import type { ApplicationIdentifierRow } from './application-identifier-row.ts';
import { APPLICATION_IDENTIFIER_ROWS, type CheckName } from './application-identifiers.generated.ts';

/** N: digits, X: the 82 characters of GS1, Y: the 39 of component identifiers, Z: base64url. */
export type CharacterSet = 'N' | 'X' | 'Y' | 'Z';

export interface ElementComponent {
  readonly characters: CharacterSet;
  /** 0 for a component that may be absent. */
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** Where it is there, it has its full length. */
  readonly isWhole: boolean;
  readonly checks: readonly CheckName[];
}

export interface ApplicationIdentifier {
  readonly ai: string;
  readonly title: string;
  /** No separator follows. */
  readonly predefined: boolean;
  /** Allowed in the query of a GS1 Digital Link URI. */
  readonly attribute: boolean;
  readonly components: readonly ElementComponent[];
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly excludes: readonly RegExp[];
  readonly qualifiers: readonly (readonly string[])[] | undefined;
}

const COMPONENT = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)$/;

function readComponent(text: string): ElementComponent {
  const match = COMPONENT.exec(text);
  assert(match !== null, `not a component: ${text}`);
  const [, optional, characters, variable, digits, checks = ''] = match;
  const lengthMax = Number(digits);
  const shortest = variable === undefined ? lengthMax : 1;
  return {
    characters: characters as CharacterSet,
    lengthMin: optional === '[' ? 0 : shortest,
    lengthMax,
    isWhole: variable === undefined,
    checks: checks.split(',').slice(1) as CheckName[],
  };
}

function* expandRow(row: ApplicationIdentifierRow): Generator<ApplicationIdentifier> {
  const components = row.format.split(' ').map(readComponent);
  const shared = {
    title: row.title,
    predefined: row.flags?.includes('*') === true,
    attribute: row.flags?.includes('?') === true,
    components,
    lengthMin: components.reduce((sum, component) => sum + component.lengthMin, 0),
    lengthMax: components.reduce((sum, component) => sum + component.lengthMax, 0),
    excludes: (row.excludes ?? []).map((pattern) => new RegExp(`^${pattern.replaceAll('n', '\\d')}$`)),
    qualifiers: row.qualifiers,
  };
  for (let number = Number(row.ai); number <= Number(row.last ?? row.ai); number += 1) {
    yield { ai: String(number).padStart(row.ai.length, '0'), ...shared };
  }
}

const TABLE: ReadonlyMap<string, ApplicationIdentifier> = new Map(
  APPLICATION_IDENTIFIER_ROWS.flatMap((row) => [...expandRow(row)]).map((entry) => [entry.ai, entry]),
);

export const APPLICATION_IDENTIFIERS: readonly ApplicationIdentifier[] = [...TABLE.values()];

export function applicationIdentifier(ai: string): ApplicationIdentifier | undefined {
  return TABLE.get(ai);
}

const AI_LENGTHS = [2, 3, 4];

/** The identifier that a text begins with; no identifier is the beginning of another. */
export function identifierAt(text: string, at: number): ApplicationIdentifier | undefined {
  for (const length of AI_LENGTHS) {
    const found = TABLE.get(text.slice(at, at + length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Identifiers that are not assigned, but whose first two digits already fix the length of identifier and value together
 * (GS1 General Specifications, figure 7.8.5-2).
 */
const PREDEFINED_LENGTHS: Readonly<Record<string, { readonly ai: number; readonly value: number }>> = {
  '04': { ai: 2, value: 16 },
  '14': { ai: 2, value: 6 },
  '18': { ai: 2, value: 6 },
  '19': { ai: 2, value: 6 },
  '31': { ai: 4, value: 6 },
  '32': { ai: 4, value: 6 },
  '33': { ai: 4, value: 6 },
  '34': { ai: 4, value: 6 },
  '35': { ai: 4, value: 6 },
  '36': { ai: 4, value: 6 },
  '41': { ai: 3, value: 13 },
};

/** @returns the lengths of an unassigned identifier and its value, or undefined when nothing fixes them */
export function predefinedLengthAt(
  text: string,
  at: number,
): { readonly ai: number; readonly value: number } | undefined {
  return PREDEFINED_LENGTHS[text.slice(at, at + 2)];
}
