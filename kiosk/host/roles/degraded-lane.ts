import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { type AssistCommand, decideAssist, openTicketFor } from '#kiosk/core/assist/decide.ts';
import { evolveTickets, NO_TICKETS, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { AssistEvent, TicketReason } from '#kiosk/core/assist/ticket.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import { IDLE } from '#kiosk/core/transaction/state.ts';
import type { LanguageTag, TicketId, TransactionId } from '#kiosk/core/values/identifiers.ts';
import type { LaneSettings } from '#kiosk/lane/lane-settings.ts';
import { actor, resolving } from '#kiosk/lane/assist-desk.ts';
import { asPerson } from '#kiosk/lane/staff-handlers.ts';
import { type TicketSurroundings, ticketView } from '#kiosk/lane/ticket-view.ts';

/** What of the time without a journal is told to it later, in events; nobody presses Help that often. */
const EVENTS_KEPT_MAX = 500;

/** Calls that are settled by deciding something about the sale, which needs the journal. */
const NEEDS_THE_JOURNAL: ReadonlySet<TicketReason> = new Set<TicketReason>(['age-check', 'payment-unknown']);

const NOTHING_AROUND: Pick<TicketSurroundings, 'events' | 'articlesRead' | 'promises'> = {
  events: [],
  articlesRead: [],
  promises: new Map(),
};

/** What was last known of the lane when its journal failed. */
export interface LastKnown {
  readonly tickets: OpenTickets;
  readonly transactionId: TransactionId | undefined;
  readonly language: LanguageTag;
}

export interface DegradedLaneParts {
  readonly hub: TopicHub;
  readonly settings: LaneSettings;
  readonly now: () => number;
  readonly nextId: () => string;
  /** Undefined when the journal could not be read since the start. */
  readonly lastKnown: LastKnown | undefined;
}

type Answer = Record<string, never> | Rejection;

/**
 * A lane whose journal cannot be written sells nothing: it says so, and a person is still one press away. Calls are the
 * one thing that may live without the journal, because a shopper who stands there is worth more than the record of it;
 * they are written down as soon as there is a journal again.
 */
export class DegradedLane {
  readonly handlers: CommandHandlers;
  readonly #parts: DegradedLaneParts;
  readonly #events: AssistEvent[] = [];
  #tickets: OpenTickets;
  #callInSight: string | null = null;
  #language: LanguageTag;

  constructor(parts: DegradedLaneParts) {
    this.#parts = parts;
    this.#tickets = parts.lastKnown?.tickets ?? NO_TICKETS;
    this.#language = parts.lastKnown?.language ?? parts.settings.defaultLanguage;
    this.handlers = this.#makeHandlers();
    this.show();
  }

  /** Says what there is to say, again: a life of the lane that failed at once may have said something else. */
  show(): void {
    const { hub, settings } = this.#parts;
    const { workstationId, laneNumber, currency } = settings;
    this.#showSession();
    this.#showTickets();
    hub.publishEntries('lanes', {
      set: [
        [
          workstationId,
          {
            workstationId,
            laneNumber,
            state: 'out-of-service',
            connected: true,
            currency: currency.code,
            currencyExponent: currency.exponent,
            basket: { total: 0, articleCount: 0 },
            basketRevision: 0,
            directUrl: settings.directUrl ?? null,
          },
        ],
      ],
    });
    hub.publishValue('lane', {
      storeName: settings.storeName,
      laneNumber,
      workstationId,
      currency: currency.code,
      currencyExponent: currency.exponent,
      screen: 'out-of-service',
      outOfServiceReasons: ['journal'],
      mmPerPx: settings.mmPerPx,
      test: settings.testMode,
    });
  }

  /** The journal stays away: somebody must look after this lane, whether a shopper stands there or not. */
  callStaff(): void {
    this.#raise('out-of-service', 'lane');
  }

  /** What happened to the calls, for the journal that is back; that of the lane itself ends with it. */
  get events(): readonly AssistEvent[] {
    const own = openTicketFor(this.#tickets, 'out-of-service');
    if (own === undefined) return this.#events;
    const withdrawn = this.#decide({ type: 'withdraw', ticketId: own.ticketId, by: 'lane' });
    return isRejection(withdrawn) ? this.#events : [...this.#events, ...withdrawn];
  }

  #makeHandlers(): CommandHandlers {
    return {
      chooseLanguage: async ({ language }) => {
        if (this.#parts.settings.languages.includes(language)) this.#language = language;
        this.#showSession();
        return {};
      },
      callStaff: async ({ topic }) => {
        this.#raise('help', 'shopper');
        const ticketId = openTicketFor(this.#tickets, 'help')?.ticketId;
        if (ticketId === undefined) return reject('ticket-unknown');
        if (topic !== null) this.#carryOut({ type: 'give-topic', ticketId, topic });
        return { ticketId };
      },
      giveHelpTopic: async ({ ticketId, topic }) =>
        this.#carryOut({ type: 'give-topic', ticketId: ticketId as TicketId, topic }),
      withdrawCall: async ({ ticketId }) => {
        const isShoppers = this.#tickets.get(ticketId as TicketId)?.raisedBy === 'shopper';
        if (!isShoppers) return reject('ticket-unknown');
        return this.#carryOut({ type: 'withdraw', ticketId: ticketId as TicketId, by: 'shopper' });
      },
      showCall: async ({ ticketId }) => {
        this.#callInSight = ticketId;
        this.#showTickets();
        return {};
      },
      insistOnPerson: async ({ ticketId }) => this.#carryOut({ type: 'insist', ticketId: ticketId as TicketId }),
      sayToHelper: async ({ ticketId, said }) =>
        this.#carryOut({ type: 'answer', ticketId: ticketId as TicketId, said }),
      ...this.#staffHandlers(),
    };
  }

  #staffHandlers(): CommandHandlers {
    return {
      acknowledgeTicket: asPerson(async ({ ticketId, coming }, person) =>
        this.#held({ type: 'acknowledge', ticketId: ticketId as TicketId, ...actor(person), coming }),
      ),
      attendTicket: asPerson(async ({ ticketId, place }, person) =>
        this.#held({ type: 'attend', ticketId: ticketId as TicketId, ...actor(person), place }),
      ),
      renewTicket: asPerson(async ({ ticketId }, person) =>
        this.#held({ type: 'renew', ticketId: ticketId as TicketId, ...actor(person) }),
      ),
      sayToShopper: asPerson(async ({ ticketId, said }, helper) =>
        this.#held({ type: 'say', ticketId: ticketId as TicketId, helper, said }),
      ),
      handOverTicket: asPerson(async ({ ticketId, note, toHelper }, person) =>
        this.#held({ type: 'hand-over', ticketId: ticketId as TicketId, ...actor(person), to: toHelper, note }),
      ),
      resolveTicket: asPerson(async ({ ticketId, ...said }, person) => {
        const reason = this.#tickets.get(ticketId as TicketId)?.reason;
        if (reason !== undefined && NEEDS_THE_JOURNAL.has(reason)) return reject('lane-out-of-service');
        return this.#held(resolving(ticketId as TicketId, person, said));
      }),
    };
  }

  #held(command: AssistCommand): Rejection | undefined {
    const answer = this.#carryOut(command);
    return isRejection(answer) ? answer : undefined;
  }

  #raise(reason: TicketReason, raisedBy: 'shopper' | 'lane'): void {
    const ticketId = this.#parts.nextId() as TicketId;
    const transactionId = this.#parts.lastKnown?.transactionId;
    this.#carryOut({ type: 'raise', ticketId, reason, raisedBy, transactionId, language: this.#language });
  }

  #carryOut(command: AssistCommand): Answer {
    const events = this.#decide(command);
    if (isRejection(events)) return events;
    this.#tickets = events.reduce(evolveTickets, this.#tickets);
    this.#events.push(...events);
    this.#events.splice(0, this.#events.length - EVENTS_KEPT_MAX);
    this.#showTickets();
    return {};
  }

  #decide(command: AssistCommand): readonly AssistEvent[] | Rejection {
    const { now, settings } = this.#parts;
    const { workstationId, leases } = settings;
    return decideAssist(this.#tickets, command, { now: now(), workstationId, leases });
  }

  #showSession(): void {
    const { hub, settings } = this.#parts;
    hub.publishValue('session', {
      language: this.#language,
      languages: [...settings.languages],
      idleDeadline: null,
    });
  }

  #showTickets(): void {
    const { hub, settings } = this.#parts;
    const around = {
      laneNumber: settings.laneNumber,
      transaction: IDLE,
      callInSight: this.#callInSight,
      ...NOTHING_AROUND,
    };
    const set = [...this.#tickets.values()].map(
      (ticket) => [ticket.ticketId as string, ticketView(ticket, around)] as const,
    );
    const drop = [...hub.entries('assist').keys()].filter((id) => !this.#tickets.has(id as TicketId));
    hub.publishEntries('assist', { drop, set });
    hub.publishEntries('tickets', { drop, set });
  }
}
