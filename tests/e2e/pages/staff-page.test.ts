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
import { ATTENDANT, publishStaffScene, rememberStaff, SCENE_BASKET, staffScene } from '#tests/support/staff-scenes.ts';
import { BEN, careWith, JORIS, NOOR } from '#tests/support/ticket-view.ts';
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
  lane.refusalData = {};
  lane.basket = SCENE_BASKET;
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

/** A page on which somebody is signed in. */
async function open(person = ATTENDANT): Promise<void> {
  // Another person opens a tab of their own: what one tab keeps, no other one has.
  if (page.url() !== 'about:blank') page = await context.newPage();
  await page.goto(`${lane.url}staff/`);
  await page.evaluate(rememberStaff, { person });
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

/** A new call at lane 2, of which Sara is asked. */
function call(ticketId: string, facts: Partial<TicketView> = {}): void {
  const ticket = staffScene('staff-calls', Date.now()).tickets.find(({ laneNumber }) => laneNumber === 2);
  if (ticket === undefined) throw new Error('the scene has no such call');
  const care = careWith({ rank: 9, asked: [ATTENDANT.personId], alert: 'urgent' });
  lane.hub.publishEntries('tickets', { set: [[ticketId, { ...ticket, ticketId, care, ...facts }]] });
}

describe('signing in', () => {
  const title = (): Promise<void> => page.getByRole('heading', { name: 'Who is here?' }).waitFor();

  it('is a name and a PIN by keyboard, kept in the tab and found again after a reload', async () => {
    await page.goto(`${lane.url}staff/`);
    await page.getByLabel('Your name').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Please enter your name first').waitFor();
    await page.keyboard.type('  Ben  ');
    await page.keyboard.press('Enter');
    await until('the PIN has the focus', () => page.evaluate(pinHasFocus));
    await page.keyboard.type('13x57');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Ben/ }).waitFor();
    expect(lane.commands('signInWithPin')).toEqual([{ name: 'Ben', pin: '1357' }]);
    await page.reload();
    await page.getByRole('button', { name: /^Ben/ }).waitFor();
    expect(lane.commands('resumeSignIn').at(-1)).toEqual({ token: 'Ben' });
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('1357');
  });

  it('works with large keys, and finds people of before by their name', async () => {
    await page.goto(`${lane.url}staff/`);
    await page.getByLabel('Your name').fill('Sara');
    await page.getByRole('button', { name: 'Next' }).click();
    for (const key of ['2', '4', '6', '9']) await page.getByRole('button', { name: key, exact: true }).click();
    await page.getByRole('button', { name: 'Take the last digit back' }).click();
    await page.getByRole('button', { name: '8', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: /^Sara/ }).click();
    await page.getByText('Only you see these figures').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await title();
    expect(lane.commands('signOut')).toHaveLength(1);
    await page.getByRole('button', { name: 'Sara' }).waitFor();
    await page.reload();
    await title();
  });

  it('takes a badge that a scanner types, wherever the focus is', async () => {
    await page.goto(`${lane.url}staff/`);
    await page.getByLabel('Your name').fill('HANDR');
    await page.getByLabel('Your name').evaluate(scanInto, 'HANDRAIL-DEMO-BADGE-102');
    await page.getByRole('button', { name: /^Ben/ }).waitFor();
    expect(lane.commands('signInWithBadge')).toEqual([{ badge: 'HANDRAIL-DEMO-BADGE-102' }]);
  });

  it('says calmly that it did not match, and for how long it is closed', async () => {
    await page.goto(`${lane.url}staff/`);
    await page.getByLabel('Your name').fill('Sara');
    await page.keyboard.press('Enter');
    lane.refusals.set('signInWithPin', 'sign-in-refused');
    await page.getByLabel('PIN').fill('1111');
    await page.keyboard.press('Enter');
    await page.getByText('That did not match. Please try again.').waitFor();
    expect(await page.getByLabel('PIN').inputValue()).toBe('');
    lane.refusals.set('signInWithPin', 'sign-in-locked');
    lane.refusalData = { seconds: 2 };
    await page.getByLabel('PIN').fill('1111');
    await page.keyboard.press('Enter');
    await page.getByText('Open again in 0:0').waitFor();
    expect(await page.getByRole('button', { name: '1', exact: true }).isDisabled()).toBe(true);
    await until('it is open again', () => page.getByRole('button', { name: '1', exact: true }).isEnabled());
  });

  it('ends when the store does not know the token any more', async () => {
    lane.refusals.set('resumeSignIn', 'sign-in-refused');
    await page.goto(`${lane.url}staff/`);
    await page.evaluate(rememberStaff, { person: ATTENDANT });
    await page.reload();
    await title();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('is shown again to a store that has forgotten, before what was asked is asked again', async () => {
    show('staff-calls');
    await open();
    lane.refusals.set('acknowledgeTicket', 'not-signed-in');
    await page.getByRole('button', { name: 'I’m coming: Lane 2' }).click();
    await until('the token was shown', () => lane.commands('resumeSignIn').length > 1);
    lane.refusals.clear();
    await until('it was asked again', () => lane.commands('acknowledgeTicket').length > 1);
  });
});

describe('what a person does with a call', () => {
  it('goes to the store as it was meant', async () => {
    show('staff-group');
    await open();
    await page.getByRole('button', { name: /^Both on my way/ }).click();
    await page.getByRole('button', { name: 'Not me: Lane 2' }).click();
    await page.getByRole('button', { name: 'More: Lane 2' }).click();
    await page.getByText('Has read: offers').waitFor();
    await page.getByRole('button', { name: 'Seen, after this: Lane 2' }).click();
    await until('all has arrived', () => lane.commands('acknowledgeTicket').length === 3);
    expect(lane.commands('acknowledgeTicket')).toEqual([
      { ticketId: '3-age-check', coming: true },
      { ticketId: '5-age-check', coming: true },
      { ticketId: '2-help', coming: false },
    ]);
    expect(lane.commands('declineTicket')).toEqual([{ ticketId: '2-help' }]);
  });

  it('is settled with a code and a note, once somebody is there', async () => {
    show('staff-here');
    await open();
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.keyboard.type('label was old');
    await page.getByRole('button', { name: 'Price explained' }).click();
    await until('it is settled', () => lane.commands('resolveTicket')[0]);
    expect(lane.commands('resolveTicket')).toEqual([
      { ticketId: '2-help', outcome: null, resolution: 'price-explained', note: 'label was old' },
    ]);
  });

  it('is offered only as far as the role goes', async () => {
    show('staff-calls');
    await open();
    expect(await page.getByRole('button', { name: /^Settle from here/ }).count()).toBe(0);
    await open(JORIS);
    await page.getByRole('button', { name: 'Settle from here: Lane 4' }).click();
    await until('it is attended', () => lane.commands('attendTicket')[0]);
    expect(lane.commands('attendTicket')).toEqual([{ ticketId: '4-payment-unknown', place: 'from-afar' }]);
    show('staff-role');
    await open();
    await page.getByText('A supervisor settles this.').waitFor();
    expect(await page.getByRole('button', { name: 'It was paid' }).count()).toBe(0);
  });
});

describe('a lane', () => {
  it('shows its basket as it is now, and is changed only with a reason', async () => {
    show('staff-calls');
    await open();
    await page.getByRole('button', { name: 'Lane 2: help' }).click();
    await page.getByText('Rye bread').waitFor();
    expect(await page.getByText('Chewing gum').count()).toBe(0);
    lane.basket = { ...SCENE_BASKET, lines: SCENE_BASKET.lines.slice(0, 1) };
    const [two] = staffScene('staff-calls', Date.now()).lanes.filter(({ laneNumber }) => laneNumber === 2);
    if (two !== undefined) lane.hub.publishEntries('lanes', { set: [['lane-2', { ...two, basketRevision: 7 }]] });
    await page.getByText('Rye bread').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Take off: Organic oat milk' }).click();
    await page.getByRole('button', { name: 'Damaged' }).click();
    await until('it was asked', () => lane.commands('actOnLane')[0]);
    expect(lane.commands('actOnLane')).toEqual([
      { workstationId: 'lane-2', action: { type: 'void-line', lineNumber: 1 }, reason: 'damaged' },
    ]);
    await until('only what is not hers cannot be pressed', async () => {
      return (await page.locator('hr-lane-sheet hr-button[disabled]').count()) === 3;
    });
  });

  it('takes a price as it was typed, and none that is no price', async () => {
    show('staff-calls');
    await open(JORIS);
    await page.getByRole('button', { name: 'Lane 2: help' }).click();
    await page.getByRole('button', { name: 'Another price: Organic oat milk' }).click();
    await page.getByLabel('New price each').fill('1,999');
    await page.getByRole('button', { name: 'Price on the shelf' }).click();
    await page.getByText('Please enter an amount first.').waitFor();
    await page.getByLabel('New price each').fill('1,99');
    await page.getByRole('button', { name: 'Price on the shelf' }).click();
    await until('it was asked', () => lane.commands('actOnLane')[0]);
    expect(lane.commands('actOnLane')).toEqual([
      {
        workstationId: 'lane-2',
        action: { type: 'override-price', lineNumber: 1, unitPrice: 199 },
        reason: 'shelf-price',
      },
    ]);
  });

  it('says in words what it does not do', async () => {
    show('staff-calls');
    await open(JORIS);
    await page.getByRole('button', { name: 'Lane 1: scanning' }).click();
    await page.getByRole('button', { name: 'Pause lane' }).click();
    lane.refusals.set('actOnLane', 'lane-away');
    await page.getByRole('button', { name: 'Cleaning' }).click();
    await page.getByText('Lane 1 does not answer just now').waitFor();
  });
});

describe('on a device where it is installed', () => {
  it('opens without the store, and says so', async () => {
    show('staff-calls');
    await open();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await until('the shell is kept', () => page.evaluate(async () => (await caches.match('/staff/')) !== undefined));
    lane.pause();
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'No contact with the store' }).waitFor();
    expect(await page.locator('hr-call-card').count()).toBe(0);
    await context.setOffline(false);
    lane.resume();
    await page.getByRole('heading', { name: '3 people need you' }).waitFor();
  });

  it('has a manifest whose icons are there', async () => {
    const answer = await page.request.get(`${lane.url}staff/manifest.webmanifest`);
    const { icons, scope } = (await answer.json()) as { icons: { src: string }[]; scope: string };
    expect(scope).toBe('/staff/');
    for (const { src } of icons) expect((await page.request.get(new URL(src, lane.url).href)).status()).toBe(200);
  });
});

