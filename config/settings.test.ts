import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ZVT_LIMITS } from '#drivers/payment/zvt/settings.ts';
import { loadConfig } from './load.ts';
import { withSettingsTable } from './readme-table.ts';
import { SETTINGS, settingByPath, settingByVariable, VARIABLES } from './settings.ts';

// Goal: what is written about settings is true: names, ranges, defaults, the table in README.md, the example profile,
// and the ranges of drivers. Method: everything is compared with the schema or with the drivers' own limits. (That
// drivers take whatever else a configuration may say is for the compiler to see, where the two meet.)

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
    ['devices.terminal.replyTimeoutMs', ZVT_LIMITS.responseTimeoutMs],
    ['devices.terminal.idleTimeoutMs', ZVT_LIMITS.progressTimeoutMs],
  ])('%s has the range that the driver has', (path, limits) => {
    expect(settingByPath(path)?.allowed).toBe(`${limits.min} to ${limits.max}`);
    expect(settingByPath(path)?.default).toBe(String(limits.default));
  });
});
