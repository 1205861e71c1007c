import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { figuresTable } from './promise-figures.ts';

/** Writes the table of kiosk/docs/waiting-promise.md anew: `node tests/simulation/write-waiting-promise.ts`. */
const page = path.resolve(import.meta.dirname, '../../kiosk/docs/waiting-promise.md');
const START = '<!-- figures -->\n';
const END = '<!-- end of figures -->';
const text = readFileSync(page, 'utf8');
const before = text.slice(0, text.indexOf(START) + START.length);
const after = text.slice(text.indexOf(END));
writeFileSync(page, `${before}\n${figuresTable()}\n\n${after}`);
