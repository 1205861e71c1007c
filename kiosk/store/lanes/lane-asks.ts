import { randomUUID } from 'node:crypto';
import type { HelperView } from '#kiosk/api/staff.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import { AskFailure, type AskingBus } from '#sync/bus/bus.ts';
import { laneAnswer, SUBJECTS } from './lane-messages.ts';

/** How long a lane has for each of two tries; a page is told before its own patience ends. Milliseconds. */
const ANSWER_WITHIN_MS = 800;

/**
 * The store's way to have a lane do something on behalf of a person. Asked twice with the same command id: a message
 * may get lost, and what arrives twice is done once.
 *
 * @returns what the lane's handler returned; "lane-away" when it does not answer
 */
export async function askLane(
  bus: AskingBus,
  origin: string,
  command: string,
  input: unknown,
  person: HelperView,
): Promise<object | Rejection> {
  const message = { command, commandId: randomUUID(), input, person };
  const ask = async () => bus.ask(SUBJECTS.command(origin), message, ANSWER_WITHIN_MS);
  try {
    const said = await ask().catch((error: unknown) => (isWorthAnotherTry(error) ? ask() : Promise.reject(error)));
    return outcomeOf(laneAnswer.parse(said).result);
  } catch (error) {
    if (error instanceof AskFailure) return reject('lane-away');
    throw error;
  }
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof AskFailure && error.code === 'late';
}

interface Reply {
  readonly ok?: boolean;
  readonly output?: object;
  readonly error?: { readonly code: string; readonly data?: Rejection['data'] };
}

function outcomeOf(result: string): object {
  const { ok, output, error } = JSON.parse(result) as Reply;
  if (ok === true) return output ?? {};
  return { rejected: true, code: error?.code ?? 'lane-away', data: error?.data };
}
