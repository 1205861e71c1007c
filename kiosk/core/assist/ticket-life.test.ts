// Goal: a call is never lost, never stuck, never taken by two, never settled without an answer, whatever people do.
// Method: the ordinary ways through, example by example; then any commands in any order (fast-check), looking after
// each at what must always hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejection } from '../rejection.ts';
import type { TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';
import { type AssistCommand, decideAssist } from './decide.ts';
import { evolveTicket, evolveTickets, NO_TICKETS, type OpenTickets } from './evolve.ts';
import { DEFAULT_LEASES, lapsedTickets, leaseEnd } from './leases.ts';
import type { Helper } from './person.ts';
import { answerEase, evolveSettled, NONE_SETTLED, type SettledTickets } from './settled.ts';
import { shopperStep } from './shopper-steps.ts';
import type { AssistEvent, Ticket, TicketReason } from './ticket.ts';
import { upcastAssistEvent } from './upcast.ts';

const LANE = 'lane-1' as WorkstationId;
const ID = 'call-1' as TicketId;
const SARA: Helper = { personId: 'p1', firstName: 'Sara', role: 'assistant' };
const OLE: Helper = { personId: 'p2', firstName: 'Ole', role: 'supervisor' };
const PEOPLE = [SARA, OLE, { personId: 'p3', firstName: 'Sara', role: 'manager' } satisfies Helper];

function raise(ticketId: TicketId = ID, reason: TicketReason = 'help', extra: object = {}): AssistCommand {
  const raisedBy = reason === 'help' ? 'shopper' : 'lane';
  const transactionId = 'basket-1' as TransactionId;
  return { type: 'raise', ticketId, reason, raisedBy, transactionId, language: 'en', ...extra };
}

function by(helper: Helper): { ticketId: TicketId; attendant: string; helper: Helper } {
  return { ticketId: ID, attendant: helper.firstName, helper };
}

/** One lane on a clock: carries commands out, and keeps what came of them. */
class Lane {
  tickets: OpenTickets = NO_TICKETS;
  settled: SettledTickets = NONE_SETTLED;
  now = 1000;
  readonly events: AssistEvent[] = [];

  /** The types of the events that came of it, or the code of the refusal. */
  do(command: AssistCommand): readonly string[] | string {
    const answer = decideAssist(this.tickets, command, { now: this.now, workstationId: LANE });
    if (isRejection(answer)) return answer.code;
    for (const event of answer) {
      this.settled = evolveSettled(this.settled, this.tickets, event);
      this.tickets = evolveTickets(this.tickets, event);
      this.events.push(event);
    }
    return answer.map(({ type }) => type.replace('ticket-', ''));
  }

  get ticket(): Ticket {
    const ticket = this.tickets.get(ID);
    if (ticket === undefined) throw new Error('there is no open ticket');
    return ticket;
  }
}

function called(): Lane {
  const lane = new Lane();
  lane.do(raise());
  return lane;
}

describe('the way through', () => {
  it('heard, on the way, here, settled', () => {
    const lane = called();
    expect(shopperStep(lane.ticket)).toEqual({ step: 'heard' });
    expect(lane.do({ type: 'acknowledge', ...by(SARA) })).toEqual(['acknowledged']);
    expect(shopperStep(lane.ticket)).toEqual({ step: 'on-the-way', by: 'Sara' });
    expect(lane.do({ type: 'attend', ...by(SARA) })).toEqual(['attended']);
    expect(shopperStep(lane.ticket)).toEqual({ step: 'here', by: 'Sara', place: 'at-lane' });
    expect(lane.do({ type: 'resolve', ...by(SARA), resolution: 'explained' })).toEqual(['resolved']);
    expect(lane.tickets.size).toBe(0);
    expect(lane.settled.get(ID)).toMatchObject({ resolution: 'explained', helper: SARA, endedAt: 1000 });
  });

  it('seen, and on the way later', () => {
    const lane = called();
    lane.do({ type: 'acknowledge', ...by(SARA), coming: false });
    expect(shopperStep(lane.ticket)).toEqual({ step: 'seen', by: 'Sara' });
    expect(lane.do({ type: 'set-out', ...by(SARA) })).toEqual(['set-out']);
    expect(shopperStep(lane.ticket)).toEqual({ step: 'on-the-way', by: 'Sara' });
  });

  it('whoever walks up without a word has answered by it', () => {
    expect(called().do({ type: 'attend', ...by(SARA) })).toEqual(['acknowledged', 'attended']);
  });

  it('nothing is settled that nobody answered', () => {
    const lane = called();
    expect(lane.do({ type: 'resolve', ...by(SARA) })).toBe('acknowledge-first');
    expect(lane.do({ type: 'hand-over', ...by(SARA), note: '' })).toBe('acknowledge-first');
    expect(lane.do({ type: 'ask-backup', ...by(SARA), kind: 'backup' })).toBe('acknowledge-first');
  });

  it('the shopper takes it back at any time', () => {
    const lane = called();
    lane.do({ type: 'attend', ...by(SARA) });
    expect(lane.do({ type: 'withdraw', ticketId: ID, by: 'shopper' })).toEqual(['withdrawn']);
    expect(lane.do({ type: 'acknowledge', ...by(OLE) })).toBe('ticket-unknown');
  });
});

describe('a lease', () => {
  it('keeps others off while it runs, two people of one name too', () => {
    const lane = called();
    lane.do({ type: 'acknowledge', ...by(SARA) });
    expect(lane.do({ type: 'acknowledge', ...by(OLE) })).toBe('ticket-not-open');
    expect(lane.do({ type: 'attend', ...by(PEOPLE[2] as Helper) })).toBe('ticket-not-open');
    expect(lane.do({ type: 'resolve', ...by(OLE) })).toBe('ticket-not-open');
  });

  it('over, the call is back at its place by wait, and anybody may take it', () => {
    const lane = called();
    lane.do({ type: 'acknowledge', ...by(SARA) });
    lane.now += DEFAULT_LEASES.comingMs - 1;
    expect(lane.do({ type: 'lapse', ticketId: ID })).toEqual([]);
    lane.now += 1;
    expect(lapsedTickets(lane.tickets, lane.now, DEFAULT_LEASES)).toHaveLength(1);
    expect(lane.do({ type: 'lapse', ticketId: ID })).toEqual(['lease-lapsed']);
    expect(lane.ticket).toMatchObject({ status: 'raised', raisedAt: 1000, lapses: 1, firstAnsweredAt: 1000 });
    expect(lane.ticket.helper).toBeUndefined();
    expect(shopperStep(lane.ticket)).toEqual({ step: 'passed-on', from: undefined, to: undefined });
  });

  it('over, somebody else takes it even if no clock has said so', () => {
    const lane = called();
    lane.do({ type: 'acknowledge', ...by(SARA) });
    lane.now += DEFAULT_LEASES.comingMs;
    expect(lane.do({ type: 'renew', ...by(SARA) })).toBe('ticket-not-open');
    expect(lane.do({ type: 'acknowledge', ...by(OLE) })).toEqual(['lease-lapsed', 'acknowledged']);
    expect(lane.ticket.helper).toEqual(OLE);
  });

  it('is renewed by signs of life, and few of them are written', () => {
    const lane = called();
    lane.do({ type: 'attend', ...by(SARA) });
    const before = lane.events.length;
    for (let second = 0; second < 600; second += 1) {
      lane.now += 1000;
      lane.do({ type: 'renew', ...by(SARA) });
    }
    expect(lapsedTickets(lane.tickets, lane.now, DEFAULT_LEASES)).toEqual([]);
    expect(lane.events.length - before).toBeLessThanOrEqual(4);
  });
});

describe('more than one person', () => {
  it('hands over with a note to a colleague, who still has to answer', () => {
    const lane = called();
    lane.do({ type: 'attend', ...by(SARA) });
    expect(lane.do({ type: 'hand-over', ...by(OLE), to: SARA, note: 'no' })).toBe('ticket-not-open');
    expect(lane.do({ type: 'hand-over', ...by(SARA), to: OLE, note: 'x'.repeat(1000) })).toEqual(['handed-over']);
    expect(lane.ticket).toMatchObject({ status: 'raised', raisedAt: 1000, handOvers: 1 });
    expect(lane.ticket.lastHandOver?.note).toHaveLength(280);
    expect(shopperStep(lane.ticket)).toEqual({ step: 'passed-on', from: 'Sara', to: 'Ole' });
    expect(lane.do({ type: 'resolve', ...by(OLE) })).toBe('acknowledge-first');
  });

  it('passes through five pairs of hands and no more', () => {
    const lane = called();
    for (let time = 0; time < 5; time += 1) {
      lane.do({ type: 'acknowledge', ...by(SARA) });
      expect(lane.do({ type: 'hand-over', ...by(SARA), note: '' })).toEqual(['handed-over']);
    }
    lane.do({ type: 'acknowledge', ...by(SARA) });
    expect(lane.do({ type: 'hand-over', ...by(SARA), note: '' })).toBe('hand-over-limit');
  });

  it('asks for a second person, who joins and may settle it', () => {
    const lane = called();
    lane.do({ type: 'attend', ...by(SARA) });
    expect(lane.do({ type: 'join', ticketId: ID, helper: OLE })).toBe('wrong-state');
    expect(lane.do({ type: 'ask-backup', ...by(SARA), kind: 'second-person' })).toEqual(['backup-asked']);
    expect(lane.do({ type: 'ask-backup', ...by(SARA), kind: 'second-person' })).toEqual([]);
    expect(lane.do({ type: 'ask-backup', ...by(SARA), kind: 'backup' })).toEqual(['backup-asked']);
    expect(lane.do({ type: 'ask-backup', ...by(SARA), kind: 'second-person' })).toEqual([]);
    expect(lane.do({ type: 'join', ticketId: ID, helper: OLE })).toEqual(['backup-joined']);
    expect(lane.do({ type: 'join', ticketId: ID, helper: OLE })).toEqual([]);
    expect(lane.do({ type: 'resolve', ...by(OLE) })).toEqual(['resolved']);
  });
});

describe('several at once', () => {
  it('merges a second of the same kind when it says something new, and drops one that does not', () => {
    const lane = new Lane();
    lane.do(raise(ID, 'weight', { context: { line: 3 } }));
    expect(lane.do(raise('call-2' as TicketId, 'weight', { context: { line: 3 } }))).toEqual([]);
    expect(lane.do(raise('call-3' as TicketId, 'weight', { context: { line: 4 } }))).toEqual(['merged']);
    expect(lane.ticket).toMatchObject({ merges: 1, context: { line: 4 } });
    expect(lane.tickets.size).toBe(1);
  });

  it('merges so many and no more', () => {
    const lane = called();
    for (let call = 0; call < 200; call += 1) lane.do(raise(ID, 'help', { context: { call } }));
    expect(lane.ticket.merges).toBe(50);
  });

  it('keeps different kinds apart', () => {
    const lane = called();
    lane.do(raise('call-2' as TicketId, 'age-check'));
    expect(lane.tickets.size).toBe(2);
  });
});

describe('what the shopper says', () => {
  it('needs once, without repeating them, and takes them back', () => {
    const lane = called();
    expect(lane.do({ type: 'state-needs', ticketId: ID, needs: ['walking', 'hearing', 'walking'] })).toEqual([
      'needs-stated',
    ]);
    expect(lane.ticket.needs).toEqual(['hearing', 'walking']);
    expect(lane.do({ type: 'state-needs', ticketId: ID, needs: ['walking', 'hearing'] })).toEqual([]);
    expect(lane.do({ type: 'state-needs', ticketId: ID, needs: [] })).toEqual(['needs-stated']);
  });

  it('discretion', () => {
    const lane = called();
    expect(lane.do({ type: 'choose-discretion', ticketId: ID, discreet: false })).toEqual([]);
    expect(lane.do({ type: 'choose-discretion', ticketId: ID, discreet: true })).toEqual(['discretion-chosen']);
  });

  it('whether it was easy, once, within ten minutes, of what was settled', () => {
    const lane = called();
    expect(answerEase(lane.settled, ID, 'easy', 1)).toMatchObject({ code: 'ticket-unknown' });
    lane.do({ type: 'attend', ...by(SARA) });
    lane.do({ type: 'resolve', ...by(SARA) });
    const [event] = answerEase(lane.settled, ID, 'easy', 2000) as AssistEvent[];
    expect(event).toEqual({ type: 'ticket-ease-answered', ticketId: ID, ease: 'easy', at: 2000 });
    const after = evolveSettled(lane.settled, lane.tickets, event as AssistEvent);
    expect(answerEase(after, ID, 'hard', 3000)).toEqual([]);
    expect(answerEase(lane.settled, ID, 'easy', 1000 + 600_001)).toMatchObject({ code: 'ticket-unknown' });
  });

  it('a word of the store for what it was, or none', () => {
    const lane = called();
    lane.do({ type: 'attend', ...by(SARA) });
    for (const resolution of ['', 'Explained', 'a b', '-a', 'a-', 'x'.repeat(41)]) {
      expect(lane.do({ type: 'resolve', ...by(SARA), resolution })).toBe('resolution-code-malformed');
    }
  });
});

describe('a journal of before', () => {
  it('knew one way to answer, and it meant coming', () => {
    const old = { type: 'ticket-acknowledged', ticketId: ID, attendant: 'Sara', at: 2000 };
    const lifted = upcastAssistEvent(1, old);
    expect(lifted).toEqual({ ok: true, event: { ...old, coming: true } });
    expect(upcastAssistEvent(2, { ...old, coming: false })).toEqual({ ok: true, event: { ...old, coming: false } });
  });

  it.each([
    [3, 'ticket-raised', 'from-the-future'],
    [0, 'ticket-raised', 'unknown-version'],
    [1.5, 'ticket-raised', 'unknown-version'],
    [2, 'ticket-made-up', 'unknown-type'],
    [2, 'toString', 'unknown-type'],
    [2, undefined, 'unknown-type'],
  ])('of version %s with %s is %s', (version, type, problem) => {
    expect(upcastAssistEvent(version, { type })).toEqual({ ok: false, problem });
  });

  it('has no leases, and its calls are not stuck for that', () => {
    const raised = called().ticket;
    const taken = evolveTicket(raised, { type: 'ticket-acknowledged', ticketId: ID, attendant: 'Sara', at: 5000 });
    expect(leaseEnd(taken, DEFAULT_LEASES)).toBe(5000 + DEFAULT_LEASES.comingMs);
  });
});

describe('whatever people do', () => {
  const helper = fc.constantFrom(...PEOPLE);
  const ticketId = fc.constantFrom('a', 'b', 'c').map((name) => name as TicketId);
  const acting = fc.record({ ticketId, helper }).map((act) => ({ ...act, attendant: act.helper.firstName }));
  const reason = fc.constantFrom<TicketReason>('help', 'age-check', 'weight');
  const command: fc.Arbitrary<AssistCommand> = fc.oneof(
    fc
      .record({ ticketId, reason, line: fc.nat(3) })
      .map(({ ticketId, reason, line }) => raise(ticketId, reason, { context: { line } })),
    acting.map((act): AssistCommand => ({ type: 'acknowledge', ...act })),
    acting.map((act): AssistCommand => ({ type: 'acknowledge', ...act, coming: false })),
    acting.map((act): AssistCommand => ({ type: 'set-out', ...act })),
    acting.map((act): AssistCommand => ({ type: 'attend', ...act })),
    acting.map((act): AssistCommand => ({ type: 'renew', ...act })),
    ticketId.map((ticketId): AssistCommand => ({ type: 'lapse', ticketId })),
    fc
      .tuple(acting, helper, fc.string())
      .map(([act, to, note]): AssistCommand => ({ type: 'hand-over', ...act, to, note })),
    acting.map((act): AssistCommand => ({ type: 'ask-backup', ...act, kind: 'second-person' })),
    fc.record({ ticketId, helper }).map((joining): AssistCommand => ({ type: 'join', ...joining })),
    acting.map((act): AssistCommand => ({ type: 'resolve', ...act, resolution: 'explained' })),
    ticketId.map((ticketId): AssistCommand => ({ type: 'withdraw', ticketId, by: 'shopper' })),
  );
  const day = fc.array(fc.tuple(command, fc.nat(200_000)), { maxLength: 80, size: 'max' });

  function run(steps: readonly (readonly [AssistCommand, number])[], look: (lane: Lane, events: number) => void): Lane {
    const lane = new Lane();
    const used = new Set<string>();
    for (const [command, passes] of steps) {
      lane.now += passes;
      // A new call has a new number, as from the edge.
      if (command.type === 'raise' && used.has(command.ticketId)) continue;
      const before = lane.events.length;
      lane.do(command);
      if (lane.events.slice(before).some(({ type }) => type === 'ticket-raised')) {
        used.add((command as { ticketId: string }).ticketId);
      }
      look(lane, before);
    }
    return lane;
  }

  it('one open call for each kind, and every open one is either with somebody or in line', () => {
    fc.assert(
      fc.property(day, (steps) => {
        run(steps, ({ tickets }) => {
          const reasons = [...tickets.values()].map((ticket) => ticket.reason);
          expect(new Set(reasons).size).toBe(reasons.length);
          for (const ticket of tickets.values()) {
            expect(ticket.status === 'raised').toBe(ticket.helper === undefined);
            expect(leaseEnd(ticket, DEFAULT_LEASES) === undefined).toBe(ticket.status === 'raised');
          }
        });
      }),
    );
  });

  it('no call is settled that nobody answered, and none changes once it is over', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const { events } = run(steps, () => undefined);
        const answered = new Set<TicketId>();
        const over = new Set<TicketId>();
        for (const event of events) {
          expect(over.has(event.ticketId)).toBe(false);
          if (event.type === 'ticket-acknowledged') answered.add(event.ticketId);
          if (event.type === 'ticket-resolved') expect(answered.has(event.ticketId)).toBe(true);
          if (event.type === 'ticket-resolved' || event.type === 'ticket-withdrawn') over.add(event.ticketId);
        }
      }),
    );
  });

  it('no call passes from one person to another while the first one’s lease runs, unless handed over', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const { events } = run(steps, () => undefined);
        const holders = new Map<TicketId, string>();
        for (const event of events) {
          if (event.type === 'ticket-lease-lapsed' || event.type === 'ticket-handed-over')
            holders.delete(event.ticketId);
          if (event.type !== 'ticket-acknowledged' && event.type !== 'ticket-attended') continue;
          const personId = event.helper?.personId ?? '';
          expect(holders.get(event.ticketId) ?? personId).toBe(personId);
          holders.set(event.ticketId, personId);
        }
      }),
    );
  });

  it('a call keeps its place by wait, and what the journal says gives the same state again', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const { events, tickets } = run(steps, () => undefined);
        const read: OpenTickets = events.reduce(evolveTickets, NO_TICKETS);
        expect([...read]).toEqual([...tickets]);
        const raisedAt = new Map(
          events.filter((event) => event.type === 'ticket-raised').map((event) => [event.ticketId, event.at]),
        );
        for (const ticket of tickets.values()) expect(ticket.raisedAt).toBe(raisedAt.get(ticket.ticketId));
      }),
    );
  });

  it('whoever waits long enough can take any call that is open', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const lane = run(steps, () => undefined);
        lane.now += DEFAULT_LEASES.attendingMs;
        const newcomer: Helper = { personId: 'p9', firstName: 'Ada', role: 'assistant' };
        for (const { ticketId } of lane.tickets.values()) {
          expect(lane.do({ type: 'acknowledge', ticketId, attendant: 'Ada', helper: newcomer })).toContain(
            'acknowledged',
          );
        }
      }),
    );
  });
});
