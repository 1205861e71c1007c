/*
 * Goal: what a shopper touches is what the lane is asked for, once; Help is raised at the press and tells the truth
 * about itself; scanning goes on over whatever is open; nothing that the lane says is lost or shown as a code.
 * Method: the page in a real Chromium, on a scripted lane that speaks the real contract and notes what it is asked.
 */
import { describe, expect, it } from 'vitest';
import { basketScene, LINES, paymentScene, SCENES, thanksScene } from '#tests/support/lane-scenes.ts';
import { ACTS, pressHelp } from '#tests/support/page-acts.ts';
import { demoLine } from '#tests/support/demo-views.ts';
import { raisedTicket } from '#tests/support/scripted-lane.ts';
import { until } from '#tests/support/until.ts';
import { shopperBench } from './shopper-bench.ts';

const bench = shopperBench();
const scene = (name: string) => SCENES[name] ?? basketScene(LINES);
const button = (name: string | RegExp) => bench.page.getByRole('button', { name, exact: typeof name === 'string' });
const asked = (name: Parameters<typeof bench.lane.commands>[0], count = 1) =>
  until(`${name} asked for`, () => bench.lane.commands(name).length >= count && bench.lane.commands(name));

describe('the basket', () => {
  it('begins at a touch anywhere on the welcome screen', async () => {
    await bench.open(scene('welcome'));
    await bench.page.getByText('or touch the screen').click();
    await bench.page.locator('hr-basket-screen').waitFor();
    expect(await button('Pay').isDisabled()).toBe(true);
  });

  it('asks to pay with one press', async () => {
    await bench.open(scene('basket'));
    await button('Pay').click();
    expect(await asked('startPayment')).toEqual([{}]);
  });

  it('changes how many of a line, and takes a line off', async () => {
    await bench.open(scene('basket'));
    await bench.page.getByRole('button', { name: /Wholegrain roll/ }).click();
    await button('One more').click();
    await button('Change to 5').click();
    expect(await asked('changeQuantity')).toEqual([{ lineNumber: 6, count: 5 }]);
    await bench.page.getByRole('button', { name: /Rye bread/ }).click();
    await button('Take off the list').click();
    expect(await asked('removeLine')).toEqual([{ lineNumber: 2 }]);
  });

  it('takes a deposit that is given back off again, and never one that belongs to an article', async () => {
    const deposit = demoLine(8, 'pils-can', { kind: 'deposit', parentLine: 7, name: { en: 'Deposit can' } });
    const slip = demoLine(9, 'pils-can', { kind: 'deposit', name: { en: 'Deposit returned' }, picture: null });
    await bench.open(basketScene([...LINES, deposit, slip]));
    await bench.page.getByText('Deposit can').first().waitFor();
    expect(await button(/^Deposit can/).count()).toBe(0);
    await button(/^Deposit returned/).click();
    await button('Take off the list').click();
    expect(await asked('removeLine')).toEqual([{ lineNumber: 9 }]);
  });

  it('cancels all only after asking', async () => {
    await bench.open(scene('basket'));
    await button('Start over').click();
    await button('No, keep my articles').click();
    await button('Start over').click();
    await button('Yes, start over').click();
    expect(await asked('cancelTransaction')).toHaveLength(1);
  });

  it('adds an article that is chosen by picture, as many as wished', async () => {
    await bench.open(scene('basket'));
    await ACTS['sheet-lookup-chosen']?.go(bench.page);
    await button('One more').click();
    await button('Add 2 to my list').click();
    expect(await asked('addArticle')).toEqual([{ articleId: 'banana', count: 2 }]);
    await bench.page.locator('hr-lookup-sheet').waitFor({ state: 'detached' });
  });

  it('searches as one types, on the screen or on a keyboard', async () => {
    await bench.open(scene('basket'));
    await ACTS['sheet-lookup']?.go(bench.page);
    for (const letter of ['k', 'i', 'w']) await button(letter).click();
    await bench.page.getByRole('button', { name: /Kiwi/ }).waitFor();
    await bench.page.getByRole('textbox').click();
    await bench.page.keyboard.press('End');
    await bench.page.keyboard.type('x');
    await bench.page.getByText('Nothing by that name here.').waitFor();
    expect(bench.lane.commands('searchArticles').at(-1)).toEqual({ text: 'kiwx', language: 'en', category: null });
  });

  it('sends a code that was entered, and says in words why one was refused', async () => {
    await bench.open(scene('basket'));
    bench.lane.refusals.set('enterCode', 'article-not-for-self-checkout');
    await ACTS['sheet-code']?.go(bench.page);
    await button('Add article').click();
    expect(await asked('enterCode')).toEqual([{ code: '4011' }]);
    await bench.page.getByRole('dialog', { name: 'This one is sold at a staffed till.' }).waitFor();
    await button('OK, carry on').click();
    await bench.page.locator('hr-sheet[open]').waitFor({ state: 'detached' });
  });

  it('never shows a code for which there are no words', async () => {
    await bench.open(scene('basket'));
    bench.lane.refusals.set('startPayment', 'internal-error');
    await button('Pay').click();
    await bench.page.getByRole('dialog', { name: 'That did not work just now.' }).waitFor();
    expect(await bench.page.locator('body').textContent()).not.toContain('internal');
  });

  it('goes on scanning over an open sheet: the sheet makes way for the article', async () => {
    await bench.open(scene('basket'));
    await ACTS['sheet-lookup']?.go(bench.page);
    bench.lane.show(basketScene([...LINES, demoLine(8, 'broccoli')]));
    await bench.page.locator('hr-last-article').getByText('Broccoli').waitFor();
    await bench.page.locator('hr-sheet[open]').waitFor({ state: 'detached' });
  });

  it('says calmly what an unknown scan means, and puts the notice away when asked', async () => {
    await bench.open(scene('basket'));
    bench.lane.show(scene('notice-unknown'));
    await bench.page.getByText('We don’t know this one yet.').waitFor();
    await button('OK, carry on').click();
    await bench.page.locator('hr-last-article').waitFor();
    bench.lane.show({
      ...scene('notice-recalled'),
      notice: { noticeId: 2, code: 'article-recalled', scanned: null, name: null, data: {} },
    });
    await bench.page.getByText('called back by its maker').waitFor();
  });

  it('tells a screen reader what was added and what it comes to', async () => {
    await bench.open(basketScene(LINES.slice(0, 1)));
    bench.lane.show(basketScene(LINES.slice(0, 2)));
    await until('the announcement', async () =>
      (await bench.page.locator('hr-status #polite').textContent())?.includes('Rye bread, 3.25. Total 5.55.'),
    );
  });
});

