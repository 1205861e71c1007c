/** One window of a browser of the Chromium family, with a profile of its own. */
export interface BrowserWindow {
  readonly url: string;
  readonly profileDirectory: string;
  /** kiosk fills the screen and cannot be left; window is an ordinary window without an address bar. */
  readonly mode: 'kiosk' | 'window';
  /** In CSS pixels, for a window. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly position?: { readonly x: number; readonly y: number };
  /** Chromium does not run as root inside its sandbox. */
  readonly asRoot: boolean;
}

/**
 * What keeps a browser to one page and quiet: no first-run pages, bubbles, password store, translation, or gestures
 * back.
 */
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--password-store=basic',
  '--use-mock-keychain',
  '--noerrdialogs',
  '--disable-session-crashed-bubble',
  '--hide-crash-restore-bubble',
  '--disable-features=Translate,OverscrollHistoryNavigation,MediaRouter',
  '--overscroll-history-navigation=0',
  '--disable-pinch',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
  '--autoplay-policy=no-user-gesture-required',
];

export function browserArguments(window: BrowserWindow): string[] {
  const { size, position } = window;
  return [
    ...(window.mode === 'kiosk' ? ['--kiosk'] : []),
    ...(size === undefined ? [] : [`--window-size=${size.width},${size.height}`]),
    ...(position === undefined ? [] : [`--window-position=${position.x},${position.y}`]),
    ...(window.asRoot ? ['--no-sandbox', '--test-type'] : []),
    `--user-data-dir=${window.profileDirectory}`,
    ...QUIET,
    `--app=${window.url}`,
  ];
}
