import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HelperView } from '#kiosk/api/staff.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import type { GestureSettings } from '#kiosk/core/assist/recovery.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { StoreEntry } from '#kiosk/store/floor/store-entries.ts';
import { recallGestures } from '#kiosk/store/gestures/gesture-book.ts';
import { GestureDesk } from '#kiosk/store/gestures/gesture-desk.ts';
import { LaneBoard } from '#kiosk/store/lanes/lane-board.ts';
import { SUBJECTS } from '#kiosk/store/lanes/lane-messages.ts';
import { AskFailure } from '#sync/bus/bus.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { until } from '#tests/support/until.ts';

// Goal: a discount that was given reaches the basket once, also when lane or store stop in between, and never more is
// given than the day's budget.
// Method: the real desk on a real bus, with a lane that takes, stays silent or refuses as the test says, and what was
// written kept in memory, from which the desk starts anew.

const ORIGIN = '0042.lane-4';
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const sara: HelperView = { personId: 'p-sara', firstName: 'Sara', role: 'assistant' };
const joris: HelperView = { personId: 'p-joris', firstName: 'Joris', role: 'manager' };

const LIMITS = {
  offered: true,
  most: { assistant: minorUnits(300), supervisor: minorUnits(1000), manager: minorUnits(5000) },
};
const settings: GestureSettings = {
  budgetPerDay: minorUnits(1000),
  rainCheckDays: 30,
  kinds: { discount: LIMITS, replacement: LIMITS, 'rain-check': LIMITS },
};

type LaneAnswer = 'takes' | 'takes-unheard' | 'silent' | 'refuses';

let bus: LocalBus;
let board: LaneBoard;
let desk: GestureDesk;
let written: StoreEntry[];
let day: string;
let laneDoes: LaneAnswer;
/** What the lane has on baskets, by the identifier of the discount. */
let onBaskets: Map<string, number>;

beforeEach(() => {
  written = [];
  day = '2026-11-22';
  laneDoes = 'takes';
  onBaskets = new Map();
  bus = new LocalBus(systemClock, QUIET);
  bus.offer(SUBJECTS.command(ORIGIN), async (_, message) => {
    const { input } = message as { input: { action: { discountId: string; amount: number } } };
    if (laneDoes === 'silent') throw new AskFailure('failed', 'nobody there');
    if (laneDoes === 'refuses') return { result: JSON.stringify({ ok: false, error: { code: 'wrong-state' } }) };
    onBaskets.set(input.action.discountId, input.action.amount);
    if (laneDoes === 'takes-unheard') throw new AskFailure('failed', 'the line broke');
    return { result: JSON.stringify({ ok: true, output: {} }) };
  });
  start();
});

afterEach(async () => {
  await stop();
  await bus.close();
});

function start(): void {
  desk = new GestureDesk(
    {
      settings,
      journal: {
        append: async (entries) => {
          written.push(...structuredClone(entries));
        },
        recent: async function* () {
          yield* written;
        },
      },
      bus,
      board: () => board,
      clock: systemClock,
      log: QUIET,
      dayAt: () => day,
      onChange: () => {},
      rainCheckPrefix: 'RAIN-',
    },
    recallGestures(written, () => day),
  );
  board = new LaneBoard(bus, systemClock, QUIET, {
    changed: () => desk.lanesChanged(),
    ended: (ticket) => desk.ended(ticket.ticketId),
  });
  report('t1', 't2', 't3');
}

async function stop(): Promise<void> {
  board.stop();
  await desk.stop();
}

function report(...open: readonly string[]): void {
  bus.publish(SUBJECTS.report(ORIGIN), {
    lane: laneStatusWith(),
    tickets: open.map((ticketId) => ticketViewWith({ ticketId })),
    ended: ['t1', 't2', 't3']
      .filter((ticketId) => !open.includes(ticketId))
      .map((ticketId) => ticketViewWith({ ticketId, endedAt: 1 })),
    backlog: null,
  });
}