describe('paying', () => {
  it('goes back to the articles through the lane, and only while that can still be done', async () => {
    await bench.open(scene('pay-present-card'));
    await button('Back to my articles').click();
    expect(await asked('cancelPayment')).toEqual([{}]);
    await bench.page.getByRole('heading', { name: 'We are stopping the payment' }).waitFor();
    bench.lane.show(scene('pay-cancelled'));
    bench.lane.show(paymentScene({ phase: 'processing', status: 'contacting-host' }));
    await bench.page.getByRole('heading', { name: 'The reader is asking your bank' }).waitFor();
    expect(await button('Back to my articles').isDisabled()).toBe(true);
  });

  it('offers both ways on after a refused card, and says that nothing was taken', async () => {
    await bench.open(scene('pay-declined'));
    await bench.page.getByText('No money was taken.').waitFor();
    await button('Try again').click();
    expect(await asked('startPayment')).toEqual([{}]);
    await button('Back to my articles').click();
    expect(await asked('backToBasket')).toEqual([{}]);
  });

  it('says what is paid and what is left after a part, and offers no way back that there is not', async () => {
    await bench.open(paymentScene({ phase: 'declined', reason: 'card-declined', covered: 500, amount: 250 }));
    await bench.page.getByText('€5.00 is paid. €2.50 is still to pay.').waitFor();
    expect(await bench.page.getByText('No money was taken.').count()).toBe(0);
    expect(await button('Back to my articles').count()).toBe(0);
    await button('Try again').click();
    expect(await asked('startPayment')).toEqual([{}]);
  });

  it('says nothing more of the reader once its turn is over', async () => {
    await bench.open(paymentScene({ phase: 'processing', status: 'contacting-host' }));
    const heard = await bench.page.locator('hr-status').evaluateHandle((node) => {
      const texts: string[] = [];
      for (const region of node.shadowRoot?.querySelectorAll('[aria-live]') ?? []) {
        const listener = new MutationObserver(() => texts.push(region.textContent));
        listener.observe(region, { subtree: true, childList: true, characterData: true });
      }
      return texts;
    });
    const said = async (): Promise<string> => (await heard.jsonValue()).join('\n');
    bench.lane.show(scene('pay-enter-pin'));
    await until('the reader’s turn is said', async () => (await said()).endsWith('Enter your PIN on the reader'));
    bench.lane.show(scene('pay-declined'));
    await bench.page.getByRole('heading', { name: 'The card was not accepted' }).waitFor();
    expect((await said()).split('\n').at(-1)).toBe('Enter your PIN on the reader');
  });

  it('sets the amount as large as there is room for it, within the page’s policy', async () => {
    await bench.open(scene('pay-present-card'));
    const amount = bench.page.locator('hr-pay-screen .giant');
    const length = (await amount.innerText()).length;
    expect(await amount.evaluate((node) => getComputedStyle(node).getPropertyValue('--characters').trim())).toBe(
      String(length),
    );
  });

  it('leaves no way to pay again while nobody knows whether it was paid', async () => {
    await bench.open(scene('pay-unknown'));
    await bench.page.getByText('Do not pay again.').waitFor();
    expect(await button(/pay|try/i).count()).toBe(0);
    const notice = { noticeId: 3, code: 'payment-running', scanned: null, name: null, data: {} } as const;
    const { payment, ...rest } = scene('pay-unknown');
    bench.lane.show({ ...rest, notice, payment: { ...payment, amount: 1234 } });
    await bench.page.getByText('12.34').first().waitFor();
    expect(await bench.page.locator('hr-sheet[open]').count()).toBe(0);
  });

  it('gives the receipt as it is chosen, and lets the shopper go', async () => {
    await bench.open(scene('thanks-choice'));
    await button('On my phone').click();
    expect(await asked('chooseReceipt')).toEqual([{ medium: 'screen' }]);
    bench.lane.show(scene('thanks-screen'));
    await bench.page.getByRole('img', { name: 'Code that opens your receipt on a phone' }).waitFor();
    await button('Done').click();
    expect(await asked('finish')).toEqual([{}]);
  });

  it('offers only what the country allows', async () => {
    await bench.open(thanksScene({ choices: ['paper', 'screen'] }));
    await button('Print').waitFor();
    expect(await button('No receipt').count()).toBe(0);
  });

  it('says that someone is coming with the receipt only when someone was called', async () => {
    await bench.open(scene('thanks-no-paper'));
    await bench.page.getByText('Press Help and we print it for you.').waitFor();
    bench.lane.setTicket({ ...raisedTicket('ticket-9'), reason: 'receipt-not-printed', raisedBy: 'lane' });
    await bench.page.getByText('Someone is coming to print it for you.').waitFor();
  });
});

