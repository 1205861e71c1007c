import path from 'node:path';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts';
import { countryPack } from './countries/index.ts';
import { describeIssues } from './describe-issues.ts';
import { isObject, mergeLayers, type ConfigLayer, type ConfigSource, type MergedLayers } from './layers.ts';
import { pathKey, type JsonObject, type JsonValue } from './json-text.ts';
import { environmentLayer, fileLayer, overridesLayer } from './read-layers.ts';
import {
  handrailConfigSchema,
  hqConfigSchema,
  storeConfigSchema,
  type HandrailConfig,
  type HqConfig,
  type StoreConfig,
} from './schemas/handrail-config.ts';
import { SETTINGS } from './settings.ts';

export interface ConfigInputs {
  /** Configuration files; a later one wins over an earlier one. */
  readonly files: readonly string[];
  /** The variables of the environment; those that begin with HANDRAIL_ are settings. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Settings of the command line by path ("lane.http.port"), as text or as values. They win over everything. */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  /** What relative paths of the environment and the command line are relative to; the current folder unless given. */
  readonly workingDirectory?: string | undefined;
}

/** What each role is told. A lane has its store with it unless it is told where that is. */
export interface RoleConfigs {
  readonly lane: HandrailConfig;
  readonly store: StoreConfig;
  readonly hq: HqConfig;
}

export type Role = keyof RoleConfigs;

export interface LoadedConfig<Config = HandrailConfig> {
  readonly config: Config;
  /** Where each written value came from, by pathKey; what is not in it is a default. */
  readonly sources: ReadonlyMap<string, ConfigSource>;
}

/**
 * The settings from all layers: defaults, the country pack, the files in their order, the environment, the command
 * line. The result is checked, complete and frozen; relative paths have become absolute.
 *
 * @throws ConfigurationError with every problem that was found
 */
export function loadConfig(inputs: ConfigInputs): LoadedConfig {
  return loadRoleConfig('lane', inputs);
}

const SCHEMAS = { lane: handrailConfigSchema, store: storeConfigSchema, hq: hqConfigSchema } as const;

/**
 * The same for any role; what other roles need may be missing.
 *
 * @throws ConfigurationError with every problem that was found
 */
export function loadRoleConfig<Name extends Role>(role: Name, inputs: ConfigInputs): LoadedConfig<RoleConfigs[Name]> {
  const problems: ConfigurationProblem[] = [];
  const { written, allRead } = writtenLayers(inputs, problems);
  const country = countryCode(mergeLayers(written).values);
  const pack = country === undefined ? undefined : countryPack(country);
  const merged = mergeLayers(pack === undefined ? written : [packLayer(pack.code, pack), ...written]);
  const located = withAbsolutePaths(merged, path.resolve(inputs.workingDirectory ?? '.'));
  const result = SCHEMAS[role].safeParse(located);
  if (!result.success) {
    // Without a country there is no pack: that its part is missing follows from that, and says nothing new.
    const issues = result.error.issues.filter((issue) => pack !== undefined || issue.path[0] !== 'country');
    const described = describeIssues(issues, merged);
    // What seems to be missing may well stand in the file that could not be read.
    problems.push(...(allRead ? described : described.filter((problem) => problem.value !== undefined)));
  }
  if (problems.length > 0 || !result.success) throw new ConfigurationError(problems);
  return { config: deepFreeze(result.data) as RoleConfigs[Name], sources: merged.sources };
}

/**
 * Which role settings are for, by what they name: a lane has `lane`, headquarters `hq` and no lane, a store neither. A
 * file that serves several roles is taken for the first of these that fits. What is wrong with it is for whoever loads
 * it.
 */
export function roleNamedIn(inputs: ConfigInputs): Role {
  const { values } = mergeLayers(writtenLayers(inputs, []).written);
  if (values['lane'] !== undefined || values['devices'] !== undefined) return 'lane';
  if (values['hq'] !== undefined) return 'hq';
  return values['store'] === undefined ? 'lane' : 'store';
}

function writtenLayers(
  inputs: ConfigInputs,
  problems: ConfigurationProblem[],
): { readonly written: readonly ConfigLayer[]; readonly allRead: boolean } {
  const files = inputs.files.map((file) => fileLayer(file, problems));
  const written = [
    ...files,
    environmentLayer(inputs.env ?? {}, problems),
    overridesLayer(inputs.overrides ?? {}, problems),
  ].filter((layer) => layer !== undefined);
  return { written, allRead: !files.includes(undefined) };
}

function countryCode(values: JsonObject): string | undefined {
  const store = values['store'];
  const country = isObject(store) ? store['country'] : undefined;
  return typeof country === 'string' ? country : undefined;
}

function packLayer(country: string, pack: object): ConfigLayer {
  return { values: { country: pack as JsonObject }, sourceOf: () => ({ layer: 'country-pack', country }) };
}

function withAbsolutePaths(merged: MergedLayers, workingDirectory: string): JsonObject {
  let values = merged.values;
  for (const setting of SETTINGS) {
    if (!setting.isPath) continue;
    const parts = setting.path.split('.');
    const source = merged.sources.get(pathKey(parts));
    const base = source?.layer === 'file' ? path.dirname(source.file) : workingDirectory;
    values = changed(values, parts, (value) =>
      typeof value === 'string' && value !== '' ? path.resolve(base, value) : value,
    );
  }
  return values;
}

function changed(values: JsonObject, parts: readonly string[], change: (value: JsonValue) => JsonValue): JsonObject {
  const [name, ...rest] = parts;
  if (name === undefined) return values;
  const inner = values[name];
  if (inner === undefined) return values;
  if (rest.length === 0) return { ...values, [name]: change(inner) };
  return isObject(inner) ? { ...values, [name]: changed(inner, rest, change) } : values;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
