/*
 * Goal: an answer is two taps away, found as one types, read in short steps with a way back, and never in the way of the
 * call: that went out first, and Help stays where it is.
 * Method: the shopper's page in a real Chromium, with the starter set of answers behind a scripted lane.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { sceneNamed } from '#tests/support/lane-scenes.ts';
import { pressHelp } from '#tests/support/page-acts.ts';
import { until } from '#tests/support/until.ts';
import { shopperBench } from './shopper-bench.ts';

const bench = shopperBench();
const button = (name: string) => bench.page.getByRole('button', { name, exact: true });
const answer = (title: string) => bench.page.locator('hr-answer-list').getByRole('button', { name: title });

describe('beside a call', () => {
  beforeEach(async () => {
    await bench.open(sceneNamed('basket'));
    await pressHelp(bench.page);
  });

  it('an answer is two taps from any screen, after the call has gone out', async () => {
    await answer('The barcode does not scan').click();
    await bench.page.getByRole('heading', { name: 'The barcode does not scan' }).waitFor();
    await bench.page.getByText('Hold the bars flat before the glass.').waitFor();
    const order = bench.lane.asked.map(({ command }) => command);
    expect(order.indexOf('callStaff')).toBeLessThan(order.indexOf('openHelp'));
    expect(bench.lane.commands('openHelp')).toEqual([{ articleId: 'barcode-does-not-scan' }]);
    await bench.page.locator('hr-answers-sheet').getByText('Someone will come.').waitFor();
    await button('Help: called').waitFor();
  });

  it('there is always a way back: to the answers, to the call, to the articles', async () => {
    await answer('The barcode does not scan').click();
    await button('More answers').click();
    await answer('Weighing fruit').waitFor();
    await button('Back').click();
    await button('Never mind, I’m fine').waitFor();
    await button('Carry on').click();
    await bench.page.locator('hr-sheet[open]').waitFor({ state: 'detached' });
  });
});

describe('beside a notice', () => {
  beforeEach(async () => {
    await bench.open(sceneNamed('notice-unknown'));
    await button('Answers').click();
  });

  it('answers come without a call', async () => {
    await answer('The barcode does not scan').click();
    await bench.page.getByText('Hold the bars flat before the glass.').waitFor();
    expect(bench.lane.commands('callStaff')).toEqual([]);
    await bench.page.locator('hr-page-header hr-button').click();
    await bench.page.locator('hr-help-steps').waitFor();
    expect(bench.lane.commands('callStaff')).toHaveLength(1);
  });

  it('are found as one types on the screen, with a slip of the finger', async () => {
    await bench.page.locator('hr-answers-sheet input').click();
    for (const letter of 'depsoit') {
      await bench.page.locator('hr-letter-keyboard').getByText(letter, { exact: true }).click();
    }
    await answer('A deposit slip for bottles').waitFor();
    await until('how many there are is said', async () =>
      /\d answer/.test((await bench.page.locator('hr-status #polite').textContent()) ?? ''),
    );
    await button('Hide the keyboard').click();
    await bench.page.locator('hr-letter-keyboard').waitFor({ state: 'detached' });
  });

  it('says kindly when there is none', async () => {
    await bench.page.locator('hr-answers-sheet input').fill('xylophone');
    await bench.page.getByText('We have no answer to that yet. Help is always there.').waitFor();
  });

  it('says that they do not load when the lane does not answer', async () => {
    bench.lane.refusals.set('searchHelp', 'internal-error');
    await bench.page.locator('hr-answers-sheet input').fill('card');
    await bench.page.getByText('The answers do not load just now.').waitFor();
  });

  it('are read out step by step, with the focus on what it is about', async () => {
    await answer('The barcode does not scan').click();
    await bench.page.getByRole('heading', { name: 'The barcode does not scan' }).waitFor();
    await until('the focus', () =>
      bench.page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active?.textContent === 'The barcode does not scan';
      }),
    );
    expect(await bench.page.locator('hr-answer-steps li').first().textContent()).toContain('Step 1');
  });
});
