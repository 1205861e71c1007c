import type { Browser } from 'playwright-core';
import { findBrowser } from '#kiosk/host/shell/find-browser.ts';
import { ensureDebianPackage, MissingProgram } from './debian-packages.ts';

/**
 * What every test wants of Chromium: as root it does without its sandbox, and it draws at a steady pace although its
 * window is never in front.
 */
const ARGUMENTS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-dev-shm-usage',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--autoplay-policy=no-user-gesture-required',
];

/**
 * An installed Chromium, Chrome or Edge; on Debian and Ubuntu it is installed if it may be. Throws a MissingProgram.
 */
export function ensureChromium(): string {
  const found = findBrowser();
  if (found !== null) return found;
  if (process.platform === 'linux') return ensureDebianPackage('chromium', 'chromium');
  throw new MissingProgram('The tests need Chromium, Chrome or Edge: install one, or name it in HANDRAIL_BROWSER.');
}

/** Starts a Chromium without a window. */
export async function launchChromium(extraArguments: readonly string[] = []): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: ensureChromium(), args: [...ARGUMENTS, ...extraArguments] });
}
