import { UpstreamFailure } from '../log/upstream.ts';

/** Work that is given up goes on until its time is over, and whatever it still does may be done again. */
export async function orGivenUp<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (): void => givenUp.reject(new UpstreamFailure('unreachable', 'it was given up'));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, givenUp.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    // Nobody waits for a work that was given up, and its failure is nobody's news.
    work.catch(() => undefined);
  }
}
