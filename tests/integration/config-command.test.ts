import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Goal: a person or a script that asks `handrail config` gets an answer that can be relied on: text, exit code, nothing
// secret. Method: the real command in a process of its own, with files in a temporary folder.

const root = fileURLToPath(new URL('../..', import.meta.url));
const PROFILE = path.join(root, 'config/profiles/example-lane.json');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'handrail-config-command-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function handrail(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'kiosk/host/bin/handrail.mjs'), 'config', ...args],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 30_000 },
  );
  return { status, stdout, stderr };
}

describe('handrail config', () => {
  it('finds the example profile usable, with its catalogue', () => {
    const { status, stdout, stderr } = handrail(['check', PROFILE]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Usable: Example Market, lane-3, NL EUR; .* 280 articles, 16 promotions\.\n$/);
    expect(status).toBe(0);
  });

  it('names every problem and ends with 2', () => {
    const second = path.join(folder, 'second.json');
    writeFileSync(second, '{\n  "lane": { "number": 0 },\n  "stor": {}\n}\n');
    const { status, stdout, stderr } = handrail(['check', PROFILE, second, '--set', 'lane.http.port=no'], {
      HANDRAIL_STORE_TIME_ZONE: 'Mars',
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${second}:2:23: lane.number = 0: must be a whole number: 1 to 999`);
    expect(stderr).toContain(`${second}:3:11: stor = {}: is not a known setting; did you mean store?`);
    expect(stderr).toContain('HANDRAIL_STORE_TIME_ZONE: store.timeZone = "Mars": must be a time zone');
    expect(stderr).toContain('command line: lane.http.port = "no": must be a whole number: 0 to 65535');
  });

  it('names what is wrong in the catalogue', () => {
    const articles = path.join(folder, 'articles.ndjson');
    writeFileSync(articles, '{"id":"a","name":{"en":"A"},"price":"1,00","tax":"reduced"}\n');
    const { status, stderr } = handrail(['check', PROFILE, '--set', 'catalogue.file=articles.ndjson']);
    expect(status).toBe(2);
    expect(stderr).toContain(`${articles}:1: a.price = "1,00": must be an amount in text with a point`);
  });

  it('explains each value, without its passwords', () => {
    const { status, stdout } = handrail(['explain', PROFILE, '--json'], {
      HANDRAIL_DEVICES_TERMINAL_PASSWORD: '135790',
    });
    expect(status).toBe(0);
    expect(stdout).not.toContain('135790');
    const settings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    expect(settings.find((setting) => setting['path'] === 'devices.terminal.password')?.['source']).toBe(
      'HANDRAIL_DEVICES_TERMINAL_PASSWORD',
    );
    expect(settings.find((setting) => setting['path'] === 'lane.http.port')).toEqual({
      path: 'lane.http.port',
      value: '7380',
      source: 'default',
    });
    const asText = handrail(['explain', PROFILE]);
    expect(asText.stdout).toMatch(/^lane\.http\.port +7380 {2}\(default\)$/m);
  });

  it('prints a JSON Schema', () => {
    const { status, stdout } = handrail(['schema']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { lane: { type: 'object' } } });
  });

  it('says nothing about a reader that has gone away', () => {
    const call = `"${process.execPath}" "${path.join(root, 'kiosk/host/bin/handrail.mjs')}" config schema`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${call} | true; echo "\${PIPESTATUS[0]}"`], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('0\n');
  });

  it.each([[[]], [['check']], [['check', 'a.json', '--set', 'nothing']], [['chek', 'a.json']]])(
    'ends with 2 and a hint when called as %j',
    (args) => {
      const { status, stderr } = handrail(args);
      expect(status).toBe(2);
      expect(stderr).not.toBe('');
    },
  );
});

describe('handrail config check of other roles', () => {
  const STORE = {
    store: {
      id: '7',
      name: 'Corner',
      country: 'nl',
      timeZone: 'Europe/Amsterdam',
      addressLines: ['Market 1'],
      vatId: 'NL000000000B01',
      languages: ['nl'],
      defaultLanguage: 'nl',
    },
  };

  function write(name: string, settings: object): string {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(settings));
    return file;
  }

  it('knows a store by what it is told, and says what it would be', () => {
    const store = { ...STORE.store, dataDirectory: 'data' };
    const sync = { upstream: 'https://hq.example:7382', listen: { host: '0.0.0.0' } };
    expect(handrail(['check', write('store.json', { store, sync })])).toEqual({
      status: 0,
      stderr: '',
      stdout:
        'Usable for a store: Corner, NL EUR; lanes connect at 0.0.0.0:7382; records go to https://hq.example:7382; ' +
        'nothing comes down; 0 connectors.\n',
    });
    expect(handrail(['explain', path.join(folder, 'store.json')]).stdout).toMatch(/^store\.dataDirectory +"/m);
  });

  it('knows headquarters, and prints no password', () => {
    const database = { kind: 'postgres', url: 'postgres://handrail:verysecret@db.example/handrail' };
    write('hq-broker.json', { user: 'hq', password: 'verysecret', ca: 'PEM' });
    const broker = 'tls://n1.example:4222,n2.example:4222,tls://n3.example:4222';
    const hq = { dataDirectory: 'data', database, broker, brokerCredentialsFile: 'hq-broker.json', keepDays: 400 };
    const { status, stdout, stderr } = handrail(['check', write('hq.json', { hq })]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usable for headquarters: the record in PostgreSQL at db.example; kept for 400 days; ');
    expect(stdout).toContain(`and over ${broker}; figures at 127.0.0.1:7383; 0 connectors.\n`);
    expect(stdout).not.toContain('secret');
  });

  it.each([
    ['a store without a folder', STORE, 'store.dataDirectory: must be set for a store of its own'],
    [
      'a staff file that is not there',
      { store: { ...STORE.store, dataDirectory: 'data', staffFile: 'none.json' } },
      'store.staffFile: ENOENT',
    ],
    [
      'credentials that are not there',
      {
        store: { ...STORE.store, dataDirectory: 'data' },
        sync: { upstream: 'nats://n1:4222', credentialsFile: 'none.json' },
      },
      'none.json: ENOENT',
    ],
    ['TLS without an authority', { hq: { dataDirectory: 'data', broker: 'tls://n1:4222' } }, 'names no "ca"'],
    ['a broker that is none', { hq: { dataDirectory: 'data', broker: 'nats://n1:4222,http://n2' } }, 'hq.broker = '],
    ['a number that is too small', { hq: { dataDirectory: 'data', keepDays: 3 } }, 'hq.keepDays = 3: must be'],
    ['headquarters that knows no folder', { hq: {} }, 'hq.dataDirectory: must be set'],
  ])('names what is wrong: %s', (_, settings, message) => {
    const { status, stdout, stderr } = handrail(['check', write('settings.json', settings)]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('checks for the role that is asked for, where one file serves several', () => {
    const file = write('both.json', { ...STORE, hq: { dataDirectory: 'data' } });
    expect(handrail(['check', file]).stdout).toContain('Usable for headquarters');
    expect(handrail(['check', file, '--role', 'store']).stderr).toContain('store.dataDirectory');
    expect(handrail(['check', file, '--role', 'lane']).stderr).toContain('lane');
    expect(handrail(['check', file, '--role', 'shelf']).status).toBe(2);
  });
});
