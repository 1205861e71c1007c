import type { Theme } from '#kiosk/ui-kit/appearance.ts';

/** How the page looks: always in one theme, or as the device has it. */
export type Colours = Theme | 'auto';

/** What one device remembers of the person who holds it. It never leaves the device. */
export interface Remembered {
  readonly name: string | null;
  /** BCP 47; null follows the browser. */
  readonly language: string | null;
  readonly colours: Colours;
  readonly rings: boolean;
}

/** The longest name that fits beside "is coming"; the contract takes no longer one. */
export const NAME_LENGTH_MAX = 40;

const KEY = 'handrail-staff';
const NOTHING: Remembered = { name: null, language: null, colours: 'auto', rings: true };
const COLOURS: ReadonlySet<unknown> = new Set<Colours>(['auto', 'light', 'dark', 'contrast']);

/** Whatever stands in the device's memory, only what makes sense of it is taken. */
export function recall(): Remembered {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null ? sound(found) : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** A device that keeps nothing (private browsing, full) asks again next time. */
export function remember(what: Remembered): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(what));
  } catch {
    // Nothing to do: the page works, it only forgets.
  }
}

function sound({ name, language, colours, rings }: Partial<Record<keyof Remembered, unknown>>): Remembered {
  return {
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, NAME_LENGTH_MAX) : null,
    language: typeof language === 'string' ? language : null,
    colours: COLOURS.has(colours) ? (colours as Colours) : 'auto',
    rings: rings !== false,
  };
}
