import type { BrowserWindowConstructorOptions } from 'electron';

/** The brand's paper: what shows before the first page is painted. */
const BACKGROUND = '#f7f5f0';

/**
 * How the shell looks at a window: the shopper's fills the screen and stays; the desk of the demo is an ordinary one.
 */
export type WindowKind = 'shopper' | 'desk';

/** Options for a window. The page in it is a web page and nothing more: no Node, its own world, the sandbox. */
export function windowOptions(kind: WindowKind, preload: string): BrowserWindowConstructorOptions {
  return {
    ...(kind === 'shopper' ? SHOPPER_WINDOW : DESK_WINDOW),
    show: false,
    autoHideMenuBar: true,
    backgroundColor: BACKGROUND,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableDialogs: true,
      devTools: kind === 'desk',
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  };
}

const SHOPPER_WINDOW: BrowserWindowConstructorOptions = {
  title: 'Handrail',
  kiosk: true,
  fullscreen: true,
  frame: false,
  resizable: false,
  movable: false,
  minimizable: false,
  closable: false,
};

const DESK_WINDOW: BrowserWindowConstructorOptions = { title: 'Handrail device desk', width: 1100, height: 900 };

/**
 * May a window go there? Only to pages of the lane's own server, or to the shell's own page that says it will be back.
 */
export function isAllowedNavigation(target: string, laneOrigin: string | undefined, awayPage: string): boolean {
  if (target === awayPage) return true;
  if (laneOrigin === undefined) return false;
  try {
    const { protocol, origin, username, password } = new URL(target);
    return protocol === 'http:' && origin === laneOrigin && username === '' && password === '';
  } catch {
    return false;
  }
}

/** The origin of a start link, or null for what is no address of a server on this machine. */
export function laneOriginOf(startUrl: string): string | null {
  try {
    const { protocol, hostname, origin } = new URL(startUrl);
    const isLocal = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
    return protocol === 'http:' && isLocal ? origin : null;
  } catch {
    return null;
  }
}

/** A page gets no camera, microphone, place, device, clipboard or notification: the lane has no use for any of them. */
export function isAllowedPermission(_permission: string): boolean {
  return false;
}

/** The part of Electron's Input that decides. */
export interface KeyInput {
  readonly type: string;
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
}

/**
 * What a key does in the shopper's window. Keys that leave, reload, zoom, print or open something are held back;
 * typing, moving and the higher function keys (which accessible keypads send) pass. Ctrl+Alt+Shift+Q ends the shell,
 * for an engineer.
 */
export function keyAction(input: KeyInput): 'pass' | 'block' | 'quit' {
  const { key, control, alt, shift, meta } = input;
  if (control && alt && shift && key.toLowerCase() === 'q') return 'quit';
  if (/^F([1-9]|1[0-2])$/.test(key)) return 'block';
  if (key.startsWith('Browser') || key.startsWith('Launch') || key === 'ContextMenu') return 'block';
  // AltGr arrives as Ctrl and Alt together and types a character.
  if (control && alt && key.length === 1 && !meta) return 'pass';
  return control || alt || meta ? 'block' : 'pass';
}
