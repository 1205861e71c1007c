import type { Translator } from '#kiosk/i18n/translator.ts';
import { applyAppearance } from '#kiosk/ui-kit/appearance.ts';
import type { Colours } from './this-device.ts';

const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');

/** What the device may wish for, and change while the page is open. */
export const WISHES: readonly MediaQueryList[] = [DARK, CONTRAST];

/** The page in the colours that were chosen here, or else as the device has it. */
export function dressPage(colours: Colours, { language, direction }: Translator): void {
  const theme = colours !== 'auto' ? colours : CONTRAST.matches ? 'contrast' : DARK.matches ? 'dark' : 'light';
  applyAppearance(document.documentElement, { theme, textScale: 1, language, direction });
}
