/*
 * Goal: a phone in a pocket rings once for what is new, knows its owner, says in words what did not work, and never
 * shows what is not true any more as if it were.
 * Method: the staff page in a real Chromium, on a store that says what the test tells it to.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { ScriptedLane } from '#tests/support/scripted-lane.ts';
import { ATTENDANT, publishStaffScene, rememberAttendant, staffScene } from '#tests/support/staff-scenes.ts';
import { until } from '#tests/support/until.ts';

let lane: ScriptedLane;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  const { directory } = await ensurePages();
  lane = await ScriptedLane.start(directory);
  browser = await launchChromium(['--disable-gpu']);
});

afterAll(async () => {
  await browser?.close();
  await lane?.close();
});

beforeEach(async () => {
  lane.asked.length = 0;
  lane.refusals.clear();
  context = await browser.newContext({ viewport: { width: 430, height: 932 }, reducedMotion: 'reduce', locale: 'en' });
  await context.addInitScript(countRings);
  page = await context.newPage();
  show('staff-calm');
});

afterEach(async () => {
  await context.close();
});

function show(scene: string): void {
  publishStaffScene(lane.hub, staffScene(scene, Date.now()));
}

/** A page of somebody who has been here before. */
async function open(): Promise<void> {
  await page.goto(`${lane.url}staff/`);
  await page.evaluate(rememberAttendant, { name: ATTENDANT });
  await page.reload();
  await page.locator('hr-lane-map li').first().waitFor();
}

/** The browser's own sound and vibration, counted; nothing can be heard in a test. */
function countRings(): void {
  const rung = { sounds: 0, pulses: 0 };
  Object.assign(globalThis, { rung });
  globalThis.AudioContext = class extends AudioContext {
    override createOscillator(): OscillatorNode {
      rung.sounds += 1;
      return super.createOscillator();
    }
  };
  Navigator.prototype.vibrate = () => {
    rung.pulses += 1;
    return true;
  };
}

/** How often it rang: one ring is three tones. */
async function rings(): Promise<{ sounds: number; pulses: number }> {
  const { sounds, pulses } = await page.evaluate(
    () => (globalThis as unknown as { rung: { sounds: number; pulses: number } }).rung,
  );
  return { sounds: sounds / 3, pulses };
}

function call(ticketId: string, facts: Partial<TicketView> = {}): void {
  const [ticket] = staffScene('staff-age', Date.now()).tickets.slice(1);
  if (ticket === undefined) throw new Error('the scene has no call that waits');
  lane.hub.publishEntries('tickets', { set: [[ticketId, { ...ticket, ticketId, ...facts }]] });
}

describe('the name', () => {
  it('is asked for once, by keyboard if one likes, and kept on the device', async () => {
    await page.goto(`${lane.url}staff/`);
    const field = page.getByLabel('Name or role');
    await field.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Please enter a name or a role first').waitFor();
    await page.keyboard.type('  Christina  ');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Christina/ }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Christina/ }).waitFor();
  });

  it('can be changed, and goes with every call from then on', async () => {
    await open();
    await page.getByRole('button', { name: /^Ann/ }).click();
    await page.getByLabel('Name or role').fill('Ben');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Ben/ }).waitFor();
    show('staff-calls');
    await page.getByRole('button', { name: 'I’m coming: Lane 4' }).click();
    await until('Ben comes', () => lane.commands('acknowledgeTicket')[0]);
    expect(lane.commands('acknowledgeTicket')).toEqual([{ ticketId: '4-payment-unknown', attendant: 'Ben' }]);
  });
});

describe('the language', () => {
  it('is that of the browser, until somebody says otherwise', async () => {
    const german = await browser.newContext({ locale: 'de-AT' });
    const theirs = await german.newPage();
    await theirs.goto(`${lane.url}staff/`);
    await theirs.getByRole('heading', { name: 'Wie dürfen wir Sie nennen?' }).waitFor();
    await theirs.getByRole('button', { name: 'Dansk' }).click();
    await until('Danish', () => theirs.evaluate(() => document.documentElement.lang === 'da'));
    await theirs.reload();
    await until('still Danish', () => theirs.evaluate(() => document.documentElement.lang === 'da'));
    await german.close();
  });
});

