import { z } from 'zod';
import type { ConfigurationProblem } from '#config/configuration-error.ts';
import { shownValue } from '#config/configuration-error.ts';
import { csvSeparator, CsvTextError, readCsv } from '#config/catalogue/csv-text.ts';
import { foundIssues } from '#config/issue-message.ts';
import { JsonTextError, readJson } from '#config/json-text.ts';
import { unknownName } from '#config/nearest-name.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import { isSpreadsheet } from './read-articles-messages.ts';

/** A new price as a back office writes it: a row of a spreadsheet, or a JSON object on a line. */
const priceRecordSchema = z.strictObject({
  id: z.string().min(1).max(40),
  price: z
    .string()
    .regex(/^\d{1,7}(?:\.\d{1,4})?$/, 'must be an amount in text with a point, for example "2.19"')
    .nullable(),
  validFrom: z.iso
    .datetime({ offset: true, error: 'must be a moment with its offset, for example "2026-02-01T00:00:00+01:00"' })
    .optional(),
});

export interface PriceRecord {
  readonly line: number;
  readonly id: string;
  /** In major units with a point; null from when the article has no price. */
  readonly price: string | null;
  /** Milliseconds since 1970; undefined for at once. */
  readonly validFrom: EpochMs | undefined;
}

export interface ReadPrices {
  readonly records: readonly PriceRecord[];
  readonly problems: readonly ConfigurationProblem[];
}

const COLUMNS = Object.keys(priceRecordSchema.shape);

/** @param file its name, for messages and because a spreadsheet is known by it */
export function readPrices(text: string, file: string): ReadPrices {
  const records: PriceRecord[] = [];
  const problems: ConfigurationProblem[] = [];
  const report = (line: number, path: string, message: string, value?: unknown): void => {
    problems.push({ where: `${file}:${line}`, path, value: shownValue(value), message });
  };
  const rows = isSpreadsheet(file) ? tableRows(text, report) : jsonRows(text, report);
  for (const { line, value } of rows) {
    const parsed = priceRecordSchema.safeParse(value);
    if (parsed.success) {
      const { id, price, validFrom } = parsed.data;
      records.push({ line, id, price, validFrom: validFrom === undefined ? undefined : Date.parse(validFrom) });
      continue;
    }
    for (const issue of foundIssues(parsed.error.issues, value, (name) => unknownName('field', name, COLUMNS))) {
      report(line, issue.path.join('.'), issue.message, issue.value);
    }
  }
  return { records, problems };
}

type Report = (line: number, path: string, message: string, value?: unknown) => void;

interface Row {
  readonly line: number;
  readonly value: unknown;
}

function jsonRows(text: string, report: Report): readonly Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [{ line: index + 1, value: readJson(line.trim()).value }];
    } catch (error) {
      if (!(error instanceof JsonTextError)) throw error;
      report(index + 1, '', `is not JSON: column ${error.position.column}: ${error.message}`);
      return [];
    }
  });
}

function tableRows(text: string, report: Report): readonly Row[] {
  const separator = csvSeparator(text);
  try {
    const [header, ...rows] = readCsv(text, separator);
    const unknown = header?.cells.filter((column) => !COLUMNS.includes(column)) ?? [];
    for (const column of unknown) report(1, '', `column ${column}: ${unknownName('column', column, COLUMNS)}`);
    if (header === undefined || unknown.length > 0) return [];
    return rows.map(({ line, cells }) => ({ line, value: recordOf(header.cells, cells, separator) }));
  } catch (error) {
    if (!(error instanceof CsvTextError)) throw error;
    report(error.line, '', `is not CSV: ${error.message}`);
    return [];
  }
}

/** An empty price is none; an empty moment is now. Where semicolons separate cells, the comma is the decimal sign. */
function recordOf(header: readonly string[], cells: readonly string[], separator: string): unknown {
  const record: Record<string, unknown> = { price: null };
  for (const [index, column] of header.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (cell !== '') record[column] = column === 'price' && separator === ';' ? cell.replace(',', '.') : cell;
  }
  return record;
}
