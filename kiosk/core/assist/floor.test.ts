// Goal: nobody's call is forgotten, nobody is rung for nothing, nobody is told what is not true; after any restart too.
// Method: single moments with known answers; then any day (fast-check) of calls, answers, breaks and passing time, with
// the floor planned at every step and looked at.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import { isRejection } from '../rejection.ts';
import { minorUnits } from '../values/money.ts';
import type { TicketId, WorkstationId } from '../values/identifiers.ts';
import { type AssistCommand, decideAssist } from './decide.ts';
import { dueLevel, isHeld } from './escalation.ts';
import { evolveTicket, evolveTickets, isOver, NO_TICKETS, type OpenTickets } from './evolve.ts';
import { evolveFloor, type Floor, newFloor, ticketOnFloor } from './floor.ts';
import type { Duty, FloorEvent } from './floor-events.ts';
import type { Helper, StaffRole } from './person.ts';
import { closeOnFloor, planFloor } from './plan-floor.ts';
import { newPromiseModel } from './promise-model.ts';
import { headStartMax, mergeLikeTasks, placeInLine, rankTickets } from './ranking.ts';
import type { Ticket, TicketReason } from './ticket.ts';

const SETTINGS = floorSettings(assistSchema.parse(undefined));
const START = 1_000_000_000;

function person(number: number, role: StaffRole = 'assistant'): Helper {
  return { personId: `p${number}`, firstName: `Person ${number}`, role };
}

function ticket(name: string, facts: Partial<Ticket> = {}): Ticket {
  return {
    ticketId: name as TicketId,
    workstationId: `lane-${name}` as WorkstationId,
    transactionId: undefined,
    reason: 'help',
    raisedBy: 'shopper',
    language: 'en',
    raisedAt: START,
    status: 'raised',
    context: {},
    ...facts,
  };
}

/** The store role on a clock, with the lanes told what people do. */
class Store {
  floor: Floor = newFloor(newPromiseModel(SETTINGS.promise));
  tickets: OpenTickets = NO_TICKETS;
  now = START;
  readonly journal: FloorEvent[] = [];

  constructor(...people: readonly Helper[]) {
    for (const helper of people) this.duty(helper, 'on-duty');
  }

  record(...events: readonly FloorEvent[]): void {
    this.journal.push(...events);
    this.floor = evolveFloor(this.floor, events, SETTINGS.promise);
  }

  duty(helper: Helper, duty: Duty): void {
    this.record({ type: 'duty-changed', helper, duty, at: this.now });
  }

  plan(): readonly FloorEvent[] {
    const due = planFloor(this.floor, this.tickets, SETTINGS, { now: this.now, hour: 12 });
    this.record(...due);
    return due;
  }

  do(command: AssistCommand): void {
    const context = { now: this.now, workstationId: 'lane-1' as WorkstationId };
    const events = decideAssist(this.tickets, command, context);
    if (isRejection(events)) return;
    for (const event of events) {
      const before = this.tickets.get(event.ticketId);
      this.tickets = evolveTickets(this.tickets, event);
      const after = before === undefined ? undefined : evolveTicket(before, event);
      if (after !== undefined && isOver(after)) this.record(...closeOnFloor(this.floor, after, SETTINGS));
    }
  }

  raise(name: string, reason: TicketReason = 'help', facts: object = {}): void {
    const ticketId = name as TicketId;
    this.do({ type: 'raise', ticketId, reason, raisedBy: 'lane', transactionId: undefined, language: 'en', ...facts });
  }

  acknowledge(name: string, helper: Helper): void {
    this.do({ type: 'acknowledge', ticketId: name as TicketId, attendant: helper.firstName, helper });
  }

  /** Passes the time second by second, as the store role does. */
  pass(seconds: number): readonly FloorEvent[] {
    const events: FloorEvent[] = [];
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1000;
      events.push(...this.plan());
    }
    return events;
  }
}

function asked(events: readonly FloorEvent[]): readonly (readonly string[])[] {
  return events.filter((event) => event.type === 'alert-sent').map(({ to }) => to);
}

