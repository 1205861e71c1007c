import { settingsTable } from './settings-table.ts';

const BEGIN = '<!-- settings: written by config/write-readme-table.ts -->';
const END = '<!-- end of settings -->';

/** The text of README.md with the present table of settings between its two marks. */
export function withSettingsTable(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`README.md has lost its marks: ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${settingsTable()}\n${readme.slice(end)}`;
}
