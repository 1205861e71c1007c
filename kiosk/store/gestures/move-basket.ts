import type { MoveAnswer, MoveStep } from '#kiosk/api/moved-basket.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';

/** Says a step to a lane; "lane-away" where nobody knows whether it was heard. */
export type SayStep = (workstationId: string, step: MoveStep) => Promise<MoveAnswer | Rejection>;

/** A basket that a lane keeps aside until it hears how its move ended. */
export interface OpenMove {
  readonly from: string;
  readonly to: string;
  readonly moveId: string;
}

/**
 * Takes the basket of one lane to another. The store remembers nothing: a move that stops anywhere is ended by asking
 * the other lane whether it has the basket, after which that one never takes it any more, see settleMove().
 */
export async function moveBasket(
  say: SayStep,
  { from, to, moveId }: OpenMove,
  reason = '',
): Promise<Rejection | undefined> {
  const answer = await say(from, { step: 'lend', moveId, to, reason });
  if (isRejection(answer)) return answer;
  const { lent } = answer;
  if (lent === undefined) return reject('lane-away');
  // It is on its way already, from an attempt that stopped: that one is ended first, and staff see where the basket is.
  if (lent.moveId !== moveId) return (await settleMove(say, { from, ...lent })) ?? reject('basket-moving');
  const taken = await say(to, { step: 'take', moveId, basket: lent.basket });
  if (isRejection(taken) || taken.taken !== true) {
    const open = await settleMove(say, { from, to, moveId });
    if (open !== undefined) return open;
    return isRejection(taken) ? taken : reject('lane-not-free');
  }
  return toVoid(await say(from, { step: 'finish', moveId, taken: true }));
}

/**
 * Ends a move that stopped on the way.
 *
 * @returns why it could not; undefined when the basket is at one lane again, wherever that is
 */
export async function settleMove(say: SayStep, { from, to, moveId }: OpenMove): Promise<Rejection | undefined> {
  const answer = await say(to, { step: 'refuse', moveId });
  if (isRejection(answer)) return answer;
  if (answer.taken === undefined) return reject('lane-away');
  return toVoid(await say(from, { step: 'finish', moveId, taken: answer.taken }));
}

function toVoid(answer: MoveAnswer | Rejection): Rejection | undefined {
  return isRejection(answer) ? answer : undefined;
}
