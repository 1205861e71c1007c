import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AtLane } from '#tests/support/at-lane.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { LABEL } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: whoever can put something right by herself gets the time to, and then a person comes by herself.
// Method: the real lane with its devices and the store's table; its clock is moved by hand.

const UNKNOWN_MS = 15_000;
const DECLINED_MS = 20_000;

let clock: ManualClock;
let lane: AtLane;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  lane = await AtLane.open({ clock });
});

afterEach(async () => {
  await lane.close();
});

const calls = (reason: string) => [...lane.page.entries('assist').values()].filter((call) => call.reason === reason);

async function unknown(code: string = LABEL.unknown): Promise<void> {
  const before = lane.page.value('notice')?.noticeId;
  lane.world.devices.scanner.scan(code);
  await until('the notice', () => {
    const notice = lane.page.value('notice');
    return notice?.code === 'article-unknown' && notice.noticeId !== before;
  });
}

/** Other codes that no article has. */
const OTHER_UNKNOWN = ['9520042999984', '9520042999977'] as const;

describe('an article that nobody knows', () => {
  beforeEach(async () => lane.scan(LABEL.oatMilk));

  it('calls a person when the time to put it right is over, and not before', async () => {
    await unknown();
    clock.advance(UNKNOWN_MS - 1);
    await lane.heard();
    expect(calls('article-unknown')).toEqual([]);
    clock.advance(1);
    await until('the call', () => calls('article-unknown')[0]);
    expect(calls('article-unknown')[0]).toMatchObject({ raisedBy: 'lane', status: 'raised' });
  });

  it('calls nobody once another article came', async () => {
    await unknown();
    await lane.scan(LABEL.peanuts);
    clock.advance(UNKNOWN_MS);
    await lane.heard();
    expect(calls('article-unknown')).toEqual([]);
  });

  it('has the time once, however often the same code is tried', async () => {
    await unknown();
    clock.advance(UNKNOWN_MS - 5_000);
    await unknown();
    clock.advance(5_000);
    await until('the call', () => calls('article-unknown')[0]);
  });

  it('calls at once the third time in one basket', async () => {
    await unknown();
    await lane.scan(LABEL.peanuts);
    await unknown(OTHER_UNKNOWN[0]);
    await lane.scan(LABEL.oatMilk);
    expect(calls('article-unknown')).toEqual([]);
    await unknown(OTHER_UNKNOWN[1]);
    await until('the call', () => calls('article-unknown')[0]);
  });

  it('calls nobody any more when the basket is given up, and takes its call back', async () => {
    await unknown();
    clock.advance(UNKNOWN_MS);
    await until('the call', () => calls('article-unknown')[0]);
    await lane.page.call('cancelTransaction', {});
    await until('it is taken back', () => calls('article-unknown').length === 0);
    await lane.scan(LABEL.oatMilk);
    await unknown();
    await lane.page.call('cancelTransaction', {});
    clock.advance(UNKNOWN_MS);
    await lane.heard();
    expect(calls('article-unknown')).toEqual([]);
  });
});

describe('a payment that did not work', () => {
  async function declined(): Promise<void> {
    await lane.page.call('startPayment', {});
    await until('the reader waits', () => lane.phase === 'present-card');
    lane.world.devices.terminal.presentCard('decline');
    await until('it is declined', () => lane.phase === 'declined');
  }

  beforeEach(async () => lane.scan(LABEL.oatMilk));

  it('calls a person when nothing else is tried', async () => {
    await declined();
    clock.advance(DECLINED_MS - 1);
    await lane.heard();
    expect(calls('payment-failed')).toEqual([]);
    clock.advance(1);
    await until('the call', () => calls('payment-failed')[0]);
  });

  it('calls nobody when she goes back to the basket', async () => {
    await declined();
    await lane.page.call('backToBasket', {});
    clock.advance(DECLINED_MS);
    await lane.heard();
    expect(calls('payment-failed')).toEqual([]);
  });

  it('calls at once the second time in one basket', async () => {
    await declined();
    await lane.page.call('backToBasket', {});
    await declined();
    await until('the call', () => calls('payment-failed')[0]);
  });
});

describe('after a restart', () => {
  beforeEach(async () => lane.scan(LABEL.oatMilk));

  it('a hint is given once more, with all of its time: she is neither called for at once nor forgotten', async () => {
    await unknown();
    clock.advance(UNKNOWN_MS - 1);
    await lane.heard();
    await lane.restart();
    await until('the hint is back', () => lane.page.value('notice')?.code === 'article-unknown');
    expect(lane.page.value('notice')?.scanned).toBe(LABEL.unknown);
    clock.advance(UNKNOWN_MS - 1);
    await lane.heard();
    expect(calls('article-unknown')).toEqual([]);
    clock.advance(1);
    await until('the call', () => calls('article-unknown')[0]);
  });

  it('what was put right, or has its call, is not begun again', async () => {
    await unknown();
    await lane.scan(LABEL.peanuts);
    await lane.restart();
    clock.advance(UNKNOWN_MS);
    await lane.heard();
    expect(lane.page.value('notice')).toBeNull();
    expect(calls('article-unknown')).toEqual([]);
    await unknown();
    clock.advance(UNKNOWN_MS);
    const { ticketId } = await until('the call', () => calls('article-unknown')[0]);
    await lane.restart();
    clock.advance(UNKNOWN_MS);
    await lane.heard();
    expect(calls('article-unknown').map((call) => [call.ticketId, call.merges])).toEqual([[ticketId, 0]]);
  });

  it('the hints that the basket had are still counted', async () => {
    await unknown();
    await lane.scan(LABEL.peanuts);
    await unknown(OTHER_UNKNOWN[0]);
    await lane.scan(LABEL.oatMilk);
    await lane.restart();
    await unknown(OTHER_UNKNOWN[1]);
    await until('the call', () => calls('article-unknown')[0]);
  });

  it('whoever could not pay has the time again, back at her basket', async () => {
    await lane.page.call('startPayment', {});
    await until('the reader waits', () => lane.phase === 'present-card');
    lane.world.devices.terminal.presentCard('decline');
    await until('it is declined', () => lane.phase === 'declined');
    await lane.heard();
    await lane.restart();
    await lane.sees('basket');
    clock.advance(DECLINED_MS - 1);
    await lane.heard();
    expect(calls('payment-failed')).toEqual([]);
    clock.advance(1);
    await until('the call', () => calls('payment-failed')[0]);
  });
});