describe('ringing', () => {
  it('happens once for what is new, and not for what was there, nor again after the store was away', async () => {
    show('staff-calls');
    await open();
    await page.getByText('Touch here once').click();
    expect(await rings()).toEqual({ sounds: 0, pulses: 0 });
    call('new');
    await until('it rings', async () => (await rings()).sounds === 1);
    lane.pause();
    await page.getByRole('heading', { name: 'No contact with the store' }).waitFor();
    lane.resume();
    await page.getByRole('heading', { name: '3 people need you' }).waitFor();
    call('newer', { workstationId: 'lane-9', laneNumber: 9 });
    await page.getByRole('heading', { name: '4 people need you' }).waitFor();
    await until('it rings again', async () => (await rings()).sounds === 2);
    expect(await rings()).toEqual({ sounds: 2, pulses: 2 });
  });

  it('is left out where somebody has switched it off, and tells of no call that is taken', async () => {
    await open();
    await page.getByRole('button', { name: /^Ann/ }).click();
    await page.getByRole('button', { name: 'Ring', exact: true }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    call('new');
    await page.getByRole('heading', { name: '1 person needs you' }).waitFor();
    call('taken', { workstationId: 'lane-9', laneNumber: 9, status: 'acknowledged', attendant: 'Ben' });
    await page.getByText('Ben takes this').waitFor();
    expect(await rings()).toEqual({ sounds: 0, pulses: 1 });
  });
});

describe('what did not work', () => {
  it.each([
    ['ticket-not-open', { attendant: 'Ben' }, 'Lane 4: Ben was quicker and is on the way.'],
    ['ticket-unknown', {}, 'Lane 4: this is settled already.'],
    ['of-a-newer-store', {}, 'Lane 4: that did not get through, please try again.'],
  ])('is said in words: %s', async (code, data, words) => {
    show('staff-calls');
    await open();
    lane.refusals.set('acknowledgeTicket', code);
    lane.refusalData = data;
    const button = page.getByRole('button', { name: 'I’m coming: Lane 4' });
    await button.click();
    await page.getByRole('alert').getByText(words).waitFor();
    await until('it can be tried again', () => button.isEnabled());
    lane.refusals.clear();
    await button.click();
    await page.getByText(words).waitFor({ state: 'detached' });
  });
});

describe('without the store', () => {
  it('says so and claims nothing, keeps the calls in sight, and carries on by itself', async () => {
    show('staff-calls');
    await open();
    lane.pause();
    await page.getByRole('alert').getByText('New calls do not arrive just now').waitFor();
    await page.getByRole('heading', { name: 'No contact with the store' }).waitFor();
    expect(await page.locator('hr-call-card').count()).toBe(3);
    expect(await page.locator('hr-lane-map .disconnected').count()).toBe(8);
    await page.getByRole('button', { name: 'I’m coming: Lane 2' }).click();
    lane.resume();
    await until('it is told after all', () => lane.commands('acknowledgeTicket')[0]);
    await page.getByRole('heading', { name: '3 people need you' }).waitFor();
    expect(lane.commands('acknowledgeTicket')).toHaveLength(1);
  });

  it('does not claim that all is calm before it has heard so', async () => {
    await open();
    lane.pause();
    await page.getByRole('heading', { name: 'No contact with the store' }).waitFor();
    expect(await page.getByText('All is calm').count()).toBe(0);
    lane.resume();
    await page.getByText('All is calm').waitFor();
  });
});

describe('the wait', () => {
  it('goes by the clock of the store, not by that of the phone', async () => {
    const AN_HOUR_MS = 3_600_000;
    await page.clock.install({ time: Date.now() + AN_HOUR_MS });
    show('staff-late');
    await open();
    const waited = page.locator('hr-ticket-row').filter({ hasText: 'Help: an article' }).locator('.wait');
    await until('the right wait', async () => /^late\s*2:[0-5]\d$/.test(await waited.innerText()));
  });

  it('stands out by a shape when it is slow, and by a word when it is late', async () => {
    show('staff-late');
    await open();
    await page.locator('hr-ticket-row').filter({ hasText: 'Someone walked away' }).locator('.wait.slow').waitFor();
    await page
      .locator('hr-ticket-row')
      .filter({ hasText: 'Help: an article' })
      .locator('.wait.late')
      .getByText('late')
      .waitFor();
    expect(await page.locator('.wait.late').count()).toBe(1);
  });
});

it('moves nothing sideways and nothing that was above when a call comes in below', async () => {
  show('staff-calls');
  await open();
  const place = (): Promise<unknown> => page.locator('hr-call-card').first().boundingBox();
  const before = await place();
  call('new', { workstationId: 'lane-9', laneNumber: 9, raisedAt: Date.now() });
  await page.locator('hr-call-card').nth(3).waitFor();
  expect(await place()).toEqual(before);
});
