/*
 * Goal: a call reaches everybody, goes to the one who takes it, is settled there, and never by a slip of the finger.
 * Method: the demo shop on real devices, shoppers at its lane, and two attendants with a phone each in a real Chromium.
 */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { LABEL, PINS } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';
import { demoBench, doubleTap } from './demo-bench.ts';

const bench = demoBench();

const CALM = 'Nobody needs you right now';

async function onDuty(name: keyof typeof PINS): Promise<Page> {
  const page = await bench.openStaff();
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN').fill(PINS[name]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: CALM }).waitFor();
  return page;
}

/** Takes the call of lane 1 and walks there. */
async function goThere(page: Page): Promise<void> {
  await coming(page).click();
  await page.getByRole('button', { name: 'I’m here: Lane 1' }).click();
  await page.getByText('You are there').waitFor();
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { name, exact: true }).waitFor();
}

function row(page: Page, reason: string): Locator {
  return page.locator('hr-ticket-row').filter({ hasText: reason });
}

const coming = (page: Page): Locator => page.getByRole('button', { name: 'I’m coming: Lane 1' });

async function callForHelp(): Promise<string> {
  return (await bench.shopper.call('callStaff', { topic: 'price' })).ticketId;
}

async function callForAgeCheck(): Promise<void> {
  bench.world.devices.scanner.scan(LABEL.pilsCan);
  await until('the age check', () => bench.shopper.value('basket')?.tasks[0]);
}

describe('a call for help', () => {
  it('is on every phone, and the first who comes takes it away from the others', async () => {
    const [sara, ben] = [await onDuty('Sara'), await onDuty('Ben')];
    await callForHelp();
    for (const page of [sara, ben]) {
      await heading(page, '1 person needs you');
      await row(page, 'Help: a price').waitFor();
    }
    await coming(sara).click();
    await row(ben, 'Sara takes this').waitFor();
    await heading(ben, CALM);
    expect(await coming(ben).count()).toBe(0);
    const ticket = await until('the shopper hears of it', () =>
      [...bench.shopper.entries('assist').values()].find(({ attendant }) => attendant === 'Sara'),
    );
    expect(ticket.status).toBe('acknowledged');
    await sara.getByText('You are on your way').waitFor();
    await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
    await row(ben, 'Sara is there').waitFor();
    await sara.getByRole('button', { name: 'Price explained' }).click();
    for (const page of [sara, ben]) await page.locator('hr-call-card').waitFor({ state: 'detached' });
    await until('the tab counts nobody', async () => (await sara.title()) === 'Calls');
  });

  it('that is taken back turns round whoever is on the way', async () => {
    const sara = await onDuty('Sara');
    const ticketId = await callForHelp();
    await coming(sara).click();
    await sara.getByText('You are on your way').waitFor();
    await bench.shopper.call('withdrawCall', { ticketId });
    await sara.getByText('Lane 1: no longer needed').waitFor();
    await heading(sara, CALM);
  });

  it('is one card with whatever else the lane wants, and one way there', async () => {
    const sara = await onDuty('Sara');
    await callForHelp();
    await callForAgeCheck();
    await row(sara, 'Age check').waitFor();
    await heading(sara, '1 person needs you');
    expect(await sara.locator('hr-call-card').count()).toBe(1);
    await goThere(sara);
    await row(sara, 'Is the person 18 or older?').waitFor();
    await row(sara, 'Help: a price')
      .getByRole('button', { name: /^Done:/ })
      .click();
    await row(sara, 'Help: a price').waitFor({ state: 'detached' });
    await row(sara, 'Is the person 18 or older?').waitFor();
  });

  it('is not done by the second tap of a double tap, though its button is then where the other one was', async () => {
    const sara = await onDuty('Sara');
    await callForHelp();
    // A card takes no tap in the moment in which it comes; a person has to see it first.
    await sara.locator('hr-call-card:not([settling])').waitFor();
    const box = await coming(sara).boundingBox();
    await doubleTap(sara, { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) - 8 });
    await sara.getByText('You are on your way').waitFor();
    await sara.locator('hr-call-card:not([settling])').waitFor();
    expect([...bench.shopper.entries('assist').values()].map(({ status }) => status)).toEqual(['acknowledged']);
  });

  it('goes to the colleague who was named, with what is known', async () => {
    const [sara, ben] = [await onDuty('Sara'), await onDuty('Ben')];
    await callForHelp();
    await coming(sara).click();
    await sara.getByRole('button', { name: 'More: Lane 1' }).click();
    await sara.getByRole('button', { name: 'Hand over' }).click();
    await sara.getByRole('button', { name: 'Ben', exact: true }).click();
    await sara.getByLabel('What they should know').fill('Price on the shelf is 1.99');
    await sara.locator('hr-hand-over-form').getByRole('button', { name: 'Hand over' }).click();
    await row(ben, 'Price on the shelf is 1.99').waitFor();
    await row(ben, 'You are asked').waitFor();
    await coming(ben).waitFor();
  });

  it('brings a second person, whom the first one asked for', async () => {
    const [sara, ben] = [await onDuty('Sara'), await onDuty('Ben')];
    await callForHelp();
    await goThere(sara);
    await sara.getByRole('button', { name: 'More: Lane 1' }).click();
    await sara.getByRole('button', { name: /^Backup, now/ }).click();
    await row(ben, 'Sara asks for backup now').waitFor();
    await ben.getByRole('button', { name: 'I’ll come too: Lane 1' }).click();
    await ben.getByText('You stand by a colleague').waitFor();
  });

  it('works by the keyboard alone, with the focus kept at the lane', async () => {
    const sara = await onDuty('Sara');
    await callForHelp();
    await coming(sara).focus();
    await sara.keyboard.press('Enter');
    await sara.getByText('You are on your way').waitFor();
    await until('the focus is at the lane', async () => (await focused(sara)) === 'Lane 1');
    await sara.keyboard.press('Tab');
    await until('the next button', async () => (await focused(sara)).startsWith('I’m here'));
    await sara.keyboard.press('Enter');
    await sara.getByText('You are there').waitFor();
    await until('the focus is still at the lane', async () => (await focused(sara)) === 'Lane 1');
    await sara.getByRole('button', { name: /^Done:/ }).focus();
    await sara.keyboard.press('Enter');
    await heading(sara, CALM);
    await until('the focus is at the top', async () => (await focused(sara)) === CALM);
  });
});