async function offer(ticketId: string, amount: number, person = sara) {
  const input = { ticketId, kind: 'discount' as const, amount, reason: 'long wait' };
  return desk.handlers.offerGesture?.(input, { role: 'staff', sessionId: 's', person });
}

async function decide(what: 'approveGesture' | 'refuseGesture', gestureId: string, person: HelperView) {
  return desk.handlers[what]?.({ gestureId }, { role: 'staff', sessionId: 's', person });
}

const kinds = (): readonly string[] => written.map(({ event }) => event.type);

describe('a discount that was given', () => {
  it('is written down with the person before the lane hears of it, and when the lane has it', async () => {
    expect(await offer('t1', 200)).toEqual({ outcome: 'given' });
    expect(kinds()).toEqual(['gesture-given', 'gesture-carried-out']);
    expect(written[0]).toMatchObject({
      event: {
        by: { firstName: 'Sara' },
        approvedBy: { firstName: 'Sara' },
        reason: 'long wait',
        workstationId: 'lane-4',
      },
    });
    expect([...onBaskets.values()]).toEqual([200]);
  });

  it.each(['silent', 'takes-unheard'] as const)('comes once, after a restart, to a lane that was %s', async (first) => {
    laneDoes = first;
    expect(await offer('t1', 200)).toEqual({ outcome: 'given' });
    expect(kinds()).toEqual(['gesture-given']);
    await stop();
    laneDoes = 'takes';
    start();
    await until('the lane has confirmed it', () => kinds().includes('gesture-carried-out'));
    expect([...onBaskets.values()]).toEqual([200]);
    report('t1', 't2');
    expect(kinds()).toEqual(['gesture-given', 'gesture-carried-out']);
  });

  it('becomes a promise for another time where the lane has no basket for it', async () => {
    laneDoes = 'refuses';
    expect(await offer('t1', 200)).toEqual({ outcome: 'rain-check' });
    expect(await offer('t1', 200)).toEqual({ outcome: 'rain-check' });
    expect(written.at(-1)).toMatchObject({ event: { as: 'rain-check', validUntil: expect.any(Number) } });
  });
});

describe('the budget of a day', () => {
  it('holds over a restart, with what is asked for, and begins anew with the next day', async () => {
    expect(await offer('t1', 800, joris)).toEqual({ outcome: 'given' });
    await stop();
    start();
    expect(await offer('t2', 300)).toMatchObject({ code: 'gesture-budget-spent' });
    expect(desk.careFor('t2').gestures).toContainEqual({ kind: 'discount', amountMax: 200, needsRole: 'assistant' });
    expect(desk.careFor('t1').gestures).toEqual([]);
    day = '2026-11-23';
    expect(await offer('t2', 300)).toEqual({ outcome: 'given' });
  });
});

describe('a request', () => {
  it('waits over a restart for who may agree, and lapses with its call', async () => {
    expect(await offer('t1', 400)).toEqual({ outcome: 'asked' });
    await stop();
    start();
    const asked = desk.careFor('t1').gestureAsked;
    expect(asked).toMatchObject({ amount: 400, by: { firstName: 'Sara' } });
    expect(await decide('approveGesture', asked?.gestureId ?? '', sara)).toMatchObject({ code: 'role-not-allowed' });
    report('t2', 't3');
    await until('it has lapsed', () => kinds().includes('gesture-lapsed'));
    expect(await decide('approveGesture', asked?.gestureId ?? '', joris)).toMatchObject({ code: 'gesture-unknown' });
    expect(onBaskets.size).toBe(0);
  });

  it('is taken back by who asked', async () => {
    await offer('t1', 400);
    const gestureId = desk.careFor('t1').gestureAsked?.gestureId ?? '';
    expect(await decide('refuseGesture', gestureId, sara)).toEqual({});
    expect(desk.careFor('t1').gestureAsked).toBeUndefined();
  });
});
