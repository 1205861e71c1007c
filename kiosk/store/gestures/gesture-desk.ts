import { randomUUID } from 'node:crypto';
import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { CareView, HelperView, MadeGoodView } from '#kiosk/api/staff.ts';
import type { GestureEvent } from '#kiosk/core/assist/floor-events.ts';
import {
  decideGesture,
  type GestureCommand,
  type GestureSettings,
  type GivenGesture,
  rainCheckUntil,
} from '#kiosk/core/assist/recovery.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { ArticleId, EpochMs, TicketId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { StoreJournal } from '../floor/store-entries.ts';
import { askLane } from '../lanes/lane-asks.ts';
import type { LaneBoard } from '../lanes/lane-board.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import { askedFor, bookOn, evolveBook, type GestureBook, gesturesFor, madeGoodFor } from './gesture-book.ts';

export interface GestureDeskParts {
  readonly settings: GestureSettings;
  readonly journal: StoreJournal;
  readonly bus: AskingBus;
  readonly board: () => LaneBoard;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly dayAt: (at: EpochMs) => string;
  /** What may be offered, or what waits, is different now. */
  readonly onChange: (events: readonly GestureEvent[]) => void;
  /** What the codes of rain checks begin with. */
  readonly rainCheckPrefix: string;
}

type Outcome = CommandOutput<'offerGesture'>['outcome'];

/**
 * Making good. What is given is written down before any lane hears of it, and the lane takes the same discount once: a
 * crash in between leads to another try, never to a second discount nor to a forgotten one.
 */
export class GestureDesk {
  readonly #parts: GestureDeskParts;
  #book: GestureBook;
  #last: Promise<unknown> = Promise.resolve();
  readonly #trying = new Set<string>();

  constructor(parts: GestureDeskParts, book: GestureBook) {
    this.#parts = parts;
    this.#book = book;
  }

  get handlers(): CommandHandlers {
    return {
      offerGesture: async (input, { person }) =>
        person === undefined ? reject('not-signed-in') : this.#offer(input, person),
      approveGesture: async ({ gestureId }, { person }) =>
        person === undefined ? reject('not-signed-in') : this.#approve(gestureId, person),
      refuseGesture: async ({ gestureId }, { person }) => {
        if (person === undefined) return reject('not-signed-in');
        const refused = await this.#decide(() => ({ type: 'refuse', gestureId, by: person }));
        return isRejection(refused) ? refused : {};
      },
    };
  }

  /** The part of a call's card that is about making good. */
  careFor(ticketId: string): Pick<CareView, 'gestures' | 'gestureAsked' | 'gestureGiven'> {
    const book = this.#today();
    const asked = askedFor(book.ledger, ticketId);
    const gestureGiven = this.madeGood(ticketId);
    const gestures = gesturesFor(book, ticketId, this.#parts.settings);
    const shown = { gestures, ...(gestureGiven === undefined ? {} : { gestureGiven }) };
    if (asked === undefined) return shown;
    const { gestureId, kind, amount, articleName, reason = '', by, at } = asked;
    const about = articleName === undefined ? {} : { articleName };
    return { ...shown, gestureAsked: { gestureId, kind, amount, ...about, reason, by, at } };
  }

  /** What the shopper of a call was given. */
  madeGood(ticketId: string): MadeGoodView | undefined {
    return madeGoodFor(this.#today(), ticketId, this.#parts.rainCheckPrefix);
  }

  /** Lanes were heard of: what one of them has not confirmed yet is tried again. */
  lanesChanged(): void {
    for (const gesture of this.#book.pending.values()) {
      if (this.#trying.has(gesture.gestureId)) continue;
      const lane = this.#laneOf(gesture);
      if (lane === undefined || lane.away) continue;
      this.#carryOut(gesture).catch((error: unknown) =>
        this.#parts.log.warn('a gesture could not be carried out', { error: String(error) }),
      );
    }
  }

  /** The call is over: nobody needs to look at what was asked for it. */
  ended(ticketId: string): void {
    if (askedFor(this.#book.ledger, ticketId) === undefined) return;
    const lapse = this.#inTurn(async () => {
      const asked = askedFor(this.#today().ledger, ticketId);
      if (asked === undefined) return;
      await this.#record([{ type: 'gesture-lapsed', gestureId: asked.gestureId, at: this.#parts.clock.now() }]);
    });
    lapse.catch((error: unknown) =>
      this.#parts.log.warn('a request could not be taken back', { error: String(error) }),
    );
  }

  async stop(): Promise<void> {
    await this.#last;
  }

  async #offer(
    { ticketId, kind, amount, reason, articleId, articleName }: CommandInput<'offerGesture'>,
    by: HelperView,
  ): Promise<{ outcome: Outcome } | Rejection> {
    const again = this.#sameAsBefore({ ticketId, kind, amount }, by);
    if (again !== undefined) return { outcome: again };
    const call = this.#parts.board().call(ticketId);
    if (call === undefined) return reject('ticket-unknown');
    const decided = await this.#decide(() => ({
      type: 'give',
      gestureId: randomUUID(),
      ticketId: ticketId as TicketId,
      kind,
      amount: minorUnits(amount),
      articleId: articleId as ArticleId | undefined,
      articleName,
      workstationId: call.ticket.workstationId,
      reason,
      by,
    }));
    if (isRejection(decided)) return decided;
    return { outcome: await this.#outcomeOf(decided) };
  }

