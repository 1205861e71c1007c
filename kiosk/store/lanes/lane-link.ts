import type { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { BacklogView, MissedSearchView, PromiseView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { AskFailure, type AskingBus, BUS_MESSAGE_BYTES_MAX, type BusMessage } from '#sync/bus/bus.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import type { LaneDoor } from '../reach/lane-door.ts';
import { laneAsk, lanePromises, REPORT_INTERVAL_MS, STORE_AWAY_AFTER_MS, SUBJECTS } from './lane-messages.ts';

export interface LaneLinkParts {
  readonly workstationId: string;
  /** The lane's name in the chain. */
  readonly origin: string;
  /** How much of what it recorded is still on its way. */
  readonly backlog: () => Promise<BacklogView | undefined>;
  readonly bus: AskingBus;
  /** What the lane shows its own pages. */
  readonly hub: TopicHub;
  /** The lane's own door for staff pages; undefined where it has none. */
  readonly door?: LaneDoor | undefined;
  readonly dispatcher: CommandDispatcher;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly onPromises: (promises: ReadonlyMap<string, PromiseView>) => void;
}

const REPORTED: ReadonlySet<string> = new Set(['tickets', 'settled', 'lanes', 'missed']);

/** What is left of a message for a report, beside names and how much is on its way. */
const REPORT_BYTES_MAX = BUS_MESSAGE_BYTES_MAX - 2 * 1_024;

/** What holds of every call while nobody can hear of it. */
const OUT_OF_REACH = { placeInLine: 0, withinSeconds: null, until: null, unattended: true } as const;
const NOTHING_YET = { missed: false, escalation: 'none' } as const;

/** A lane's end of the line to its store: says how it stands, does what is asked of it, hears what was promised. */
export class LaneLink {
  readonly #parts: LaneLinkParts;
  readonly #ends: (() => void)[] = [];
  /** Calls that are over, by what the lane shows of them: each is read once. */
  #ended: ReadonlyMap<string, TicketView> = new Map();
  #isDue = false;
  /** What the store was told last, apart from what is on its way. */
  #told = '';
  #backlog: BacklogView | null = null;
  #cancel: () => void = () => {};
  #cancelAway: () => void = () => {};
  /** What shoppers were told since the store is away, as JSON; undefined while it is there. */
  #toldAlone: string | undefined;

  constructor(parts: LaneLinkParts) {
    this.#parts = parts;
    const { bus, hub, origin } = parts;
    this.#ends.push(
      hub.onChange((change) => {
        if ('topic' in change && REPORTED.has(change.topic)) this.#soon();
      }),
      bus.offer(SUBJECTS.command(origin), async (_, message) => this.#carryOut(message)),
      bus.subscribe(SUBJECTS.promises(origin), (_, message) => this.#hear(message)),
    );
    parts.door?.onPromises(() => this.#tellAlone());
    this.#report('in any case');
    this.#tick();
  }

  /** The way to the store opened, or ended. What was promised is void once it stays away. */
  storeIsThere(isThere: boolean): void {
    this.#cancelAway();
    if (isThere) {
      this.#toldAlone = undefined;
      return;
    }
    this.#cancelAway = this.#parts.clock.after(STORE_AWAY_AFTER_MS, () => {
      this.#toldAlone ??= '';
      this.#tellAlone();
    });
  }

  stop(): void {
    this.#cancel();
    this.#cancelAway();
    for (const end of this.#ends) end();
  }

  /** A sign of life, with what is on its way by now. */
  #tick(): void {
    const { clock, backlog, log } = this.#parts;
    this.#cancel = clock.after(REPORT_INTERVAL_MS, () => this.#tick());
    backlog().then(
      (now) => {
        this.#backlog = now ?? null;
        this.#report('in any case');
      },
      (error: unknown) => log.warn('the state of sending is not known', { error: String(error) }),
    );
  }

  /** What changes together is told together. */
  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#report('if it is new');
    });
  }

  #report(when: 'in any case' | 'if it is new'): void {
    const { bus, hub, workstationId, origin } = this.#parts;
    const status = hub.entries('lanes').get(workstationId);
    if (status === undefined) return;
    const lane = JSON.parse(status) as LaneStatusView;
    // What the store promised, it knows: that it arrived here is no news.
    const tickets = this.#openCalls().map((ticket) => ({ ...ticket, promise: null }));
    const missed = [...hub.entries('missed').values()].map((json) => JSON.parse(json) as MissedSearchView);
    const room = REPORT_BYTES_MAX - bytesOf(lane) - bytesOf(tickets) - bytesOf(missed);
    const ended = this.#endedThatFit(room);
    const told = JSON.stringify([lane, tickets, ended.map(({ ticketId, ease }) => [ticketId, ease]), missed]);
    if (when === 'in any case' || told !== this.#told) {
      this.#told = told;
      bus.publish(SUBJECTS.report(origin), { lane, tickets, ended, backlog: this.#backlog, missed });
    }
    this.#tellAlone();
  }

  /** Without the store a shopper is told what the lane itself can tell: who is at its door, and how far it went. */
  #tellAlone(): void {
    if (this.#toldAlone === undefined) return;
    const atDoor = this.#parts.door?.promises;
    const promises = this.#openCalls().map(({ ticketId, promise }) => {
      const alone = atDoor?.get(ticketId);
      const { missed } = { ...NOTHING_YET, ...promise };
      const before = { ...NOTHING_YET, ...promise, ...OUT_OF_REACH };
      return [ticketId, alone === undefined ? before : { ...alone, placeInLine: 0, missed }] as const;
    });
    const told = JSON.stringify(promises);
    if (told === this.#toldAlone) return;
    this.#toldAlone = told;
    this.#parts.onPromises(new Map(promises));
  }

  #openCalls(): readonly TicketView[] {
    return [...this.#parts.hub.entries('tickets').values()].map((json) => JSON.parse(json) as TicketView);
  }

  /** The bus drops what is too large, and with it the calls that wait: those that are over give way to them. */
  #endedThatFit(room: number): readonly TicketView[] {
    const all = [...this.#parts.hub.entries('settled').values()];
    let left = room;
    const first = all.findLastIndex((json) => {
      left -= Buffer.byteLength(json) + 1;
      return left < 0;
    });
    const known = this.#ended;
    this.#ended = new Map(
      all.slice(first + 1).map((json) => [json, known.get(json) ?? (JSON.parse(json) as TicketView)]),
    );
    return [...this.#ended.values()];
  }

  async #carryOut(message: BusMessage): Promise<BusMessage> {
    const ask = laneAsk.safeParse(message);
    if (!ask.success) {
      this.#parts.log.warn('the store asked something that this lane cannot read');
      throw new AskFailure('failed', 'this lane cannot read that');
    }
    const { command, commandId, input, person } = ask.data;
    const context = { role: 'staff', sessionId: `store:${person.personId}`, person } as const;
    return { result: await this.#parts.dispatcher.dispatch({ command, commandId, input }, context) };
  }

  #hear(message: unknown): void {
    const heard = lanePromises.safeParse(message);
    if (heard.success) this.#parts.onPromises(new Map(Object.entries(heard.data.promises)));
  }
}

function bytesOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