describe('who is asked', () => {
  it('one person at first, the others when that one does not answer', () => {
    const store = new Store(person(1), person(2), person(3));
    store.raise('a');
    expect(asked(store.plan())).toEqual([['p1']]);
    expect(asked(store.pass(14))).toEqual([]);
    expect(asked(store.pass(1))).toEqual([['p2']]);
    expect(asked(store.pass(5)).flat()).toEqual(['p3']);
  });

  it('the one who has had least, and nobody with a shopper', () => {
    const store = new Store(person(1), person(2));
    store.raise('a');
    store.acknowledge('a', person(1));
    store.raise('b', 'weight');
    expect(asked(store.plan())).toEqual([['p2']]);
    store.acknowledge('b', person(2));
    store.raise('c', 'coupon');
    expect(asked(store.pass(89))).toEqual([]);
  });

  it('nobody off duty, on a break, or without the rights for it', () => {
    const store = new Store(person(1), person(2, 'supervisor'), person(3, 'supervisor'), person(4, 'technician'));
    store.duty(person(2, 'supervisor'), 'on-break');
    store.duty(person(3, 'supervisor'), 'off-duty');
    store.raise('a', 'payment-unknown');
    expect(asked(store.pass(300))).toEqual([]);
    store.duty(person(2, 'supervisor'), 'on-duty');
    expect(asked(store.pass(1))).toEqual([['p2']]);
  });

  it('nobody whose devices are all gone, while the clock runs on', () => {
    const store = new Store(person(1), person(2));
    store.raise('a');
    const moment = { now: store.now, hour: 12, unreachable: new Set(['p1']) };
    expect(asked(planFloor(store.floor, store.tickets, SETTINGS, moment))).toEqual([['p2']]);
    const everybody = { now: store.now + 20_000, hour: 12, unreachable: new Set(['p1', 'p2']) };
    const due = planFloor(store.floor, store.tickets, SETTINGS, everybody);
    expect(asked(due)).toEqual([]);
    expect(due.some((event) => event.type === 'ticket-escalated')).toBe(true);
  });

  it('ever more rarely, about what nobody takes', () => {
    const store = new Store(person(1));
    store.raise('a', 'device');
    store.plan();
    const rings = store.pass(4 * 3600).filter((event) => event.type === 'alert-sent');
    expect(rings.length).toBeGreaterThan(25);
    expect(rings.length).toBeLessThan(50);
  });

  it('somebody again after the clock was set back', () => {
    const store = new Store(person(1));
    store.raise('a');
    expect(asked(store.plan())).toEqual([['p1']]);
    store.now -= 3_600_000;
    expect(asked(store.plan())).toEqual([['p1']]);
    expect(asked(store.plan())).toEqual([]);
  });

  it('somebody who comes for a new shift without what the last one was like', () => {
    const store = new Store(person(1), person(2));
    store.raise('a');
    store.acknowledge('a', person(1));
    store.do({ type: 'attend', ticketId: 'a' as TicketId, attendant: 'Person 1', helper: person(1) });
    store.do({ type: 'resolve', ticketId: 'a' as TicketId, attendant: 'Person 1', helper: person(1) });
    expect(store.floor.people.get('p1')?.weightMinutes).toBe(1);
    store.duty(person(1), 'off-duty');
    store.now += 3 * 3_600_000;
    store.duty(person(1), 'on-duty');
    expect(store.floor.people.get('p1')?.weightMinutes).toBe(1);
    store.duty(person(1), 'off-duty');
    store.now += 12 * 3_600_000;
    store.duty(person(1), 'on-duty');
    expect(store.floor.people.get('p1')).toMatchObject({ weightMinutes: 0, dutyMsBefore: 0 });
  });

  it('the next one at once after "not me"', () => {
    const store = new Store(person(1), person(2));
    store.raise('a');
    store.plan();
    store.record({ type: 'alert-declined', ticketId: 'a' as TicketId, personId: 'p1', at: store.now });
    expect(asked(store.plan())).toEqual([['p2']]);
  });

  it('the colleague to whom it was handed over', () => {
    const store = new Store(person(1), person(2), person(3));
    store.raise('a');
    store.acknowledge('a', person(1));
    const handing = { type: 'hand-over', attendant: 'Person 1', helper: person(1), to: person(3), note: '' } as const;
    store.do({ ...handing, ticketId: 'a' as TicketId });
    expect(asked(store.plan())).toEqual([['p3']]);
  });

  it('no remote helper of a store that has no desk', () => {
    const store = new Store(person(1, 'remote-helper'));
    store.raise('a', 'weight');
    expect(asked(store.pass(60))).toEqual([]);
  });

  it('one person for several alike, when there are fewer people than calls', () => {
    const store = new Store(person(1));
    for (const name of ['a', 'b', 'c'])
      store.tickets = new Map([...store.tickets, [name as TicketId, ticket(name, { reason: 'age-check' })]]);
    const [alert] = store.plan().filter((event) => event.type === 'alert-sent');
    expect(alert).toMatchObject({ ticketIds: ['a', 'b', 'c'], to: ['p1'] });
  });

  it('one more for a second person, and everybody when somebody is not safe', () => {
    const store = new Store(person(1), person(2), person(3));
    store.raise('a');
    store.acknowledge('a', person(1));
    const by = { ticketId: 'a' as TicketId, attendant: 'Person 1', helper: person(1) };
    store.do({ type: 'ask-backup', ...by, kind: 'second-person' });
    expect(asked(store.plan())).toEqual([['p2']]);
    store.now += 1;
    store.do({ type: 'ask-backup', ...by, kind: 'backup' });
    const [alert] = store.plan().filter((event) => event.type === 'alert-sent');
    expect(alert).toMatchObject({ to: ['p2', 'p3'], level: 'sound' });
  });

  it('without a sound, for a shopper who wants it so', () => {
    const store = new Store(person(1), person(2, 'manager'));
    store.raise('a', 'payment-unknown', { discreet: true });
    const levels = [...store.plan(), ...store.pass(300)].filter((event) => event.type === 'alert-sent');
    expect(levels.length).toBeGreaterThan(2);
    expect(new Set(levels.map(({ level }) => level))).toEqual(new Set(['vibrate']));
  });
});

