/**
 * Reads JSON (RFC 8259) and remembers where each value stood, so that a message can name line and column. Names that
 * occur twice in one object are refused: JSON.parse would silently take the last.
 */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Where a value begins, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly position: TextPosition;

  constructor(message: string, position: TextPosition) {
    super(message);
    this.position = position;
  }
}

export interface PositionedJson {
  readonly value: JsonValue;
  /** By path, its parts joined as `pathKey` does. */
  readonly positions: ReadonlyMap<string, TextPosition>;
}

export type Path = readonly (string | number)[];

/** A path as a key of a map; no name can be mistaken for two. */
export function pathKey(path: Path): string {
  return JSON.stringify(path.map(String));
}

const DEPTH_MAX = 32;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITE_SPACE = /[ \t\r\n]*/y;

/** @throws JsonTextError with line and column of the first thing that is not JSON */
export function readJson(text: string): PositionedJson {
  const reader = new JsonReader(text.startsWith('\uFEFF') ? text.slice(1) : text);
  return reader.read();
}

class JsonReader {
  readonly #text: string;
  readonly #lineStarts: readonly number[];
  readonly #positions = new Map<string, TextPosition>();
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map((newline) => newline.index + 1)];
  }

  read(): PositionedJson {
    const value = this.#value([]);
    if (this.#offset < this.#text.length) this.#fail('nothing may follow the value');
    return { value, positions: this.#positions };
  }

  #value(path: Path): JsonValue {
    if (path.length > DEPTH_MAX) this.#fail(`nested deeper than ${DEPTH_MAX} levels`);
    this.#match(WHITE_SPACE);
    this.#positions.set(pathKey(path), this.#position());
    const value = this.#bareValue(path);
    this.#match(WHITE_SPACE);
    return value;
  }

  #bareValue(path: Path): JsonValue {
    const first = this.#text[this.#offset];
    if (first === '{') return this.#object(path);
    if (first === '[') return this.#array(path);
    if (first === '"') return this.#string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.#take(word)) return value;
    }
    const digits = this.#match(NUMBER);
    if (digits !== '') return Number(digits);
    return this.#fail(first === undefined ? 'the file ends where a value is expected' : 'a value is expected here');
  }

  #object(path: Path): JsonObject {
    const entries = new Map<string, JsonValue>();
    this.#take('{');
    this.#match(WHITE_SPACE);
    if (this.#take('}')) return {};
    do {
      this.#match(WHITE_SPACE);
      if (this.#text[this.#offset] !== '"') this.#fail('a name in double quotes is expected here');
      const at = this.#position();
      const name = this.#string();
      if (entries.has(name)) throw new JsonTextError(`the name "${name}" occurs twice in one object`, at);
      // It would change the object itself instead of becoming a member of it.
      if (name === '__proto__') throw new JsonTextError('the name "__proto__" is not allowed', at);
      this.#match(WHITE_SPACE);
      if (!this.#take(':')) this.#fail('a colon is expected here');
      entries.set(name, this.#value([...path, name]));
    } while (this.#take(','));
    if (!this.#take('}')) this.#fail('a comma or a closing brace is expected here');
    return Object.fromEntries(entries);
  }

  #array(path: Path): readonly JsonValue[] {
    const items: JsonValue[] = [];
    this.#take('[');
    this.#match(WHITE_SPACE);
    if (this.#take(']')) return items;
    do items.push(this.#value([...path, items.length]));
    while (this.#take(','));
    if (!this.#take(']')) this.#fail('a comma or a closing bracket is expected here');
    return items;
  }

  #string(): string {
    const start = this.#offset;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.#offset = Math.min(end + 1, this.#text.length);
    try {
      return JSON.parse(this.#text.slice(start, this.#offset)) as string;
    } catch {
      this.#offset = start;
      return this.#fail('this string does not end on its line, or holds a control character or an unknown escape');
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#offset += found.length;
    return found;
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#offset)) return false;
    this.#offset += word.length;
    return true;
  }

  #position(): TextPosition {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= this.#offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: this.#offset - (this.#lineStarts[low] ?? 0) + 1 };
  }

  #fail(message: string): never {
    throw new JsonTextError(message, this.#position());
  }
}
