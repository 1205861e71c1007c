import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { DESK_SCENES, publishDeskScene } from '#tests/support/desk-scenes.ts';
import { settled } from '#tests/support/page-acts.ts';
import type { ScriptedLane } from '#tests/support/scripted-lane.ts';
import {
  ATTENDANT,
  publishStaffScene,
  rememberAttendant,
  STAFF_SCENES,
  staffScene,
} from '#tests/support/staff-scenes.ts';

/** A phone, a tablet, a desktop. */
const SCREENS = [
  { name: '430x932', width: 430, height: 932 },
  { name: '820x1180', width: 820, height: 1180 },
  { name: '1366x768', width: 1366, height: 768 },
];

const LOOKS = [
  { name: 'light', colours: 'light', language: 'en' },
  { name: 'dark', colours: 'dark', language: 'en' },
  { name: 'de', colours: 'light', language: 'de' },
] as const;

type Look = (typeof LOOKS)[number];

interface Shot {
  readonly name: string;
  readonly take: (page: Page, lane: ScriptedLane, look: Look) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  {
    name: 'staff-name',
    take: async (page, lane) => {
      await page.goto(`${lane.url}staff/`);
      await page.locator('hr-name-form').waitFor();
    },
  },
  ...STAFF_SCENES.map((name) => ({ name, take: (...at: Parameters<Shot['take']>) => staff(name, ...at) })),
  {
    name: 'staff-sheet',
    take: async (...at) => {
      await staff('staff-calls', ...at);
      await at[0].locator('.duty').click();
    },
  },
  ...Object.keys(DESK_SCENES).map((name) => ({
    name,
    take: (page: Page, lane: ScriptedLane) => desk(name, page, lane),
  })),
];

/**
 * Takes the pictures of the staff page and of the device desk.
 *
 * @param words only names with all of these words in them
 * @returns how many were taken
 */
export async function staffAndDeskScreenshots(
  browser: Browser,
  lane: ScriptedLane,
  out: string,
  words: readonly string[],
): Promise<number> {
  let count = 0;
  for (const screen of SCREENS) {
    for (const look of LOOKS) {
      const shots = SHOTS.filter(({ name }) =>
        words.every((word) => `${screen.name}/${look.name}/${name}`.includes(word)),
      );
      for (const { name, take } of shots) {
        const folder = `${out}/${screen.name}/${look.name}`;
        mkdirSync(folder, { recursive: true });
        const colorScheme = look.colours;
        const page = await browser.newPage({
          viewport: screen,
          reducedMotion: 'reduce',
          colorScheme,
          locale: look.language,
        });
        await take(page, lane, look);
        await settled(page);
        await page.screenshot({ path: `${folder}/${name}.png` });
        await page.close();
      }
      count += shots.length;
    }
  }
  return count;
}

async function staff(scene: string, page: Page, lane: ScriptedLane, { language }: Look): Promise<void> {
  publishStaffScene(lane.hub, staffScene(scene, Date.now()));
  await page.addInitScript(rememberAttendant, { name: ATTENDANT, language });
  await page.goto(`${lane.url}staff/`);
  await page.locator('hr-lane-map li').first().waitFor();
}

async function desk(scene: string, page: Page, lane: ScriptedLane): Promise<void> {
  publishDeskScene(lane.hub, scene);
  await page.goto(`${lane.url}desk/`);
  await page.locator('.article').first().waitFor();
}
