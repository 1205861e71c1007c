/*
 * Goal: whoever has put the page away is called, and comes from the notification to the very call, signed in or not.
 * Method: the staff page and its service worker in a real Chromium, on a store that says what the test tells it to. A
 * push message comes by the browser's own developer tools; no push service is to be had, and no finger reaches a
 * notification of a browser without a window: what those two would do is said in their place.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { ScriptedLane } from '#tests/support/scripted-lane.ts';
import { ATTENDANT, publishStaffScene, rememberStaff, SCENE_BASKET, staffScene } from '#tests/support/staff-scenes.ts';
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
  lane.basket = SCENE_BASKET;
  context = await browser.newContext({ viewport: { width: 430, height: 932 }, reducedMotion: 'reduce', locale: 'en' });
  await context.grantPermissions(['notifications'], { origin: new URL(lane.url).origin });
  page = await context.newPage();
  publishStaffScene(lane.hub, staffScene('staff-late', Date.now()));
  const { tickets } = staffScene('staff-calls', Date.now());
  const ticket = tickets.find(({ laneNumber }) => laneNumber === 2);
  if (ticket === undefined) throw new Error('the scene has no such call');
  const theOne = { ...ticket, ticketId: 'the-one', laneNumber: 8, workstationId: 'lane-8' };
  lane.hub.publishEntries('tickets', { set: [['the-one', theOne]] });
});

afterEach(async () => {
  await context.close();
});

/** A page on which somebody is signed in, with its worker at work. */
async function open(): Promise<void> {
  await page.goto(`${lane.url}staff/`);
  await page.evaluate(rememberStaff, { person: ATTENDANT });
  await page.reload();
  await page.locator('hr-lane-map li').first().waitFor();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
}

async function workerOf() {
  return context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
}

describe('a notification', () => {
  it('that is clicked leads to the card of its call, wherever the page was', async () => {
    await open();
    const worker = await workerOf();
    await page.locator('hr-staff-nav button').nth(1).click();
    await page.locator('hr-lane-map button').first().click();
    await page.locator('hr-lane-sheet').waitFor();
    await worker.evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      await registration.showNotification('Lane 8', { tag: 'the-one' });
    });
    await worker.evaluate(clickOnNotification, 'the-one');
    await page.locator('hr-lane-sheet').waitFor({ state: 'detached' });
    const card = page.locator('hr-call-card[pointed]');
    await until('the card has the focus', async () => (await nameOfFocus(page)) === 'Lane 8');
    await expect.poll(async () => card.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(800);
  });

  it('comes with a push message where no page is in sight, and opens one at that call', async () => {
    const { origin } = new URL(lane.url);
    await open();
    const worker = await workerOf();
    const devtools = await context.newCDPSession(page);
    const registrations: string[] = [];
    devtools.on('ServiceWorker.workerRegistrationUpdated', (told) => {
      registrations.push(...told.registrations.map(({ registrationId }) => registrationId));
    });
    await devtools.send('ServiceWorker.enable');
    const registrationId = await until('the worker is registered', () => registrations[0]);
    await page.goto('about:blank');
    await until('no page is open', async () => (await worker.evaluate(openPages)) === 0);
    const data = JSON.stringify({ ticketId: 'the-one', title: 'Lane 8', body: 'Somebody needs you.' });
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    const shown = await until('the notification', async () =>
      (await worker.evaluate(shownNotifications)).find(({ tag }) => tag === 'the-one'),
    );
    expect(shown.title).toBe('Lane 8');
    expect(await worker.evaluate(clickOnNotification, 'the-one')).toEqual(['/staff/#ticket=the-one']);
    await until('it is put away', async () => (await worker.evaluate(shownNotifications)).length === 0);
  });

  it('leads to its call also when somebody has to sign in first', async () => {
    await page.goto(`${lane.url}staff/#ticket=the-one`);
    await page.getByRole('heading', { name: 'Who is here?' }).waitFor();
    expect(page.url()).toBe(`${lane.url}staff/`);
    await page.getByLabel('Your name').fill('Sara');
    await page.keyboard.press('Enter');
    await page.keyboard.type('2468');
    await page.keyboard.press('Enter');
    await until('the card has the focus', async () => (await nameOfFocus(page)) === 'Lane 8');
  });
});

describe('the switch for calls while the page is closed', () => {
  it('goes on and off at the browser and the store, and stays off where either says no', async () => {
    await context.addInitScript(subscribeOffline);
    await open();
    await page.locator('.duty').click();
    const button = page.locator('hr-push-choice').getByRole('button', { name: 'On' });
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await button.click();
    await until('it is on', async () => (await button.getAttribute('aria-pressed')) === 'true');
    expect(lane.commands('subscribePush')).toEqual([
      { endpoint: 'https://push.example/to/this', p256dh: 'c'.repeat(87), auth: 'a'.repeat(22), language: 'en' },
    ]);
    await button.click();
    await until('it is off', async () => (await button.getAttribute('aria-pressed')) === 'false');
    expect(lane.commands('unsubscribePush')).toEqual([{ endpoint: 'https://push.example/to/this' }]);
    lane.refusals.set('subscribePush', 'action-not-offered');
    await button.click();
    await until('the store was asked', () => lane.commands('subscribePush').length === 2);
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  });
});

/** No push service is to be had here: what the browser would hear from one is said in its place. */
function subscribeOffline(): void {
  const made = {
    endpoint: 'https://push.example/to/this',
    toJSON: () => ({
      endpoint: 'https://push.example/to/this',
      keys: { p256dh: 'c'.repeat(87), auth: 'a'.repeat(22) },
    }),
    unsubscribe: async () => {
      kept = null;
      return true;
    },
  };
  let kept: typeof made | null = null;
  Object.assign(PushManager.prototype, {
    subscribe: async () => (kept = made),
    getSubscription: async () => kept,
  });
}

interface InWorker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    openWindow(url: string): Promise<unknown>;
    matchAll(options: { type: 'window' }): Promise<readonly unknown[]>;
  };
}

async function openPages(): Promise<number> {
  return (await (globalThis as unknown as InWorker).clients.matchAll({ type: 'window' })).length;
}

async function shownNotifications(): Promise<{ title: string; tag: string }[]> {
  const { registration } = globalThis as unknown as InWorker;
  return (await registration.getNotifications()).map(({ title, tag }) => ({ title, tag }));
}

/**
 * What the worker does when a notification is touched. No finger reaches one in a browser without a window, so the
 * event is made here; what only a real touch may do, bringing a window to the front or opening one, is noted instead.
 *
 * @returns the addresses of the windows that it opens
 */
async function clickOnNotification(tag: string): Promise<string[]> {
  const { registration, clients } = globalThis as unknown as InWorker;
  const [notification] = await registration.getNotifications({ tag });
  const opened: string[] = [];
  clients.openWindow = async (url) => opened.push(url);
  let work: Promise<unknown> = Promise.resolve();
  const event = Object.assign(new Event('notificationclick'), {
    notification,
    waitUntil: (promise: Promise<unknown>) => (work = promise),
  });
  dispatchEvent(event);
  await work.catch(() => {});
  return opened;
}

/** The name of what has the focus, in the innermost shadow. */
async function nameOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return (active?.textContent ?? '').trim();
  });
}
