// Goal: the shell's main process wires the policy to every window it opens, and the lane to its windows.
// Method: the real main.ts on plain Node, with Electron itself replaced by a recorder; the package has no program here.
import type { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { awayPage } from './away-page.ts';

const electron = vi.hoisted(() => ({
  windows: [] as RecordedWindow[],
  lanes: [] as RecordedLane[],
  log: [] as string[],
  userData: '',
  app: undefined as unknown as EventEmitter,
  requestHandler: undefined as unknown as (contents: null, permission: string, answer: (ok: boolean) => void) => void,
}));

interface RecordedWindow {
  readonly options: Record<string, unknown>;
  readonly loaded: string[];
  readonly contents: EventEmitter & { openHandler?: () => { action: string } };
  readonly events: EventEmitter;
  isDestroyed: boolean;
}

interface RecordedLane extends EventEmitter {
  readonly file: string;
  readonly command: string[];
  readonly env: Record<string, string>;
}

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const app = Object.assign(new Emitter(), {
    commandLine: { appendSwitch: () => {} },
    enableSandbox: () => electron.log.push('sandbox'),
    requestSingleInstanceLock: () => electron.log.push('lock') > 0,
    whenReady: () => Promise.resolve(),
    getPath: () => electron.userData,
    exit: (code: number) => electron.log.push(`exit ${code}`),
  });
  electron.app = app;
  class BrowserWindow extends Emitter {
    readonly #record: RecordedWindow;
    readonly webContents: EventEmitter;

    constructor(options: Record<string, unknown>) {
      super();
      const contents = Object.assign(new Emitter(), {
        setVisualZoomLevelLimits: () => Promise.resolve(),
        setWindowOpenHandler: (handler: () => { action: string }) => Object.assign(contents, { openHandler: handler }),
      });
      this.webContents = contents;
      this.#record = { options, loaded: [], contents, events: this, isDestroyed: false };
      electron.windows.push(this.#record);
    }

    loadURL(url: string): Promise<void> {
      this.#record.loaded.push(url);
      return Promise.resolve();
    }

    show(): void {}

    focus(): void {
      electron.log.push('focus');
    }

    destroy(): void {
      this.#record.isDestroyed = true;
      this.emit('closed');
    }
  }
  const defaultSession = Object.assign(new Emitter(), {
    setPermissionRequestHandler: (handler: typeof electron.requestHandler) => (electron.requestHandler = handler),
    setPermissionCheckHandler: () => {},
    setDevicePermissionHandler: () => {},
  });
  return {
    app,
    BrowserWindow,
    Menu: { setApplicationMenu: () => {} },
    powerSaveBlocker: { start: (kind: string) => electron.log.push(kind) },
    session: { defaultSession },
    utilityProcess: {
      fork: (file: string, command: string[], options: { env: Record<string, string> }) => {
        const lane = Object.assign(new Emitter(), { file, command, env: options.env, kill: () => true });
        electron.lanes.push(lane);
        return lane;
      },
    },
  };
});

const origin = 'http://127.0.0.1:8080';

beforeAll(async () => {
  electron.userData = mkdtempSync(path.join(tmpdir(), 'handrail-electron-'));
  process.argv.push('--', 'demo', '--port', '0');
  await import('./main.ts');
  await vi.waitUntil(() => electron.lanes.length === 1);
});

afterAll(() => {
  process.argv.splice(-4);
  rmSync(electron.userData, { recursive: true, force: true });
});

function shopper(): RecordedWindow {
  const window = electron.windows.find((each) => each.options['kiosk'] === true && !each.isDestroyed);
  if (window === undefined) throw new Error('no window for the shopper');
  return window;
}

/** Emits an event that can be prevented, and tells whether it was. */
function isPrevented(emitter: EventEmitter, name: string, event: object, ...rest: unknown[]): boolean {
  let prevented = false;
  emitter.emit(name, { ...event, preventDefault: () => (prevented = true) }, ...rest);
  return prevented;
}

