import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateTable } from './generate-table.ts';

// Goal: the table of application identifiers is what the checked-in dictionary says, with its notice. Method: generate
// it again and compare; feed the generator entries of every form, and broken ones.

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

describe('the checked-in table', () => {
  it('is fresh: run node kiosk/core/barcode/generate/run.mjs after changing the dictionary', () => {
    expect(read('../application-identifiers.generated.ts')).toBe(generateTable(read('gs1-syntax-dictionary.txt')));
  });

  it('keeps the notices that the licence asks for', () => {
    expect(read('../application-identifiers.generated.ts')).toContain(
      'Derived from the GS1 Barcode Syntax Dictionary, Copyright GS1 AISBL, Apache-2.0',
    );
    expect(read('gs1-syntax-dictionary.txt')).toContain('Licensed under the Apache License, Version 2.0');
  });
});

describe('generateTable', () => {
  it.each([
    [
      '00  *?  N18,csum,gcppos2  dlpkey  # SSCC',
      "{ ai: '00', flags: '*?', format: 'N18,csum', qualifiers: [[]], title: 'SSCC' }",
    ],
    ['91-99  ?  X..90  # INTERNAL', "{ ai: '91', last: '99', flags: '?', format: 'X..90', title: 'INTERNAL' }"],
    ['8110  ?  X..70,couponcode', "{ ai: '8110', flags: '?', format: 'X..70,couponcode', title: '' }"],
    [
      '253 ? N13,csum [X..17] dlpkey ex=01,02 # A',
      "format: 'N13,csum [X..17]', excludes: ['01', '02'], qualifiers: [[]]",
    ],
    ["01 N14 dlpkey=22,10,21|235 # IT'S", "qualifiers: [['22', '10', '21'], ['235']], title: 'IT\\'S'"],
  ])('reads %s', (line, row) => {
    expect(generateTable(`# Release: x\n${line}\n`)).toContain(row);
  });

  it.each(['1  N2', '01', '01  *?  dlpkey  # nothing to hold', 'nonsense'])('refuses %j and names the line', (line) => {
    expect(() => generateTable(`${line}\n`)).toThrow(line);
  });
});
