import { unknownName } from '../nearest-name.ts';
import type { CsvSeparator } from './csv-text.ts';

/**
 * How a row of a spreadsheet becomes an article record. A column is named as the field it fills ("price"), for a text
 * in one language with the language behind it ("name.en"). Lists are written with blanks between, a measure as "500 g",
 * a deposit that is not one as "can*6", yes and no as 1 and 0. An empty cell is a field that is not there.
 */

type CellReader = (text: string, separator: CsvSeparator) => unknown;

const asText: CellReader = (text) => text;
const asList: CellReader = (text) => text.split(/\s+/);

/** What does not look like a number stays text, for the schema to say what is wrong with it. */
const asNumber: CellReader = (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text);

const asFlag: CellReader = (text) => {
  const isYes = /^(?:1|true)$/i.test(text);
  return isYes || /^(?:0|false)$/i.test(text) ? isYes : text;
};

/** Where semicolons separate cells, the comma is the decimal sign. */
const asPrice: CellReader = (text, separator) => (separator === ';' ? text.replace(',', '.') : text);

const asMeasure: CellReader = (text) => {
  const [, amount, unit] = /^(\d{1,7})\s*([a-z]+)$/.exec(text) ?? [];
  return amount === undefined ? text : { amount: Number(amount), unit };
};

const asDeposit: CellReader = (text) => {
  const [, id, count] = /^(.+)\*(\d{1,3})$/.exec(text) ?? [];
  return id === undefined ? text : { id, count: Number(count) };
};

const COLUMNS: Readonly<Record<string, CellReader>> = {
  id: asText,
  codes: asList,
  price: asPrice,
  pricedPer: asText,
  measure: asMeasure,
  tax: asText,
  deposit: asDeposit,
  ageRule: asText,
  groups: asList,
  category: asText,
  picture: asText,
  minimumAge: asNumber,
  notForSelfCheckout: asFlag,
  recalled: asFlag,
  quantityMax: asNumber,
};

/** Columns whose fields stand under `restrictions` in a record. */
const RESTRICTIONS = new Set(['minimumAge', 'notForSelfCheckout', 'recalled', 'quantityMax']);

const IN_A_LANGUAGE = /^(name|content|searchWords)\.([A-Za-z-]{2,35})$/;

/** @returns what is wrong with a header; empty when all its columns are known and none is there twice */
export function headerProblems(header: readonly string[]): readonly string[] {
  const known = [...Object.keys(COLUMNS), 'name.en', 'content.en', 'searchWords.en'];
  return header.flatMap((column, index) => {
    if (header.indexOf(column) !== index) return [`column ${column}: is there twice`];
    if (Object.hasOwn(COLUMNS, column) || IN_A_LANGUAGE.test(column)) return [];
    return [`column ${column === '' ? `number ${index + 1}` : column}: ${unknownName('column', column, known)}`];
  });
}

/** A record as an NDJSON line would hold it, not checked yet. The price that is not there is one that is not known. */
export function recordOfCells(
  header: readonly string[],
  cells: readonly string[],
  separator: CsvSeparator,
): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = { price: null };
  const restrictions: Record<string, unknown> = {};
  const texts = new Map<string, Record<string, string>>();
  for (const [index, column] of header.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (cell === '') continue;
    const [, field, language] = IN_A_LANGUAGE.exec(column) ?? [];
    if (field !== undefined && language !== undefined) texts.set(field, { ...texts.get(field), [language]: cell });
    else (RESTRICTIONS.has(column) ? restrictions : record)[column] = COLUMNS[column]?.(cell, separator);
  }
  for (const [field, text] of texts) record[field] = text;
  return Object.keys(restrictions).length === 0 ? record : { ...record, restrictions };
}
