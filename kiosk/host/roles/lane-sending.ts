import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { resend } from '#sync/sender/resend.ts';
import { runSender, type RunningSender, type SenderStatus } from '#sync/sender/run-sender.ts';
import type { LaneJournal } from '../journal-adapter.ts';
import { openEarlierLogs, type EarlierLog } from '../sync/earlier-logs.ts';
import type { JournalLogSource } from '../sync/journal-log-source.ts';
import { fulfilInJournal, keepWishes } from '../sync/wish-keeper.ts';
import { backlogOf } from './backlog.ts';
import { loggedEvent } from './sync-log.ts';

/** What was trimmed away an hour later is no loss; looking more often is. */
const TRIM_EVERY_MS = 3_600_000;
/** How often it is looked whether an earlier life of the journal has arrived. */
const EARLIER_LOOK_MS = 1_000;
/** A lane that sells nothing is heard of this often, so that its store knows that its epoch is alive. */
const HEARTBEAT_MS = 60_000;

export interface LaneSendingParts {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly log: Logger;
  readonly journalFile: string;
  readonly keepForMs: number;
}

/** Sends what a lane records to its store: earlier lives of its journal first, then the present one as it grows. */
export class LaneSending {
  readonly #parts: LaneSendingParts;
  #present: RunningSender | undefined;

  constructor(parts: LaneSendingParts) {
    this.#parts = parts;
  }

  /** @returns ends the sending; to be called before the journal is closed */
  begin(journal: LaneJournal): () => Promise<void> {
    const { clock } = this.#parts;
    let cancelTrim = (): void => {};
    const trim = (): void => {
      this.#trim(journal);
      cancelTrim = clock.after(TRIM_EVERY_MS, trim);
    };
    cancelTrim = clock.after(TRIM_EVERY_MS, trim);
    const stopped = new AbortController();
    const endWishes = this.#keepWishes(journal, stopped.signal);
    const begun = this.#sendEarlier(journal, stopped.signal).then(() => {
      if (!stopped.signal.aborted) this.#sendPresent(journal.source);
    });
    return async () => {
      stopped.abort();
      cancelTrim();
      endWishes();
      await begun;
      await this.#present?.stop();
      this.#present = undefined;
    };
  }

  async backlog(): Promise<BacklogView | undefined> {
    const now = this.#parts.clock.now();
    const status = await this.#present?.status(now);
    return status === undefined ? undefined : backlogOf(status, 'store', now);
  }

  #sendPresent(source: JournalLogSource): void {
    const { upstream, clock, log } = this.#parts;
    const sender = runSender(
      {
        source,
        upstream,
        clock,
        random: Math.random,
        onEvent: (event) => {
          loggedEvent(log, event);
          if (event.type === 'alarm' && event.alarm === 'receiver-ahead') void source.noteReceiverAhead();
          if (event.type === 'alarm') void source.noteTrouble(event.detail);
        },
      },
      { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: HEARTBEAT_MS },
    );
    source.onRows(() => sender.wake());
    this.#present = sender;
  }

  async #sendEarlier(journal: LaneJournal, signal: AbortSignal): Promise<void> {
    const { journalFile, keepForMs, clock, log } = this.#parts;
    const before = clock.now() - keepForMs;
    const { origin } = journal.identity;
    try {
      const { logs, problems } = await openEarlierLogs(journalFile, { origin, before, now: () => clock.now() });
      for (const problem of problems) log.warn('an earlier journal cannot be sent', { problem });
      for (const earlier of logs) await this.#sendOne(earlier, signal);
    } catch (error) {
      log.error('earlier journals were not sent', { error: String(error) });
    }
  }

  async #sendOne(earlier: EarlierLog, signal: AbortSignal): Promise<void> {
    const { upstream, clock, log } = this.#parts;
    const { source } = earlier;
    const sender = runSender(
      { source, upstream, clock, random: Math.random, onEvent: (event) => loggedEvent(log, event) },
      { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: HEARTBEAT_MS },
    );
    while (!signal.aborted && isUnderWay(await sender.status(clock.now()))) {
      await new Promise<void>((resolve) => {
        clock.after(EARLIER_LOOK_MS, resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await sender.stop();
    await earlier.close();
  }

  /** What people ask for with `handrail sync`, as long as the journal is open. */
  #keepWishes(journal: LaneJournal, signal: AbortSignal): () => void {
    const { journalFile, upstream, clock, log } = this.#parts;
    return keepWishes(journalFile, fulfilInJournal(journal), {
      clock,
      log,
      resend: async (wish) => {
        log.info('rows were sent once more', { ...wish, ...(await resend(journal.source, upstream, wish, signal)) });
      },
    });
  }

  #trim(journal: LaneJournal): void {
    const { clock, keepForMs, log } = this.#parts;
    journal.trim(clock.now() - keepForMs).then(
      (rows) => {
        if (rows > 0) log.info('rows that headquarters has were removed', { rows });
      },
      (error: unknown) => log.warn('the journal was not trimmed', { error: String(error) }),
    );
  }
}

/**
 * Whether an earlier life of a journal still gets on. One that waits for a person, at a fork or a fence, must not hold
 * up the present one; it stays where it is and is tried again at the next start.
 */
function isUnderWay({ backlogRows, phase, why }: SenderStatus): boolean {
  return backlogRows > 0 && phase !== 'stopped' && why !== 'fenced';
}
