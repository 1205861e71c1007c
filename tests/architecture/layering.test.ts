// Goal: who may import whom is held by programs, not by good will, and the programs really look.
// Method: the real rules over the real tree (every source file must have been looked at), then the same rules and the
// same compiler settings over a small tree in which each wall is broken once; each break must be found, nothing else.
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Answer, compile, filesOf, plantedTree, ROOT, runNode } from './planted-tree.ts';

/** How long one look at the whole repository may take on a busy machine; milliseconds. */
const RUN_TIMEOUT_MS = 120_000;
const FOLDERS = ['kiosk', 'drivers', 'sync', 'config'];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

function cruise(directory: string): Cruise {
  const { text } = runNode(directory, [
    path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    ...FOLDERS,
  ]);
  return JSON.parse(text) as Cruise;
}

test('no file of the product imports what its room may not', { timeout: RUN_TIMEOUT_MS }, () => {
  const { modules, summary } = cruise(ROOT);
  const seen = new Set(modules.map((module) => module.source));
  const sources = FOLDERS.flatMap((folder) => filesOf(folder)).filter((file) => /(?<!\.d)\.(ts|mjs)$/.test(file));
  expect(sources.filter((file) => !seen.has(file))).toEqual([]);
  expect(sources.length).toBeGreaterThan(300);
  expect(summary.violations).toEqual([]);
});

/** Each wall broken once: the file, what it imports, and the rule that must find it. */
const BREAKS = [
  ['kiosk/core/to-lane.ts', '#kiosk/lane/harmless.ts', 'kiosk-core-rooms'],
  ['kiosk/core/to-package.ts', 'zod', 'kiosk-core-packages'],
  ['kiosk/api/to-sale.ts', '#kiosk/core/harmless.ts', 'kiosk-api-rooms'],
  ['kiosk/lane/to-storage.ts', '#kiosk/storage/harmless.ts', 'kiosk-lane-rooms'],
  ['kiosk/lane/to-package.ts', 'pino', 'kiosk-lane-packages'],
  ['kiosk/storage/to-api.ts', '#kiosk/api/harmless.ts', 'kiosk-storage-rooms'],
  ['kiosk/ui/to-core.ts', '#kiosk/core/harmless.ts', 'kiosk-ui-rooms'],
  ['kiosk/ui/to-package.ts', 'zod', 'kiosk-ui-packages'],
  ['kiosk/staff/to-shopper.ts', '#kiosk/ui/harmless.ts', 'kiosk-staff-rooms'],
  ['kiosk/i18n/to-core.ts', '#kiosk/core/harmless.ts', 'kiosk-i18n-rooms'],
  ['kiosk/host/to-page.ts', '#kiosk/ui/harmless.ts', 'host-keeps-out-of-pages-and-electron'],
  ['kiosk/host/to-electron.ts', 'electron', 'electron-only-in-its-room'],
  ['kiosk/host/to-test.ts', '#tests/harmless.ts', 'nobody-imports-tests'],
  ['kiosk/electron/to-lane.ts', '#kiosk/lane/harmless.ts', 'kiosk-electron-rooms'],
  ['drivers/scanner/to-native.ts', '@serialport/bindings-cpp', 'native-serial-and-hid-only-in-transport'],
  ['drivers/to-lane.ts', '#kiosk/lane/harmless.ts', 'drivers-rooms'],
  ['sync/to-storage.ts', '#kiosk/storage/harmless.ts', 'sync-rooms'],
  ['config/to-lane.ts', '#kiosk/lane/harmless.ts', 'config-rooms'],
] as const;

test(
  'the dependency check finds each wall that is broken, and allows what is allowed',
  {
    timeout: RUN_TIMEOUT_MS,
  },
  () => {
    const importing = (name: string): string => `import * as other from '${name}';\nexport const used = other;\n`;
    const tree = plantedTree({
      ...Object.fromEntries(BREAKS.map(([file, target]) => [file, importing(target)])),
      'kiosk/core/one.ts': importing('./two.ts'),
      'kiosk/core/two.ts': importing('./one.ts'),
      'kiosk/lane/allowed.ts': importing('#kiosk/core/harmless.ts'),
      'kiosk/ui/allowed.ts': importing('#kiosk/api/harmless.ts'),
      'drivers/transport/allowed.ts': importing('@serialport/bindings-cpp'),
    });
    const found = cruise(tree).summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
    const expected = [...BREAKS.map(([file, , rule]) => `${file} ${rule}`), 'kiosk/core/one.ts no-cycles'];
    expect(found.toSorted()).toEqual(expected.toSorted());
  },
);