  async #approve(gestureId: string, by: HelperView): Promise<Record<string, never> | Rejection> {
    const decided = await this.#decide(() => ({ type: 'approve', gestureId, by }));
    if (isRejection(decided)) return decided;
    await this.#outcomeOf(decided);
    return {};
  }

  /** The same person asks for the same thing again: the answer was lost on the way. */
  #sameAsBefore(
    { ticketId, kind, amount }: Pick<CommandInput<'offerGesture'>, 'ticketId' | 'kind' | 'amount'>,
    { personId }: HelperView,
  ): Outcome | undefined {
    const book = this.#today();
    const isSame = (gesture: { kind: string; amount: number; by: HelperView } | undefined): boolean =>
      gesture?.kind === kind && gesture.amount === amount && gesture.by.personId === personId;
    if (isSame(askedFor(book.ledger, ticketId))) return 'asked';
    const given = book.given.get(ticketId);
    if (given === undefined || !isSame(given.gesture)) return undefined;
    return given.as === 'rain-check' && kind === 'discount' ? 'rain-check' : 'given';
  }

  async #outcomeOf(events: readonly GestureEvent[]): Promise<Outcome> {
    const given = events.find((event) => event.type === 'gesture-given');
    if (given === undefined) return 'asked';
    if (given.kind === 'discount') await this.#carryOut(given);
    return this.#book.given.get(given.ticketId)?.as === 'rain-check' && given.kind === 'discount'
      ? 'rain-check'
      : 'given';
  }

  /** A lane that cannot be reached may have the discount or not: it is asked again when it is back. */
  async #carryOut(gesture: GivenGesture): Promise<void> {
    const { gestureId, amount, ticketId, reason = '', by } = gesture;
    const lane = this.#laneOf(gesture);
    if (lane === undefined) return;
    this.#trying.add(gestureId);
    try {
      const action = { type: 'basket-discount', amount, discountId: gestureId, ticketId };
      const { workstationId } = lane.report.lane;
      const answer = await askLane(this.#parts.bus, lane.origin, 'actOnLane', { workstationId, action, reason }, by);
      if (isRejection(answer) && IS_NOT_AN_ANSWER.has(answer.code)) return;
      await this.#inTurn(async () => {
        if (this.#book.pending.has(gestureId)) await this.#record([this.#carriedOut(gestureId, !isRejection(answer))]);
      });
    } finally {
      this.#trying.delete(gestureId);
    }
  }

  #carriedOut(gestureId: string, isOnBasket: boolean): GestureEvent {
    const at = this.#parts.clock.now();
    if (isOnBasket) return { type: 'gesture-carried-out', gestureId, as: 'discount', at };
    const validUntil = rainCheckUntil(this.#parts.settings.rainCheckDays, at);
    return { type: 'gesture-carried-out', gestureId, as: 'rain-check', validUntil, at };
  }

  async #decide(command: () => GestureCommand): Promise<readonly GestureEvent[] | Rejection> {
    return this.#inTurn(async () => {
      const { settings, clock } = this.#parts;
      const events = decideGesture(this.#today().ledger, command(), settings, clock.now());
      if (!isRejection(events)) await this.#record(events);
      return events;
    });
  }

  async #record(events: readonly GestureEvent[]): Promise<void> {
    const { journal, dayAt, onChange } = this.#parts;
    await journal.append(events.map((event) => ({ kind: 'gesture', event })));
    for (const event of events) this.#book = evolveBook(this.#book, event, dayAt);
    onChange(events);
  }

  #today(): GestureBook {
    const { clock, dayAt } = this.#parts;
    return bookOn(this.#book, dayAt(clock.now()));
  }

  #laneOf({ workstationId }: GivenGesture) {
    return workstationId === undefined ? undefined : this.#parts.board().lanes.get(workstationId);
  }

  async #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(step);
    // A failed turn must not keep the next one from its own answer.
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** After these nobody knows what the lane did, or it could not do anything just then. */
const IS_NOT_AN_ANSWER: ReadonlySet<string> = new Set([
  'lane-away',
  'deadline-exceeded',
  'internal-error',
  'command-unavailable',
  'too-many-requests',
]);
