import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CODE_PAGES } from '#drivers/payment/zvt/text.ts';
import { ZVT_LIMITS } from '#drivers/payment/zvt/settings.ts';
import { CODE_PAGE_NUMBERS } from '#drivers/printer/escpos/code-pages.ts';
import { PAPER_COLUMNS } from '#drivers/printer/escpos/encoder.ts';
import { SCAN_FRAMINGS } from '#drivers/scanner/scan-framing.ts';
import { BAUD_RATES, CHARACTER_FORMATS } from '#drivers/transport/serial-transport.ts';
import { loadConfig } from './load.ts';
import { withSettingsTable } from './readme-table.ts';
import { SETTINGS, settingByPath, settingByVariable, VARIABLES } from './settings.ts';

// Goal: what is written about settings is true: names, ranges, defaults, the table in README.md, the example profile, and
// what drivers really take. Method: everything is compared with the schema or with the drivers' own lists.

const inRange = (min: number, max: number): string => `${min} to ${max}`;

describe('the list of settings', () => {
  it('describes every setting', () => {
    const silent = SETTINGS.filter((setting) => !setting.path.includes('<') && setting.description.length < 10);
    expect(silent.map((setting) => setting.path)).toEqual([]);
  });

  it('gives each setting a variable of its own, and knows it by both names', () => {
    expect(new Set(VARIABLES).size).toBe(VARIABLES.length);
    expect(settingByVariable('HANDRAIL_LANE_IDLE_WARN_AFTER_MS')?.path).toBe('lane.idle.warnAfterMs');
    for (const { path, variable } of SETTINGS) {
      expect(settingByPath(path)?.path).toBe(path);
      if (variable !== undefined) expect(settingByVariable(variable)?.path).toBe(path);
    }
  });

  it('bounds every number', () => {
    const integers = SETTINGS.filter((setting) => setting.types.includes('integer'));
    expect(integers.length).toBeGreaterThan(15);
    expect(integers.filter((setting) => !/^\d+ to \d+$/.test(setting.allowed)).map((setting) => setting.path)).toEqual(
      [],
    );
  });

  it('keeps the table in README.md fresh', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    // When this fails: node config/write-readme-table.ts
    expect(readme).toBe(withSettingsTable(readme));
  });
});

describe('the example profile', () => {
  it('is usable as it stands', () => {
    const file = fileURLToPath(new URL('profiles/example-lane.json', import.meta.url));
    const { devices } = loadConfig({ files: [file] }).config;
    expect([devices.scanner?.kind, devices.terminal?.kind, devices.printer?.kind]).toEqual([
      'serial',
      'zvt-tcp',
      'escpos-tcp',
    ]);
  });
});

describe('devices', () => {
  it.each([
    ['devices.scanner.baudRate', BAUD_RATES.join(', ')],
    ['devices.scanner.format', CHARACTER_FORMATS.join(', ')],
    ['devices.scanner.framing', SCAN_FRAMINGS.join(', ')],
    ['devices.terminal.codePage', CODE_PAGES.join(', ')],
    ['devices.terminal.replyTimeoutMs', inRange(ZVT_LIMITS.responseTimeoutMs.min, ZVT_LIMITS.responseTimeoutMs.max)],
    ['devices.terminal.idleTimeoutMs', inRange(ZVT_LIMITS.progressTimeoutMs.min, ZVT_LIMITS.progressTimeoutMs.max)],
    ['devices.printer.columns', PAPER_COLUMNS.join(', ')],
  ])('%s takes what the driver takes', (path, allowed) => {
    expect(settingByPath(path)?.allowed).toBe(allowed);
  });

  it('offers only code pages that the printer driver has', () => {
    const offered = settingByPath('devices.printer.codePage')?.allowed.split(', ') ?? [];
    expect(offered.length).toBeGreaterThan(3);
    expect(Object.keys(CODE_PAGE_NUMBERS)).toEqual(expect.arrayContaining(offered));
  });
});
