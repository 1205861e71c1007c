import type { EntriesChange, TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { LineView, TicketView } from '#kiosk/api/views.ts';
import { type AssistCommand, type AssistContext, decideAssist } from '#kiosk/core/assist/decide.ts';
import { evolveTickets, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { AssistEvent, Ticket, TicketReason } from '#kiosk/core/assist/ticket.ts';
import type { CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import { type FollowUpContext, followUps } from '#kiosk/core/lane/follow-ups.ts';
import { heldByPayment } from '#kiosk/core/lane/held-by-payment.ts';
import { totalsOf } from '#kiosk/core/pricing/totals.ts';
import { isRejection, type Rejection } from '#kiosk/core/rejection.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { TransactionContext } from '#kiosk/core/transaction/context.ts';
import { decide } from '#kiosk/core/transaction/decide.ts';
import type { TransactionEvent } from '#kiosk/core/transaction/events.ts';
import { evolve, isOver } from '#kiosk/core/transaction/evolve.ts';
import type { ShopperHistory } from '#kiosk/core/transaction/shopper.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import type { BusinessDay, EpochMs, TicketId, TransactionId } from '#kiosk/core/values/identifiers.ts';
import type { LocalTime } from '#kiosk/core/values/local-time.ts';
import type { HelpMoment } from './help-shelf.ts';
import type { LaneSession } from './lane-session.ts';
import type { LaneSettings } from './lane-settings.ts';
import type { LaneState } from './lane-state.ts';
import type { LaneWriter } from './lane-writer.ts';
import { LinesProjector } from './lines-projector.ts';
import { RecentEvents } from './recent-events.ts';
import { SettledCalls } from './settled-calls.ts';
import { type TicketSurroundings, ticketView } from './ticket-view.ts';
import type { Clock, Ids, JournalEntry, Logger } from './ports.ts';
import {
  basketView,
  laneStatusView,
  languageOf,
  laneView,
  paymentView,
  receiptView,
  sessionView,
} from './view-projector.ts';

/** What a lane is made of; the host brings the parts together. */
export interface LaneParts {
  readonly settings: LaneSettings;
  readonly writer: LaneWriter;
  readonly hub: TopicHub;
  readonly catalogue: CatalogueReader;
  readonly history: ShopperHistory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly localTime: (at: EpochMs) => LocalTime;
  readonly businessDay: (at: EpochMs) => BusinessDay;
}

/**
 * The heart of a lane: asks the core, writes what it decided, and shows what is written. Everything that happens at a
 * lane goes through command(), assist() or updateSession().
 */
export class LaneCore {
  readonly parts: LaneParts;
  readonly #lines = new LinesProjector();
  readonly #recent = new RecentEvents();
  readonly #settled: SettledCalls;
  #settledShown: readonly Ticket[] | undefined;
  #settledViews: ReadonlyMap<Ticket, TicketView> = new Map();
  #session: LaneSession;
  #status: TransactionState['status'];
  #retired = false;

  constructor(parts: LaneParts, session: LaneSession) {
    this.parts = parts;
    this.#session = session;
    this.#status = parts.writer.state.transaction.status;
    this.#settled = new SettledCalls(parts.writer.state.tickets);
    parts.writer.onWritten((state, entries) => this.#written(state, entries));
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

  /** This life of the lane is over: from now on somebody else speaks to the pages. */
  retire(): void {
    this.#retired = true;
  }

  /**
   * Follows work that nobody waits for. What goes wrong in it ends nothing else; a journal that fails says so itself.
   */
  follow(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => this.parts.log.error(`${what} was not finished`, { error: String(error) }));
  }

  async command(command: TransactionCommand): Promise<Rejection | undefined> {
    const result = await this.parts.writer.write((state) => this.transactionEntries(state, command));
    return isRejection(result) ? result : undefined;
  }

  async assist(command: AssistCommand): Promise<Rejection | undefined> {
    const result = await this.parts.writer.write((state) => {
      const events = decideAssist(state.tickets, command, this.#assistContext());
      return isRejection(events) ? events : events.map((event) => ({ kind: 'assist', event }) as const);
    });
    return isRejection(result) ? result : undefined;
  }

  /** Calls a person, once for each reason. */
  async raise(
    reason: TicketReason,
    raisedBy: 'shopper' | 'lane',
    context: Readonly<Record<string, string | number>> = {},
    discreet = false,
  ): Promise<Rejection | undefined> {
    return this.assist({ ...this.raising(this.state, reason, raisedBy, context), discreet });
  }

  /** The command that calls a person about what is going on at the lane. */
  raising(
    state: LaneState,
    reason: TicketReason,
    raisedBy: 'shopper' | 'lane',
    context: Readonly<Record<string, string | number>>,
  ): Extract<AssistCommand, { type: 'raise' }> {
    const { transaction } = state;
    return {
      type: 'raise',
      ticketId: this.newTicketId(),
      reason,
      raisedBy,
      transactionId: isOver(transaction) ? undefined : transaction.transactionId,
      language: languageOf(state, this.#session),
      context,
      basketValue: isOver(transaction) ? undefined : totalsOf(transaction.lines).total,
    };
  }

  /** Out of use for the next shopper, or in use again. */
  async pause(paused: boolean): Promise<Rejection | undefined> {
    const at = this.parts.clock.now();
    await this.parts.writer.write((state) =>
      state.paused === paused ? [] : [{ kind: 'lane', event: { type: paused ? 'lane-paused' : 'lane-opened', at } }],
    );
    return undefined;
  }

  /** What answers may fit. */
  get moment(): HelpMoment {
    const { notice, payment } = this.#session;
    const { screen } = laneView(this.state, this.#session, this.parts.settings);
    const tasks = basketView(this.state.transaction).tasks.map(({ kind }) => kind);
    return { screen, notices: notice === null ? tasks : [notice.code, ...tasks], payment: payment.phase };
  }

  /** The shopper has opened an answer. */
  noteRead(articleId: string): void {
    this.#recent.read(articleId, this.parts.clock.now());
    this.show();
  }

  /** The entries of a command and of the calls for a person that follow from it. */
  transactionEntries(state: LaneState, command: TransactionCommand): readonly JournalEntry[] | Rejection {
    const held = heldByPayment(state.payments, command);
    if (held !== undefined) return held;
    const events = decide(state.transaction, command, this.#transactionContext(state));
    if (isRejection(events)) return events;
    const previousSaleStartedAt = 'startedAt' in state.transaction ? state.transaction.startedAt : undefined;
    const entries: JournalEntry[] = [];
    let { transaction, tickets } = state;
    for (const event of events) {
      transaction = evolve(transaction, event);
      if (transaction.status === 'idle') continue;
      const { transactionId, language } = transaction;
      entries.push({ kind: 'transaction', transactionId, event });
      const calls = this.#calls(tickets, event, { transactionId, language, previousSaleStartedAt });
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
    if (!this.#retired) this.parts.hub.together(() => this.#publish());
  }

  #publish(): void {
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
    if (!this.#retired) this.parts.hub.publishEffect('effects', { effect, at: this.parts.clock.now() });
  }

  #changedLines(state: LaneState): EntriesChange<LineView> {
    return this.#lines.project(state.transaction, this.parts.settings.promotions, this.#localTime());
  }

  #showTickets(state: LaneState): void {
    const { hub } = this.parts;
    const around = this.#surroundings(state);
    const shown = new Map(
      [...state.tickets.values()].map((ticket) => [ticket.ticketId as string, ticketView(ticket, around)]),
    );
    // What is known there may come from another life of this lane.
    const drop = [...hub.entries('assist').keys()].filter((id) => !shown.has(id));
    hub.publishEntries('assist', { drop, set: shown });
    hub.publishEntries('tickets', { drop, set: shown });
    this.#showSettled(around);
  }

  /** A call that is over stays as it was at its end, whatever comes into the next baskets. */
  #showSettled(around: TicketSurroundings): void {
    const { hub } = this.parts;
    const { list } = this.#settled;
    if (list === this.#settledShown) return;
    this.#settledShown = list;
    const known = this.#settledViews;
    this.#settledViews = new Map(list.map((ticket) => [ticket, known.get(ticket) ?? ticketView(ticket, around)]));
    const views = new Map([...this.#settledViews.values()].map((view) => [view.ticketId, view]));
    hub.publishEntries('settled', {
      drop: [...hub.entries('settled').keys()].filter((id) => !views.has(id)),
      set: views,
    });
  }

  #surroundings(state: LaneState): TicketSurroundings {
    return {
      laneNumber: this.parts.settings.laneNumber,
      transaction: state.transaction,
      events: this.#recent.list,
      articlesRead: this.#recent.articlesRead,
      promises: this.#session.promises,
      callInSight: this.#session.callInSight,
    };
  }

  /** A notice belongs to the step in which it arose, and the language to the shopper who chose it. */
  #written(state: LaneState, entries: readonly JournalEntry[]): void {
    const { transaction } = state;
    this.#recent.follow(entries, this.parts.clock.now());
    this.#settled.follow(state.tickets, entries);
    if (entries.some(({ kind }) => kind === 'transaction')) {
      this.#session = { ...this.#session, basketRevision: this.#session.basketRevision + 1 };
    }
    if (transaction.status !== this.#status) {
      this.#session = { ...this.#session, notice: null };
      if (isOver(transaction)) this.#session = { ...this.#session, language: this.parts.settings.defaultLanguage };
    }
    this.#status = transaction.status;
    this.show();
  }

  #calls(
    tickets: OpenTickets,
    event: TransactionEvent,
    context: Omit<FollowUpContext, 'newTicketId'>,
  ): readonly AssistEvent[] {
    const commands = followUps(tickets, event, { ...context, newTicketId: () => this.newTicketId() });
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

  #assistContext(): AssistContext {
    const { workstationId, leases } = this.parts.settings;
    return { now: this.parts.clock.now(), workstationId, leases };
  }

  #localTime(): LocalTime {
    return this.parts.localTime(this.parts.clock.now());
  }

  #transactionContext(state: LaneState): TransactionContext {
    const { settings, clock, ids, catalogue, history } = this.parts;
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
      depositReturn: settings.depositReturn,
      history,
      receiptMedia: settings.receiptMedia,
    };
  }
}
