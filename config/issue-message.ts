import type { z } from 'zod';
import { shownValue } from './configuration-error.ts';
import type { Path } from './json-text.ts';

export type Issue = z.core.$ZodIssue;

/** One thing that a schema found, with the place and the value that it is about. */
export interface FoundIssue {
  readonly path: Path;
  readonly value: unknown;
  readonly message: string;
}

/**
 * What a schema found in a value, in words for a person.
 * @param unknownName says what to do about a name that the schema does not know
 */
export function foundIssues(
  issues: readonly Issue[],
  root: unknown,
  unknownName: (name: string, path: Path) => string,
): readonly FoundIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        value: valueAt(root, [...path, key]),
        message: unknownName(key, path),
      }));
    }
    const value = valueAt(root, path);
    return [{ path, value, message: issueMessage(issue, value) }];
  });
}

export function valueAt(root: unknown, path: Path): unknown {
  let here = root;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[part];
  }
  return here;
}

function issueMessage(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `must be set (${typeInWords(issue.expected)})`
        : `must be ${typeInWords(issue.expected)}`;
    case 'invalid_value':
      return value === undefined ? `must be set to one of ${list(issue.values)}` : `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return unionMessage(issue);
    case 'too_small':
      return limit(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return limit(issue.origin, 'at most', issue.maximum);
    case 'invalid_key':
      return `is not a usable name: ${issue.issues.map((inner) => inner.message).join('; ')}`;
    default:
      return issue.message;
  }
}

function unionMessage(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const options: readonly unknown[] = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.length === 0 ? issue.message : `must be one of ${list(options)}`;
}

function typeInWords(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    int: 'a whole number',
    number: 'a number',
    string: 'text in double quotes',
    boolean: 'true or false',
    array: 'a list in square brackets',
    object: 'an object in braces',
    record: 'an object in braces',
    tuple: 'a list in square brackets',
  };
  return words[expected] ?? expected;
}

function limit(origin: string, bound: string, size: number | bigint): string {
  switch (origin) {
    case 'string':
      return `must have ${bound} ${size} characters`;
    case 'array':
    case 'record':
      return `must have ${bound} ${size} entries`;
    default:
      return `must be ${bound} ${size}`;
  }
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(shownValue(values[0])) : `one of ${list(values)}`;
}

function list(values: readonly unknown[]): string {
  return values.map((value) => shownValue(value)).join(', ');
}
