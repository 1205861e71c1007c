import { type AssistCommand, decideAssist, openTicketFor } from '#kiosk/core/assist/decide.ts';
import { evolveTicket, evolveTickets, isOver, NO_TICKETS, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import { evolveFloor, type Floor, newFloor } from '#kiosk/core/assist/floor.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { lapsedTickets } from '#kiosk/core/assist/leases.ts';
import { closeOnFloor, planFloor } from '#kiosk/core/assist/plan-floor.ts';
import { newPromiseModel, type PromiseModel } from '#kiosk/core/assist/promise-model.ts';
import { answerEase, evolveSettled, NONE_SETTLED, type SettledTickets } from '#kiosk/core/assist/settled.ts';
import type { AssistEvent, EaseAnswer, Ticket, TicketReason } from '#kiosk/core/assist/ticket.ts';
import { isRejection, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import { HOUR_MS } from './day-plan.ts';

interface Lane {
  readonly workstationId: WorkstationId;
  tickets: OpenTickets;
  settled: SettledTickets;
}

/**
 * The lanes and the store role of a simulated shop, without people: the same decisions over the same events as in a
 * real one, with a clock that is set from outside and a list for a journal.
 */
export class Shop {
  readonly journal: (AssistEvent | FloorEvent)[] = [];
  readonly #lanes: readonly Lane[];
  readonly #laneOf = new Map<WorkstationId, Lane>();
  readonly #settings: FloorSettings;
  #all: OpenTickets = NO_TICKETS;
  #floor: Floor;
  now = 0;

  constructor(lanes: number, settings: FloorSettings, learned: PromiseModel = newPromiseModel(settings.promise)) {
    this.#settings = settings;
    this.#floor = newFloor(learned);
    this.#lanes = Array.from({ length: lanes }, (_, index) => {
      const workstationId = `lane-${index + 1}` as WorkstationId;
      return { workstationId, tickets: NO_TICKETS, settled: NONE_SETTLED };
    });
    for (const lane of this.#lanes) this.#laneOf.set(lane.workstationId, lane);
  }

  /** The open tickets of all lanes, as the store role knows them. */
  get tickets(): OpenTickets {
    return this.#all;
  }

  get floor(): Floor {
    return this.#floor;
  }

  get lanes(): readonly WorkstationId[] {
    return this.#lanes.map(({ workstationId }) => workstationId);
  }

  get quietLanes(): readonly WorkstationId[] {
    return this.#lanes.filter(({ tickets }) => tickets.size === 0).map(({ workstationId }) => workstationId);
  }

  /** Whether the lane did what was asked of it. */
  command(workstationId: WorkstationId, command: AssistCommand): boolean {
    const lane = this.#lane(workstationId);
    const { leases } = this.#settings;
    return this.#carryOut(lane, decideAssist(lane.tickets, command, { now: this.now, workstationId, leases }));
  }

  raise(workstationId: WorkstationId, command: Extract<AssistCommand, { type: 'raise' }>): Ticket | undefined {
    const isDone = this.command(workstationId, command);
    return isDone ? openTicketFor(this.#lane(workstationId).tickets, command.reason) : undefined;
  }

  answerEase(ticket: Ticket, ease: EaseAnswer): void {
    const lane = this.#lane(ticket.workstationId);
    this.#carryOut(lane, answerEase(lane.settled, ticket.ticketId, ease, this.now));
  }

  open(ticketId: TicketId): Ticket | undefined {
    return this.#all.get(ticketId);
  }

  /** What the store role's own journal gets. */
  record(...events: readonly FloorEvent[]): void {
    this.journal.push(...events);
    this.#floor = evolveFloor(this.#floor, events, this.#settings.promise);
  }

  /** A beat of the clock: leases that are over, and everything that is due on the floor. */
  beat(): readonly FloorEvent[] {
    for (const { ticketId, workstationId } of lapsedTickets(this.#all, this.now, this.#settings.leases)) {
      this.command(workstationId, { type: 'lapse', ticketId });
    }
    const hour = Math.floor(this.now / HOUR_MS) % 24;
    const due = planFloor(this.#floor, this.#all, this.#settings, { now: this.now, hour });
    this.record(...due);
    return due;
  }

  hasOpen(workstationId: WorkstationId, reason: TicketReason): boolean {
    return openTicketFor(this.#lane(workstationId).tickets, reason) !== undefined;
  }

  #lane(workstationId: WorkstationId): Lane {
    const lane = this.#laneOf.get(workstationId);
    if (lane === undefined) throw new RangeError(`there is no ${workstationId}`);
    return lane;
  }

  #carryOut(lane: Lane, events: readonly AssistEvent[] | Rejection): boolean {
    if (isRejection(events)) return false;
    for (const event of events) {
      this.journal.push(event);
      lane.settled = evolveSettled(lane.settled, lane.tickets, event);
      const before = lane.tickets.get(event.ticketId);
      lane.tickets = evolveTickets(lane.tickets, event);
      this.#all = evolveTickets(this.#all, event);
      if (before === undefined) continue;
      const after = evolveTicket(before, event);
      if (isOver(after)) this.record(...closeOnFloor(this.#floor, after, this.#settings));
    }
    return true;
  }
}