describe('at a desk elsewhere', () => {
  it('a conversation has the width of the page, and what can be said stands beside what was said', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    show('staff-desk-talk');
    await page.goto(`${lane.url}staff/`);
    await page.evaluate(rememberStaff, { person: NOOR });
    await page.reload();
    const card = page.locator('hr-call-card').filter({ hasText: 'Is it the oat milk?' });
    const box = async (selector: string) => {
      const found = await card.locator(selector).first().boundingBox();
      if (found === null) throw new Error(`${selector} is not to be seen`);
      return found;
    };
    await card.waitFor();
    expect((await box('article')).width).toBeGreaterThan(1_200);
    const [said, phrases, nav] = [
      await box('ol'),
      await box('.phrases'),
      await page.locator('hr-staff-nav').boundingBox(),
    ];
    expect(phrases.x).toBeGreaterThan(said.x + said.width / 2);
    expect(phrases.y + phrases.height).toBeLessThan(nav?.y ?? 0);
  });
});

describe('the board', () => {
  it('is for who leads the store, and goes into a spreadsheet', async () => {
    await open();
    expect(await page.getByRole('button', { name: 'Board' }).count()).toBe(0);
    await open(JORIS);
    await page.getByRole('button', { name: 'Board' }).click();
    await page.locator('hr-hour-chart canvas').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('handrail-board-2026-11-22.csv');
  });
});

