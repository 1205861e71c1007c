import type { TextScale, Theme } from '#kiosk/ui-kit/appearance.ts';

/** How one person wants the screen; forgotten when the next one comes. */
export interface Preferences {
  readonly theme: Theme;
  readonly textScale: TextScale;
  /** Everything moves down, within reach of someone who sits. */
  readonly lower: boolean;
  readonly muted: boolean;
}

export const USUAL: Preferences = { theme: 'light', textScale: 1, lower: false, muted: false };

/** A screen must be this high for its lower part alone to hold a lane; millimetres. */
export const LOWER_HEIGHT_MIN_MM = 350;
