import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, Menu, powerSaveBlocker, session, utilityProcess } from 'electron';
import { type AwayKind, awayPage } from './away-page.ts';
import { type ForkedLane, LaneProcess, type LaneStatus } from './lane-process.ts';
import {
  isAllowedNavigation,
  isAllowedPermission,
  keyAction,
  laneOriginOf,
  type WindowKind,
  windowOptions,
} from './window-policy.ts';

const HANDRAIL = fileURLToPath(new URL('../host/bin/handrail.mjs', import.meta.url));

/** A window whose page has died gets a new one after this pause, in milliseconds. */
const REOPEN_PAUSE_MS = 500;

/** The windows and the lane behind them. */
class Shell {
  readonly #command: readonly string[];
  readonly #preload: string;
  readonly #windows = new Map<WindowKind, BrowserWindow>();
  readonly #lane: LaneProcess;
  /** Where each window may go: the server of the start link that it was given. */
  readonly #origins = new Map<WindowKind, string>();
  #away: AwayKind = 'starting';
  #isQuitting = false;

  constructor(command: readonly string[]) {
    this.#command = command;
    this.#preload = writePreload();
    this.#open('shopper', awayPage(this.#away));
    this.#lane = new LaneProcess({
      fork: () => this.#fork(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
      onStatus: (status) => this.#show(status),
    });
  }

  /** Ends the lane properly, then the shell. */
  quit(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    void this.#lane.stop().then(() => app.exit(0));
  }

  focus(): void {
    this.#windows.get('shopper')?.focus();
  }

  #fork(): ForkedLane {
    return utilityProcess.fork(HANDRAIL, [...this.#command], {
      serviceName: 'handrail lane',
      stdio: 'inherit',
      env: { ...process.env, HANDRAIL_SHELL: 'none' },
    });
  }

  #show(status: LaneStatus): void {
    if (status.status === 'starting') return;
    if (status.status === 'away') {
      this.#away = status.needsStaff ? 'needs-staff' : 'away';
      this.#load('shopper', awayPage(this.#away));
      return;
    }
    this.#start('shopper', status.ready.shopperUrl);
    if (status.ready.deskUrl !== null) this.#start('desk', status.ready.deskUrl);
  }

  #start(kind: WindowKind, startUrl: string): void {
    const origin = laneOriginOf(startUrl);
    if (origin === null) return;
    this.#origins.set(kind, origin);
    this.#load(kind, startUrl);
  }

  #load(kind: WindowKind, url: string): void {
    const window = this.#windows.get(kind);
    if (window === undefined) return this.#open(kind, url);
    // A page that cannot be loaded is told by did-fail-load; the promise says the same.
    window.loadURL(url).catch(() => {});
  }

  #open(kind: WindowKind, url: string): void {
    const window = new BrowserWindow(windowOptions(kind, this.#preload));
    this.#windows.set(kind, window);
    this.#guard(window, kind);
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => this.#windows.delete(kind));
    this.#load(kind, url);
  }

  #guard(window: BrowserWindow, kind: WindowKind): void {
    const { webContents } = window;
    const refuseForeign = (event: { preventDefault(): void; readonly url: string }): void => {
      if (!isAllowedNavigation(event.url, this.#origins.get(kind), awayPage(this.#away))) event.preventDefault();
    };
    webContents.on('will-navigate', refuseForeign);
    webContents.on('will-redirect', refuseForeign);
    webContents.on('will-frame-navigate', refuseForeign);
    webContents.on('will-attach-webview', (event) => event.preventDefault());
    webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
    webContents.on('render-process-gone', () => {
      setTimeout(() => this.#reopen(kind, window), REOPEN_PAUSE_MS);
    });
    if (kind !== 'shopper') return;
    webContents.on('before-input-event', (event, input) => {
      const action = keyAction(input);
      if (action !== 'pass') event.preventDefault();
      if (action === 'quit') this.quit();
    });
    void webContents.setVisualZoomLevelLimits(1, 1);
    window.on('close', (event) => {
      if (!this.#isQuitting) event.preventDefault();
    });
  }

  /** The session of the page is kept by Electron, so its plain address is enough. */
  #reopen(kind: WindowKind, window: BrowserWindow): void {
    if (this.#isQuitting) return;
    window.destroy();
    const page = kind === 'shopper' ? '/' : '/desk/';
    const origin = this.#origins.get(kind);
    this.#open(kind, origin === undefined ? awayPage(this.#away) : `${origin}${page}`);
  }
}

/** The sandbox loads plain JavaScript only: the types are taken off here, as Node does for everything else. */
function writePreload(): string {
  const source = readFileSync(fileURLToPath(new URL('preload.ts', import.meta.url)), 'utf8');
  const file = path.join(app.getPath('userData'), 'preload.cjs');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, stripTypeScriptTypes(source));
  return file;
}

function refusePermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(isAllowedPermission(permission)),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission) => isAllowedPermission(permission));
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event) => event.preventDefault());
}

/** Everything after "--" is the command that the lane is started with. */
function laneCommand(argv: readonly string[]): string[] {
  const dashes = argv.indexOf('--');
  const command = dashes === -1 ? [] : argv.slice(dashes + 1);
  return command.length > 0 ? command : ['demo'];
}

async function main(): Promise<void> {
  app.enableSandbox();
  app.commandLine.appendSwitch('disable-pinch');
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  // Two shells would mean two lanes that write one record.
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('handrail: it runs already on this machine.\n');
    app.exit(0);
    return;
  }
  await app.whenReady();
  Menu.setApplicationMenu(null);
  refusePermissions();
  powerSaveBlocker.start('prevent-display-sleep');
  const shell = new Shell(laneCommand(process.argv));
  app.on('second-instance', () => shell.focus());
  // The shell ends by quit() alone: not because a window went, and never before the lane has ended.
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    event.preventDefault();
    shell.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => shell.quit());
}

// Not awaited here: Electron is ready only after this file has been loaded.
main().catch((error: unknown) => {
  process.stderr.write(`handrail: the shell could not start: ${String(error)}\n`);
  app.exit(1);
});
