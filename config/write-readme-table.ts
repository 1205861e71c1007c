/** Brings the table of settings in README.md up to date: node config/write-readme-table.ts */
import { readFileSync, writeFileSync } from 'node:fs';
import { withSettingsTable } from './readme-table.ts';

const readme = new URL('README.md', import.meta.url);
writeFileSync(readme, withSettingsTable(readFileSync(readme, 'utf8')));
