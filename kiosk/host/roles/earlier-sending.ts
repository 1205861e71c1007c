import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { earlierFiles } from '#kiosk/storage/journal/epoch-files.ts';
import { pendingWishes } from '#kiosk/storage/wishes.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { resend } from '#sync/sender/resend.ts';
import { runSender, type RunningSender, type SenderStatus } from '#sync/sender/run-sender.ts';
import { type EarlierLog, openEarlierFile, openEarlierLogs } from '../sync/earlier-logs.ts';
import { fulfilInJournal, keepWishes, WISH_LOOK_MS } from '../sync/wish-keeper.ts';
import { loggedEvent } from './sync-log.ts';

/** How often it is looked whether an earlier life of the journal has arrived. */
const LOOK_MS = 1_000;
/** An earlier life grows no more; this only makes a receiver that lost it heard of. */
const HEARTBEAT_MS = 60_000;

export interface EarlierSendingParts {
  readonly origin: string;
  readonly journalFile: string;
  readonly keepForMs: number;
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Sends the earlier lives of a lane's journal, and does what people ask for beside their files. */
export class EarlierSending {
  readonly #parts: EarlierSendingParts;
  #underWay: RunningSender | undefined;

  constructor(parts: EarlierSendingParts) {
    this.#parts = parts;
  }

  /** How far the one is that is being sent; undefined if none is. */
  async status(now: number): Promise<SenderStatus | undefined> {
    return this.#underWay?.status(now);
  }

  /** Sends one after the other, because a receiver lets each life take over from the one before. */
  async sendAll(signal: AbortSignal): Promise<void> {
    const { origin, journalFile, keepForMs, clock, log } = this.#parts;
    const before = clock.now() - keepForMs;
    try {
      const { logs, problems } = await openEarlierLogs(journalFile, { origin, before, now: () => clock.now() });
      for (const problem of problems) log.warn('an earlier journal cannot be sent', { problem });
      // A wish that cannot be fulfilled must not hold the present life up, so wishes are not waited for.
      for (const earlier of logs) await this.#send(earlier, () => false, signal);
    } catch (error) {
      log.error('earlier journals were not sent', { error: String(error) });
    }
  }

  /** Takes up wishes beside earlier files until it is told to end; what one of them still has is sent with it. */
  async keepWishes(signal: AbortSignal): Promise<void> {
    const { origin, journalFile, clock, log } = this.#parts;
    while (!signal.aborted) {
      for (const file of earlierFiles(journalFile)) {
        const isWishedFor = (): boolean => pendingWishes(file).length > 0;
        if (signal.aborted || !isWishedFor()) continue;
        try {
          await this.#send(await openEarlierFile(file, origin, () => clock.now()), isWishedFor, signal);
        } catch (error) {
          log.warn('what was asked of an earlier journal cannot be done', { file, error: String(error) });
        }
      }
      await pause(clock, WISH_LOOK_MS, signal);
    }
  }

  async #send(earlier: EarlierLog, isWishedFor: () => boolean, signal: AbortSignal): Promise<void> {
    const { upstream, clock, log } = this.#parts;
    const { source, file } = earlier;
    const sender = runSender(
      { source, upstream, clock, random: Math.random, onEvent: (event) => loggedEvent(log, event) },
      { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: HEARTBEAT_MS },
    );
    this.#underWay = sender;
    const endWishes = keepWishes(file, fulfilInJournal(earlier), {
      clock,
      log,
      resend: async (wish) => {
        log.info('rows were sent once more', { ...wish, ...(await resend(source, upstream, wish, signal)) });
      },
      resume: () => sender.resume(),
    });
    while (!signal.aborted && (isWishedFor() || isUnderWay(await sender.status(clock.now())))) {
      await pause(clock, LOOK_MS, signal);
    }
    endWishes();
    this.#underWay = undefined;
    await sender.stop();
    await earlier.close();
  }
}

/**
 * Whether an earlier life of a journal still gets on. One that waits for a person, at a fork or a fence, must not hold
 * up the present one; it stays where it is and is tried again at the next start, or when a person says so.
 */
function isUnderWay({ backlogRows, phase, why }: SenderStatus): boolean {
  return backlogRows > 0 && phase !== 'stopped' && why !== 'fenced';
}

async function pause(clock: Pick<Clock, 'after'>, ms: number, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const end = (): void => over.resolve();
  const cancel = clock.after(ms, end);
  signal.addEventListener('abort', end, { once: true });
  await over.promise;
  cancel();
  signal.removeEventListener('abort', end);
}
