import { ConfigurationError } from '#config/configuration-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the shopper's page comes onto the screen. */
export type ShellPlan =
  | { readonly kind: 'electron'; readonly program: string }
  | { readonly kind: 'browser'; readonly program: string }
  /** Somebody opens the printed address; the reason says why nothing was opened. */
  | { readonly kind: 'none'; readonly reason: string };

/** What was found on this machine. */
export interface ShellSurroundings {
  readonly electron: string | null;
  readonly browser: string | null;
  readonly hasDisplay: boolean;
}

const WISHES = ['none', 'browser', 'electron'] as const;

/**
 * Electron where its program is there, else an installed browser, else nothing. HANDRAIL_SHELL asks for one of them;
 * what it asks for and is not there becomes nothing, with the reason. Throws a ConfigurationError for a wish that is
 * none.
 */
export function planShell(env: Environment, found: ShellSurroundings): ShellPlan {
  const wish = wishOf(env);
  if (wish === 'none') return { kind: 'none', reason: 'HANDRAIL_SHELL=none' };
  if (!found.hasDisplay) return { kind: 'none', reason: 'there is no display' };
  if (wish !== 'browser' && found.electron !== null) return { kind: 'electron', program: found.electron };
  if (wish === 'electron')
    return { kind: 'none', reason: "Electron's program is not installed (npx install-electron)" };
  if (found.browser !== null) return { kind: 'browser', program: found.browser };
  return { kind: 'none', reason: 'no Chromium, Chrome or Edge was found (HANDRAIL_BROWSER may name one)' };
}

/** Can a window be opened at all? */
export function hasDisplay(env: Environment, platform: NodeJS.Platform): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

function wishOf(env: Environment): (typeof WISHES)[number] | undefined {
  const wish = env['HANDRAIL_SHELL'];
  if (wish === undefined || wish === '') return undefined;
  const known = WISHES.find((name) => name === wish);
  if (known !== undefined) return known;
  const message = `must be one of ${WISHES.join(', ')}`;
  throw new ConfigurationError([
    { where: 'environment', path: 'HANDRAIL_SHELL', value: JSON.stringify(wish), message },
  ]);
}
