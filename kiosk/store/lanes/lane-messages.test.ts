import { beforeEach, describe, expect, it } from 'vitest';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { BusMessage } from '#sync/bus/bus.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { LaneBoard } from './lane-board.ts';
import { LaneLink } from './lane-link.ts';
import { SUBJECTS } from './lane-messages.ts';

// Goal: what lanes and their store say to each other over the bus is believed only as far as it can be read and is the
// sender's own; and a lane with much to say is heard all the same.
// Method: both ends on a bus in this process; hostile messages said straight to it.

const ORIGIN = 'demo.lane-4';
const REPORT = SUBJECTS.report(ORIGIN);

let clock: ManualClock;
let bus: LocalBus;
let hub: TopicHub;
let logged: string[];
let handled: string[];
let board: LaneBoard;
/** How often the board was told that something is different. */
let changes: number;

beforeEach(() => {
  clock = new ManualClock();
  logged = [];
  handled = [];
  const keep = (message: string): void => {
    logged.push(message);
  };
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  bus = new LocalBus(clock, log);
  hub = new TopicHub(clock);
  hub.publishEntries('lanes', { set: [['lane-4', laneStatusWith()]] });
  hub.publishEntries('tickets', { set: [['ticket-1', ticketViewWith()]] });
  changes = 0;
  board = new LaneBoard(bus, clock, log, { changed: () => (changes += 1), ended: () => {} });
  const acknowledgeTicket = async (): Promise<Record<string, never>> => {
    handled.push('acknowledgeTicket');
    return {};
  };
  const link = new LaneLink({
    workstationId: 'lane-4',
    origin: ORIGIN,
    backlog: async () => undefined,
    bus,
    hub,
    dispatcher: new CommandDispatcher({ acknowledgeTicket }, clock, log, 'test'),
    clock,
    log,
    onPromises: () => {},
  });
  expect(link).toBeDefined();
});

describe('a report', () => {
  const said: readonly (readonly [string, string, BusMessage])[] = [
    ['that is none', REPORT, { lane: 'gone' }],
    ['of another lane', 'state.demo.lane-9.report', { lane: laneStatusWith(), tickets: [], ended: [], backlog: null }],
    [
      'with more calls than a lane has',
      REPORT,
      { lane: laneStatusWith(), tickets: Array.from({ length: 51 }, () => ticketViewWith()), ended: [], backlog: null },
    ],
    ['that is too large for the bus', REPORT, { lane: laneStatusWith(), filler: 'x'.repeat(70_000) }],
  ];

  it.each(said)('%s changes nothing and is logged', (_, subject, message) => {
    expect(board.call('ticket-1')).toBeDefined();
    bus.publish(subject, message);
    expect(board.call('ticket-1')).toBeDefined();
    expect(board.lanes.size).toBe(1);
    expect(logged).toHaveLength(1);
  });

  it('comes with a change, and not because what the store promised has arrived', async () => {
    const before = changes;
    const promise = {
      placeInLine: 1,
      withinSeconds: 60,
      until: 60_000,
      missed: false,
      escalation: 'none',
      unattended: false,
    } as const;
    hub.publishEntries('tickets', { set: [['ticket-1', ticketViewWith({ promise })]] });
    await Promise.resolve();
    expect(changes).toBe(before);
    hub.publishEntries('tickets', { set: [['ticket-1', ticketViewWith({ promise, merges: 1 })]] });
    await Promise.resolve();
    expect(changes).toBe(before + 1);
    expect(board.call('ticket-1')?.ticket.merges).toBe(1);
  });

  it('of a lane with many calls that are over leaves out the oldest, and not one that waits', async () => {
    const note = '€'.repeat(280);
    const context = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`fact${index}`, 'x'.repeat(200)]));
    const over = Array.from({ length: 20 }, (_, index) =>
      ticketViewWith({
        ticketId: `over-${index}`,
        status: 'resolved',
        context,
        handOver: { note, from: 'Sara', to: null, at: 0 },
      }),
    );
    hub.publishEntries('settled', { set: over.map((ticket) => [ticket.ticketId, ticket]) });
    hub.publishEntries('tickets', { set: [['ticket-2', ticketViewWith({ ticketId: 'ticket-2' })]] });
    await Promise.resolve();
    expect(logged).toEqual([]);
    expect(board.call('ticket-2')).toBeDefined();
    const ended = board.lanes.get('lane-4')?.report.ended.map(({ ticketId }) => ticketId) ?? [];
    expect(ended.at(-1)).toBe('over-19');
    expect(ended.length).toBeGreaterThan(10);
  });
});

describe('a command for a lane', () => {
  const person = { personId: '101', firstName: 'Sara', role: 'assistant' };
  const right = { command: 'acknowledgeTicket', commandId: 'a', input: { ticketId: 'ticket-1' }, person };

  it('that cannot be read is refused', async () => {
    for (const wrong of [
      {},
      { ...right, person: undefined },
      { ...right, person: { ...person, role: 'owner' } },
      { ...right, command: 'x'.repeat(41) },
      { ...right, commandId: 'x'.repeat(61) },
    ]) {
      await expect(bus.ask(SUBJECTS.command(ORIGIN), wrong, 1_000)).rejects.toMatchObject({ code: 'failed' });
    }
    expect(handled).toEqual([]);
    expect(logged.length).toBeGreaterThan(0);
  });

  it('that comes twice is done once', async () => {
    const answers = [
      await bus.ask(SUBJECTS.command(ORIGIN), right, 1_000),
      await bus.ask(SUBJECTS.command(ORIGIN), right, 1_000),
    ];
    expect(answers[1]).toEqual(answers[0]);
    expect(handled).toEqual(['acknowledgeTicket']);
  });
});