test('one shell at a time, sandboxed, with the lane behind it and a calm page before it is ready', () => {
  expect(electron.log).toEqual(['sandbox', 'lock', 'prevent-display-sleep']);
  expect(shopper().loaded).toEqual([awayPage('starting')]);
  const [lane] = electron.lanes;
  expect(lane?.file).toMatch(/kiosk\/host\/bin\/handrail\.mjs$/);
  expect(existsSync(lane?.file ?? '')).toBe(true);
  expect(lane?.command).toEqual(['demo', '--port', '0']);
  expect(lane?.env['HANDRAIL_SHELL']).toBe('none');
});

test('the preload is plain JavaScript that the sandbox can load', () => {
  const { preload } = shopper().options['webPreferences'] as { preload: string };
  const exposed: unknown[] = [];
  const contextBridge = { exposeInMainWorld: (...what: unknown[]) => exposed.push(what) };
  // The sandbox runs a preload as a script with a require of its own, which knows electron and nothing of Node.
  runInNewContext(readFileSync(preload, 'utf8'), {
    require: (name: string) => (name === 'electron' ? { contextBridge } : undefined),
  });
  expect(exposed).toEqual([['handrailShell', { kind: 'electron' }]]);
});

test('when the lane is ready its pages are opened, and when it ends the screen says so calmly', async () => {
  const ready = {
    type: 'lane-ready',
    shopperUrl: `${origin}/start?token=a`,
    deskUrl: 'http://127.0.0.1:8090/start?token=b',
  };
  electron.lanes[0]?.emit('message', ready);
  expect(shopper().loaded.at(-1)).toBe(ready.shopperUrl);
  expect(electron.windows[1]?.loaded).toEqual([ready.deskUrl]);
  electron.lanes[0]?.emit('exit', 1);
  expect(shopper().loaded.at(-1)).toBe(awayPage('away'));
  await vi.waitUntil(() => electron.lanes.length === 2, { timeout: 5000 });
  electron.lanes[1]?.emit('message', ready);
  expect(shopper().loaded.at(-1)).toBe(ready.shopperUrl);
});

test('a window goes nowhere else, opens nothing, gets no permission and stays open', () => {
  const { contents, events } = shopper();
  for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    expect(isPrevented(contents, name, { url: 'https://evil.example/' })).toBe(true);
    expect(isPrevented(contents, name, { url: `${origin}/` })).toBe(false);
  }
  expect(isPrevented(contents, 'will-navigate', { url: 'http://127.0.0.1:8090/' })).toBe(true);
  expect(isPrevented(contents, 'will-attach-webview', {})).toBe(true);
  expect(contents.openHandler?.()).toEqual({ action: 'deny' });
  expect(isPrevented(events, 'close', {})).toBe(true);
  let isGiven: boolean | undefined;
  electron.requestHandler(null, 'media', (answer) => (isGiven = answer));
  expect(isGiven).toBe(false);
  const key = { type: 'keyDown', key: 'r', control: true, alt: false, shift: false, meta: false };
  expect(isPrevented(contents, 'before-input-event', {}, key)).toBe(true);
  expect(isPrevented(contents, 'before-input-event', {}, { ...key, control: false })).toBe(false);
});

test('a page that dies is opened again in a new window', async () => {
  const dead = shopper();
  dead.contents.emit('render-process-gone', {}, { reason: 'crashed' });
  await vi.waitUntil(() => dead.isDestroyed, { timeout: 5000 });
  expect(shopper()).not.toBe(dead);
  expect(shopper().loaded).toEqual([`${origin}/`]);
});

test('a second start brings the first to the front, and quitting waits for the lane', async () => {
  electron.app.emit('second-instance');
  expect(electron.log.at(-1)).toBe('focus');
  expect(isPrevented(electron.app, 'before-quit', {})).toBe(true);
  expect(electron.log.at(-1)).toBe('focus');
  electron.lanes.at(-1)?.emit('exit', 0);
  await vi.waitUntil(() => electron.log.at(-1) === 'exit 0');
  expect(isPrevented(shopper().events, 'close', {})).toBe(false);
});
