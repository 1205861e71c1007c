// Goal: the page comes onto the screen by the best way that this machine has, and the reason is said when there is
// none. Method: the plan for every combination of what may be found; detection over real files; a real program as a
// short-lived "browser" to see it opened again, and an earlier one ended.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConfigurationError } from '#config/configuration-error.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { browserArguments } from './browser-arguments.ts';
import { BrowserProcess } from './browser-process.ts';
import { findBrowser } from './find-browser.ts';
import { findElectron } from './find-electron.ts';
import { openShell } from './open-shell.ts';
import { hasDisplay, planShell } from './plan.ts';

const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };
const all = { electron: '/e', browser: '/b', hasDisplay: true };

test.each([
  [undefined, all, { kind: 'electron', program: '/e' }],
  ['', all, { kind: 'electron', program: '/e' }],
  ['electron', all, { kind: 'electron', program: '/e' }],
  ['browser', all, { kind: 'browser', program: '/b' }],
  ['none', all, { kind: 'none', reason: 'HANDRAIL_SHELL=none' }],
  [undefined, { ...all, electron: null }, { kind: 'browser', program: '/b' }],
  [
    undefined,
    { ...all, electron: null, browser: null },
    { kind: 'none', reason: expect.stringContaining('no Chromium') },
  ],
  ['electron', { ...all, electron: null }, { kind: 'none', reason: expect.stringContaining('not installed') }],
  ['browser', { ...all, browser: null }, { kind: 'none', reason: expect.stringContaining('no Chromium') }],
  [undefined, { ...all, hasDisplay: false }, { kind: 'none', reason: 'there is no display' }],
  ['browser', { ...all, hasDisplay: false }, { kind: 'none', reason: 'there is no display' }],
])('HANDRAIL_SHELL=%s with %j', (wish, found, plan) => {
  expect(planShell({ HANDRAIL_SHELL: wish }, found)).toEqual(plan);
});

test('a wish that is none is refused with what is allowed', () => {
  const env = { HANDRAIL_SHELL: 'firefox' };
  expect(() => planShell(env, all)).toThrow(ConfigurationError);
  expect(() => planShell(env, all)).toThrow(/HANDRAIL_SHELL.*firefox.*none, browser, electron/);
});

test('a display is needed on Linux only', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'darwin')).toBe(true);
  expect(hasDisplay({}, 'win32')).toBe(true);
});

test('electron is there when path.txt names a program that is there', () => {
  const directory = temporaryDirectory();
  expect(findElectron({}, null)).toBeNull();
  expect(findElectron({}, directory)).toBeNull();
  writeFileSync(path.join(directory, 'path.txt'), 'electron\n');
  expect(findElectron({}, directory)).toBeNull();
  mkdirSync(path.join(directory, 'dist'));
  writeFileSync(path.join(directory, 'dist/electron'), '');
  expect(findElectron({}, directory)).toBe(path.join(directory, 'dist/electron'));
  const override = { ELECTRON_OVERRIDE_DIST_PATH: path.join(directory, 'elsewhere') };
  expect(findElectron(override, directory)).toBeNull();
  mkdirSync(path.join(directory, 'elsewhere'));
  writeFileSync(path.join(directory, 'elsewhere/electron'), '');
  expect(findElectron(override, directory)).toBe(path.join(directory, 'elsewhere/electron'));
});

test('a browser is found on the path, or where it was named', () => {
  const directory = temporaryDirectory();
  const program = path.join(directory, 'chromium');
  writeFileSync(program, '#!/bin/sh\n');
  expect(findBrowser({ HANDRAIL_BROWSER: program }, 'linux')).toBeNull();
  chmodSync(program, 0o755);
  expect(findBrowser({ HANDRAIL_BROWSER: program }, 'linux')).toBe(program);
  expect(findBrowser({ HANDRAIL_BROWSER: path.join(directory, 'gone') }, 'linux')).toBeNull();
  expect(findBrowser({ PATH: directory }, 'linux')).toBe(program);
});

