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
