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
  /** What was wrong; the records concerned are not among the entries. At most PROBLEMS_MAX and a last one that counts. */
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
  return reader.result();
}

class ArticleReader {
  readonly #file: string;
  readonly #pack: CountryPack;
  readonly #day: BusinessDay;
  readonly #entries: CatalogueEntry[] = [];
  readonly #problems: ConfigurationProblem[] = [];
  #problemCount = 0;
  /** The line that first had an id or a code. */
  readonly #ids = new Map<string, number>();
  readonly #codes = new Map<string, number>();

  constructor(file: string, pack: CountryPack, day: BusinessDay) {
    this.#file = file;
    this.#pack = pack;
    this.#day = day;
  }

  lines(text: string): void {
    for (const [index, line] of text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .entries()) {
      const trimmed = line.trim();
      const json = trimmed === '' ? undefined : this.#json(trimmed, index + 1);
      if (json !== undefined) this.#article(json.value, index + 1);
    }
  }

  table(text: string): void {
    const separator = csvSeparator(text);
    const rows = this.#rows(text, separator);
    const [header, ...articles] = rows ?? [];
    const problems = headerProblems(header?.cells ?? []);
    for (const problem of problems) this.#report(1, '', problem);
    if (header === undefined || problems.length > 0) return;
    for (const { line, cells } of articles) {
      if (cells.length > header.cells.length) {
        this.#report(line, '', `has ${cells.length} cells; the header has ${header.cells.length}`);
      } else this.#article(recordOfCells(header.cells, cells, separator), line);
    }
  }

  #rows(text: string, separator: CsvSeparator): readonly CsvRow[] | undefined {
    try {
      return readCsv(text, separator);
    } catch (error) {
      if (!(error instanceof CsvTextError)) throw error;
      this.#report(error.line, '', `is not CSV: ${error.message}`);
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

  result(): ReadArticles {
    const left = this.#problemCount - this.#problems.length;
    if (left === 0) return { entries: this.#entries, problems: this.#problems };
    const more = { where: this.#file, path: '', message: `${left} more problems that are not listed` };
    return { entries: this.#entries, problems: [...this.#problems, more] };
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
      return readJson(text);
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

function idOf(value: unknown): string {
  const id = valueAt(value, ['id']);
  return typeof id === 'string' && id.length <= 40 ? id : 'article';
}