const TIMER = 'setTimeout(() => {}, 1);';
const DISK = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;";
const PAGE = 'export const page = document.title;';
const PROCESS = 'export const folder = process.cwd();';
const room = (name: string): string =>
  `import { harmless } from '#${name}/harmless.ts';\nexport const used = harmless;`;

/** What a file does that its room may not, and a word of the compiler's complaint about it. */
const FORBIDDEN = [
  { inRoom: 'kiosk/core', what: 'a timer', planted: TIMER, complaint: 'setTimeout' },
  { inRoom: 'kiosk/core', what: 'the disk', planted: DISK, complaint: 'node:fs' },
  { inRoom: 'kiosk/core', what: 'the console', planted: 'console.log(1);', complaint: 'console' },
  { inRoom: 'kiosk/core', what: 'a page', planted: PAGE, complaint: 'document' },
  { inRoom: 'kiosk/core', what: 'the process', planted: PROCESS, complaint: 'process' },
  { inRoom: 'kiosk/core', what: 'the lane', planted: room('kiosk/lane'), complaint: 'TS6307' },
  { inRoom: 'kiosk/api', what: 'the process', planted: PROCESS, complaint: 'process' },
  { inRoom: 'kiosk/lane', what: 'a timer', planted: TIMER, complaint: 'setTimeout' },
  { inRoom: 'kiosk/lane', what: 'the disk', planted: DISK, complaint: 'node:fs' },
  { inRoom: 'kiosk/lane', what: 'the storage', planted: room('kiosk/storage'), complaint: 'TS6307' },
  { inRoom: 'kiosk/ui', what: 'the disk', planted: DISK, complaint: 'node:fs' },
  { inRoom: 'kiosk/host', what: 'a page', planted: PAGE, complaint: 'document' },
  { inRoom: 'drivers', what: 'a page', planted: PAGE, complaint: 'document' },
  { inRoom: 'drivers', what: 'syntax to be built', planted: 'export enum Light { red }', complaint: 'TS1294' },
] as const;

test.for(FORBIDDEN)('the compiler keeps $inRoom from $what', { timeout: RUN_TIMEOUT_MS }, (forbidden) => {
  const { inRoom, planted, complaint } = forbidden;
  const clean = compile(plantedTree({}), inRoom);
  expect(clean).toEqual<Answer>({ exitCode: 0, text: '' });
  const { exitCode, text } = compile(plantedTree({ [`${inRoom}/planted.ts`]: `${planted}\nexport {};\n` }), inRoom);
  expect(exitCode).not.toBe(0);
  expect(text).toContain(`${inRoom}/planted.ts`);
  expect(text).toContain(complaint);
});

test(
  'the linter keeps clocks and chance out of the core, and promises from floating anywhere',
  {
    timeout: RUN_TIMEOUT_MS,
  },
  () => {
    const tree = plantedTree({
      'kiosk/core/clock.ts': 'export const now = Date.now();\n',
      'kiosk/core/chance.ts': 'export const id = crypto.randomUUID();\n',
      'kiosk/host/clock.ts': 'export const now = Date.now();\n',
      'kiosk/host/floating.ts':
        'async function later(): Promise<number> {\n  return 1;\n}\nlater();\nexport const used = later;\n',
    });
    const { exitCode, text } = runNode(tree, [
      path.join(ROOT, 'node_modules/oxlint/bin/oxlint'),
      '--type-aware',
      '--format',
      'unix',
      'kiosk/core',
      'kiosk/host',
    ]);
    const complaints = text.split('\n').filter((line) => /\.ts:\d+/.test(line));
    const complained = (file: string, rule: string): boolean =>
      complaints.some((line) => line.includes(file) && line.includes(rule));
    expect(exitCode).not.toBe(0);
    expect(complained('kiosk/core/clock.ts', 'no-restricted-globals')).toBe(true);
    expect(complained('kiosk/core/chance.ts', 'no-restricted-globals')).toBe(true);
    expect(complained('kiosk/host/floating.ts', 'no-floating-promises')).toBe(true);
    expect(complaints.filter((line) => line.includes('kiosk/host/clock.ts'))).toEqual([]);
  },
);
