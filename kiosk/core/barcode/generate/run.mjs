// Writes application-identifiers.generated.ts from the dictionary beside this file. Run it after replacing the
// dictionary by a newer release: node kiosk/core/barcode/generate/run.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { generateTable } from './generate-table.ts';

const dictionary = readFileSync(new URL('gs1-syntax-dictionary.txt', import.meta.url), 'utf8');
writeFileSync(new URL('../application-identifiers.generated.ts', import.meta.url), generateTable(dictionary));
