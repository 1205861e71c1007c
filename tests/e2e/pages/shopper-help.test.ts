/*
 * Goal: a shopper who presses Help reads at once that she was heard, and then what is so: how long, who, how far, why
 * it takes longer. She may say more and never has to, goes on scanning meanwhile, and may take it back.
 * Method: the shopper's page in a real Chromium on a scripted lane that does to the call what people do.
 */
import { describe, expect, it } from 'vitest';
import { basketScene, LINES, sceneNamed } from '#tests/support/lane-scenes.ts';
import { demoLine } from '#tests/support/demo-views.ts';
import { pressHelp } from '#tests/support/page-acts.ts';
import { raisedTicket } from '#tests/support/scripted-lane.ts';
import { ticketViewWith } from '#tests/support/ticket-view.ts';
import { until } from '#tests/support/until.ts';
import { shopperBench } from './shopper-bench.ts';

const bench = shopperBench();
const button = (name: string) => bench.page.getByRole('button', { name, exact: true });
const status = (words: string) => bench.page.locator('hr-help-sheet .card').getByText(words);

const PROMISE = {
  placeInLine: 2,
  withinSeconds: 60,
  until: 1,
  missed: false,
  escalation: 'none',
  unattended: false,
} as const;
const SARA = { status: 'acknowledged', attendant: 'Sara' } as const;

/** Presses Help in a basket. @returns the call as the lane has it */
async function called() {
  await bench.open(sceneNamed('basket'));
  await pressHelp(bench.page);
  // Only a call that the lane has can be spoken of.
  await button('Just send someone').waitFor();
  const { ticketId } = await until('the call', async () => bench.lane.lastTicket);
  return raisedTicket(ticketId);
}

describe('a call', () => {
  it('is raised by one press, once, and followed to its end as it truly is', async () => {
    const ticket = await called();
    await status('We heard you').waitFor();
    await bench.page.locator('hr-page-header hr-button').click();
    expect(bench.lane.commands('callStaff')).toEqual([{ topic: null }]);

    bench.lane.setTicket({ ...ticket, promise: PROMISE });
    await status('Someone will come, usually within 1 minute').waitFor();
    await status('One person is before you.').waitFor();
    bench.lane.setTicket({ ...ticket, ...SARA, coming: false });
    await status('Sara has seen it and comes after this').waitFor();
    await button('Help: seen').waitFor();
    bench.lane.setTicket({ ...ticket, ...SARA, coming: true });
    await status('Sara is coming to you').waitFor();
    await button('Help: on the way').waitFor();
    bench.lane.setTicket({ ...ticket, reopenedAt: 3 });
    await status('Sorry, our colleague was held up.').waitFor();
    bench.lane.setTicket({ ...ticket, ...SARA, status: 'attending', place: 'at-lane' });
    await status('Sara is with you').waitFor();
    bench.lane.settle({ ...ticket, attendant: 'Sara' });
    await status('Sara has settled it').waitFor();
    await button('Carry on').click();
    await button('Help').waitFor();
  });

  it('that takes longer than was said comes with an apology, the reason and what happens now', async () => {
    const ticket = await called();
    bench.lane.setTicket({ ...ticket, promise: { ...PROMISE, missed: true, escalation: 'lead', until: 2 } });
    await status('Sorry, this takes longer than we said').waitFor();
    await status('Nobody could come so far.').waitFor();
    await status('We now ask the shift lead as well.').waitFor();
    await until('it is said aloud', async () =>
      (await bench.page.locator('hr-status #polite').textContent())?.includes('Sorry, this takes longer than we said.'),
    );
  });

  it('that nobody can answer says so, and what to do', async () => {
    const ticket = await called();
    bench.lane.setTicket({ ...ticket, promise: { ...PROMISE, withinSeconds: null, until: null, unattended: true } });
    await status('Nobody is free just now').waitFor();
    await status('Please ask at the staffed till').waitFor();
  });

  it('is heard at once, not claimed to have gone out before it has, and arrives when the lane is back', async () => {
    await bench.open(sceneNamed('basket'));
    bench.lane.refusals.set('callStaff', 'internal-error');
    await pressHelp(bench.page);
    await status('We heard you').waitFor();
    await status('The call has not gone out yet.').waitFor();
    expect(await status('Someone will come').count()).toBe(0);
    bench.lane.refusals.clear();
    await status('Someone will come.').waitFor();
  });

  it('says on the paid screen that what is paid stays so', async () => {
    await bench.open(sceneNamed('thanks-choice'));
    await pressHelp(bench.page);
    await status('You have paid. That stays as it is.').waitFor();
    expect(await bench.page.getByText('Your articles stay as they are.').count()).toBe(0);
  });

  it('makes way for the next article, and goes on meanwhile', async () => {
    await called();
    bench.lane.show({
      ...basketScene([...LINES, demoLine(8, 'broccoli')]),
      tickets: [{ ...raisedTicket('ticket'), promise: PROMISE }],
    });
    await bench.page.locator('hr-last-article').getByText('Broccoli').waitFor();
    await bench.page.locator('hr-sheet[open]').waitFor({ state: 'detached' });
    await button('Help: called').waitFor();
  });
});

