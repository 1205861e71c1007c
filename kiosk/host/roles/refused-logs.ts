import type { BacklogView } from '#kiosk/api/staff.ts';
import type { ReceiverEvent } from '#sync/receiver/receiver.ts';

/** A sender that was fenced asks again within a minute; one that does not is away. Milliseconds. */
const FORGET_AFTER_MS = 5 * 60_000;
/** A sender that found a fork does not come again before a person lets it. Milliseconds. */
const FORGET_FORK_AFTER_MS = 24 * 60 * 60_000;
const REFUSED_MAX = 1_000;

interface Refused {
  readonly view: BacklogView;
  readonly until: number;
}

/** Which logs were not let in lately: the machine that sends one may have no page that would say so. */
export class RefusedLogs {
  readonly #now: () => number;
  readonly #refused = new Map<string, Refused>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  hear(event: ReceiverEvent): void {
    if (event.type === 'epoch-took-over') this.#forget(event.log.origin, event.log.epoch);
    if (event.type === 'fenced') {
      const { epoch } = event.log;
      this.#keep(
        event.log,
        'fenced',
        `epoch ${epoch} is not let in beside epoch ${event.liveEpoch}: find out which is right`,
      );
    }
    if (event.type === 'fork') this.#keep(event.log, 'fork', `epoch ${event.log.epoch}: ${event.detail}`);
  }

  /** What is still so, as far as is known. */
  views(): readonly BacklogView[] {
    for (const [key, { until }] of this.#refused) if (until <= this.#now()) this.#refused.delete(key);
    return [...this.#refused.values()].map(({ view }) => view);
  }

  #keep({ origin, epoch }: ReceiverEvent['log'], state: 'fork' | 'fenced', detail: string): void {
    const key = `${origin} ${epoch}`;
    this.#refused.delete(key);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size >= REFUSED_MAX && oldest !== undefined) this.#refused.delete(oldest);
    const until = this.#now() + (state === 'fork' ? FORGET_FORK_AFTER_MS : FORGET_AFTER_MS);
    const view: BacklogView = { origin, to: 'store', pending: 0, oldestUnsettledAt: null, state, detail };
    this.#refused.set(key, { view, until });
  }

  #forget(origin: string, epoch: string): void {
    this.#refused.delete(`${origin} ${epoch}`);
  }
}
