import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { DESK_SCENES, publishDeskScene } from '#tests/support/desk-scenes.ts';
import { AMIRA, JORIS, NOOR } from '#tests/support/ticket-view.ts';
import { settled } from '#tests/support/page-acts.ts';
import type { ScriptedLane } from '#tests/support/scripted-lane.ts';
import {
  ATTENDANT,
  publishStaffScene,
  rememberStaff,
  SCENE_BASKET,
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

/** Opens the page as somebody and goes on from there. */
function opened(
  scene: string,
  go: (page: Page, lane: ScriptedLane) => Promise<void>,
  person = ATTENDANT,
): Shot['take'] {
  return async (page, lane, look) => {
    await staff(scene, page, lane, look, person);
    await go(page, lane);
  };
}

async function openGood(page: Page): Promise<void> {
  await page.locator('hr-call-card hr-button[icon="gift"]').first().click();
  await page.locator('hr-make-good-sheet h3').first().waitFor();
}

async function door(page: Page, lane: ScriptedLane, people: readonly string[]): Promise<void> {
  await page.goto(`${lane.url}staff/`);
  await page.evaluate((names) => localStorage.setItem('handrail-staff', JSON.stringify({ people: names })), people);
  await page.reload();
  await page.locator('hr-sign-in-screen').waitFor();
}

const SHOTS: readonly Shot[] = [
  { name: 'staff-door', take: async (page, lane) => door(page, lane, []) },
  { name: 'staff-door-people', take: async (page, lane) => door(page, lane, ['Sara', 'Ben', 'Amira']) },
  {
    name: 'staff-door-pin',
    take: async (page, lane) => {
      await door(page, lane, ['Sara']);
      await page.getByRole('button', { name: 'Sara' }).click();
      await page.keyboard.type('246');
    },
  },
  {
    name: 'staff-door-locked',
    take: async (page, lane) => {
      lane.refusals.set('signInWithPin', 'sign-in-locked');
      lane.refusalData = { seconds: 214 };
      await door(page, lane, ['Sara']);
      await page.getByRole('button', { name: 'Sara' }).click();
      await page.keyboard.type('2468\n');
      await page.locator('.wait').waitFor();
      lane.refusals.clear();
    },
  },
  ...STAFF_SCENES.map((name) => ({ name, take: (...at: Parameters<Shot['take']>) => staff(name, ...at) })),
  {
    name: 'staff-more',
    take: opened('staff-calls', async (page) => page.locator('hr-call-card .more').nth(1).click()),
  },
  {
    name: 'staff-more-mine',
    take: opened('staff-coming', async (page) => page.locator('hr-call-card .more').first().click()),
  },
  {
    name: 'staff-runbook',
    take: opened('staff-unclear', async (page) => page.locator('hr-run-book summary').first().click()),
  },
  {
    name: 'staff-hand-over',
    take: opened('staff-coming', async (page) => {
      await page.locator('hr-call-card .more').first().click();
      await page.locator('hr-call-card .further hr-button').first().click();
      await page.locator('hr-hand-over-form').waitFor();
    }),
  },
  {
    name: 'staff-lane',
    take: opened('staff-calls', async (page) => {
      await page.locator('hr-lane-map button').nth(1).click();
      await page.locator('hr-lane-sheet .lines').waitFor();
    }),
  },
  {
    name: 'staff-lane-why',
    take: opened('staff-calls', async (page) => {
      await page.locator('hr-lane-map button').nth(1).click();
      await page.locator('hr-lane-sheet .lines .change button').nth(2).click();
    }),
  },
  {
    name: 'staff-lane-move',
    take: opened('staff-calls', async (page) => {
      await page.locator('hr-lane-map button').nth(1).click();
      await page.locator('hr-lane-sheet .actions hr-button').nth(1).click();
      await page.locator('hr-move-choice').waitFor();
    }),
  },
  {
    name: 'staff-lane-parked',
    take: opened('staff-calls', async (page) => {
      await page.locator('hr-lane-map button').nth(1).click();
      await page.locator('hr-lane-sheet .actions hr-button').nth(1).click();
      await page.locator('hr-move-choice .till').click();
      await page.locator('hr-lane-sheet .why .actions hr-button').first().click();
      await page.locator('hr-parked-slip svg').waitFor();
    }),
  },
  {
    name: 'staff-good',
    take: opened('staff-sorry', async (page) => {
      await openGood(page);
    }),
  },
  {
    name: 'staff-good-words',
    take: opened('staff-sorry', async (page) => {
      await openGood(page);
      await page.locator('hr-make-good-sheet .choices hr-button').nth(2).click();
    }),
  },
  {
    name: 'staff-good-amount',
    take: opened('staff-sorry', async (page) => {
      await openGood(page);
      await page.locator('hr-make-good-sheet .choices hr-button').nth(2).click();
      await page.locator('hr-make-good-sheet .choices hr-button').first().click();
      await page.locator('hr-make-good-sheet .amounts hr-button').nth(3).click();
      await page.locator('hr-make-good-sheet .agrees').scrollIntoViewIfNeeded();
    }),
  },
  {
    name: 'staff-good-article',
    take: opened('staff-sorry', async (page) => {
      await openGood(page);
      await page.locator('hr-make-good-sheet .choices hr-button').nth(3).click();
      await page.locator('hr-make-good-sheet .choices hr-button').first().click();
      await page.locator('hr-article-choice button').nth(1).click();
      await page.locator('hr-make-good-sheet .agrees').scrollIntoViewIfNeeded();
    }),
  },
  { name: 'staff-wish', take: opened('staff-asked', async () => {}, AMIRA) },
  {
    name: 'staff-slips',
    take: opened('staff-calls', async (page) => {
      await page.locator('hr-staff-nav button').nth(1).click();
      await page.locator('hr-slip-list .head').first().click();
      await page.locator('hr-slip-list svg').first().scrollIntoViewIfNeeded();
    }),
  },
  {
    name: 'staff-lanes',
    take: opened('staff-calls', async (page) => page.locator('hr-staff-nav button').nth(1).click()),
  },
  {
    name: 'staff-desk-beside',
    take: opened('staff-desk-talk', async (page) => page.locator('hr-call-card .taken').first().waitFor()),
  },
  {
    name: 'staff-practice',
    take: opened('staff-calm', async (page) => {
      await practising(page);
      await page.locator('hr-practice-view hr-call-card').waitFor();
    }),
  },
  {
    name: 'staff-practice-there',
    take: opened('staff-calm', async (page) => {
      await practising(page);
      await page.locator('hr-practice-view hr-call-card:not([settling]) hr-button.first').click();
      await page.locator('hr-practice-view hr-call-card:not([settling]) hr-button.first').click();
      await page.locator('hr-practice-view hr-ticket-settling').waitFor();
    }),
  },
  { name: 'staff-desk-insisted', take: opened('staff-desk-insisted', async () => {}) },
  ...['staff-desk-calm', 'staff-desk-offered', 'staff-desk-talk'].map((name) => ({
    name,
    take: opened(name, async () => {}, NOOR),
  })),
  {
    name: 'staff-desk-around',
    take: opened(
      'staff-desk-talk',
      async (page) => {
        await page.locator('hr-call-card .below hr-button').first().click();
        await page.locator('hr-store-around li').first().waitFor();
      },
      NOOR,
    ),
  },
  {
    name: 'staff-board',
    take: opened(
      'staff-calls',
      async (page) => {
        await page.locator('hr-staff-nav button').nth(2).click();
        await page.locator('hr-hour-chart canvas').waitFor();
      },
      JORIS,
    ),
  },
  {
    name: 'staff-board-below',
    take: opened(
      'staff-calls',
      async (page) => {
        await page.locator('hr-staff-nav button').nth(2).click();
        await page.locator('hr-hour-chart canvas').waitFor();
        await page.locator('.export').scrollIntoViewIfNeeded();
      },
      JORIS,
    ),
  },
  {
    name: 'staff-me',
    take: opened('staff-calls', async (page) => {
      await page.locator('.duty').click();
      await page.locator('hr-my-shift dl').waitFor();
    }),
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

async function staff(
  scene: string,
  page: Page,
  lane: ScriptedLane,
  { language }: Look,
  person = ATTENDANT,
): Promise<void> {
  lane.basket = SCENE_BASKET;
  publishStaffScene(lane.hub, staffScene(scene, Date.now()));
  await page.addInitScript(rememberStaff, { person, language });
  await page.goto(`${lane.url}staff/`);
  await page.locator('hr-staff-nav button').first().waitFor();
}

async function practising(page: Page): Promise<void> {
  await page.locator('.duty').click();
  await page.locator('.me > hr-button').click();
  await page.locator('hr-practice-view').waitFor();
}

async function desk(scene: string, page: Page, lane: ScriptedLane): Promise<void> {
  publishDeskScene(lane.hub, scene);
  await page.goto(`${lane.url}desk/`);
  await page.locator('.article').first().waitFor();
}
