/** A row of a CSV file with the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export class CsvTextError extends Error {
  override readonly name = 'CsvTextError';
  /** Counted from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** What spreadsheets write between cells; semicolons where the comma is the decimal sign. */
export type CsvSeparator = ',' | ';' | '\t';

const SEPARATORS: readonly CsvSeparator[] = [';', '\t', ','];

/** The separator that the first line has most of. */
export function csvSeparator(text: string): CsvSeparator {
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const counts = SEPARATORS.map((separator) => firstLine.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * Reads CSV as RFC 4180 has it: cells between separators, those with separators, quotes or line ends in double quotes,
 * quotes within doubled. Empty lines are passed over.
 * @throws CsvTextError when a quoted cell does not end, or something follows its end
 */
export function readCsv(text: string, separator: CsvSeparator): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  while (offset < text.length) {
    const cell = text[offset] === '"' ? quotedCell(text, offset, line) : plainCell(text, offset, separator);
    cells.push(cell.content);
    line += cell.lineEnds;
    offset = cell.end;
    if (text[offset] === separator) {
      offset += 1;
      if (offset === text.length) cells.push('');
      continue;
    }
    if (offset < text.length && text[offset] !== '\n' && text[offset] !== '\r') {
      throw new CsvTextError('something follows the closing quote of a cell', line);
    }
    offset += text.startsWith('\r\n', offset) ? 2 : 1;
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: rowLine, cells });
    cells = [];
    line += 1;
    rowLine = line;
  }
  if (cells.length > 0) rows.push({ line: rowLine, cells });
  return rows;
}

interface Cell {
  readonly content: string;
  readonly end: number;
  readonly lineEnds: number;
}

function plainCell(text: string, start: number, separator: CsvSeparator): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { content: text.slice(start, end).trim(), end, lineEnds: 0 };
}

function quotedCell(text: string, start: number, line: number): Cell {
  let end = start + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end === -1) throw new CsvTextError('a quoted cell begins here and does not end', line);
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const content = text.slice(start + 1, end).replaceAll('""', '"');
  return { content, end: end + 1, lineEnds: content.split('\n').length - 1 };
}