describe('what she may say', () => {
  it('is taken only if it is given, and the call can be taken back', async () => {
    await called();
    await button('A price').click();
    await bench.page.getByText('Thank you, we passed that on.').waitFor();
    expect(bench.lane.commands('giveHelpTopic')).toHaveLength(1);
    await button('Never mind, I’m fine').click();
    await status('We are here if you need us.').waitFor();
    expect(bench.lane.commands('withdrawCall')).toHaveLength(1);
  });

  it('puts the questions away when someone should just be sent', async () => {
    await called();
    await button('Just send someone').click();
    await button('A price').waitFor({ state: 'detached' });
    expect(bench.lane.commands('giveHelpTopic')).toEqual([]);
    await button('Never mind, I’m fine').waitFor();
  });

  it('tells what we should know of her, and that nobody else should notice', async () => {
    const { ticketId } = await called();
    await button('I hear badly').click();
    await bench.page.getByRole('button', { name: 'I hear badly', pressed: true }).waitFor();
    await button('I need calm').click();
    await bench.page.getByRole('button', { name: 'I need calm', pressed: true }).waitFor();
    await button('I hear badly').click();
    await until('all that was said', async () => bench.lane.commands('stateNeeds').length === 3);
    expect(bench.lane.commands('stateNeeds').map((input) => (input as { needs: string[] }).needs)).toEqual([
      ['hearing'],
      ['hearing', 'calm'],
      ['calm'],
    ]);
    await button('Discreetly: no light, no sound').click();
    await bench.page.getByRole('button', { name: 'Discreetly: no light, no sound', pressed: true }).waitFor();
    expect(bench.lane.commands('chooseDiscretion')).toEqual([{ ticketId, discreet: true }]);
  });
});

describe('afterwards', () => {
  it('asks once whether it was easy, and thanks in a human voice', async () => {
    const ticket = await called();
    await button('Carry on').click();
    bench.lane.settle({ ...ticket, attendant: 'Sara' });
    await bench.page.getByText('Was that easy?').waitFor();
    await button('Not really').click();
    await bench.page.getByText('Thank you for saying so. We want to do better.').waitFor();
    expect(bench.lane.commands('answerEase')).toEqual([{ ticketId: ticket.ticketId, ease: 'hard' }]);
    await button('Not really').waitFor({ state: 'detached' });
  });

  it('asks in the open sheet as well', async () => {
    const ticket = await called();
    bench.lane.settle({ ...ticket, attendant: 'Sara' });
    await bench.page.locator('hr-help-sheet').getByText('Was that easy?').waitFor();
    await button('Yes').click();
    await bench.page.getByText('That is good to hear. Thank you.').waitFor();
  });

  it('lets the question go with the next scan, unanswered', async () => {
    const ticket = await called();
    await button('Carry on').click();
    bench.lane.settle({ ...ticket, attendant: 'Sara' });
    await bench.page.getByText('Was that easy?').waitFor();
    bench.lane.show(basketScene([...LINES, demoLine(8, 'broccoli')]));
    await bench.page.locator('hr-last-article').getByText('Broccoli').waitFor();
    await bench.page.getByText('Was that easy?').waitFor({ state: 'detached' });
    expect(bench.lane.commands('answerEase')).toEqual([]);
  });

  it('asks nothing about a call that nobody settled', async () => {
    const ticket = await called();
    bench.lane.hub.publishEntries('assist', { drop: [ticket.ticketId] });
    await status('This call is done.').waitFor();
    expect(await bench.page.getByText('Was that easy?').count()).toBe(0);
  });
});

describe('what the lane itself called for', () => {
  it('is said in a sentence, while scanning goes on, with who comes', async () => {
    const ticket = ticketViewWith({ ticketId: 'tag', raisedBy: 'lane', reason: 'security-tag' });
    await bench.open({ ...sceneNamed('basket'), tickets: [ticket] });
    const strip = bench.page.locator('hr-task-strip');
    await strip.getByText('A colleague takes the tag off.').waitFor();
    bench.lane.setTicket({ ...ticket, ...SARA, coming: true });
    await strip.getByText('Sara is coming to you').waitFor();
    bench.lane.setTicket({ ...ticket, ...SARA, status: 'attending', place: 'at-lane' });
    await strip.getByText('Sara is with you').waitFor();
    await button('Help').waitFor();
  });

  it('is none of a shopper’s business when it is about the lane', async () => {
    const ticket = ticketViewWith({ ticketId: 'plug', raisedBy: 'lane', reason: 'device' });
    await bench.open({ ...sceneNamed('basket'), tickets: [ticket] });
    expect(await bench.page.locator('hr-task-strip').isVisible()).toBe(false);
  });

  it('about money is said where it was paid', async () => {
    const ticket = ticketViewWith({ ticketId: 'money', raisedBy: 'lane', reason: 'payment-surplus' });
    await bench.open({ ...sceneNamed('thanks-choice'), tickets: [ticket] });
    await bench.page.locator('hr-task-strip').getByText('The card was charged too much.').waitFor();
  });
});
