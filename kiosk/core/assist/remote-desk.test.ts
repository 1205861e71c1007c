/*
 * Goal: a remote desk is asked when its time has come and not before, and the people in the shop notice nothing of it.
 * Method: the shop floor on a clock, with and without a desk beside it; what is planned is compared second by second.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import type { TicketId, WorkstationId } from '../values/identifiers.ts';
import { isRejection } from '../rejection.ts';
import { decideAssist, type AssistCommand } from './decide.ts';
import { evolveTickets, NO_TICKETS, type OpenTickets } from './evolve.ts';
import { evolveFloor, type Floor, newFloor } from './floor.ts';
import type { FloorEvent } from './floor-events.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { Helper, StaffRole } from './person.ts';
import { planFloor } from './plan-floor.ts';
import { newPromiseModel } from './promise-model.ts';
import { shopperStep } from './shopper-steps.ts';
import type { Ticket, TicketReason } from './ticket.ts';

const WITHOUT = floorSettings(assistSchema.parse(undefined));
const AFTER_S = 45;
const START = 1_000_000_000;

function withDesk(atOnce: object[] = []): FloorSettings {
  return floorSettings(assistSchema.parse({ remote: { afterMs: AFTER_S * 1000, atOnce } }));
}

function person(number: number, role: StaffRole = 'assistant'): Helper {
  return { personId: `p${number}`, firstName: `Person ${number}`, role };
}

const SARA = person(1);
const NOOR: Helper = { personId: 'r1', firstName: 'Noor', role: 'remote-helper', desk: 'Utrecht' };
const A = 'a' as TicketId;

class Store {
  readonly #settings: FloorSettings;
  readonly #hour: number;
  floor: Floor;
  tickets: OpenTickets = NO_TICKETS;
  now = START;

  constructor(settings: FloorSettings, people: readonly Helper[], hour = 12) {
    this.#settings = settings;
    this.#hour = hour;
    this.floor = newFloor(newPromiseModel(settings.promise));
    this.record(people.map((helper) => ({ type: 'duty-changed', helper, duty: 'on-duty', at: START })));
  }

  record(events: readonly FloorEvent[]): void {
    this.floor = evolveFloor(this.floor, events, this.#settings.promise);
  }

  /** @returns whether it was done */
  do(command: AssistCommand): boolean {
    const events = decideAssist(this.tickets, command, { now: this.now, workstationId: 'lane-1' as WorkstationId });
    if (isRejection(events)) return false;
    this.tickets = events.reduce(evolveTickets, this.tickets);
    return true;
  }

  raise(ticketId: TicketId, reason: TicketReason = 'help'): void {
    this.do({ type: 'raise', ticketId, reason, raisedBy: 'lane', transactionId: undefined, language: 'en' });
  }

  attend(helper: Helper, place: 'at-lane' | 'from-afar' = 'from-afar'): boolean {
    return this.do({ type: 'attend', ticketId: A, attendant: helper.firstName, helper, place });
  }

  pass(seconds: number): readonly FloorEvent[] {
    const events: FloorEvent[] = [];
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1000;
      const due = planFloor(this.floor, this.tickets, this.#settings, { now: this.now, hour: this.#hour });
      this.record(due);
      events.push(...due);
    }
    return events;
  }

  get a(): Ticket | undefined {
    return this.tickets.get(A);
  }
}

function askedOf(events: readonly FloorEvent[], personId: string): readonly number[] {
  return events.flatMap((event) =>
    event.type === 'alert-sent' && event.to.includes(personId) ? [(event.at - START) / 1000] : [],
  );
}

const offers = (events: readonly FloorEvent[]): readonly FloorEvent[] =>
  events.filter(({ type }) => type === 'ticket-offered-afar');

describe('the desk is asked', () => {
  it('when nobody in the shop answered in time', () => {
    const store = new Store(withDesk(), [SARA, NOOR]);
    store.raise(A);
    const events = store.pass(60);
    expect(offers(events)).toEqual([
      { type: 'ticket-offered-afar', ticketId: A, because: 'unanswered', at: START + AFTER_S * 1000 },
    ]);
    expect(askedOf(events, NOOR.personId)[0]).toBe(AFTER_S);
    expect(askedOf(events, SARA.personId)[0]).toBe(1);
  });

  it('at once when nobody is there, or the rule for the kind and the hour says so', () => {
    const alone = new Store(withDesk(), [NOOR]);
    alone.raise(A);
    expect(offers(alone.pass(1))).toMatchObject([{ because: 'nobody-here' }]);
    const atNight = withDesk([{ reasons: ['help'], fromHour: 22, toHour: 6 }]);
    for (const [hour, reason, count] of [
      [23, 'help', 1],
      [5, 'help', 1],
      [6, 'help', 0],
      [23, 'weight', 0],
    ] as const) {
      const store = new Store(atNight, [SARA, NOOR], hour);
      store.raise(A, reason);
      expect(offers(store.pass(2))).toHaveLength(count);
    }
  });

  it.each(['age-check', 'security-tag', 'audit', 'void', 'payment-unknown', 'recall'] as const)(
    'never for %s',
    (reason) => {
      const store = new Store(withDesk([{ fromHour: 0, toHour: 0 }]), [NOOR]);
      store.raise(A, reason);
      expect(askedOf(store.pass(300), NOOR.personId)).toEqual([]);
    },
  );

  it('never again for a shopper who wants somebody of the shop', () => {
    const store = new Store(withDesk([{ fromHour: 0, toHour: 0 }]), [SARA, NOOR]);
    store.raise(A);
    store.pass(2);
    expect(store.attend(NOOR)).toBe(true);
    store.do({ type: 'insist', ticketId: A });
    expect(store.a).toMatchObject({ status: 'raised', raisedAt: START, personHere: true, insisted: true });
    expect(store.a?.helper).toBeUndefined();
    expect(askedOf(store.pass(400), NOOR.personId)).toEqual([]);
    expect(store.attend(NOOR)).toBe(false);
    expect(store.attend(SARA, 'at-lane')).toBe(true);
  });

  it('for nothing that a colleague beside somebody does', () => {
    const store = new Store(withDesk(), [SARA, NOOR]);
    store.raise(A);
    store.attend(SARA, 'at-lane');
    store.do({ type: 'ask-backup', ticketId: A, attendant: SARA.firstName, helper: SARA, kind: 'backup' });
    expect(askedOf(store.pass(60), NOOR.personId)).toEqual([]);
  });
});

