import type { CommandHandlers, TopicSight } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { StoreAround } from '#kiosk/api/remote.ts';
import type { BacklogView, HelperView, PromiseView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { NO_TICKETS, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { GestureSettings } from '#kiosk/core/assist/recovery.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import type { EpochMs, TicketId } from '#kiosk/core/values/identifiers.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import { BoardKeeper } from './board/board-keeper.ts';
import { careOfAll, type FloorScene, personView, promisesOf } from './floor/care-of.ts';
import { FloorKeeper, recallFloor } from './floor/floor-keeper.ts';
import { ResolutionMemory } from './floor/resolution-memory.ts';
import type { StoreEntry, StoreJournal } from './floor/store-entries.ts';
import { ticketOf } from './floor/ticket-of.ts';
import { recallGestures } from './gestures/gesture-book.ts';
import { GestureDesk } from './gestures/gesture-desk.ts';
import { MoveDesk } from './gestures/move-desk.ts';
import type { SlipSettings } from './slips/slip-book.ts';
import { SlipDesk } from './slips/slip-desk.ts';
import { LaneBoard } from './lanes/lane-board.ts';
import { SUBJECTS } from './lanes/lane-messages.ts';
import { doorHandlers } from './people/door.ts';
import { SignInDesk } from './people/sign-in-desk.ts';
import { SignedInPages } from './people/signed-in.ts';
import type { StaffList } from './people/staff-record.ts';
import type { StoreClock, StoreLog } from './ports.ts';
import { PushDesk, type PushDeskParts } from './push/push-desk.ts';
import { grantHandlers } from './reach/grant-handler.ts';
import { limitedForRemote } from './remote/remote-rights.ts';
import { ticketHandlers } from './ticket-handlers.ts';

/** A call is shown by then, whether or not it is written down yet whom it asks; milliseconds. */
const SHOWN_WITHIN_MS = 30;

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
  /** The business day of a moment, as "2026-11-22". */
  readonly dayAt: (at: EpochMs) => string;
  readonly gestures: GestureSettings;
  /** What the store says of itself to somebody who has never been there. */
  readonly around: () => StoreAround;
  readonly slips: SlipSettings;
  /** Signs what a page shows at a lane's own door. Ed25519. */
  readonly signingKey: IdentityKey;
  /** Undefined where nobody is called through the network. */
  readonly push?: Pick<PushDeskParts, 'post' | 'shelf'> | undefined;
  /** The store's name in the chain, and the key that its lanes know it by. */
  readonly store: string;
  readonly laneKey: IdentityKey;
}

/** The store role: mirrors its lanes, knows its people, keeps the shop floor. */
export class StoreDesk {
  readonly handlers: CommandHandlers;
  readonly sight: TopicSight;
  readonly #parts: StoreDeskParts;
  readonly #board: LaneBoard;
  readonly #keeper: FloorKeeper;
  readonly #figures: BoardKeeper;
  readonly #gestures: GestureDesk;
  readonly #moves: MoveDesk;
  readonly #slips: SlipDesk;
  readonly #resolutions: ResolutionMemory;
  readonly #push: PushDesk | undefined;
  #tickets: OpenTickets = NO_TICKETS;
  #promised = new Map<string, string>();
  #settledTold = '';
  /** Something is known that pages do not show yet. */
  #isStale = false;
  #cancelShow: (() => void) | undefined;

  private constructor(parts: StoreDeskParts, recent: readonly StoreEntry[]) {
    this.#parts = parts;
    const { settings, hourAt, dayAt, hub, log } = parts;
    const shared = { settings, journal: parts.journal, clock: parts.clock, log, hourAt, tickets: () => this.#tickets };
    this.#figures = new BoardKeeper({ ...shared, hub, dayAt }, recent);
    this.#keeper = new FloorKeeper(
      { ...shared, onChange: (_, events) => this.#floorChanged(events) },
      recallFloor(recent, settings),
    );
    const board = () => this.#board;
    this.#resolutions = new ResolutionMemory(recent);
    this.#slips = new SlipDesk({ ...parts, settings: parts.slips, board, onChange: () => this.#show() }, recent);
    this.#gestures = new GestureDesk(
      {
        ...parts,
        settings: parts.gestures,
        rainCheckPrefix: parts.slips.rainCheckPrefix,
        board,
        onChange: (events) => {
          this.#slips.gesturesRecorded(events);
          this.#show();
        },
      },
      recallGestures(recent, dayAt),
    );
    this.#moves = new MoveDesk(parts.bus, board, this.#slips, log);
    this.#board = new LaneBoard(parts.bus, parts.clock, parts.log, {
      changed: () => this.#lanesChanged(),
      ended: (ticket) => this.#ended(ticket),
      missed: (origin, searches) => this.#figures.missed(origin, searches),
    });
    this.#push = this.#openPush(parts);
    const pages = new SignedInPages(() => parts.clock.now());
    const signIn = new SignInDesk(parts.staff, () => parts.clock.monotonic());
    const { journal, staff, clock, signingKey } = parts;
    const door = doorHandlers({ signIn, pages, staff, journal, clock, signingKey, keeper: this.#keeper });
    const ofCalls = ticketHandlers({
      board,
      moves: this.#moves,
      bus: parts.bus,
      keeper: this.#keeper,
      clock,
      table: settings.table,
      around: parts.around,
      personOf: (personId) => helperOf(staff, personId),
    });
    const limited = limitedForRemote(
      {
        ...door,
        ...grantHandlers(parts),
        ...this.#push?.handlers,
        ...this.#gestures.handlers,
        ...this.#slips.handlers,
        ...ofCalls,
      },
      {
        table: settings.table,
        floor: () => this.#keeper.floor,
        tickets: () => this.#tickets,
        log,
      },
    );
    this.handlers = pages.knowing(limited);
    this.sight = pages.sight;
    this.#show();
  }

  /** Opens the desk with what the journal tells of the floor. */
  static async open(parts: StoreDeskParts): Promise<StoreDesk> {
    const recent: StoreEntry[] = [];
    for await (const entry of parts.journal.recent()) recent.push(entry);
    return new StoreDesk(parts, recent);
  }

  /** How much of what each lane recorded has not arrived, as the lanes say. */
  get backlogs(): readonly BacklogView[] {
    return [...this.#board.lanes.values()].flatMap(({ report }) => report.backlog ?? []);
  }

  async stop(): Promise<void> {
    this.#cancelShow?.();
    this.#board.stop();
    this.#figures.stop();
    this.#push?.stop();
    await this.#gestures.stop();
    await this.#slips.stop();
    await this.#keeper.stop();
  }

  #floorChanged(events: readonly FloorEvent[]): void {
    this.#figures.happened(events);
    this.#push?.happened(events);
    this.#show();
  }

  #openPush(parts: StoreDeskParts): PushDesk | undefined {
    if (parts.push === undefined) return undefined;
    const stillAsks = (ticketId: string, personId: string): number | undefined => this.#stillAsks(ticketId, personId);
    return new PushDesk({ ...parts, ...parts.push, stillAsks });
  }

  /** The lane whose call it is, if this person is still one to be asked for it. */
  #stillAsks(ticketId: string, personId: string): number | undefined {
    const call = this.#board.call(ticketId)?.ticket;
    if (call === undefined || this.#keeper.floor.people.get(personId)?.duty !== 'on-duty') return undefined;
    const isBusy = [...this.#tickets.values()].some(
      ({ helper, status }) => status !== 'raised' && helper?.personId === personId,
    );
    const isTaken = call.status !== 'raised' && call.backup === null;
    return isBusy || isTaken ? undefined : call.laneNumber;
  }

  #ended(ticket: TicketView): void {
    this.#figures.ended(ticket);
    this.#resolutions.ended(ticket);
    this.#keeper.close(ticketOf(ticket));
    this.#gestures.ended(ticket.ticketId);
  }

  #lanesChanged(): void {
    this.#figures.watch(this.#board.lanes.values());
    const reports = [...this.#board.lanes.values()].flatMap(({ report }) => report.tickets);
    this.#tickets = new Map(reports.map((view) => [view.ticketId as TicketId, ticketOf(view)]));
    this.#showWithPlan();
    this.#gestures.lanesChanged();
    this.#moves.lanesChanged();
  }

  /** Pages hear of a call and of whom it asks at once, and draw it once. A slow disk keeps no call from them. */
  #showWithPlan(): void {
    this.#isStale = true;
    this.#cancelShow ??= this.#parts.clock.after(SHOWN_WITHIN_MS, () => this.#showIfStale());
    void this.#keeper.look().then(() => this.#showIfStale());
  }

  #showIfStale(): void {
    if (this.#isStale) this.#show();
  }

  #show(): void {
    this.#isStale = false;
    this.#cancelShow?.();
    this.#cancelShow = undefined;
    const { hub, clock, settings, staff } = this.#parts;
    const { floor } = this.#keeper;
    const scene: FloorScene = {
      floor,
      tickets: this.#tickets,
      settings,
      used: this.#resolutions.used,
      now: clock.now(),
    };
    hub.together(() => {
      this.#showTickets(scene);
      replaceEntries(
        hub,
        'slips',
        this.#slips.open.map((slip) => [slip.code, slip]),
      );
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
    const promises = this.#promises(scene);
    const shown: [string, TicketView][] = [];
    const settled: [string, TicketView][] = [];
    for (const { report, away } of this.#board.lanes.values()) {
      for (const ticket of report.tickets) {
        const added = care.get(ticket.ticketId);
        const view = {
          ...ticket,
          promise: promises.get(ticket.ticketId) ?? null,
          care: added === undefined ? null : { ...added, ...this.#gestures.careFor(ticket.ticketId), stale: away },
        };
        shown.push([ticket.ticketId, view]);
      }
      for (const ticket of report.ended) settled.push([ticket.ticketId, ticket]);
    }
    replaceEntries(hub, 'tickets', shown);
    // Of a call that is over, nothing changes but what the shopper says of it.
    const told = settled.map(([ticketId, { ease }]) => `${ticketId} ${ease}`).join();
    if (told === this.#settledTold) return;
    this.#settledTold = told;
    replaceEntries(hub, 'settled', settled);
  }

  /** What each shopper was told of the wait, and given for it. */
  #promises(scene: FloorScene): ReadonlyMap<string, PromiseView> {
    return new Map(
      [...promisesOf(scene)].map(([ticketId, promise]) => {
        const madeGood = this.#gestures.madeGood(ticketId);
        return [ticketId, madeGood === undefined ? promise : { ...promise, madeGood }];
      }),
    );
  }

  /** Each lane hears what its own shoppers are promised, when it changes. */
  #tellPromises(scene: FloorScene): void {
    const promises = this.#promises(scene);
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

/** A colleague who may be asked by name; nobody who has left. */
function helperOf(staff: StaffList, personId: string): HelperView | undefined {
  const record = staff.byId(personId);
  if (record?.active !== true) return undefined;
  const { firstName, role } = record;
  return { personId, firstName, role };
}

type KeyedTopic = 'tickets' | 'settled' | 'lanes' | 'people' | 'slips';

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
