import type { CommandInput } from '#kiosk/api/commands.ts';
import type { CommandContext, CommandHandlers } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { HelperView, PersonView, PromiseView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import type { InterventionRule } from '#kiosk/core/assist/intervention-rule.ts';
import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { careOfAll, type FloorScene, personView, promisesOf } from '../floor/care-of.ts';
import { ticketOf } from '../floor/ticket-of.ts';
import { SignedInPages } from '../people/signed-in.ts';
import type { StoreClock } from '../ports.ts';
import { asSignedIn, mayActFromAfar, mayDecide } from '../who-may.ts';
import { floorAtLane } from './floor-at-lane.ts';
import type { LaneGrant } from './lane-grant.ts';

export interface LaneDoorParts {
  /** What the lane shows its own page. */
  readonly hub: TopicHub;
  /** What the lane does; looked up at each command. */
  readonly handlers: CommandHandlers;
  readonly settings: FloorSettings;
  readonly clock: StoreClock;
}

/** Clocks of calls are kept to the second, as at the store. */
const LOOK_EVERY_MS = 1_000;
const MIRRORED: ReadonlySet<string> = new Set(['tickets', 'lanes']);
/** Calls of which "not me" is remembered; a lane never has as many open. */
const DECLINED_MAX = 100;

/**
 * A lane's own door for staff pages: its calls, and what may be done about them, for people whom the store has vouched
 * for, so that a dead store silences nobody. The lane decides, here as there, so both ways lead to one history.
 */
export class LaneDoor {
  /** What pages at the door see. */
  readonly hub: TopicHub;
  /** What they may do, in the name of the person whose grant opened the door. */
  readonly handlers: CommandHandlers;
  readonly #parts: LaneDoorParts;
  readonly #pages: SignedInPages;
  readonly #people = new Map<string, HelperView>();
  readonly #declined = new Map<string, Set<string>>();
  readonly #unlisten: () => void;
  #promises: ReadonlyMap<string, PromiseView> = new Map();
  #onPromises: () => void = () => {};
  #isDue = false;
  #cancel: () => void = () => {};

  constructor(parts: LaneDoorParts) {
    this.#parts = parts;
    this.hub = new TopicHub(parts.clock);
    this.#pages = new SignedInPages(() => parts.clock.now());
    this.handlers = this.#pages.knowing(this.#makeHandlers());
    this.#unlisten = parts.hub.onChange((change) => {
      if ('topic' in change && MIRRORED.has(change.topic)) this.#soon();
    });
    this.#tick();
  }

  /** A page of this person came in. @returns to be called when it is gone */
  entered(sessionId: string, { person, endsAt }: LaneGrant): () => void {
    this.#pages.open(sessionId, person, endsAt);
    this.#people.set(sessionId, person);
    this.#soon();
    return () => {
      this.#pages.close(sessionId);
      this.#people.delete(sessionId);
      this.#soon();
    };
  }

  /** What each shopper can be told of the wait while the store is away, by call. */
  get promises(): ReadonlyMap<string, PromiseView> {
    return this.#promises;
  }

  /** @param listener called when one of them is another */
  onPromises(listener: () => void): void {
    this.#onPromises = listener;
  }

  stop(): void {
    this.#cancel();
    this.#unlisten();
  }

  #tick(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      this.#show();
      this.#tick();
    });
  }

  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#show());
  }

  #show(): void {
    this.#isDue = false;
    const views = this.#calls();
    const tickets: OpenTickets = new Map(views.map((view) => [view.ticketId as TicketId, ticketOf(view)]));
    const { settings, clock, hub } = this.#parts;
    const now = clock.now();
    const people = [...new Map([...this.#people.values()].map((person) => [person.personId, person])).values()];
    const floor = floorAtLane({ people, tickets, declined: this.#declined, settings, now });
    const scene: FloorScene = { floor, tickets, settings, used: new Map(), now };
    const care = careOfAll(scene);
    this.hub.together(() => {
      this.#showEntries(
        'tickets',
        views.map((view) => {
          const own = care.get(view.ticketId);
          return [view.ticketId, { ...view, care: own === undefined ? null : { ...own, gestures: [], stale: false } }];
        }),
      );
      const lanes = [...hub.entries('lanes')].map(([id, json]) => [id, JSON.parse(json) as LaneStatusView] as const);
      this.#showEntries('lanes', lanes);
      this.#showEntries(
        'people',
        [...floor.people.values()].map((person) => [person.helper.personId, personView(person, tickets, [])]),
      );
    });
    this.#promise(promisesOf(scene));
  }

  #promise(promises: ReadonlyMap<string, PromiseView>): void {
    const before = JSON.stringify([...this.#promises]);
    this.#promises = promises;
    if (JSON.stringify([...promises]) !== before) this.#onPromises();
  }

  #calls(): readonly TicketView[] {
    return [...this.#parts.hub.entries('tickets').values()].map((json) => JSON.parse(json) as TicketView);
  }

  #showEntries<Topic extends 'tickets' | 'lanes' | 'people'>(
    topic: Topic,
    set: readonly (readonly [string, Shown[Topic]])[],
  ): void {
    const keys = new Set(set.map(([key]) => key));
    const drop = [...this.hub.entries(topic).keys()].filter((key) => !keys.has(key));
    this.hub.publishEntries(topic, { drop, set } as Parameters<typeof this.hub.publishEntries<Topic>>[1]);
  }

  #makeHandlers(): CommandHandlers {
    const { handlers, settings } = this.#parts;
    const ofTicket = <Input extends { readonly ticketId: string }>(
      name: TicketCommand,
      mayAsk: (rule: InterventionRule, person: HelperView, input: Input) => Rejection | undefined = () => undefined,
    ) =>
      asSignedIn<Input>(async (input, person, context) => {
        const call = this.#calls().find(({ ticketId }) => ticketId === input.ticketId);
        if (call === undefined) return reject('ticket-unknown');
        const refusal = mayAsk(settings.table[call.reason as TicketReason], person, input);
        if (refusal !== undefined) return refusal;
        const handler = handlers[name] as AnyHandler | undefined;
        return handler === undefined ? reject('lane-out-of-service') : handler(input, context);
      });
    const handOver = ofTicket<CommandInput<'handOverTicket'>>('handOverTicket');
    return {
      acknowledgeTicket: ofTicket('acknowledgeTicket'),
      attendTicket: ofTicket<CommandInput<'attendTicket'>>('attendTicket', (rule, person, { place }) =>
        place === 'from-afar' ? mayActFromAfar(rule, person) : undefined,
      ),
      renewTicket: ofTicket('renewTicket'),
      handOverTicket: async ({ ticketId, to, note }: CommandInput<'handOverTicket'>, context: CommandContext) => {
        // Who somebody is, the lane knows of those at its door alone; for anybody else it goes back in line.
        const toHelper = [...this.#people.values()].find(({ personId }) => personId === to);
        const answer = await handOver({ ticketId, to, note, ...(toHelper === undefined ? {} : { toHelper }) }, context);
        if (!('rejected' in answer) && context.person !== undefined) this.#decline(ticketId, context.person.personId);
        return answer;
      },
      askBackup: ofTicket('askBackup'),
      joinBackup: ofTicket('joinBackup'),
      resolveTicket: ofTicket('resolveTicket', mayDecide),
      settlePayment: ofTicket('settlePayment', mayDecide),
      declineTicket: asSignedIn(async ({ ticketId }: CommandInput<'declineTicket'>, person) => {
        if (!this.#calls().some((call) => call.ticketId === ticketId)) return reject('ticket-unknown');
        this.#decline(ticketId, person.personId);
        return {};
      }),
    } as CommandHandlers;
  }

  #decline(ticketId: string, personId: string): void {
    const by = this.#declined.get(ticketId) ?? new Set();
    this.#declined.set(ticketId, by.add(personId));
    const [oldest] = this.#declined.keys();
    if (this.#declined.size > DECLINED_MAX && oldest !== undefined) this.#declined.delete(oldest);
    this.#soon();
  }
}

interface Shown {
  readonly tickets: TicketView;
  readonly lanes: LaneStatusView;
  readonly people: PersonView;
}

type TicketCommand =
  | 'acknowledgeTicket'
  | 'attendTicket'
  | 'renewTicket'
  | 'handOverTicket'
  | 'askBackup'
  | 'joinBackup'
  | 'resolveTicket'
  | 'settlePayment';

type AnyHandler = (input: unknown, context: CommandContext) => Promise<object>;
