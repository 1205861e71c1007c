import { SETTINGS, type Setting } from './settings.ts';

/** Every setting of a configuration file as a table in Markdown, a section for each part of the file. */
export function settingsTable(): string {
  const sections = new Map<string, Setting[]>();
  for (const setting of SETTINGS) {
    const section = sectionOf(setting.path);
    sections.set(section, [...(sections.get(section) ?? []), setting]);
  }
  return [...sections].map(([section, settings]) => sectionTable(section, settings)).join('\n');
}

/** Devices are told apart: each has a table of its own. */
function sectionOf(path: string): string {
  const [first = '', second = ''] = path.split('.');
  return first === 'devices' ? `${first}.${second}` : first;
}

function sectionTable(section: string, settings: readonly Setting[]): string {
  const rows = settings.map((setting) => {
    const cells = [`\`${setting.path}\``, allowed(setting), standard(setting), setting.description];
    return `| ${cells.map(escaped).join(' | ')} |`;
  });
  return [`### ${section}`, '', '| setting | takes | default | what it does |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

function allowed(setting: Setting): string {
  return setting.unit === undefined ? setting.allowed : `${setting.allowed} (${setting.unit})`;
}

function standard(setting: Setting): string {
  if (setting.default !== undefined) return `\`${setting.default}\``;
  return setting.required ? 'must be set' : '';
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
