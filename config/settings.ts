import { z } from 'zod';
import { handrailConfigSchema } from './schemas/handrail-config.ts';

/**
 * One setting as a person writes it: its name, what it takes, what it does. Read off the schema, never written twice.
 */
export interface Setting {
  /** "lane.http.port"; a part in angle brackets stands for a name of one's own. */
  readonly path: string;
  /** The variable of the environment that sets it; undefined for what only a file can hold. */
  readonly variable: string | undefined;
  readonly types: readonly SettingType[];
  /** What it takes, in words: "0 to 65535", "cr, lf, cr-lf". */
  readonly allowed: string;
  readonly unit: string | undefined;
  /** As JSON; undefined for what must be set, or may be left out. */
  readonly default: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
  readonly isPath: boolean;
  readonly description: string;
}

type SettingType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'list' | 'object';

/** The part of JSON Schema (2020-12) that describes settings. */
export interface SettingSchema {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly secret?: boolean;
  readonly isPath?: boolean;
  readonly default?: unknown;
  readonly const?: string | number;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SettingSchema | boolean;
  readonly items?: SettingSchema;
  readonly anyOf?: readonly SettingSchema[];
  readonly oneOf?: readonly SettingSchema[];
}

/** The JSON Schema of what a configuration may hold, all files together. */
export const configJsonSchema = z.toJSONSchema(handrailConfigSchema, {
  io: 'input',
  unrepresentable: 'any',
}) as SettingSchema;

/** Every setting, in the order of the schema. */
export const SETTINGS: readonly Setting[] = mergeAlternatives(settingsOf(configJsonSchema, [], true));

const BY_VARIABLE: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.flatMap((setting) => (setting.variable === undefined ? [] : [[setting.variable, setting] as const])),
);

export const VARIABLE_PREFIX = 'HANDRAIL_';

export function settingByVariable(name: string): Setting | undefined {
  return BY_VARIABLE.get(name);
}

export function settingByPath(path: string): Setting | undefined {
  return SETTINGS.find((setting) => setting.path === path);
}

export const VARIABLES: readonly string[] = [...BY_VARIABLE.keys()];

/** The names that are known below a path, to find the one that a mistyped name was meant to be. */
export function knownNames(path: readonly (string | number)[]): readonly string[] {
  let here: readonly SettingSchema[] = alternatives(configJsonSchema);
  for (const part of path) {
    here = here.flatMap((schema) => {
      const next =
        typeof part === 'number'
          ? schema.items
          : (schema.properties?.[part] ??
            (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined));
      return next === undefined ? [] : alternatives(next);
    });
  }
  return [...new Set(here.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function alternatives(schema: SettingSchema): readonly SettingSchema[] {
  const inner = schema.anyOf ?? schema.oneOf;
  return inner === undefined ? [schema] : inner.flatMap(alternatives);
}

function settingsOf(schema: SettingSchema, path: readonly string[], required: boolean): readonly Setting[] {
  const variants = alternatives(schema);
  const objects = variants.filter((variant) => variant.type === 'object');
  if (objects.length === 0) return [leaf(schema, variants, path, required)];
  const own = variants.length > objects.length ? [leaf(schema, variants, path, required)] : [];
  return [
    ...own,
    ...objects.flatMap((variant) => {
      const named = Object.entries(variant.properties ?? {}).flatMap(([name, inner]) =>
        settingsOf(inner, [...path, name], variant.required?.includes(name) ?? false),
      );
      const free = variant.additionalProperties;
      return typeof free === 'object' ? [...named, ...settingsOf(free, [...path, freeName(path)], false)] : named;
    }),
  ];
}

function freeName(path: readonly string[]): string {
  return path.at(-1) === 'name' ? '<language>' : '<id>';
}

function leaf(
  schema: SettingSchema,
  variants: readonly SettingSchema[],
  path: readonly string[],
  required: boolean,
): Setting {
  const notes = { ...variants[0], ...schema };
  const types = [...new Set(variants.map(typeOf))];
  return {
    path: path.join('.'),
    variable: path.some((part) => part.startsWith('<')) ? undefined : variableName(path),
    types,
    allowed: [...new Set(variants.map(allowedIn))].join(' or '),
    unit: notes.unit,
    default: notes.default === undefined ? undefined : JSON.stringify(notes.default),
    required,
    secret: notes.secret === true,
    isPath: notes.isPath === true,
    description: notes.description ?? '',
  };
}

function typeOf(schema: SettingSchema): SettingType {
  switch (schema.type) {
    case 'array':
      return 'list';
    case 'object':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'null':
    case 'string':
      return schema.type;
    default:
      return typeof (schema.const ?? schema.enum?.[0]) === 'number' ? 'number' : 'string';
  }
}

function allowedIn(schema: SettingSchema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(', ');
  if (schema.type === 'array') return 'list';
  if (schema.type === 'boolean') return 'true, false';
  if (schema.minimum !== undefined || schema.maximum !== undefined) return `${schema.minimum} to ${schema.maximum}`;
  if (schema.minLength !== undefined && schema.maxLength !== undefined) {
    if (schema.minLength === schema.maxLength) return `text of ${schema.minLength} character`;
    return `text of ${schema.minLength} to ${schema.maxLength} characters`;
  }
  if (schema.type === 'object') return 'the settings below';
  return schema.type === 'string' || schema.type === undefined ? 'text' : schema.type;
}

/** lane.idle.warnAfterMs is HANDRAIL_LANE_IDLE_WARN_AFTER_MS. */
function variableName(path: readonly string[]): string {
  const words = path.map((part) => part.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
  return `HANDRAIL_${words.join('_')}`;
}

/** Two kinds of printer share most of their settings: one row for both. */
function mergeAlternatives(settings: readonly Setting[]): readonly Setting[] {
  const byPath = new Map<string, Setting>();
  for (const setting of settings) {
    const earlier = byPath.get(setting.path);
    byPath.set(setting.path, earlier === undefined ? setting : merged(earlier, setting));
  }
  return [...byPath.values()];
}

function merged(a: Setting, b: Setting): Setting {
  return {
    ...a,
    types: [...new Set([...a.types, ...b.types])],
    allowed: a.allowed === b.allowed ? a.allowed : `${a.allowed}, ${b.allowed}`,
    required: a.required && b.required,
    description: a.description === b.description ? a.description : `${a.description} ${b.description}`,
  };
}
