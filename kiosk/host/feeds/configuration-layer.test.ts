// Goal: settings that came down lie beneath a machine's own, and no settings that came down keep it from starting.
// Method: the demo's configuration with a data folder of its own, and files where a feed puts them.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { type LayeredConfig, loadLayered } from './configuration-layer.ts';
import { inForceFile } from './role-feeds.ts';

function bed(): { load: () => LayeredConfig<{ readonly lane: object }>; comesDown: (settings: unknown) => void } {
  const directory = temporaryDirectory();
  const own = path.join(directory, 'own.json');
  writeFileSync(own, JSON.stringify({ lane: { dataDirectory: 'data', linesMax: 50 } }));
  const file = inForceFile(path.join(directory, 'data'), 'configuration');
  return {
    load: () => loadLayered('lane', { files: [DEMO_CONFIG_FILE, own] }, ({ lane }) => lane.dataDirectory),
    comesDown: (settings) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(settings));
    },
  };
}

test('settings that came down hold where the machine says nothing, and nowhere else', () => {
  const { load, comesDown } = bed();
  comesDown({ lane: { scanRepeatWindowMs: 321, linesMax: 400, workstationId: 'lane-9' } });
  const { config, notUsed } = load();
  expect(config.lane).toMatchObject({ scanRepeatWindowMs: 321, linesMax: 50, workstationId: 'lane-1' });
  expect(notUsed).toBeUndefined();
});

test('a machine starts without settings that it cannot start with, and says why', () => {
  const { load, comesDown } = bed();
  comesDown({ lane: { scanRepeatWindowMs: -1 } });
  const { config, notUsed } = load();
  expect(config.lane).toMatchObject({ linesMax: 50 });
  expect(notUsed).toContain('scanRepeatWindowMs');
});

test('settings are tried before they are put in force', () => {
  const { wrongWith } = bed().load();
  expect(wrongWith('{"lane":{"scanRepeatWindowMs":100}}')).toBeUndefined();
  expect(wrongWith('{"lane":{"unheardOf":1}}')).toContain('unheardOf');
  expect(wrongWith('{')).toContain('is not JSON');
});
