import { pathKey, type Path } from './json-text.ts';
import { describeSource } from './layers.ts';
import type { LoadedConfig } from './load.ts';
import { settingByPath } from './settings.ts';

/** One effective value and where it came from. */
export interface ExplainedSetting {
  readonly path: string;
  /** As JSON; dots for a secret. */
  readonly value: string;
  readonly source: string;
}

/** Every value that is in force, in the order of the schema. */
export function explainConfig(loaded: LoadedConfig<object>): readonly ExplainedSetting[] {
  return explain(loaded.config, [], loaded);
}

function explain(value: unknown, path: Path, loaded: LoadedConfig<object>): readonly ExplainedSetting[] {
  if (isBranch(value)) {
    return Object.entries(value).flatMap(([name, inner]) => explain(inner, [...path, name], loaded));
  }
  if (value === undefined) return [];
  const name = path.join('.');
  const shown = settingByPath(name)?.secret === true ? '••••••' : JSON.stringify(value);
  const source = loaded.sources.get(pathKey(path)) ?? ({ layer: 'default' } as const);
  return [{ path: name, value: shown, source: describeSource(source) }];
}

/** Objects are gone into; a list is one value, since a layer replaces it as a whole. */
function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
