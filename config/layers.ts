import { pathKey, type JsonObject, type JsonValue, type Path } from './json-text.ts';

/** Where a value came from. */
export type ConfigSource =
  | { readonly layer: 'default' }
  | { readonly layer: 'country-pack'; readonly country: string }
  | { readonly layer: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly layer: 'environment'; readonly variable: string }
  | { readonly layer: 'command-line' };

/** One layer of settings: values, and where each of them was written. */
export interface ConfigLayer {
  readonly values: JsonObject;
  readonly sourceOf: (path: Path) => ConfigSource;
}

export interface MergedLayers {
  readonly values: JsonObject;
  /** By pathKey: the source of every leaf, and of every object and list by the layer that wrote it first. */
  readonly sources: ReadonlyMap<string, ConfigSource>;
}

/** Later layers win. Objects are merged name by name; a list or a plain value replaces what was there. */
export function mergeLayers(layers: readonly ConfigLayer[]): MergedLayers {
  const sources = new Map<string, ConfigSource>();
  let values: JsonObject = {};
  for (const layer of layers) {
    values = mergeObjects(values, layer.values, [], (path) => {
      forget(sources, path);
      sources.set(pathKey(path), layer.sourceOf(path));
    });
  }
  return { values, sources };
}

type Note = (path: Path) => void;

function mergeObjects(lower: JsonObject, upper: JsonObject, path: Path, note: Note): JsonObject {
  const result: Record<string, JsonValue> = { ...lower };
  for (const [name, value] of Object.entries(upper)) {
    result[name] = mergeValues(Object.hasOwn(lower, name) ? lower[name] : undefined, value, [...path, name], note);
  }
  return result;
}

function mergeValues(lower: JsonValue | undefined, upper: JsonValue, path: Path, note: Note): JsonValue {
  if (!isObject(upper)) {
    note(path);
    return upper;
  }
  const keeps = isObject(lower) && isSameKind(lower, upper);
  if (!keeps) note(path);
  return mergeObjects(keeps ? lower : {}, upper, path, note);
}

/** A device of another kind has other settings: it replaces the one below it as a whole. */
function isSameKind(lower: JsonObject, upper: JsonObject): boolean {
  return lower['kind'] === undefined || upper['kind'] === undefined || lower['kind'] === upper['kind'];
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stood below a replaced value no longer comes from anywhere. */
function forget(sources: Map<string, ConfigSource>, path: Path): void {
  const below = `${pathKey(path).slice(0, -1)},`;
  for (const key of sources.keys()) if (key.startsWith(below)) sources.delete(key);
}

/** The source of a value, or of the nearest object around it that some layer wrote; the default where none did. */
export function sourceAt(sources: ReadonlyMap<string, ConfigSource>, path: Path): ConfigSource | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = sources.get(pathKey(path.slice(0, length)));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function describeSource(source: ConfigSource): string {
  switch (source.layer) {
    case 'default':
      return 'default';
    case 'country-pack':
      return `country pack ${source.country}`;
    case 'file':
      return `${source.file}:${source.line}:${source.column}`;
    case 'environment':
      return source.variable;
    case 'command-line':
      return 'command line';
  }
}