describe('how far a call goes', () => {
  it('goes further at 20, 45, 90 and 180 s, each step once', () => {
    const store = new Store();
    store.raise('a');
    const steps = store.pass(400).filter((event) => event.type === 'ticket-escalated');
    expect(steps.map(({ level, at }) => [level, (at - START) / 1000])).toEqual([
      [1, 20],
      [2, 45],
      [3, 90],
      [4, 180],
    ]);
  });

  it('stops when somebody answers, and goes on from the whole wait when that comes to nothing', () => {
    const store = new Store(person(1));
    store.raise('a');
    store.pass(10);
    store.acknowledge('a', person(1));
    expect(store.pass(89).filter((event) => event.type === 'ticket-escalated')).toEqual([]);
    const after = store.pass(1).filter((event) => event.type === 'ticket-escalated');
    expect(after.map(({ level }) => level)).toEqual([1, 2, 3]);
  });

  it('does not wait for a lane that went silent', () => {
    const store = new Store();
    const leaseUntil = START + 90_000;
    store.tickets = new Map([
      ['a' as TicketId, ticket('a', { status: 'acknowledged', helper: person(1), leaseUntil })],
    ]);
    expect(store.pass(89).filter((event) => event.type === 'ticket-escalated')).toEqual([]);
    expect(store.pass(1).filter((event) => event.type === 'ticket-escalated')).toHaveLength(3);
  });

  it('asks who is on the way whether they are still coming, once', () => {
    const store = new Store(person(1));
    store.raise('a');
    store.acknowledge('a', person(1));
    const questions = store.pass(89).filter((event) => event.type === 'arrival-asked');
    expect(questions).toEqual([{ type: 'arrival-asked', ticketId: 'a', personId: 'p1', at: START + 60_000 }]);
  });
});

describe('what is promised', () => {
  it('nothing when nobody is there, and something as soon as somebody is', () => {
    const store = new Store();
    store.raise('a');
    expect(store.pass(30).filter((event) => event.type === 'promise-made')).toEqual([]);
    store.duty(person(1), 'on-duty');
    expect(store.plan().filter((event) => event.type === 'promise-made')).toMatchObject([{ seconds: 30 }]);
  });

  it('by the prior: 1.5 times the way and the calls before, shared by the people', () => {
    const store = new Store(person(1));
    store.tickets = new Map([
      ['z' as TicketId, ticket('z', { status: 'attending', helper: person(1), leaseUntil: START + 300_000 })],
      ['a' as TicketId, ticket('a', { raisedAt: START + 1 })],
      ['b' as TicketId, ticket('b', { raisedAt: START + 2 })],
    ]);
    const made = store.plan().filter((event) => event.type === 'promise-made');
    // 1.5 x (20 + 1 x 60) = 120 s and 1.5 x (20 + 2 x 60) = 210 s.
    expect(made.map(({ ticketId, seconds }) => [ticketId, seconds])).toEqual([
      ['a', 120],
      ['b', 300],
    ]);
  });

  it('a missed one is owned up to with its reason, goes further, and the next is no second chance', () => {
    const store = new Store(person(1));
    store.raise('a', 'price');
    store.raise('b');
    store.acknowledge('b', person(1));
    store.plan();
    const events = store.pass(200);
    const missed = events.find((event) => event.type === 'promise-missed' && event.ticketId === 'b');
    expect(missed).toMatchObject({ reason: 'colleague-was-held-up' });
    const again = events.filter((event) => event.type === 'promise-made' && event.ticketId === 'b');
    expect(again.at(-1)).toMatchObject({ situation: { stage: 'late' } });
    const first = events.findIndex((event) => event.type === 'promise-missed');
    expect(first).toBeGreaterThan(-1);
  });
});

