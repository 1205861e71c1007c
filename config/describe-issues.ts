import type { z } from 'zod';
import { shownValue, type ConfigurationProblem } from './configuration-error.ts';
import type { JsonObject, JsonValue, Path } from './json-text.ts';
import { describeSource, sourceAt, type MergedLayers } from './layers.ts';
import { unknownName } from './read-layers.ts';
import { knownNames, settingByPath, type Setting } from './settings.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found, in words for a person, each with the place where the value was written. */
export function describeIssues(issues: readonly Issue[], merged: MergedLayers): readonly ConfigurationProblem[] {
  return issues.flatMap((issue) => describeIssue(issue, merged));
}

function describeIssue(issue: Issue, merged: MergedLayers): readonly ConfigurationProblem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...subject([...path, key], merged),
      message: unknownName('setting', key, knownNames(path)),
    }));
  }
  return [{ ...subject(path, merged), message: messageOf(issue, path, valueAt(merged.values, path)) }];
}

function subject(path: Path, merged: MergedLayers): Omit<ConfigurationProblem, 'message'> {
  const name = path.join('.');
  const source = sourceAt(merged.sources, path);
  const value = valueAt(merged.values, path);
  return {
    where: source === undefined ? 'missing' : describeSource(source),
    path: name,
    value: settingByPath(name)?.secret === true && value !== undefined ? '"••••••"' : shownValue(value),
  };
}

function valueAt(values: JsonObject, path: Path): JsonValue | undefined {
  let here: JsonValue | undefined = values;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = Array.isArray(here) ? (here as readonly JsonValue[])[Number(part)] : (here as JsonObject)[part];
  }
  return here;
}

function messageOf(issue: Issue, path: Path, value: JsonValue | undefined): string {
  const setting = settingByPath(path.join('.'));
  const number = setting === undefined ? undefined : numberInWords(setting);
  if (number !== undefined) return `must be ${value === undefined ? 'set to ' : ''}${number}`;
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `must be set (${typeInWords(issue.expected)})`
        : `must be ${typeInWords(issue.expected)}`;
    case 'invalid_value':
      return value === undefined ? `must be set to one of ${list(issue.values)}` : `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return unionMessage(issue, value);
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

function unionMessage(issue: Extract<Issue, { code: 'invalid_union' }>, value: JsonValue | undefined): string {
  const name = 'discriminator' in issue && typeof issue.discriminator === 'string' ? issue.discriminator : undefined;
  const options = 'options' in issue && Array.isArray(issue.options) ? (issue.options as readonly unknown[]) : [];
  const allowed = options.length > 0 ? ` one of ${list(options)}` : '';
  if (name !== undefined) return `${value === undefined ? 'must be set to' : 'must be'}${allowed || ' a known kind'}`;
  return issue.message;
}

/** What a setting that is only a number may be, with its range and unit. */
function numberInWords(setting: Setting): string | undefined {
  const isInteger = setting.types.every((type) => type === 'integer');
  if (!isInteger && !setting.types.every((type) => type === 'number')) return undefined;
  const unit = setting.unit === undefined ? '' : ` ${setting.unit}`;
  return `${isInteger ? 'a whole number' : 'a number'}: ${setting.allowed}${unit}`;
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
