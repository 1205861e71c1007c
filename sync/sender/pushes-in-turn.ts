import type { PushAnswer, PushRequest } from '../log/log.ts';
import { UpstreamFailure, type Upstream } from '../log/upstream.ts';

/** An upstream that many senders share and that has one push on its way at a time, in the order in which they came. */
export function pushesInTurn(upstream: Upstream): Upstream {
  let last: Promise<unknown> = Promise.resolve();
  return {
    push: async (request: PushRequest, signal: AbortSignal): Promise<PushAnswer> => {
      const before = last;
      const mine = before.then(() => {
        if (signal.aborted) throw new UpstreamFailure('unreachable', 'given up while others were sending');
        return endedBy(upstream.push(request, signal), signal);
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    close: async () => upstream.close(),
  };
}

/** An adapter that does not heed the signal must not hold the others up. */
async function endedBy(push: Promise<PushAnswer>, signal: AbortSignal): Promise<PushAnswer> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new UpstreamFailure('unreachable', 'given up'));
    signal.addEventListener('abort', giveUp, { once: true });
    push.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