describe('who comes first', () => {
  const reason = fc.constantFrom<TicketReason>('help', 'payment-unknown', 'out-of-service', 'age-check', 'device');
  const waiting = fc.record({
    reason,
    raisedAt: fc.integer({ min: START - 600_000, max: START }),
    needs: fc.constantFrom([], ['walking' as const]),
    basketValue: fc.integer({ min: -5000, max: 1_000_000 }).map(minorUnits),
  });
  const line = fc
    .array(waiting, { maxLength: 20, size: 'max' })
    .map((all) => all.map((facts, index) => ticket(`t${index}`, facts)));

  it('nobody stays behind one who came longer after than any head start', () => {
    fc.assert(
      fc.property(line, (tickets) => {
        const ranked = rankTickets(tickets, SETTINGS.table, SETTINGS.ranking, START);
        for (const [index, later] of ranked.entries()) {
          for (const earlier of ranked.slice(0, index)) {
            expect(earlier.raisedAt - later.raisedAt).toBeLessThanOrEqual(headStartMax(SETTINGS.ranking) * 1000);
          }
        }
      }),
    );
  });

  it('does not depend on the order in which the calls are known, and merging loses none', () => {
    fc.assert(
      fc.property(line, fc.nat(), (tickets, turn) => {
        const ranked = rankTickets(tickets, SETTINGS.table, SETTINGS.ranking, START);
        const turned = [...tickets.slice(turn % 7), ...tickets.slice(0, turn % 7)];
        expect(rankTickets(turned, SETTINGS.table, SETTINGS.ranking, START)).toEqual(ranked);
        const merged = mergeLikeTasks(ranked, SETTINGS.table).flatMap((group) => group.tickets);
        expect(new Set(merged)).toEqual(new Set(ranked));
        expect(merged).toHaveLength(ranked.length);
      }),
    );
  });
});

describe('the place in line', () => {
  const at = (name: string, lane: string): Ticket => ticket(name, { workstationId: lane as WorkstationId });
  const ranked = [at('unknown', 'lane-1'), at('age', 'lane-1'), at('other', 'lane-2'), at('help', 'lane-1')];

  it('counts the people before one, not the calls, and never one’s own', () => {
    const places = ranked.map(({ ticketId }) => placeInLine(ranked, ticketId));
    expect(places).toEqual([1, 1, 2, 1]);
  });

  it('is none for a call that does not wait', () => {
    expect(placeInLine(ranked, 'taken' as TicketId)).toBe(0);
  });
});

