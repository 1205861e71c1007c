import path from 'node:path';
import { shownValue, type ConfigurationProblem } from './configuration-error.ts';
import {
  JsonTextError,
  pathKey,
  readJson,
  type JsonObject,
  type JsonValue,
  type Path,
  type PositionedJson,
} from './json-text.ts';
import { isObject, type ConfigLayer, type ConfigSource } from './layers.ts';
import { unknownName } from './nearest-name.ts';
import { readFailure } from './read-failure.ts';
import { readText } from './read-text.ts';
import { SETTINGS, settingByPath, settingByVariable, VARIABLE_PREFIX, VARIABLES, type Setting } from './settings.ts';

const FILE_SIZE_MAX_BYTES = 1_048_576;

/** @returns undefined, and a problem more, when the file is not there, too large, not JSON, or not an object */
export function fileLayer(file: string, problems: ConfigurationProblem[]): ConfigLayer | undefined {
  const absolute = path.resolve(file);
  const read = readConfigFile(absolute);
  if ('message' in read) {
    const { position } = read;
    const where = position === undefined ? absolute : `${absolute}:${position.line}:${position.column}`;
    problems.push({ where, path: '', message: read.message });
    return undefined;
  }
  const { value, positions } = read;
  if (!isObject(value)) {
    problems.push({ where: absolute, path: '', value: shownValue(value), message: 'must be a JSON object' });
    return undefined;
  }
  // Editors find the schema by this name; it is no setting.
  const { $schema: _, ...values } = value;
  const sourceOf = (at: Path): ConfigSource => {
    const position = positions.get(pathKey(at)) ?? { line: 1, column: 1 };
    return { layer: 'file', file: absolute, line: position.line, column: position.column };
  };
  return { values, sourceOf };
}

interface Unreadable {
  readonly message: string;
  readonly position?: { readonly line: number; readonly column: number };
}

function readConfigFile(file: string): PositionedJson | Unreadable {
  try {
    return readJson(readText(file, FILE_SIZE_MAX_BYTES));
  } catch (error) {
    if (error instanceof JsonTextError) return { message: `is not JSON: ${error.message}`, position: error.position };
    return { message: readFailure(error) };
  }
}

/** Variables that speak to the program on this machine, not to the store: which window to open, and with what. */
const PROGRAM_VARIABLES: ReadonlySet<string> = new Set(['HANDRAIL_SHELL', 'HANDRAIL_BROWSER']);

/** What the shells around the lane tell one another; no part of the configuration. */
const NOT_SETTINGS: ReadonlySet<string> = new Set(['HANDRAIL_SHELL', 'HANDRAIL_BROWSER']);

/** Variables that are empty count as not set, as a shell script that passes them on would expect. */
export function environmentLayer(
  env: Readonly<Record<string, string | undefined>>,
  problems: ConfigurationProblem[],
): ConfigLayer {
  const variables = new Map<string, string>();
  let values: JsonObject = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || NOT_SETTINGS.has(variable)) continue;
    if (text === undefined || text === '') continue;
    if (PROGRAM_VARIABLES.has(variable)) continue;
    const setting = settingByVariable(variable);
    if (setting === undefined) {
      problems.push({
        where: `environment ${variable}`,
        path: '',
        message: unknownName('variable', variable, VARIABLES),
      });
      continue;
    }
    variables.set(pathKey(setting.path.split('.')), variable);
    values = withValue(values, setting.path.split('.'), fromText(text, setting));
  }
  // An object that only the environment speaks of is named by the first variable in it.
  const within = (at: Path): string | undefined =>
    [...variables].find(([key]) => key.startsWith(`${pathKey(at).slice(0, -1)},`))?.[1];
  return {
    values,
    sourceOf: (at) => ({ layer: 'environment', variable: variables.get(pathKey(at)) ?? within(at) ?? VARIABLE_PREFIX }),
  };
}

export function overridesLayer(
  overrides: Readonly<Record<string, unknown>>,
  problems: ConfigurationProblem[],
): ConfigLayer {
  let values: JsonObject = {};
  for (const [name, given] of Object.entries(overrides)) {
    if (given === undefined) continue;
    const setting = settingByPath(name);
    const isInside = setting === undefined && SETTINGS.some((known) => known.path.startsWith(`${name}.`));
    if (setting === undefined && !isInside) {
      const known = SETTINGS.map((each) => each.path);
      problems.push({ where: 'command line', path: name, message: unknownName('setting', name, known) });
      continue;
    }
    const value = typeof given === 'string' && setting !== undefined ? fromText(given, setting) : (given as JsonValue);
    values = withValue(values, name.split('.'), value);
  }
  return { values, sourceOf: () => ({ layer: 'command-line' }) };
}

/** Text of the environment or the command line as the type that the setting has. What does not fit stays text. */
function fromText(text: string, setting: Setting): JsonValue {
  const takes = (type: Setting['types'][number]): boolean => setting.types.includes(type);
  if (text === 'null' && takes('null')) return null;
  if (takes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if ((takes('integer') || takes('number')) && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (takes('list')) return text.split(',').map((item) => item.trim());
  return text;
}

function withValue(values: JsonObject, parts: readonly string[], value: JsonValue): JsonObject {
  const [name, ...rest] = parts;
  if (name === undefined) return values;
  if (rest.length === 0) return { ...values, [name]: value };
  const inner = values[name];
  return { ...values, [name]: withValue(isObject(inner) ? inner : {}, rest, value) };
}
