import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { shownValue, type ConfigurationProblem } from '../configuration-error.ts';
import { JsonTextError, readJson } from '../json-text.ts';
import { foundIssues, valueAt } from '../issue-message.ts';
import { unknownName } from '../nearest-name.ts';
import type { CountryPack } from '../schemas/handrail-config.ts';
import { headerProblems, recordOfCells } from './csv-record.ts';
import { csvSeparator, CsvTextError, readCsv, type CsvRow, type CsvSeparator } from './csv-text.ts';
import { articleRecordSchema, type ArticleRecord } from './article-record.ts';
import { toCatalogueEntry } from './to-catalogue-entry.ts';

export interface ReadArticles {
  readonly entries: readonly CatalogueEntry[];
  /**
   * What was wrong; the records concerned are not among the entries. At most PROBLEMS_MAX and a last one that counts.
   */
  readonly problems: readonly ConfigurationProblem[];
}

/** Enough to see what is wrong with a file, and not so many that they fill the memory. */
export const PROBLEMS_MAX = 1000;

const LINE_LENGTH_MAX = 65_536;

/**
 * Reads articles: a JSON object on each line (NDJSON) or, where the name of the file ends in .csv, a spreadsheet with a
 * header. A wrong record is left out and reported; the others are still sold.
 * @param file its name, for messages
 */
export function readArticles(text: string, file: string, pack: CountryPack, day: BusinessDay): ReadArticles {
  const reader = new ArticleReader(file, pack, day);
  if (file.toLowerCase().endsWith('.csv')) reader.table(text);
  else reader.lines(text);
  return reader.take();
}

/**
 * Reads a file of articles piece by piece: what was read is taken out now and then, so that no file is too long.
 * Numbers and codes that come twice are noticed across all pieces.
 */
export class ArticleReader {
  readonly #file: string;
  readonly #pack: CountryPack;
  readonly #day: BusinessDay;
  #entries: CatalogueEntry[] = [];
  #problems: ConfigurationProblem[] = [];
  #problemCount = 0;
  /** The header of a spreadsheet and its separator, once they were read. */
  #table: { readonly header: readonly string[]; readonly separator: CsvSeparator } | undefined;
  /** The line that first had an id or a code. */
  readonly #ids = new Map<string, number>();
  readonly #codes = new Map<string, number>();

  constructor(file: string, pack: CountryPack, day: BusinessDay) {
    this.#file = file;
    this.#pack = pack;
    this.#day = day;
  }

  /** @param firstLine the line of the file that the piece begins with; a piece ends with a whole line */
  lines(text: string, firstLine = 1): void {
    for (const [index, line] of text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .entries()) {
      const trimmed = line.trim();
      const json = trimmed === '' ? undefined : this.#json(trimmed, firstLine + index);
      if (json !== undefined) this.#article(json.value, firstLine + index);
    }
  }

  /** @param firstLine the line of the file that the piece begins with; the first piece begins with the header */
  table(text: string, firstLine = 1): void {
    if (this.#table !== undefined) {
      this.#tableRows(this.#rows(text, this.#table.separator, firstLine) ?? [], this.#table);
      return;
    }
    const separator = csvSeparator(text);
    const [header, ...articles] = this.#rows(text, separator, firstLine) ?? [];
    const problems = headerProblems(header?.cells ?? []);
    for (const problem of problems) this.#report(1, '', problem);
    if (header === undefined || problems.length > 0) return;
    this.#table = { header: header.cells, separator };
    this.#tableRows(articles, this.#table);
  }