describe('any day', () => {
  const PEOPLE = [person(1), person(2, 'supervisor'), person(3), person(4, 'manager'), person(5, 'remote-helper')];
  const helper = fc.constantFrom(...PEOPLE);
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const REASONS: Readonly<Record<string, TicketReason>> = {
    a: 'help',
    b: 'age-check',
    c: 'weight',
    d: 'payment-unknown',
    e: 'device',
  };
  type Act = (store: Store) => void;
  const by = (ticketId: string, person: Helper): { ticketId: TicketId; attendant: string; helper: Helper } => ({
    ticketId: ticketId as TicketId,
    attendant: person.firstName,
    helper: person,
  });
  const act: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 3,
      arbitrary: name.map(
        (id): Act =>
          (store) =>
            store.raise(id, REASONS[id]),
      ),
    },
    fc.tuple(name, helper).map(
      ([id, who]): Act =>
        (store) =>
          store.do({ type: 'acknowledge', ...by(id, who) }),
    ),
    fc.tuple(name, helper).map(
      ([id, who]): Act =>
        (store) =>
          store.do({ type: 'attend', ...by(id, who) }),
    ),
    fc.tuple(name, helper).map(
      ([id, who]): Act =>
        (store) =>
          store.do({ type: 'resolve', ...by(id, who) }),
    ),
    fc.tuple(name, helper).map(
      ([id, who]): Act =>
        (store) =>
          store.do({ type: 'hand-over', ...by(id, who), note: '' }),
    ),
    fc.tuple(name, helper).map(
      ([id, who]): Act =>
        (store) =>
          store.do({ type: 'ask-backup', ...by(id, who), kind: 'second-person' }),
    ),
    name.map(
      (id): Act =>
        (store) =>
          store.do({ type: 'withdraw', ticketId: id as TicketId, by: 'shopper' }),
    ),
    fc.tuple(helper, fc.constantFrom<Duty>('on-duty', 'on-duty', 'on-break', 'off-duty')).map(
      ([who, duty]): Act =>
        (store) =>
          store.duty(who, duty),
    ),
    fc.integer({ min: -3_600_000, max: -1 }).map(
      (ms): Act =>
        (store) =>
          void (store.now += ms),
    ),
    {
      weight: 6,
      arbitrary: fc.integer({ min: 1, max: 40_000 }).map(
        (ms): Act =>
          (store) =>
            void (store.now += ms),
      ),
    },
  );
  const day = fc.array(act, { maxLength: 100, size: 'max' });

  function run(acts: readonly Act[], look: (store: Store, due: readonly FloorEvent[], before: Floor) => void): Store {
    const store = new Store();
    for (const step of acts) {
      step(store);
      const before = store.floor;
      look(store, store.plan(), before);
    }
    return store;
  }

  it('rings nobody who is off duty, on a break, or with a shopper', () => {
    fc.assert(
      fc.property(day, (acts) => {
        run(acts, ({ floor, tickets, now }, due) => {
          const held = [...tickets.values()].filter((one) => isHeld(one, now, SETTINGS.leases));
          const busy = new Set(held.map((one) => one.helper?.personId));
          for (const personId of asked(due).flat()) {
            expect(floor.people.get(personId)?.duty).toBe('on-duty');
            expect(busy.has(personId)).toBe(false);
          }
        });
      }),
    );
  });

  it('asks each person one thing at a time', () => {
    fc.assert(
      fc.property(day, (acts) => {
        run(acts, (_, due) => {
          const people = asked(due).flat();
          expect(new Set(people).size).toBe(people.length);
        });
      }),
    );
  });

  it('leaves no call behind its clock', () => {
    fc.assert(
      fc.property(day, (acts) => {
        run(acts, ({ floor, tickets, now }) => {
          for (const one of tickets.values()) {
            if (isHeld(one, now, SETTINGS.leases)) continue;
            const due = dueLevel(one, SETTINGS.clocks[SETTINGS.table[one.reason].clock], now);
            expect(ticketOnFloor(floor, one.ticketId).escalation).toBeGreaterThanOrEqual(due);
          }
        });
      }),
    );
  });

  it('says nothing twice', () => {
    fc.assert(
      fc.property(day, (acts) => {
        run(acts, (store) => expect(store.plan()).toEqual([]));
      }),
    );
  });

  it('goes on after a restart as if there had been none', () => {
    fc.assert(
      fc.property(day, (acts) => {
        run(acts, ({ floor, journal }) => {
          const read = evolveFloor(newFloor(newPromiseModel(SETTINGS.promise)), journal, SETTINGS.promise);
          expect(read).toEqual(floor);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('lowers a promise or misses it, and never raises it', () => {
    fc.assert(
      fc.property(day, (acts) => {
        const { journal } = run(acts, () => undefined);
        const shown = new Map<string, number>();
        for (const event of journal) {
          if (event.type === 'promise-missed' || event.type === 'promise-ended' || event.type === 'ticket-forgotten') {
            shown.delete(event.ticketId);
          }
          if (event.type !== 'promise-made') continue;
          expect(event.dueAt).toBeLessThan(shown.get(event.ticketId) ?? Infinity);
          expect(SETTINGS.promise.steps).toContain(event.seconds);
          shown.set(event.ticketId, event.dueAt);
        }
      }),
    );
  });

  it('knows nothing of a call that is over', () => {
    fc.assert(
      fc.property(day, (acts) => {
        run(acts, ({ floor, tickets }) => {
          for (const ticketId of floor.tickets.keys()) expect(tickets.has(ticketId)).toBe(true);
        });
      }),
    );
  });
});