describe('an age check', () => {
  it('is approved by who stands there, and the basket can be paid', async () => {
    const sara = await onDuty('Sara');
    await callForAgeCheck();
    await row(sara, '18+').waitFor();
    await goThere(sara);
    await sara.getByRole('button', { name: 'Clearly old enough' }).click();
    await heading(sara, CALM);
    expect(bench.shopper.value('basket')).toMatchObject({ tasks: [], articleCount: 1 });
  });

  it('is refused, and the article is off the list', async () => {
    const sara = await onDuty('Sara');
    await callForAgeCheck();
    await goThere(sara);
    await sara.getByRole('button', { name: 'No document' }).click();
    await heading(sara, CALM);
    expect(bench.shopper.value('basket')).toMatchObject({ tasks: [], articleCount: 0 });
  });
});

describe('a payment that nobody knows the end of', () => {
  async function loseThePayment(): Promise<void> {
    const { scanner, terminal } = bench.world.devices;
    scanner.scan(LABEL.oatMilk);
    await until('the article', () => bench.shopper.value('basket')?.articleCount === 1);
    await bench.shopper.call('startPayment', {});
    await until('the reader waits', () => terminal.screen === 'present-card');
    terminal.plant({ kind: 'mute', at: 'host-asked' });
    terminal.presentCard('approve');
    await until('the bank is asked', () => terminal.passed.includes('host-asked'));
    await terminal.unplug();
  }

  it('shows the amount in the lane’s currency, and is decided only after what it means was said', async () => {
    const amira = await onDuty('Amira');
    await loseThePayment();
    const unclear = row(amira, 'Payment unclear');
    await unclear.getByText('Card €2.19').waitFor();
    await goThere(amira);
    await unclear.getByRole('button', { name: 'It was not paid', exact: true }).click();
    await unclear.getByText('The shopper can pay again').waitFor();
    await unclear.getByRole('button', { name: 'Back' }).click();
    await unclear.getByRole('button', { name: 'It was paid', exact: true }).click();
    await unclear.getByText('The sale closes as paid').waitFor();
    expect(bench.shopper.value('lane')?.screen).not.toBe('thanks');
    await unclear.getByRole('button', { name: 'Yes, it was paid' }).click();
    await until('the sale is settled', () => bench.shopper.value('lane')?.screen === 'thanks');
    await unclear.waitFor({ state: 'detached' });
  });

  it('has its steps on the card, put away until they are wanted, and what the page sees is ticked', async () => {
    const amira = await onDuty('Amira');
    await loseThePayment();
    await coming(amira).click();
    const steps = row(amira, 'Payment unclear').locator('hr-run-book');
    const there = steps.locator('li', { hasText: 'Go there. Say that nothing is lost.' });
    expect(await there.isVisible()).toBe(false);
    await steps.locator('summary').click();
    await there.waitFor();
    expect(await steps.locator('li').count()).toBe(5);
    expect(await there.getAttribute('class')).toBe('');
    await amira.getByRole('button', { name: 'I’m here: Lane 1' }).click();
    await until('it is ticked', async () => (await there.getAttribute('class')) === 'done');
    expect(await steps.locator('li', { hasText: 'Say here whether it was paid.' }).getAttribute('class')).toBe('');
  });

  it('that was not paid can be paid again', async () => {
    const amira = await onDuty('Amira');
    await loseThePayment();
    await goThere(amira);
    await amira.getByRole('button', { name: 'It was not paid', exact: true }).click();
    await amira.getByRole('button', { name: 'Yes, it was not paid' }).click();
    await until('the shopper may try again', () => bench.shopper.value('payment')?.phase === 'failed');
  });
});

describe('a device that is away', () => {
  it('is named with what to look at, and the call goes when it is back', async () => {
    const sara = await onDuty('Sara');
    bench.world.devices.scanner.unplug();
    await row(sara, 'Barcode scanner: does not answer, look at plug and power').waitFor();
    bench.world.devices.scanner.plug();
    await heading(sara, CALM);
  });

  it('says of a printer what it needs', async () => {
    const sara = await onDuty('Sara');
    bench.world.devices.printer.setPaper('end');
    await row(sara, 'Receipt printer: has no paper').waitFor();
  });
});

async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement;
    let host: Element | null = null;
    while (active?.shadowRoot?.activeElement) {
      host = active;
      active = active.shadowRoot.activeElement;
    }
    return (
      active?.getAttribute('aria-label') ?? ((active?.textContent ?? '').trim() || (host?.textContent ?? '').trim())
    );
  });
}
