import type { EntriesChange, TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { LineView } from '#kiosk/api/views.ts';
import { type AssistCommand, decideAssist } from '#kiosk/core/assist/decide.ts';
import { evolveTickets, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { AssistEvent } from '#kiosk/core/assist/ticket.ts';
import type { CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import { followUps } from '#kiosk/core/lane/follow-ups.ts';
import { isRejection, type Rejection } from '#kiosk/core/rejection.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { TransactionContext } from '#kiosk/core/transaction/context.ts';
import { decide } from '#kiosk/core/transaction/decide.ts';
import type { TransactionEvent } from '#kiosk/core/transaction/events.ts';
import { evolve } from '#kiosk/core/transaction/evolve.ts';
import type { BusinessDay, EpochMs, TicketId, TransactionId } from '#kiosk/core/values/identifiers.ts';
import type { LocalTime } from '#kiosk/core/values/local-time.ts';
import type { LaneSession } from './lane-session.ts';
import type { LaneSettings } from './lane-settings.ts';
import type { LaneState } from './lane-state.ts';
import type { LaneWriter } from './lane-writer.ts';
import { LinesProjector } from './lines-projector.ts';
import type { Clock, Ids, JournalEntry, Logger } from './ports.ts';
import {
  basketView,
  laneStatusView,
  languageOf,
  laneView,
  paymentView,
  receiptView,
  sessionView,
  ticketView,
} from './view-projector.ts';

/** What a lane is made of; the host brings the parts together. */
export interface LaneParts {
  readonly settings: LaneSettings;
  readonly writer: LaneWriter;
  readonly hub: TopicHub;
  readonly catalogue: CatalogueReader;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly localTime: (at: EpochMs) => LocalTime;
  readonly businessDay: (at: EpochMs) => BusinessDay;
}

/**
 * The heart of a lane: asks the core, writes what it decided, and shows what is written. Everything that happens at a lane
 * goes through command(), assist() or updateSession().
 */
export class LaneCore {
  readonly parts: LaneParts;
  readonly #lines = new LinesProjector();
  #session: LaneSession;
  #shownTickets: ReadonlySet<string> = new Set();

  constructor(parts: LaneParts, session: LaneSession) {
    this.parts = parts;
    this.#session = session;
    parts.writer.onWritten(() => this.show());
  }

  get state(): LaneState {
    return this.parts.writer.state;
  }

  get session(): LaneSession {
    return this.#session;
  }

  updateSession(change: Partial<LaneSession>): void {
    this.#session = { ...this.#session, ...change };
    this.show();
  }

  /** @param more entries that belong to the same moment and are made durable together with what the command leads to */
  async command(command: TransactionCommand, more: readonly JournalEntry[] = []): Promise<Rejection | undefined> {
    const result = await this.parts.writer.write((state) => {
      const entries = this.transactionEntries(state, command);
      return isRejection(entries) ? entries : [...more, ...entries];
    });
    return isRejection(result) ? result : undefined;
  }

  async assist(command: AssistCommand): Promise<Rejection | undefined> {
    const result = await this.parts.writer.write((state) => {
      const events = decideAssist(state.tickets, command, this.#assistContext());
      return isRejection(events) ? events : events.map((event) => ({ kind: 'assist', event }) as const);
    });
    return isRejection(result) ? result : undefined;
  }

  /** The entries of a command and of the calls for a person that follow from it. */
  transactionEntries(state: LaneState, command: TransactionCommand): readonly JournalEntry[] | Rejection {
    const context = this.#transactionContext(state);
    const events = decide(state.transaction, command, context);
    if (isRejection(events)) return events;
    const entries: JournalEntry[] = [];
    let { transaction, tickets } = state;
    for (const event of events) {
      transaction = evolve(transaction, event);
      if (transaction.status === 'idle') continue;
      const { transactionId, language } = transaction;
      entries.push({ kind: 'transaction', transactionId, event });
      const calls = this.#calls(tickets, event, transactionId, language);
      tickets = calls.reduce(evolveTickets, tickets);
      entries.push(...calls.map((call) => ({ kind: 'assist', event: call }) as const));
    }
    return entries;
  }

  newTicketId(): TicketId {
    return this.parts.ids.next() as TicketId;
  }

  /** Publishes every slice; the hub tells pages only of those that changed. */
  show(): void {
    const { hub, settings } = this.parts;
    const { state } = this;
    const session = this.#session;
    hub.publishEntries('lines', this.#changedLines(state));
    hub.publishValue('basket', basketView(state.transaction));
    hub.publishValue('payment', paymentView(state, session));
    hub.publishValue('receipt', receiptView(state, session, settings));
    hub.publishValue('session', sessionView(state, session, settings));
    hub.publishValue('notice', session.notice);
    hub.publishEntries('devices', { set: session.devices });
    this.#showTickets(state);
    hub.publishEntries('lanes', { set: [[settings.workstationId, laneStatusView(state, session, settings)]] });
    // The screen comes last, so that a page never shows a screen whose content has not arrived.
    hub.publishValue('lane', laneView(state, session, settings));
  }

  effect(effect: 'found' | 'not-found' | 'attention' | 'thanks'): void {
    this.parts.hub.publishEffect('effects', { effect, at: this.parts.clock.now() });
  }

  #changedLines(state: LaneState): EntriesChange<LineView> {
    return this.#lines.project(state.transaction, this.parts.settings.promotions, this.#localTime());
  }

  #showTickets(state: LaneState): void {
    const { hub, settings } = this.parts;
    const shown = new Map(
      [...state.tickets.values()].map((ticket) => [
        ticket.ticketId as string,
        ticketView(ticket, settings.laneNumber, state.transaction),
      ]),
    );
    const drop = [...this.#shownTickets].filter((id) => !shown.has(id));
    hub.publishEntries('assist', { drop, set: shown });
    hub.publishEntries('tickets', { drop, set: shown });
    this.#shownTickets = new Set(shown.keys());
  }

  #calls(
    tickets: OpenTickets,
    event: TransactionEvent,
    transactionId: TransactionId,
    language: string,
  ): readonly AssistEvent[] {
    const commands = followUps(tickets, event, { transactionId, language, newTicketId: () => this.newTicketId() });
    const events: AssistEvent[] = [];
    let open = tickets;
    for (const command of commands) {
      const decided = decideAssist(open, command, this.#assistContext());
      if (isRejection(decided)) continue;
      open = decided.reduce(evolveTickets, open);
      events.push(...decided);
    }
    return events;
  }

  #assistContext(): { readonly now: EpochMs; readonly workstationId: LaneSettings['workstationId'] } {
    return { now: this.parts.clock.now(), workstationId: this.parts.settings.workstationId };
  }

  #localTime(): LocalTime {
    return this.parts.localTime(this.parts.clock.now());
  }

  #transactionContext(state: LaneState): TransactionContext {
    const { settings, clock, ids, catalogue } = this.parts;
    const now = clock.now();
    return {
      now,
      localTime: this.parts.localTime(now),
      businessDay: this.parts.businessDay(now),
      workstationId: settings.workstationId,
      newTransactionId: ids.next() as TransactionId,
      currency: settings.currency.code,
      language: languageOf(state, this.#session),
      catalogueRevision: catalogue.revision,
      promotions: settings.promotions,
      linesMax: settings.linesMax,
      nextReceiptNumber: state.lastReceiptNumber + 1,
      receiptMedia: settings.receiptMedia,
    };
  }
}
