import path from 'node:path';
import type { TransportLog } from '#kiosk/api/server/ports.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { browserArguments, type BrowserWindow } from './browser-arguments.ts';
import { BrowserProcess } from './browser-process.ts';
import { isInsideElectron, runInElectron, tellElectron } from './electron-lane.ts';
import { findBrowser } from './find-browser.ts';
import { findElectron } from './find-electron.ts';
import { hasDisplay, planShell, type ShellPlan } from './plan.ts';

export interface ShellOptions {
  readonly plan: ShellPlan;
  /** A start link for the shopper's page; asked for at each opening, since it works once. */
  readonly shopperUrl: () => string;
  /** In the demo: a start link for the device desk, which opens in an ordinary window beside. */
  readonly deskUrl?: (() => string) | undefined;
  /** kiosk by default; window leaves room for the device desk on one screen. */
  readonly mode?: 'kiosk' | 'window' | undefined;
  /** Browser profiles live here. */
  readonly dataDirectory: string;
  readonly log: TransportLog;
  /** Tells the person at the console. */
  readonly say: (line: string) => void;
}

export interface Shell {
  close(): Promise<void>;
}

const DESK_SIZE = { width: 1100, height: 900 };
const SHOPPER_SIZE = { width: 720, height: 1000 };

/** What this machine offers, and what HANDRAIL_SHELL wishes. Throws a ConfigurationError for a wish that is none. */
export function currentShellPlan(env: Readonly<Record<string, string | undefined>> = process.env): ShellPlan {
  return planShell(env, {
    electron: findElectron(env),
    browser: findBrowser(env),
    hasDisplay: hasDisplay(env, process.platform),
  });
}

/**
 * Where Electron is there and wished for, runs this very command again inside its shell and waits until that has ended.
 * Asked before anything is started; false means: go on here.
 */
export async function isHandedToElectron(): Promise<boolean> {
  const plan = currentShellPlan();
  if (plan.kind !== 'electron') return false;
  process.exitCode = await runInElectron(plan.program, process.argv.slice(2));
  return true;
}

/**
 * Puts the pages onto the screen as planned. Inside Electron's shell, the shell is told where they are. A lane that is
 * to run in that shell and does not was started without asking isHandedToElectron.
 */
export function openShell(options: ShellOptions): Shell {
  const { plan, say } = options;
  if (isInsideElectron()) {
    tellElectron(options.shopperUrl(), options.deskUrl?.() ?? null);
    return { close: async () => {} };
  }
  assert(plan.kind !== 'electron', 'a lane was started outside the shell that was planned for it');
  if (plan.kind === 'none') {
    say(`No window was opened: ${plan.reason}. The links above open the pages.`);
    return { close: async () => {} };
  }
  const windows = [openShopper(options, plan.program)];
  if (options.deskUrl !== undefined) windows.push(openDesk(options, plan.program, options.deskUrl));
  return {
    close: async () => {
      await Promise.all(windows.map((window) => window.close()));
    },
  };
}

function openShopper(options: ShellOptions, program: string): BrowserProcess {
  const mode = options.mode ?? 'kiosk';
  const placed = mode === 'window' ? { size: SHOPPER_SIZE, position: { x: 0, y: 0 } } : {};
  const profileDirectory = path.resolve(options.dataDirectory, 'browser-shopper');
  return openWindow(options, program, { mode, profileDirectory, ...placed }, options.shopperUrl);
}

function openDesk(options: ShellOptions, program: string, deskUrl: () => string): BrowserProcess {
  const profileDirectory = path.resolve(options.dataDirectory, 'browser-desk');
  const position = { x: SHOPPER_SIZE.width, y: 0 };
  return openWindow(options, program, { mode: 'window', profileDirectory, size: DESK_SIZE, position }, deskUrl);
}

/** A kiosk window comes back when it ends; an ordinary one may be closed by a person. */
function openWindow(
  options: ShellOptions,
  program: string,
  window: Omit<BrowserWindow, 'url' | 'asRoot'>,
  url: () => string,
): BrowserProcess {
  const asRoot = process.getuid?.() === 0;
  return new BrowserProcess({
    program,
    arguments: () => browserArguments({ ...window, asRoot, url: url() }),
    profileDirectory: window.profileDirectory,
    reopens: window.mode === 'kiosk',
    log: options.log,
  });
}
