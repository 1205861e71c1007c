import { randomUUID } from 'node:crypto';
import type { CommandInput } from '#kiosk/api/commands.ts';
import { moveAnswer } from '#kiosk/api/moved-basket.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import { askLane } from '../lanes/lane-asks.ts';
import type { LaneBoard } from '../lanes/lane-board.ts';
import type { StoreLog } from '../ports.ts';
import { moveBasket, type OpenMove, type SayStep, settleMove } from './move-basket.ts';

/** Who ends a move that nobody is at any more. */
const STORE_ITSELF: HelperView = { personId: 'store', firstName: 'Store', role: 'assistant' };

/** Takes baskets from lane to lane, and ends what a crash or a cut line has left half done. */
export class MoveDesk {
  readonly #bus: AskingBus;
  readonly #board: () => LaneBoard;
  readonly #log: StoreLog;
  readonly #active = new Set<string>();

  constructor(bus: AskingBus, board: () => LaneBoard, log: StoreLog) {
    this.#bus = bus;
    this.#board = board;
    this.#log = log;
  }

  async move(
    { workstationId: from, action, reason }: CommandInput<'actOnLane'>,
    person: HelperView,
  ): Promise<Record<string, never> | Rejection> {
    if (action.type !== 'move-basket') return reject('action-not-offered');
    const { to } = action;
    const target = this.#board().lanes.get(to);
    if (target === undefined || to === from) return reject('action-not-offered');
    if (target.away) return reject('lane-away');
    const move = { from, to, moveId: randomUUID() };
    return (await this.#once(from, async () => moveBasket(this.#sayAs(person), move, reason))) ?? {};
  }

  /** Lanes were heard of: a basket that waits for the end of its move gets it. */
  lanesChanged(): void {
    for (const [from, { report, away }] of this.#board().lanes) {
      const { moving } = report.lane;
      if (moving === undefined || away || this.#active.has(from)) continue;
      if (this.#board().lanes.get(moving.to)?.away !== false) continue;
      this.#settle({ from, ...moving });
    }
  }

  #settle(move: OpenMove): void {
    this.#once(move.from, async () => settleMove(this.#sayAs(STORE_ITSELF), move)).then(
      (open) => {
        if (open !== undefined) this.#log.warn('a move of a basket is still open', { ...move, code: open.code });
      },
      (error: unknown) => this.#log.warn('a move of a basket could not be ended', { error: String(error) }),
    );
  }

  /** One move of a lane's basket at a time. */
  async #once(from: string, work: () => Promise<Rejection | undefined>): Promise<Rejection | undefined> {
    if (this.#active.has(from)) return reject('basket-moving');
    this.#active.add(from);
    try {
      return await work();
    } finally {
      this.#active.delete(from);
    }
  }

  #sayAs(person: HelperView): SayStep {
    return async (workstationId, step) => {
      const lane = this.#board().lanes.get(workstationId);
      if (lane === undefined) return reject('lane-away');
      const said = await askLane(this.#bus, lane.origin, 'moveStep', step, person);
      if (isRejection(said)) return said;
      const { data } = moveAnswer.safeParse(said);
      return data ?? reject('lane-away');
    };
  }
}
