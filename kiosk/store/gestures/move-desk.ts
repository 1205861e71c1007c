import { randomUUID } from 'node:crypto';
import type { CommandInput, CommandOutput } from '#kiosk/api/commands.ts';
import { moveAnswer } from '#kiosk/api/moved-basket.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import { TILL } from '#kiosk/api/slips.ts';
import { isAtTill, placeOfParked, type SlipDesk } from '../slips/slip-desk.ts';
import { askLane } from '../lanes/lane-asks.ts';
import type { LaneBoard } from '../lanes/lane-board.ts';
import type { StoreLog } from '../ports.ts';
import { moveBasket, type OpenMove, type SayStep, settleMove } from './move-basket.ts';

/** Who ends a move that nobody is at any more. */
const STORE_ITSELF: HelperView = { personId: 'store', firstName: 'Store', role: 'assistant' };

/** Takes baskets from lane to lane and to the till, and ends what a crash or a cut line has left half done. */
export class MoveDesk {
  readonly #bus: AskingBus;
  readonly #board: () => LaneBoard;
  readonly #slips: SlipDesk;
  readonly #log: StoreLog;
  readonly #active = new Set<string>();

  constructor(bus: AskingBus, board: () => LaneBoard, slips: SlipDesk, log: StoreLog) {
    this.#bus = bus;
    this.#board = board;
    this.#slips = slips;
    this.#log = log;
  }

  async move(
    { workstationId: from, action, reason }: CommandInput<'actOnLane'>,
    person: HelperView,
  ): Promise<CommandOutput<'actOnLane'> | Rejection> {
    if (action.type !== 'move-basket') return reject('action-not-offered');
    const { to } = action;
    if (to === from) return reject('action-not-offered');
    const moveId = randomUUID();
    if (to !== TILL) return (await this.#take({ from, to, moveId }, reason, person)) ?? {};
    const refusal = await this.#once(from, async () => moveBasket(this.#sayAs(person), { from, to, moveId }, reason));
    if (refusal !== undefined) return refusal;
    const code = this.#slips.codeOf(moveId);
    return { slip: { code, printing: (await this.#slips.print(code, from, person)) === undefined } };
  }

  /** A basket that waits at the till goes on at a lane. */
  async resume(
    { code, workstationId: to }: CommandInput<'resumeParked'>,
    person: HelperView,
  ): Promise<Record<string, never> | Rejection> {
    return (await this.#take({ from: placeOfParked(code), to, moveId: randomUUID() }, '', person)) ?? {};
  }

  async #take(move: OpenMove, reason: string, person: HelperView): Promise<Rejection | undefined> {
    const target = this.#board().lanes.get(move.to);
    if (target === undefined) return reject('action-not-offered');
    if (target.away) return reject('lane-away');
    return this.#once(move.from, async () => moveBasket(this.#sayAs(person), move, reason));
  }

  /** Lanes were heard of: a basket that waits for the end of its move gets it. */
  lanesChanged(): void {
    for (const [from, { report, away }] of this.#board().lanes) {
      const { moving } = report.lane;
      if (moving === undefined || away) continue;
      this.#settleFrom(from, moving);
    }
    for (const { code, moving } of this.#slips.parked) {
      if (moving !== undefined) this.#settleFrom(placeOfParked(code), moving);
    }
  }

  #settleFrom(from: string, { moveId, to }: Omit<OpenMove, 'from'>): void {
    if (this.#active.has(from)) return;
    if (isAtTill(to) || this.#board().lanes.get(to)?.away === false) this.#settle({ from, to, moveId });
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
      if (isAtTill(workstationId)) return this.#slips.hear(workstationId, step, person);
      const lane = this.#board().lanes.get(workstationId);
      if (lane === undefined) return reject('lane-away');
      const said = await askLane(this.#bus, lane.origin, 'moveStep', step, person);
      if (isRejection(said)) return said;
      const { data } = moveAnswer.safeParse(said);
      return data ?? reject('lane-away');
    };
  }
}
