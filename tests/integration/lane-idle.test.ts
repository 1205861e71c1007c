import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AtLane } from '#tests/support/at-lane.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { LABEL, openStaffPage } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: nobody is hurried. A lane asks before it puts a basket aside, as often as it takes; what was put aside is kept,
// and a person hears of it; what nobody comes back for frees the lane, and never while money moves.
// Method: the real lane with its devices; its clock is moved by hand.

const WARN_AFTER_MS = 60_000;
const ANSWER_WITHIN_MS = 30_000;
const PARK_FOR_MS = 600_000;
const NUDGE_MS = 20_000;

let clock: ManualClock;
let lane: AtLane;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  lane = await AtLane.open({
    clock,
    settings: {
      'lane.idle': { warnAfterMs: WARN_AFTER_MS, answerWithinMs: ANSWER_WITHIN_MS, parkForMs: PARK_FOR_MS },
    },
  });
});

afterEach(async () => {
  await lane.close();
});

const deadline = (): number | null | undefined => lane.page.value('session')?.idleDeadline;

async function asks(): Promise<void> {
  await until('the lane asks', () => typeof deadline() === 'number');
}

async function waitUntilPutAside(): Promise<void> {
  clock.advance(WARN_AFTER_MS);
  await asks();
  clock.advance(ANSWER_WITHIN_MS);
  await lane.sees('paused');
}

describe('a shopper who takes her time', () => {
  it('is asked, and has more of it as often as she likes', async () => {
    await lane.scan(LABEL.oatMilk);
    for (let time = 0; time < 5; time += 1) {
      clock.advance(WARN_AFTER_MS - 1);
      await lane.heard();
      expect(deadline()).toBeNull();
      clock.advance(1);
      await asks();
      expect(deadline()).toBe(clock.now() + ANSWER_WITHIN_MS);
      clock.advance(ANSWER_WITHIN_MS - 1);
      await lane.page.call('stillHere', {});
      await until('it has stopped asking', () => deadline() === null);
      expect(lane.screen).toBe('basket');
    }
  });

  it('is not asked while she waits for somebody or has somebody with her, and then has all her time', async () => {
    const sara = await openStaffPage(lane.shop, 'Sara');
    await lane.scan(LABEL.oatMilk);
    const { ticketId } = await lane.page.call('callStaff', { topic: null });
    await until('Sara hears of it', () => sara.entries('tickets').has(ticketId));
    clock.advance(3 * WARN_AFTER_MS);
    await lane.heard();
    expect(deadline()).toBeNull();
    await sara.call('attendTicket', { ticketId, place: 'at-lane' });
    clock.advance(3 * WARN_AFTER_MS - 1);
    await lane.heard();
    expect(deadline()).toBeNull();
    await sara.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
    await until('it is settled', () => lane.ticket('help') === undefined);
    clock.advance(WARN_AFTER_MS - 1);
    await lane.heard();
    expect(deadline()).toBeNull();
    clock.advance(1);
    await asks();
    sara.close();
  });

  it('is asked no more once the lane itself has called somebody for her', async () => {
    await lane.scan(LABEL.oatMilk);
    clock.advance(WARN_AFTER_MS);
    await asks();
    await lane.page.call('enterCode', { code: LABEL.pilsCan });
    await lane.called('age-check');
    clock.advance(3 * WARN_AFTER_MS);
    await lane.heard();
    expect(deadline()).toBeNull();
    expect(lane.screen).toBe('basket');
  });

  it.each([
    ['a scan', async () => lane.scan(LABEL.oatMilk)],
    [
      'a code that cannot be read',
      async () => {
        lane.world.devices.scanner.scan('9520042128866');
        await lane.notice('code-unreadable');
      },
    ],
    [
      'a press of Help',
      async () => {
        const { ticketId } = await lane.page.call('callStaff', { topic: null });
        await lane.page.call('withdrawCall', { ticketId });
      },
    ],
  ] as const)('answers with %s as well', async (_, sign) => {
    await lane.scan(LABEL.oatMilk);
    clock.advance(WARN_AFTER_MS);
    await asks();
    await sign();
    await until('it has stopped asking', () => deadline() === null);
    clock.advance(WARN_AFTER_MS - 1);
    await lane.heard();
    expect(deadline()).toBeNull();
    expect(lane.screen).toBe('basket');
  });

  it('finds her basket when she comes back, and a person had been called', async () => {
    await lane.scan(LABEL.oatMilk);
    await waitUntilPutAside();
    await lane.called('walk-away');
    await lane.page.call('stillHere', {});
    await lane.sees('basket');
    expect(lane.total).toBe(219);
    await until('the call is taken back', () => lane.ticket('walk-away') === undefined);
    await lane.scan(LABEL.oatMilk);
    expect(lane.total).toBe(400);
  });

  it('is told what to do when she scans into a basket that was put aside', async () => {
    await lane.scan(LABEL.oatMilk);
    await waitUntilPutAside();
    lane.world.devices.scanner.scan(LABEL.oatMilk);
    await lane.notice('basket-paused');
    expect(lane.screen).toBe('paused');
    await lane.page.call('stillHere', {});
    await lane.sees('basket');
    expect(lane.page.value('notice')).toBeNull();
    expect(lane.total).toBe(219);
  });

  it('may give the basket up while it is put aside', async () => {
    await lane.scan(LABEL.oatMilk);
    await waitUntilPutAside();
    await lane.called('walk-away');
    await lane.page.call('cancelTransaction', {});
    await lane.sees('welcome');
    expect(lane.ticket('walk-away')).toBeUndefined();
  });
});

