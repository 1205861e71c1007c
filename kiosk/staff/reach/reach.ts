import { type ConnectionState, connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { CommandFailed } from '#kiosk/api/client/pending-calls.ts';
import type { CommandInput, CommandName, CommandOutput } from '#kiosk/api/commands.ts';
import type { TopicName } from '#kiosk/api/topics.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { keepGrant, keepLanes, type KeptGrant, keptGrant, keptLanes, type KnownLane } from './kept-reach.ts';
import { LaneLines } from './lane-lines.ts';
import { mergeCalls, mergeLanes, type StoreVoice } from './merge-calls.ts';

/** A store that is back within this time was never away: until then it says who is asked. Milliseconds. */
const TAKE_OVER_AFTER_MS = 3_000;
/** A new grant is asked for so often while the store is there, in milliseconds; one lasts for hours. */
const RENEW_GRANT_MS = 10 * 60_000;
/** How long the store has for what a lane can do as well, in milliseconds. */
const STORE_ANSWERS_WITHIN_MS = 2_000;

/** What a lane does for staff by itself. */
const AT_THE_LANE: ReadonlySet<CommandName> = new Set<CommandName>([
  'acknowledgeTicket',
  'attendTicket',
  'declineTicket',
  'renewTicket',
  'handOverTicket',
  'askBackup',
  'joinBackup',
  'resolveTicket',
  'settlePayment',
]);
/** Why the store did not do something that the lane itself may be asked for. */
const STORE_COULD_NOT: ReadonlySet<string> = new Set([
  'deadline-exceeded',
  'program-restarted',
  'lane-away',
  // A store that has just started has not heard of the call yet; its lane has.
  'ticket-unknown',
  'connection-closed',
]);

export interface ReachOptions {
  readonly topics: readonly TopicName[];
  readonly onState: (state: ConnectionState) => void;
  readonly onTickets: () => void;
  readonly onLanes: () => void;
}

/**
 * The store and every lane's own door as one: no single machine silences a call. While the store is there it says what
 * there is; a lane that speaks says what is so at that lane, also when the store is away.
 */
export class Reach {
  readonly store: PageConnection;
  readonly #options: ReachOptions;
  readonly #lines: LaneLines;
  #known: readonly KnownLane[] = keptLanes();
  #grant: KeptGrant | undefined = keptGrant();
  #personId: string | undefined;
  #isReplaced = false;
  #replaceTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #renewTimer: ReturnType<typeof setInterval>;
  #merged: { readonly tickets: ReadonlyMap<string, TicketView>; readonly lanes: ReadonlyMap<string, LaneStatusView> };

  constructor(options: ReachOptions) {
    this.#options = options;
    this.#merged = { tickets: new Map(), lanes: new Map() };
    this.#lines = new LaneLines(() => this.#changed('tickets'));
    this.store = connectPage({ topics: options.topics, onState: (state) => this.#storeIs(state) });
    this.store.subscribe('tickets', () => this.#changed('tickets'));
    this.store.subscribe('lanes', () => this.#lanesTold());
    this.#renewTimer = setInterval(() => void this.#renew(), RENEW_GRANT_MS);
  }

  get tickets(): ReadonlyMap<string, TicketView> {
    return this.#merged.tickets;
  }

  get lanes(): ReadonlyMap<string, LaneStatusView> {
    return this.#merged.lanes;
  }

  /** The store is away, and calls come in from the lanes themselves. */
  get isByLanes(): boolean {
    return !this.#isThere && this.#lines.voices.size > 0;
  }

  /** Somebody has signed in here, or nobody is any more. */
  personIs(personId: string | undefined): void {
    if (this.#personId === personId) return;
    this.#personId = personId;
    if (this.#grant?.personId !== personId) this.#keep(undefined);
    this.#connectLines();
    void this.#renew();
  }

  /** Through the store; by the lane itself where the store cannot. */
  async call<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>> {
    const { ticketId } = input as { readonly ticketId?: string };
    const line = ticketId !== undefined && AT_THE_LANE.has(command) ? this.#lines.lineOf(ticketId) : undefined;
    if (line === undefined) return this.store.call(command, input);
    if (!this.#isThere) return line.call(command, input);
    try {
      return await this.store.call(command, input, { deadlineMs: STORE_ANSWERS_WITHIN_MS });
    } catch (failure) {
      if (!(failure instanceof CommandFailed) || !STORE_COULD_NOT.has(failure.code)) throw failure;
      return line.call(command, input);
    }
  }

  close(): void {
    clearTimeout(this.#replaceTimer);
    clearInterval(this.#renewTimer);
    this.#lines.close();
    this.store.close();
  }

  get #isThere(): boolean {
    return this.store.state.state === 'connected';
  }

  #storeIs(state: ConnectionState): void {
    clearTimeout(this.#replaceTimer);
    if (state.state === 'connected') this.#isReplaced = false;
    else if (!this.#isReplaced) {
      this.#replaceTimer = setTimeout(() => {
        this.#isReplaced = true;
        this.#changed('tickets');
      }, TAKE_OVER_AFTER_MS);
    }
    this.#options.onState(state);
    // The very first state comes before there is anything to show.
    if (this.#merged.lanes.size > 0 || this.#known.length > 0) queueMicrotask(() => this.#changed('tickets'));
  }

  #lanesTold(): void {
    const known = [...this.store.entries('lanes').values()].flatMap(({ workstationId, directUrl }) =>
      directUrl === null ? [] : [{ workstationId, url: directUrl }],
    );
    // A store that has just started has not heard of all its lanes yet.
    const told = new Set(this.store.entries('lanes').keys());
    const others = this.#known.filter(({ workstationId }) => !told.has(workstationId));
    const next = [...known, ...others];
    if (JSON.stringify(next) !== JSON.stringify(this.#known)) {
      this.#known = next;
      keepLanes(next);
      this.#connectLines();
      if (this.#grant === undefined) void this.#renew();
    }
    this.#changed('lanes');
  }

  #connectLines(): void {
    const isMine = this.#grant !== undefined && this.#grant.personId === this.#personId;
    this.#lines.keep(this.#known, isMine ? this.#grant?.grant : undefined);
  }

  /** Called by whoever resumed the sign-in, and every few minutes; where no lane has a door, nothing is asked for. */
  async #renew(): Promise<void> {
    const personId = this.#personId;
    if (personId === undefined || !this.#isThere || this.#known.length === 0) return;
    try {
      const { grant, endsAt } = await this.store.call('laneGrant', {});
      if (this.#personId !== personId) return;
      this.#keep({ personId, grant, endsAt });
      this.#connectLines();
    } catch {
      // The grant from before lasts for hours, and the next try is soon.
    }
  }

  /** The person is known to the store again, after a break of the line. */
  resumed(): void {
    void this.#renew();
  }

  #keep(grant: KeptGrant | undefined): void {
    this.#grant = grant;
    keepGrant(grant);
  }

  #changed(what: 'tickets' | 'lanes'): void {
    const { voices } = this.#lines;
    const store: StoreVoice = {
      tickets: this.store.entries('tickets'),
      lanes: this.store.entries('lanes'),
      isThere: this.#isThere,
      isReplaced: this.#isReplaced,
    };
    // Where only the store speaks, its own maps are shown: what did not change stays the same object.
    const isPlain = voices.size === 0;
    this.#merged = isPlain
      ? { tickets: store.tickets, lanes: store.lanes }
      : { tickets: mergeCalls(store, voices), lanes: mergeLanes(store, voices) };
    if (what === 'tickets') this.#options.onTickets();
    else this.#options.onLanes();
  }
}