describe('the language', () => {
  it('is that of the browser, until somebody says otherwise', async () => {
    const german = await browser.newContext({ locale: 'de-AT' });
    const theirs = await german.newPage();
    await theirs.goto(`${lane.url}staff/`);
    await theirs.getByRole('heading', { name: 'Wer ist da?' }).waitFor();
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

  it('is left out where somebody has switched it off, and tells of no call that others are asked', async () => {
    await open();
    await page.getByRole('button', { name: /^Sara/ }).click();
    await page.getByRole('button', { name: 'Ring', exact: true }).click();
    await page.getByRole('button', { name: 'Calls', exact: true }).click();
    call('new');
    await page.getByRole('heading', { name: '1 person needs you' }).waitFor();
    call('bens', { workstationId: 'lane-9', laneNumber: 9, care: careWith({ asked: [BEN.personId] }) });
    await page.getByText('Asked: Ben').waitFor();
    call('newer', { workstationId: 'lane-8', laneNumber: 8 });
    // What is to be felt comes in the order of the calls.
    await until('the newer one is felt', async () => (await rings()).pulses > 1);
    expect(await rings()).toEqual({ sounds: 0, pulses: 2 });
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

/** Presses the keys of a badge and Enter as fast as a scanner does. Runs in the page. */
function scanInto(field: Element, badge: string): void {
  for (const key of [...badge.split(''), 'Enter']) {
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  }
}

/** Runs in the page. */
function pinHasFocus(): boolean {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLInputElement && active.type === 'password';
}
