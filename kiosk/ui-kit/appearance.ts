export const THEMES = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/** How much larger than usual text is: 100, 150 or 200 percent. */
export const TEXT_SCALES = [1, 1.5, 2] as const;
export type TextScale = (typeof TEXT_SCALES)[number];

export interface Appearance {
  readonly theme: Theme;
  readonly textScale: TextScale;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Millimetres per CSS pixel of this screen; undefined leaves what the style sheet says. */
  readonly mmPerPx?: number | undefined;
}

/** No screen that a person touches is finer or coarser than this; anything else is a slip in the settings. */
const MM_PER_PX_MIN = 0.05;
const MM_PER_PX_MAX = 1;

/** Puts theme, text size, language and physical scale on the root, where every element reads them. */
export function applyAppearance(root: HTMLElement, appearance: Appearance): void {
  root.dataset['theme'] = appearance.theme;
  root.lang = appearance.language;
  root.dir = appearance.direction;
  root.style.setProperty('--text-scale', String(appearance.textScale));
  root.toggleAttribute('data-large-text', appearance.textScale > 1);
  const { mmPerPx } = appearance;
  if (mmPerPx !== undefined && mmPerPx >= MM_PER_PX_MIN && mmPerPx <= MM_PER_PX_MAX) {
    root.style.setProperty('--mm-per-px', String(mmPerPx));
  }
}