  #tableRows(
    rows: readonly CsvRow[],
    { header, separator }: { readonly header: readonly string[]; readonly separator: CsvSeparator },
  ): void {
    for (const { line, cells } of rows) {
      if (cells.length > header.length) {
        this.#report(line, '', `has ${cells.length} cells; the header has ${header.length}`);
      } else this.#article(recordOfCells(header, cells, separator), line);
    }
  }

  #rows(text: string, separator: CsvSeparator, firstLine: number): readonly CsvRow[] | undefined {
    try {
      const rows = readCsv(text, separator);
      return rows.map(({ line, cells }) => ({ line: firstLine + line - 1, cells }));
    } catch (error) {
      if (!(error instanceof CsvTextError)) throw error;
      this.#report(firstLine + error.line - 1, '', `is not CSV: ${error.message}`);
      return undefined;
    }
  }

  #article(value: unknown, lineNumber: number): void {
    const record = this.#record(value, lineNumber);
    if (record === undefined) return;
    const result = toCatalogueEntry(record, this.#pack, this.#day);
    if (!result.ok) {
      for (const { field, message } of result.problems) this.#report(lineNumber, `${record.id}.${field}`, message);
      return;
    }
    if (this.#isTaken(result.value, lineNumber)) return;
    this.#entries.push(result.value);
  }

  /** What was read since the last time. */
  take(): ReadArticles {
    const entries = this.#entries;
    const problems = this.#problems;
    const left = this.#problemCount - problems.length;
    this.#entries = [];
    this.#problems = [];
    this.#problemCount = 0;
    if (left === 0) return { entries, problems };
    const more = { where: this.#file, path: '', message: `${left} more problems that are not listed` };
    return { entries, problems: [...problems, more] };
  }

  #record(value: unknown, lineNumber: number): ArticleRecord | undefined {
    const parsed = articleRecordSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const name = idOf(value);
    const known = Object.keys(articleRecordSchema.shape);
    for (const issue of foundIssues(parsed.error.issues, value, (field) => unknownName('field', field, known))) {
      this.#report(lineNumber, [name, ...issue.path].join('.'), issue.message, issue.value);
    }
    return undefined;
  }

  #json(text: string, lineNumber: number): { readonly value: unknown } | undefined {
    if (text.length > LINE_LENGTH_MAX) {
      this.#report(lineNumber, '', `has ${text.length} characters; at most ${LINE_LENGTH_MAX} are allowed`);
      return undefined;
    }
    try {
      return quickJson(text) ?? readJson(text);
    } catch (error) {
      if (!(error instanceof JsonTextError)) throw error;
      this.#report(lineNumber, '', `is not JSON: column ${error.position.column}: ${error.message}`);
      return undefined;
    }
  }

  #isTaken(entry: CatalogueEntry, lineNumber: number): boolean {
    const { id } = entry.article;
    const idLine = this.#ids.get(id);
    if (idLine !== undefined) this.#report(lineNumber, `${id}.id`, `is already used in line ${idLine}`);
    const taken = entry.codes.filter((code) => this.#codes.has(code));
    for (const code of taken) {
      this.#report(lineNumber, `${id}.codes`, `${code} is already used in line ${this.#codes.get(code)}`);
    }
    if (idLine !== undefined || taken.length > 0) return true;
    this.#ids.set(id, lineNumber);
    for (const code of entry.codes) this.#codes.set(code, lineNumber);
    return false;
  }

  #report(lineNumber: number, path: string, message: string, value?: unknown): void {
    this.#problemCount += 1;
    if (this.#problems.length >= PROBLEMS_MAX) return;
    this.#problems.push({ where: `${this.#file}:${lineNumber}`, path, value: shownValue(value), message });
  }
}

/**
 * What JSON.parse makes of a line, many times as fast as a reader that knows positions; undefined where that one should
 * look: at what is not JSON, and where there are more names than fields, because one of them may be there twice.
 */
function quickJson(text: string): { readonly value: unknown } | undefined {
  if (text.includes('\\')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return fieldCount(value) === nameCount(text) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** How many names there seem to be; a text may look like one. Blanks before a colon are for the slow way. */
function nameCount(text: string): number {
  if (/"\s+:/.test(text)) return -1;
  let count = 0;
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) count += 1;
  return count;
}

function fieldCount(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const item of Object.values(value)) count += fieldCount(item);
  return count;
}

function idOf(value: unknown): string {
  const id = valueAt(value, ['id']);
  return typeof id === 'string' && id.length <= 40 ? id : 'article';
}
