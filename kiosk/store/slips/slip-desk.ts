import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { MoveAnswer, MoveStep } from '#kiosk/api/moved-basket.ts';
import { type PrintedSlip, type SlipView, TILL } from '#kiosk/api/slips.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import type { GestureEvent } from '#kiosk/core/assist/floor-events.ts';
import { slipCode } from '#kiosk/core/assist/slip-code.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { StoreEntry, StoreJournal } from '../floor/store-entries.ts';
import { askLane } from '../lanes/lane-asks.ts';
import type { LaneBoard } from '../lanes/lane-board.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import { decideParked } from './decide-parked.ts';
import {
  evolveSlips,
  NO_SLIPS,
  openSlips,
  type ParkedBasket,
  printedSlip,
  type SlipBook,
  type SlipSettings,
} from './slip-book.ts';
import type { SlipEvent } from './slip-events.ts';

export interface SlipDeskParts {
  readonly settings: SlipSettings;
  readonly journal: StoreJournal;
  readonly bus: AskingBus;
  readonly board: () => LaneBoard;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly onChange: () => void;
}

/** What stands before the code where a parked basket is named as if it were a lane. */
const AT_THE_TILL = `${TILL}:`;

/** The name under which a parked basket takes part in a move. */
export function placeOfParked(code: string): string {
  return AT_THE_TILL + code;
}

export function isAtTill(place: string): boolean {
  return place === TILL || place.startsWith(AT_THE_TILL);
}

/**
 * The slips of a store: baskets that wait at the till, and what was promised for another day. Each is written down
 * before anybody is told of it, and is used once.
 */
export class SlipDesk {
  readonly #parts: SlipDeskParts;
  #book: SlipBook = NO_SLIPS;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: SlipDeskParts, recent: readonly StoreEntry[]) {
    this.#parts = parts;
    for (const entry of recent) this.#book = evolveSlips(this.#book, entry, parts.settings);
  }

  get handlers(): CommandHandlers {
    return {
      reprintSlip: async ({ code, workstationId }, { person }) => {
        if (person === undefined) return reject('not-signed-in');
        return (await this.print(code, workstationId, person)) ?? {};
      },
      settleSlip: async ({ code }, { person }) =>
        person === undefined ? reject('not-signed-in') : ((await this.#settle(code, person)) ?? {}),
    };
  }

  get open(): readonly SlipView[] {
    const { board, clock } = this.#parts;
    const laneNumberOf = (workstationId: string): number | null =>
      board().lanes.get(workstationId)?.report.lane.laneNumber ?? null;
    return openSlips(this.#book, laneNumberOf, clock.now());
  }

  get parked(): readonly ParkedBasket[] {
    return [...this.#book.parked.values()];
  }

  /** The slip of a basket that came to the till under this move. */
  codeOf(moveId: string): string {
    return slipCode(this.#parts.settings.parkedPrefix, moveId);
  }

  /** A promise was made: it gets a slip, at the lane of whoever it was made to. */
  gesturesRecorded(events: readonly GestureEvent[]): void {
    const before = this.#book.rainChecks;
    for (const event of events) this.#take({ kind: 'gesture', event });
    for (const { code, gesture } of this.#book.rainChecks.values()) {
      if (before.has(code) || gesture.workstationId === undefined) continue;
      this.print(code, gesture.workstationId, gesture.by).then(
        (refusal) => {
          if (refusal !== undefined) this.#parts.log.warn('a slip was not printed', { code: refusal.code });
        },
        (error: unknown) => this.#parts.log.warn('a slip was not printed', { error: String(error) }),
      );
    }
  }

  /** The till takes part in a move like a lane. */
  async hear(place: string, step: MoveStep, by: HelperView): Promise<MoveAnswer | Rejection> {
    const code = place.startsWith(AT_THE_TILL) ? place.slice(AT_THE_TILL.length) : undefined;
    return this.#inTurn(async () => {
      const { settings, clock, board } = this.#parts;
      const seen = (workstationId: string) => {
        const lane = board().lanes.get(workstationId)?.report.lane;
        return lane === undefined ? undefined : { laneNumber: lane.laneNumber, total: lane.basket.total };
      };
      const decided = decideParked(this.#book, step, code, {
        by,
        now: clock.now(),
        prefix: settings.parkedPrefix,
        seen,
      });
      if (isRejection(decided)) return decided;
      await this.#record(decided.events);
      return decided.answer;
    });
  }

  /** Has a lane print a slip. @returns why it does not */
  async print(code: string, workstationId: string, by: HelperView): Promise<Rejection | undefined> {
    const slip: PrintedSlip | undefined = printedSlip(this.#book, code);
    if (slip === undefined) return reject('slip-used');
    const lane = this.#parts.board().lanes.get(workstationId);
    if (lane === undefined || lane.away) return reject('lane-away');
    const answer = await askLane(this.#parts.bus, lane.origin, 'printSlip', { slip }, by);
    return isRejection(answer) ? answer : undefined;
  }

  async stop(): Promise<void> {
    await this.#last;
  }

  async #settle(code: string, by: HelperView): Promise<Rejection | undefined> {
    return this.#inTurn(async () => {
      const basket = this.#book.parked.get(code);
      if (basket === undefined && !this.#book.rainChecks.has(code)) return reject('slip-used');
      // While a lane may have it, the till may not.
      if (basket?.moving !== undefined) return reject('basket-moving');
      await this.#record([{ type: 'slip-settled', code, by, at: this.#parts.clock.now() }]);
      return undefined;
    });
  }

  async #record(events: readonly SlipEvent[]): Promise<void> {
    if (events.length === 0) return;
    const entries = events.map((event) => ({ kind: 'slip', event }) as const);
    await this.#parts.journal.append(entries);
    for (const entry of entries) this.#take(entry);
    this.#parts.onChange();
  }

  #take(entry: StoreEntry): void {
    this.#book = evolveSlips(this.#book, entry, this.#parts.settings);
  }

  async #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(step);
    // A failed turn must not keep the next one from its own answer.
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
