import { randomUUID } from 'node:crypto';
import type { HelperView } from '#kiosk/api/staff.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { Bus } from '#sync/bus/bus.ts';
import type { StoreClock } from '../ports.ts';
import { laneAnswer, SUBJECTS } from './lane-messages.ts';

/** How long a lane has to answer; a page is told before its own patience ends. Milliseconds. */
const ANSWER_WITHIN_MS = 1_500;
/** Asked again once in between, with the same command id: a message may get lost, and done twice it is done once. */
const ASK_AGAIN_AFTER_MS = 600;
const WAITING_MAX = 500;

/** The store's way to have a lane do something on behalf of a person. */
export class LaneAsks {
  readonly #bus: Bus;
  readonly #clock: StoreClock;
  readonly #waiting = new Map<string, (result: string) => void>();
  readonly #unsubscribe: () => void;

  constructor(bus: Bus, clock: StoreClock) {
    this.#bus = bus;
    this.#clock = clock;
    this.#unsubscribe = bus.subscribe(SUBJECTS.answers, (_, message) => {
      const answer = laneAnswer.safeParse(message);
      if (answer.success) this.#waiting.get(answer.data.askId)?.(answer.data.result);
    });
  }

  /** @returns what the lane's handler would have returned; "lane-away" when it does not answer */
  async ask(workstationId: string, command: string, input: unknown, person: HelperView): Promise<object | Rejection> {
    if (this.#waiting.size >= WAITING_MAX) return reject('lane-away');
    const askId = randomUUID();
    const commandId = randomUUID();
    const send = (): void =>
      this.#bus.publish(SUBJECTS.ask(workstationId), { askId, command, commandId, input, person });
    return new Promise((resolve) => {
      const cancels = [
        this.#clock.after(ASK_AGAIN_AFTER_MS, send),
        this.#clock.after(ANSWER_WITHIN_MS, () => end(reject('lane-away'))),
      ];
      const end = (answer: object): void => {
        for (const cancel of cancels) cancel();
        this.#waiting.delete(askId);
        resolve(answer);
      };
      this.#waiting.set(askId, (result) => end(outcomeOf(result)));
      send();
    });
  }

  stop(): void {
    this.#unsubscribe();
  }
}

interface Reply {
  readonly ok?: boolean;
  readonly output?: object;
  readonly error?: { readonly code: string; readonly data?: Rejection['data'] };
}

function outcomeOf(result: string): object | Rejection {
  const { ok, output, error } = JSON.parse(result) as Reply;
  if (ok === true) return output ?? {};
  return { rejected: true, code: error?.code ?? 'lane-away', data: error?.data };
}
