import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

// Goal: a lane that cannot start says in one sentence what is wrong and where, and ends; it never shows its insides.
// Method: the real command with folders that cannot be used.

const CLI = fileURLToPath(new URL('../../kiosk/host/cli.ts', import.meta.url));

async function startLane(
  settings: Readonly<Record<string, string | number>>,
  file: string = DEMO_CONFIG_FILE,
): Promise<{ code: number; text: string }> {
  const overrides = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const lane = spawn(process.execPath, [CLI, 'lane', file, ...overrides], {
    env: { ...process.env, HANDRAIL_SHELL: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [lane.stdout, lane.stderr]) stream.on('data', (text: Buffer) => said.push(text.toString()));
  const [code] = (await once(lane, 'close')) as [number];
  return { code, text: said.join('') };
}

const PORTS = { 'lane.http.port': 0, 'store.http.port': 0 };

it('names the data folder that cannot be written', async () => {
  const file = path.join(temporaryDirectory(), 'a-file');
  writeFileSync(file, '');
  const directory = path.join(file, 'data');
  const { code, text } = await startLane({ ...PORTS, 'lane.dataDirectory': directory });
  expect(code).toBe(2);
  expect(text).toMatch(new RegExp(`^handrail: lane\\.dataDirectory: ${directory} cannot be written to`, 'm'));
  expect(text).not.toContain('    at ');
});

it('ends with an error where there can be no folder at all, and does not try for ever', async () => {
  const { code, text } = await startLane({ ...PORTS, 'lane.dataDirectory': '/proc/handrail/data' });
  expect(code).toBe(2);
  expect(text).toMatch(/^handrail: lane\.dataDirectory: \/proc\/handrail\/data cannot be written to/m);
});

it('names the address that another program has', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const data = path.join(temporaryDirectory(), 'data');
  const { code, text } = await startLane({ ...PORTS, 'store.http.port': port, 'lane.dataDirectory': data });
  taken.close();
  expect({ code, text }).toMatchObject({ code: 2 });
  expect(text).toMatch(
    new RegExp(`^handrail: pages cannot be served at 127\\.0\\.0\\.1:${port}: another program`, 'm'),
  );
  expect(text).not.toContain('    at ');
});

it('names the catalogue that cannot be read', async () => {
  const directory = temporaryDirectory();
  const catalogue = path.join(directory, 'catalogue');
  mkdirSync(catalogue);
  const config = path.join(directory, 'lane.json');
  const demo = JSON.parse(readFileSync(DEMO_CONFIG_FILE, 'utf8')) as object;
  writeFileSync(config, JSON.stringify({ ...demo, catalogue: { directory: catalogue } }));
  const settings = { ...PORTS, 'lane.dataDirectory': path.join(directory, 'data') };
  const { code, text } = await startLane(settings, config);
  expect(code).toBe(2);
  expect(text).toContain(catalogue);
  expect(text).not.toContain('    at ');
});

it('says its version, and nothing that means nothing in its help', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const said = (...args: readonly string[]): string =>
    spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' }).stdout;
  expect(said('--version')).toBe(`${version}\n`);
  for (const command of [['demo'], ['lane'], ['config', 'check'], ['config', 'explain']]) {
    const help = said(...command, '--help');
    expect(help).toContain('--set <path=value>');
    expect(help).not.toContain('{}');
  }
});