describe('a basket that nobody comes back for', () => {
  it('is given up after its time, and the lane is free for the next', async () => {
    await lane.page.call('chooseLanguage', { language: 'nl' });
    await lane.scan(LABEL.oatMilk);
    await waitUntilPutAside();
    await lane.called('walk-away');
    clock.advance(PARK_FOR_MS - 1);
    await lane.heard();
    expect(lane.screen).toBe('paused');
    clock.advance(1);
    await lane.sees('welcome');
    expect(lane.ticket('walk-away')).toBeDefined();
    expect(lane.page.value('session')?.language).toBe('en');
    await lane.scan(LABEL.oatMilk);
    await until('the call of others is over', () => lane.ticket('walk-away') === undefined);
    expect(lane.total).toBe(219);
  });

  it('is still put aside after a restart, for as long as any', async () => {
    await lane.scan(LABEL.oatMilk);
    await waitUntilPutAside();
    clock.advance(PARK_FOR_MS - 1);
    await lane.restart();
    await lane.sees('paused');
    expect(lane.ticket('walk-away')).toBeDefined();
    clock.advance(PARK_FOR_MS);
    await lane.sees('welcome');
  });

  it('with nothing in it needs neither a question nor a call', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.page.call('removeLine', { lineNumber: 1 });
    await until('the basket is empty', () => lane.lines === 0);
    clock.advance(WARN_AFTER_MS);
    await lane.sees('welcome');
    expect(deadline()).toBeNull();
    expect(lane.page.entries('assist').size).toBe(0);
  });
});

describe('a payment', () => {
  it('takes its own time, and none of the shopper’s', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    for (let minutes = 0; minutes < 10; minutes += 1) clock.advance(60_000);
    await lane.heard();
    expect(lane.screen).toBe('payment');
    expect(deadline()).toBeNull();
    lane.world.devices.terminal.presentCard('approve');
    await lane.sees('thanks');
  });

  it('that was refused goes back to the basket, which is put aside', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    lane.world.devices.terminal.presentCard('decline');
    await until('the refusal is shown', () => lane.phase === 'declined');
    clock.advance(NUDGE_MS);
    await lane.called('payment-failed');
    const sara = await lane.staff();
    const ticketId = await until('Sara hears of it', () => [...sara.entries('tickets').keys()][0]);
    await sara.call('acknowledgeTicket', { ticketId, coming: true });
    await sara.call('resolveTicket', { ticketId, outcome: null, resolution: 'basket-kept' });
    await until('it is settled', () => lane.ticket('payment-failed') === undefined);
    await waitUntilPutAside();
    await lane.page.call('stillHere', {});
    await lane.sees('basket');
    await lane.startPaying();
    expect(lane.page.value('payment')?.reason).toBeNull();
    lane.world.devices.terminal.presentCard('approve');
    await lane.sees('thanks');
    expect(lane.charged).toEqual([219]);
  });
});

it('a language that somebody chose and did not use is not the next one’s', async () => {
  await lane.page.call('chooseLanguage', { language: 'de' });
  await until('it speaks German', () => lane.page.value('session')?.language === 'de');
  clock.advance(WARN_AFTER_MS);
  await until('it speaks as usual again', () => lane.page.value('session')?.language === 'en');
});
