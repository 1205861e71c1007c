import type { LogName, Mark } from '../log/log.ts';
import { genesisMark } from '../log/row-hash.ts';
import type { Upstream } from '../log/upstream.ts';
import type { SenderClock } from '../sender/run-sender.ts';

/** A store that lost its disk waits so long for headquarters before it sends a lane back instead. Milliseconds. */
const ASK_TIMEOUT_MS = 5_000;

/** Asks the next hop how far the final system is with a log; undefined if it does not answer in time. */
export function settledBeyond(
  upstream: Upstream,
  clock: Pick<SenderClock, 'after'>,
): (log: LogName) => Promise<Mark | undefined> {
  return async (log) => {
    const giveUp = new AbortController();
    const cancel = clock.after(ASK_TIMEOUT_MS, () => giveUp.abort());
    try {
      const answer = await upstream.push({ log, after: genesisMark(log), rows: [] }, giveUp.signal);
      return answer.type === 'mark' ? answer.settled : undefined;
    } catch {
      return undefined;
    } finally {
      cancel();
    }
  };
}
