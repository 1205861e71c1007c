import type { Theme } from '#kiosk/ui-kit/appearance.ts';

/** How the page looks: always in one theme, or as the device has it. */
export type Colours = Theme | 'auto';

/** What one device remembers of the people who hold it. It never leaves the device, and no PIN is in it. */
export interface Remembered {
  /** Names with which people have signed in here, the last one first. */
  readonly people: readonly string[];
  /** BCP 47; null follows the browser. */
  readonly language: string | null;
  readonly colours: Colours;
  readonly rings: boolean;
}

/** The contract takes no longer name. */
export const NAME_LENGTH_MAX = 40;
/** As many as are found at a glance. */
const PEOPLE_MAX = 6;

const KEY = 'handrail-staff';
const NOTHING: Remembered = { people: [], language: null, colours: 'auto', rings: true };
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

/** Puts a name in front; the one that was here longest ago gives way. */
export function withPerson(people: readonly string[], name: string): readonly string[] {
  const others = people.filter((known) => known.toLowerCase() !== name.toLowerCase());
  return [name, ...others].slice(0, PEOPLE_MAX);
}

function sound({ people, language, colours, rings }: Partial<Record<keyof Remembered, unknown>>): Remembered {
  const names = Array.isArray(people) ? people.filter((name) => typeof name === 'string') : [];
  return {
    people: names
      .map((name) => name.trim().slice(0, NAME_LENGTH_MAX))
      .filter((name) => name !== '')
      .slice(0, PEOPLE_MAX),
    language: typeof language === 'string' ? language : null,
    colours: COLOURS.has(colours) ? (colours as Colours) : 'auto',
    rings: rings !== false,
  };
}