test('a kiosk window cannot be left, an ordinary one has a size; each has its own profile', () => {
  const kiosk = browserArguments({
    url: 'http://127.0.0.1:1/start',
    profileDirectory: '/p',
    mode: 'kiosk',
    asRoot: false,
  });
  expect(kiosk).toContain('--kiosk');
  expect(kiosk).toContain('--user-data-dir=/p');
  expect(kiosk.at(-1)).toBe('--app=http://127.0.0.1:1/start');
  expect(kiosk).not.toContain('--no-sandbox');
  const window = browserArguments({
    url: 'http://127.0.0.1:1/start',
    profileDirectory: '/p',
    mode: 'window',
    size: { width: 800, height: 600 },
    asRoot: true,
  });
  expect(window).toContain('--window-size=800,600');
  expect(window).toContain('--no-sandbox');
  expect(window).not.toContain('--kiosk');
});

/** A stand-in for a browser: writes down its arguments, then does what the script says. */
function program(directory: string, script: string): string {
  const file = path.join(directory, 'browser.sh');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> "${path.join(directory, 'starts')}"\n${script}\n`, { mode: 0o755 });
  return file;
}

function starts(directory: string): string[] {
  const file = path.join(directory, 'starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

test('a browser that dies is opened again with a new link, and closing ends it', async () => {
  const directory = temporaryDirectory();
  let links = 0;
  const browser = new BrowserProcess({
    program: program(directory, 'test -f "$0.died" && exec sleep 60; touch "$0.died"; exit 3'),
    arguments: () => [`link-${(links += 1)}`],
    profileDirectory: path.join(directory, 'profile'),
    reopens: true,
    log: SILENT,
  });
  await vi.waitUntil(() => starts(directory).length === 2, { timeout: 10_000 });
  await browser.close();
  expect(starts(directory)).toEqual(['link-1', 'link-2']);
});

test('a browser that is missing is reported and tried again, not thrown', async () => {
  const directory = temporaryDirectory();
  const warned: unknown[] = [];
  const browser = new BrowserProcess({
    program: path.join(directory, 'none'),
    arguments: () => [],
    profileDirectory: path.join(directory, 'profile'),
    reopens: true,
    log: { ...SILENT, warn: (_message, data) => warned.push(data) },
  });
  await vi.waitUntil(() => warned.length >= 2, { timeout: 10_000 });
  await browser.close();
  expect(warned[0]).toMatchObject({ reason: expect.stringContaining('ENOENT'), inMs: 1000 });
  expect(warned[1]).toMatchObject({ inMs: 2000 });
});

test('a browser left over by a lane that was killed is ended first; another process with its number is not', async () => {
  const directory = temporaryDirectory();
  const profileDirectory = path.join(directory, 'profile');
  mkdirSync(profileDirectory);
  const argument = `--user-data-dir=${profileDirectory}`;
  const script = 'setInterval(() => {}, 1000)';
  const leftOver = spawn(process.execPath, ['-e', script, '--', argument], { stdio: 'ignore' });
  const bystander = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  onTestFinished(() => {
    leftOver.kill('SIGKILL');
    bystander.kill('SIGKILL');
  });
  const lock = path.join(profileDirectory, 'SingletonLock');
  const open = (): BrowserProcess =>
    new BrowserProcess({
      program: program(directory, 'exec sleep 60'),
      arguments: () => [],
      profileDirectory,
      reopens: true,
      log: SILENT,
    });
  symlinkSync(`${hostname()}-${bystander.pid}`, lock);
  await open().close();
  expect(bystander.signalCode).toBeNull();

  const other = path.join(directory, 'other-lock');
  symlinkSync(`${hostname()}-${leftOver.pid}`, other);
  renameSync(other, lock);
  const ended = new Promise((resolve) => leftOver.once('exit', (_code, signal) => resolve(signal)));
  await open().close();
  expect(await ended).toBe('SIGKILL');
});

test('without a way to open a window, the reason is told and no link is used up', () => {
  const said: string[] = [];
  openShell({
    plan: { kind: 'none', reason: 'there is no display' },
    shopperUrl: () => {
      throw new Error('a link was made for nobody');
    },
    dataDirectory: '/nowhere',
    log: SILENT,
    say: (line) => said.push(line),
  });
  expect(said).toEqual(['No window was opened: there is no display. The links above open the pages.']);
});
