import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput, CommandName } from '#kiosk/api/commands.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { TopicNameOf, TopicPayload } from '#kiosk/api/topics.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { openGoods } from '#kiosk/host/roles/goods.ts';
import { type LaneRole, startLaneRole } from '#kiosk/host/roles/lane-role.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { ScriptedTerminal } from '#tests/support/scripted-terminal.ts';
import { LABEL, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: what a terminal has taken is booked as it took it: a part leaves the rest to pay, and too much is a person's
// matter; nothing of it gets lost, whatever breaks.
// Method: the lane role with its journal and a terminal that answers as told. The terminals that are driven today are
// never offered other amounts; this is what holds when one takes them all the same.

const SHOPPER = {
  role: 'shopper',
  sessionId: 'test',
  person: { personId: '1', firstName: 'Sara', role: 'supervisor' },
} as const;

let world: TestShop;
let terminal: ScriptedTerminal;
let clock: ManualClock;
let hub: TopicHub;
let role: LaneRole;

beforeEach(async () => {
  world = await TestShop.open({ 'devices.scanner': null, 'devices.printer': null });
  mkdirSync(path.dirname(world.journalFile), { recursive: true });
  terminal = new ScriptedTerminal();
  clock = new ManualClock(Date.now());
  await startRole();
  expect(await ask('enterCode', { code: LABEL.oatMilk })).toEqual({});
  await ask('startPayment', {});
  await waits();
});

afterEach(async () => {
  await role.stop();
  await world.close();
});

const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function startRole(): Promise<void> {
  const { config } = world;
  const { catalogue, promotions } = await openGoods(config, LOG);
  hub = new TopicHub(clock);
  let lastId = 0;
  const startedAt = String(performance.now());
  const ids = { next: () => `${startedAt}-${(lastId += 1)}` };
  const devices = {
    scanner: undefined,
    printer: undefined,
    terminal,
    open: async () => {},
    close: async () => {},
  };
  const publishReceipt = async (): Promise<string> => 'https://shop.example/r/1';
  role = startLaneRole({
    config,
    softwareVersion: '0',
    hub,
    catalogue,
    promotions: () => promotions,
    devices,
    clock,
    ids,
    log: LOG,
    help: { search: () => [] },
    send: () => async () => {},
    publishReceipt,
  });
  await role.ready;
}

async function ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<unknown> {
  const handler = role.handlers[name] as ((input: unknown, context: typeof SHOPPER) => Promise<object>) | undefined;
  return handler?.(input, SHOPPER);
}

async function waits(): Promise<void> {
  await until('the terminal waits for a card', () => terminal.isWaiting);
}

function value<Name extends TopicNameOf<'value'>>(topic: Name): TopicPayload<Name> {
  return JSON.parse(hub.value(topic) ?? 'null') as TopicPayload<Name>;
}

function ticket(reason: string): TicketView | undefined {
  const tickets = [...hub.entries('tickets').values()].map((json) => JSON.parse(json) as TicketView);
  return tickets.find((each) => each.reason === reason);
}

describe('a part of the amount', () => {
  it('leaves the rest to pay, which is asked for at once', async () => {
    terminal.answer(100);
    await waits();
    expect(value('payment')).toMatchObject({ phase: 'present-card', amount: 119 });
    terminal.answer(119);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
    expect(terminal.asked).toEqual([219, 119]);
    expect(ticket('payment-surplus')).toBeUndefined();
  });

  it('keeps the sale at the till when the rest is declined, until it is paid', async () => {
    terminal.answer(100);
    await waits();
    terminal.answer('decline');
    await until('the refusal is shown', () => value('payment').phase === 'declined');
    expect(value('payment')).toMatchObject({ covered: 100, amount: 119 });
    expect(await ask('backToBasket', {})).toMatchObject({ code: 'payment-running' });
    expect(await ask('cancelTransaction', {})).toMatchObject({ rejected: true });
    await ask('startPayment', {});
    await waits();
    terminal.answer(119);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
    expect(terminal.asked).toEqual([219, 119, 119]);
  });

  it('is not put aside when the shopper walks away: a person is called', async () => {
    terminal.answer(100);
    await waits();
    terminal.answer('decline');
    await until('the refusal is shown', () => value('payment').phase === 'declined');
    const { warnAfterMs, answerWithinMs } = world.config.lane.idle;
    clock.advance(warnAfterMs);
    clock.advance(answerWithinMs);
    await until('a person is called', () => ticket('walk-away'));
    expect(value('lane').screen).toBe('payment');
    expect(value('payment').amount).toBe(119);
  });

  it('is known after a restart, which asks for the rest', async () => {
    terminal.answer(100);
    await waits();
    terminal.answer('decline');
    await until('the refusal is shown', () => value('payment').phase === 'declined');
    await role.stop();
    await startRole();
    await waits();
    expect(terminal.asked.at(-1)).toBe(119);
    terminal.answer(119);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
  });

  it('of nothing at all is not asked for again and again', async () => {
    terminal.answer(0);
    await until('it did not pay', () => value('payment').phase === 'failed');
    expect(terminal.asked).toEqual([219]);
  });
});

describe('more than the amount', () => {
  it('pays the sale, and a person hears what to give back', async () => {
    terminal.answer(300);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
    expect(ticket('payment-surplus')).toMatchObject({ raisedBy: 'lane', context: { asked: 219, amount: 300 } });
  });
});

describe('a driver that breaks', () => {
  it('in the middle of a charge leaves a payment that a person settles, never one that is forgotten', async () => {
    terminal.answer('break');
    await until('it is unknown', () => value('payment').phase === 'unknown');
    const call = await until('a person is called', () => ticket('payment-unknown'));
    expect(call.context).toMatchObject({ amount: 219, terminal: 'scripted' });
    const { ticketId } = call;
    await ask('acknowledgeTicket', { ticketId });
    expect(await ask('settlePayment', { ticketId, paid: false })).toEqual({ asking: false });
    await ask('startPayment', {});
    await waits();
    terminal.answer(219);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
  });
});

describe('a decision while the terminal is being asked', () => {
  it('is answered at once, and counts when the terminal cannot tell', async () => {
    terminal.answer('break');
    const { ticketId } = await until('a person is called', () => ticket('payment-unknown'));
    await ask('acknowledgeTicket', { ticketId });
    terminal.holdsQuestions = true;
    clock.advance(60_000);
    await until('the terminal is asked again', () => terminal.isBeingAsked);
    let answer: unknown;
    void ask('settlePayment', { ticketId, paid: true }).then((said) => (answer = said));
    await until('it is answered after a moment', () => {
      clock.advance(100);
      return answer !== undefined;
    });
    expect(answer).toEqual({ asking: true });
    expect(value('lane').screen).toBe('payment');
    terminal.answerQuestion();
    await until('the decision counts', () => value('lane').screen === 'thanks');
    expect(ticket('payment-unknown')).toBeUndefined();
  });
});

describe('a terminal that is known to be away', () => {
  it('is not asked for long before the shopper hears of it', async () => {
    terminal.answer('decline');
    await until('the refusal is shown', () => value('payment').phase === 'declined');
    terminal.become({ state: 'offline', detail: 'no route' });
    terminal.become({ state: 'opening' });
    await ask('startPayment', {});
    await until('it is said', () => value('payment').reason === 'terminal-unreachable');
    expect(terminal.asked).toEqual([219]);
    terminal.become({ state: 'ready' });
    await ask('startPayment', {});
    await waits();
    terminal.answer(219);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
  });

  it('keeps a lane closed between two tries to reach it', async () => {
    terminal.answer(219);
    await until('the sale is paid', () => value('lane').screen === 'thanks');
    await ask('finish', {});
    expect(value('lane').screen).toBe('welcome');
    for (const state of [{ state: 'offline', detail: 'no route' }, { state: 'opening' }] as const) {
      terminal.become(state);
      expect(value('lane')).toMatchObject({ screen: 'out-of-service', outOfServiceReasons: ['terminal'] });
    }
    terminal.become({ state: 'ready' });
    expect(value('lane').screen).toBe('welcome');
  });
});