describe('a remote helper', () => {
  it('is never on the way and never at the lane', () => {
    const store = new Store(withDesk(), [NOOR]);
    store.raise(A);
    const taking = { type: 'acknowledge', ticketId: A, attendant: 'Noor', helper: NOOR, coming: true } as const;
    store.do(taking);
    store.do(taking);
    const { a } = store;
    expect(a && shopperStep(a)).toEqual({ step: 'seen', by: 'Noor' });
    expect(store.do({ type: 'set-out', ticketId: A, attendant: 'Noor', helper: NOOR })).toBe(false);
    expect(store.attend(NOOR, 'at-lane')).toBe(false);
    expect(store.attend(NOOR)).toBe(true);
  });

  it('gives way to people of the shop, and not to another desk', () => {
    const store = new Store(withDesk(), [NOOR]);
    store.raise(A);
    store.attend(NOOR);
    expect(store.attend({ ...NOOR, personId: 'r2', firstName: 'Ali' })).toBe(false);
    expect(store.do({ type: 'acknowledge', ticketId: A, attendant: 'Sara', helper: SARA })).toBe(true);
    expect(store.a).toMatchObject({ status: 'acknowledged', attendant: 'Sara', raisedAt: START, coming: true });
    expect(store.a?.personHere).toBeUndefined();
    expect(store.do({ type: 'say', ticketId: A, helper: NOOR, said: { phrase: 'hello' } })).toBe(false);
  });
});

describe('a message', () => {
  it('is short, in one line, and keeps what it means', () => {
    const control = fc.constantFrom('\n', '\u0000', '\u001B', '\u202E', '\u2066', '\u2028');
    const text = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.array(fc.oneof(control, fc.string())).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (said) => {
        const store = new Store(withDesk(), [NOOR]);
        store.raise(A);
        store.attend(NOOR);
        const isSaid = store.do({ type: 'answer', ticketId: A, said: { text: said } });
        const [message] = store.a?.conversation?.latest ?? [];
        expect(message !== undefined).toBe(isSaid);
        if (message === undefined) return;
        expect(message.text?.length).toBeLessThanOrEqual(160);
        expect(message.text).toMatch(/^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+$/u);
        expect(said).toContain(message.text?.split(' ')[0]);
      }),
    );
  });

  it('has nobody to go to before somebody has the call', () => {
    const store = new Store(withDesk(), [NOOR]);
    store.raise(A);
    expect(store.do({ type: 'answer', ticketId: A, said: { phrase: 'yes' } })).toBe(false);
  });
});

describe('the people in the shop', () => {
  it('are asked as if there were no desk, as long as they answer or are free', () => {
    const PEOPLE = [SARA, person(2), person(3, 'supervisor')];
    const raises = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 120 }),
        reason: fc.constantFrom<TicketReason>('help', 'weight', 'age-check', 'price', 'payment-failed', 'quantity'),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(raises, fc.integer({ min: 0, max: 23 }), (plan, hour) => {
        const run = (settings: FloorSettings, people: readonly Helper[]): readonly FloorEvent[] => {
          const store = new Store(settings, people, hour);
          const events: FloorEvent[] = [];
          for (let second = 0; second < 180; second += 1) {
            for (const [index, { at, reason }] of plan.entries()) {
              if (at === second) store.raise(`t${index}` as TicketId, reason);
            }
            events.push(...store.pass(1));
          }
          return events;
        };
        const alone = run(WITHOUT, PEOPLE);
        const beside = run(withDesk([{ fromHour: 20, toHour: 8 }]), [...PEOPLE, NOOR]);
        for (const { personId } of PEOPLE) expect(askedOf(beside, personId)).toEqual(askedOf(alone, personId));
      }),
      { numRuns: 40 },
    );
  });
});
