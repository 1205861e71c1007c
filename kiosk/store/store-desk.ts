import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { NO_TICKETS, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import type { EpochMs, TicketId } from '#kiosk/core/values/identifiers.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import { careOfAll, type FloorScene, personView, promisesOf } from './floor/care-of.ts';
import { FloorKeeper, recallFloor } from './floor/floor-keeper.ts';
import type { StoreJournal } from './floor/store-entries.ts';
import { ticketOf } from './floor/ticket-of.ts';
import { LaneBoard } from './lanes/lane-board.ts';
import { SUBJECTS } from './lanes/lane-messages.ts';
import { doorHandlers } from './people/door.ts';
import { SignInDesk } from './people/sign-in-desk.ts';
import { SignedInPages } from './people/signed-in.ts';
import type { StaffList } from './people/staff-record.ts';
import type { StoreClock, StoreLog } from './ports.ts';
import { ticketHandlers } from './ticket-handlers.ts';

export interface StoreDeskParts {
  readonly bus: AskingBus;
  /** What the store's staff pages see. */
  readonly hub: TopicHub;
  readonly journal: StoreJournal;
  readonly staff: StaffList;
  readonly settings: FloorSettings;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly hourAt: (at: EpochMs) => number;
  /** Signs what a page shows at a lane's own door. Ed25519. */
  readonly signingKey: IdentityKey;
}

/** The store role: mirrors its lanes, knows its people, keeps the shop floor. */
export class StoreDesk {
  readonly handlers: CommandHandlers;
  readonly #parts: StoreDeskParts;
  readonly #board: LaneBoard;
  readonly #keeper: FloorKeeper;
  #tickets: OpenTickets = NO_TICKETS;
  #promised = new Map<string, string>();

  private constructor(parts: StoreDeskParts, keeper: (desk: StoreDesk) => FloorKeeper) {
    this.#parts = parts;
    this.#keeper = keeper(this);
    this.#board = new LaneBoard(parts.bus, parts.clock, parts.log, {
      changed: () => this.#lanesChanged(),
      ended: (ticket) => this.#keeper.close(ticketOf(ticket)),
    });
    const pages = new SignedInPages(() => parts.clock.now());
    const signIn = new SignInDesk(parts.staff, () => parts.clock.monotonic());
    const { journal, staff, clock, signingKey } = parts;
    const door = doorHandlers({ signIn, pages, staff, journal, clock, signingKey, keeper: this.#keeper });
    this.handlers = pages.knowing({
      ...door,
      ...ticketHandlers({ board: () => this.#board, bus: parts.bus, keeper: this.#keeper, clock }),
    });
    this.#show();
  }

  /** Opens the desk with what the journal tells of the floor. */
  static async open(parts: StoreDeskParts): Promise<StoreDesk> {
    const floor = await recallFloor(parts.journal, parts.settings);
    const { settings, journal, clock, log, hourAt } = parts;
    return new StoreDesk(
      parts,
      (desk) =>
        new FloorKeeper(
          { settings, journal, clock, log, hourAt, tickets: () => desk.#tickets, onChange: () => desk.#show() },
          floor,
        ),
    );
  }

  /** How much of what each lane recorded has not arrived, as the lanes say. */
  get backlogs(): readonly BacklogView[] {
    return [...this.#board.lanes.values()].flatMap(({ report }) => report.backlog ?? []);
  }

  async stop(): Promise<void> {
    this.#board.stop();
    await this.#keeper.stop();
  }

  #lanesChanged(): void {
    const reports = [...this.#board.lanes.values()].flatMap(({ report }) => report.tickets);
    this.#tickets = new Map(reports.map((view) => [view.ticketId as TicketId, ticketOf(view)]));
    this.#show();
    this.#keeper.look();
  }

  #show(): void {
    const { hub, clock, settings, staff } = this.#parts;
    const { floor } = this.#keeper;
    const scene: FloorScene = { floor, tickets: this.#tickets, settings, now: clock.now() };
    hub.together(() => {
      this.#showTickets(scene);
      replaceEntries(
        hub,
        'lanes',
        this.#board.views().map((lane) => [lane.workstationId, lane]),
      );
      replaceEntries(
        hub,
        'people',
        [...floor.people.values()].map((person) => {
          const { personId } = person.helper;
          return [personId, personView(person, this.#tickets, staff.byId(personId)?.languages ?? [])];
        }),
      );
    });
    this.#tellPromises(scene);
  }

  #showTickets(scene: FloorScene): void {
    const { hub } = this.#parts;
    const care = careOfAll(scene);
    const promises = promisesOf(scene);
    const shown: [string, TicketView][] = [];
    const settled: [string, TicketView][] = [];
    for (const { report, away } of this.#board.lanes.values()) {
      for (const ticket of report.tickets) {
        const added = care.get(ticket.ticketId);
        const view = {
          ...ticket,
          promise: promises.get(ticket.ticketId) ?? null,
          care: added === undefined ? null : { ...added, gestures: [], stale: away },
        };
        shown.push([ticket.ticketId, view]);
      }
      for (const ticket of report.ended) settled.push([ticket.ticketId, ticket]);
    }
    replaceEntries(hub, 'tickets', shown);
    replaceEntries(hub, 'settled', settled);
  }

  /** Each lane hears what its own shoppers are promised, when it changes. */
  #tellPromises(scene: FloorScene): void {
    const promises = promisesOf(scene);
    for (const { origin, report } of this.#board.lanes.values()) {
      const own = Object.fromEntries(
        report.tickets.flatMap(({ ticketId }) => {
          const promise = promises.get(ticketId);
          return promise === undefined ? [] : [[ticketId, promise] as const];
        }),
      );
      const json = JSON.stringify(own);
      if (this.#promised.get(origin) === json) continue;
      this.#promised.set(origin, json);
      this.#parts.bus.publish(SUBJECTS.promises(origin), { promises: own });
    }
  }
}

type KeyedTopic = 'tickets' | 'settled' | 'lanes' | 'people';

/** These entries and no others. */
function replaceEntries<Topic extends KeyedTopic>(
  hub: TopicHub,
  topic: Topic,
  entries: readonly (readonly [
    string,
    Parameters<typeof hub.publishEntries<Topic>>[1] extends { set?: Iterable<readonly [string, infer Payload]> }
      ? Payload
      : never,
  ])[],
): void {
  const keys = new Set(entries.map(([key]) => key));
  const drop = [...hub.entries(topic).keys()].filter((key) => !keys.has(key));
  hub.publishEntries(topic, { drop, set: entries });
}
