// Goal: the shopper's page really comes onto the screen, in Electron where its program is there, and otherwise by the
// way that takes its place; which of the two was tested is said by the name of the test that ran.
// Method: Electron itself (or the absence of it, as detection sees it), and a real Chromium under the fallback's own
// supervision, without a window, against a real page server.
import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { CONTRACT_VERSION } from '#kiosk/api/version.ts';
import { startPageServer } from '#kiosk/host/http/server.ts';
import { findBrowser } from '#kiosk/host/shell/find-browser.ts';
import { findElectron } from '#kiosk/host/shell/find-electron.ts';
import { currentShellPlan, openShell } from '#kiosk/host/shell/open-shell.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { ensureChromium } from '#tests/support/chromium.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };
const electron = findElectron();
const withDisplay = { ...process.env, DISPLAY: ':0', HANDRAIL_SHELL: undefined };

const whatIsHere =
  electron === null
    ? "Electron's program is not installed here: detection says so without a download, and the plan falls back"
    : 'Electron is installed here: it shows the page of a lane that runs behind it, locked';

test.each([[whatIsHere]])('%s', () => (electron === null ? fallsBackWithoutElectron() : runsInElectron(electron)));

function fallsBackWithoutElectron(): void {
  const packageDirectory = path.resolve('node_modules/electron');
  expect(existsSync(path.join(packageDirectory, 'package.json'))).toBe(true);
  expect(currentShellPlan(withDisplay)).toEqual({ kind: 'browser', program: findBrowser() });
  expect(currentShellPlan({ ...withDisplay, HANDRAIL_SHELL: 'electron' })).toEqual({
    kind: 'none',
    reason: "Electron's program is not installed (npx install-electron)",
  });
  // Looking for it has not fetched it.
  expect(existsSync(path.join(packageDirectory, 'dist'))).toBe(false);
}

async function runsInElectron(program: string): Promise<void> {
  expect(currentShellPlan(withDisplay)).toEqual({ kind: 'electron', program });
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const command = ['demo', '--set', `lane.dataDirectory=${temporaryDirectory()}`];
  const shell = await _electron.launch({
    executablePath: program,
    args: [...asRoot, path.resolve('kiosk/electron/main.ts'), '--', ...command],
    env: { ...process.env, HOME: temporaryDirectory() },
  });
  onTestFinished(() => shell.close());
  const page = await shell.firstWindow();
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/$/, { timeout: 60_000 });
  expect(await page.evaluate('typeof process + typeof require')).toBe('undefinedundefined');
  expect(await page.evaluate('window.handrailShell')).toEqual({ kind: 'electron' });
  expect(await page.evaluate('window.open("https://example.org")')).toBeNull();
  const isKiosk = await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isKiosk());
  expect(isKiosk).toBe(true);
}

/** A page that does the least that the contract asks for: hello, then one command. */
const PAGE_SCRIPT = `
const socket = new WebSocket('ws://' + location.host + '/api');
socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', contractVersion: ${CONTRACT_VERSION}, buildId: 'e2e' }));
socket.onmessage = (event) => {
  if (JSON.parse(event.data).type !== 'hello') return;
  const commandId = crypto.randomUUID();
  socket.send(JSON.stringify({ type: 'request', id: 1, command: 'stillHere', commandId, input: {} }));
};
`;

test('the fallback opens the page in Chromium, signed in, and again when Chromium is killed, and ends it when closed', async () => {
  const directory = temporaryDirectory();
  const pages = path.join(directory, 'pages');
  mkdirSync(path.join(pages, 'assets'), { recursive: true });
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><script type="module" src="/assets/main.js"></script>');
  writeFileSync(path.join(pages, 'assets/main.js'), PAGE_SCRIPT);
  let visits = 0;
  const visitors: (() => void)[] = [];
  const server = await startPageServer({
    host: '127.0.0.1',
    port: 0,
    pagesDirectory: pages,
    picturesDirectory: pages,
    secretFile: path.join(directory, 'secret'),
    hub: new TopicHub(systemClock),
    handlers: {
      stillHere: async () => {
        visits += 1;
        for (const tell of visitors.splice(0)) tell();
        return {};
      },
    },
    log: SILENT,
  });
  onTestFinished(() => server.close());
  const untilVisit = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (visits >= count) resolve();
        else visitors.push(look);
      };
      look();
    });

  // The fallback's own arguments, and one more: there is no screen here.
  const program = path.join(directory, 'chromium-without-window');
  writeFileSync(program, `#!/bin/sh\nexec "${ensureChromium()}" --headless=new --disable-dev-shm-usage "$@"\n`);
  chmodSync(program, 0o755);
  const shell = openShell({
    plan: { kind: 'browser', program },
    shopperUrl: () => server.mintUrl('shopper'),
    dataDirectory: path.join(directory, 'data'),
    log: SILENT,
    say: () => {},
  });
  onTestFinished(() => shell.close());
  await untilVisit(1);
  const lock = path.join(directory, 'data/browser-shopper/SingletonLock');
  const pid = Number(/-(\d+)$/.exec(readlinkSync(lock))?.[1]);
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('--kiosk');
  process.kill(pid, 'SIGKILL');
  await untilVisit(2);

  const second = Number(/-(\d+)$/.exec(readlinkSync(lock))?.[1]);
  await shell.close();
  expect(existsSync(`/proc/${second}/cmdline`) && readFileSync(`/proc/${second}/cmdline`, 'utf8') !== '').toBe(false);
});
