import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvSeparator, CsvTextError, readCsv } from './csv-text.ts';

// Goal: whatever a spreadsheet writes is read back, and whatever else comes fails with a line and nothing worse.
// Method: random tables written with every cell in quotes, and random text.

const separator = fc.constantFrom(',' as const, ';' as const, '\t' as const);

describe('readCsv', () => {
  it('reads back any table', () => {
    const table = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), { maxLength: 10 });
    fc.assert(
      fc.property(table, separator, fc.constantFrom('\n', '\r\n'), (rows, between, lineEnd) => {
        const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(between));
        expect(readCsv(quoted.join(lineEnd), between).map((row) => row.cells)).toEqual(rows);
      }),
    );
  });

  it('never fails otherwise than with a line', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ') });
    fc.assert(
      fc.property(text, separator, (broken, between) => {
        try {
          for (const { cells } of readCsv(broken, between)) expect(cells.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(CsvTextError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('knows the line that a row begins on', () => {
    const rows = readCsv('a,b\n\n"x\ny",1\nc,', ',');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['x\ny', '1'] },
      { line: 5, cells: ['c', ''] },
    ]);
  });

  it('takes the separator that the header has most of', () => {
    expect([csvSeparator('a;b,c;d'), csvSeparator('a\tb\tc'), csvSeparator('a,b'), csvSeparator('')]).toEqual([
      ';',
      '\t',
      ',',
      ';',
    ]);
  });
});