describe('the page', () => {
  it('speaks the chosen language at once, and keeps the basket', async () => {
    await bench.open(scene('basket'));
    await bench.page.locator('#language').click();
    await button('Deutsch').click();
    await button('Bezahlen').waitFor();
    expect(await bench.page.locator('html').getAttribute('lang')).toBe('de');
    expect(await bench.page.locator('hr-basket-line').count()).toBe(LINES.length);
    expect(bench.lane.commands('chooseLanguage')).toEqual([{ language: 'de' }]);
  });

  it('is as usual again for the next person', async () => {
    await bench.open(scene('welcome'));
    await button('Large text').click();
    await button('High contrast').click();
    await until('high contrast', () => bench.page.locator('html[data-theme=contrast][data-large-text]').count());
    bench.lane.show(scene('basket'));
    await bench.page.locator('hr-basket-screen').waitFor();
    expect(await bench.page.locator('html').getAttribute('data-theme')).toBe('contrast');
    const said = () => bench.page.locator('hr-status').evaluate((status) => status.shadowRoot?.textContent?.trim());
    await until('the article is said', async () => (await said()) !== '');
    bench.lane.show(scene('thanks-choice'));
    await bench.page.locator('hr-thanks-screen').waitFor();
    bench.lane.show(scene('welcome'));
    await until('light again', () => bench.page.locator('html[data-theme=light]:not([data-large-text])').count());
    expect(await said()).toBe('');
  });

  it('moves everything into the lower part of a tall screen', async () => {
    await bench.open(scene('welcome'));
    await button('Lower screen').click();
    await until('Help is lower', async () => ((await button('Help').boundingBox())?.y ?? 0) > 700);
  });

  it('asks whether more time is needed, and takes the answer', async () => {
    await bench.open(scene('basket'));
    bench.lane.show(scene('idle'));
    await button('I need more time').click();
    expect((await asked('stillHere')).length).toBeGreaterThan(0);
  });

  it('says that it reconnects when the lane goes away, keeps what was open, and comes back by itself', async () => {
    await bench.open(scene('basket'));
    await ACTS['sheet-code']?.go(bench.page);
    bench.lane.pause();
    await bench.page.getByRole('heading', { name: 'One moment, this lane is reconnecting' }).waitFor();
    await button('Help').waitFor();
    bench.lane.resume();
    await bench.page.locator('hr-lost-screen').waitFor({ state: 'detached' });
    expect(await bench.page.getByRole('textbox', { name: 'Code' }).inputValue()).toBe('4011');
  });

  it('keeps the keyboard inside an open sheet, closes it on Escape, and goes back to where it was', async () => {
    await bench.open(scene('basket'));
    await bench.page.locator('#easier').focus();
    await bench.page.keyboard.press('Enter');
    await bench.page.getByRole('dialog', { name: 'Easier to use' }).waitFor();
    expect(await bench.page.locator('hr-basket-screen').evaluate((screen) => (screen as HTMLElement).inert)).toBe(true);
    await bench.page.keyboard.press('Escape');
    await bench.page.locator('hr-sheet[open]').waitFor({ state: 'detached' });
    const focused = await bench.page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement && active.id !== 'easier') active = active.shadowRoot.activeElement;
      return active?.id;
    });
    expect(focused).toBe('easier');
  });

  it('runs under the strictest content security policy without a violation', async () => {
    const complaints: string[] = [];
    bench.page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await bench.open(scene('basket'));
    await pressHelp(bench.page);
    bench.lane.show(scene('thanks-screen'));
    await bench.page.locator('hr-qr-code').waitFor();
    expect(complaints).toEqual([]);
  });
});
