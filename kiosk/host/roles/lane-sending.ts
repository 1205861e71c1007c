import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { resend } from '#sync/sender/resend.ts';
import { runSender, type RunningSender, type SenderStatus } from '#sync/sender/run-sender.ts';
import type { LaneJournal } from '../journal-adapter.ts';
import type { JournalLogSource } from '../sync/journal-log-source.ts';
import { NoticesOfJournal } from '../sync/tell-of-journal.ts';
import { fulfilInJournal, keepWishes } from '../sync/wish-keeper.ts';
import { backlogOf, mergedBacklogs } from './backlog.ts';
import { EarlierSending } from './earlier-sending.ts';
import { loggedEvent } from './sync-log.ts';

/** What was trimmed away an hour later is no loss; looking more often is. */
const TRIM_EVERY_MS = 3_600_000;
/** A lane that sells nothing is heard of this often, so that its store knows that its epoch is alive. */
const HEARTBEAT_MS = 60_000;
/** Rows go on their way so long after they were recorded: until then the machine serves people. Milliseconds. */
const SENT_AFTER_MS = 50;

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
  /** What staff should know of this life of the lane, until the process ends. */
  readonly #notices = new NoticesOfJournal();
  #earlier: EarlierSending | undefined;
  #present: RunningSender | undefined;

  constructor(parts: LaneSendingParts) {
    this.#parts = parts;
  }

  /** @returns ends the sending; to be called before the journal is closed */
  begin(journal: LaneJournal): () => Promise<void> {
    const { clock } = this.#parts;
    this.#notices.hear(journal);
    let cancelTrim = (): void => {};
    const trim = (): void => {
      this.#trim(journal);
      cancelTrim = clock.after(TRIM_EVERY_MS, trim);
    };
    cancelTrim = clock.after(TRIM_EVERY_MS, trim);
    const stopped = new AbortController();
    const endWishes = this.#keepWishes(journal, stopped.signal);
    const sending = this.#send(journal, stopped.signal);
    return async () => {
      stopped.abort();
      cancelTrim();
      endWishes();
      await sending;
      await this.#present?.stop();
      this.#present = undefined;
      this.#earlier = undefined;
    };
  }

  /** How the present life of the journal stands, and an earlier one that is being sent. */
  async statuses(): Promise<readonly SenderStatus[]> {
    const now = this.#parts.clock.now();
    const all = await Promise.all([this.#present?.status(now), this.#earlier?.status(now)]);
    return all.filter((status) => status !== undefined);
  }

  /** The same for a person; undefined while nothing is sent. */
  async backlog(): Promise<BacklogView | undefined> {
    const now = this.#parts.clock.now();
    const views = (await this.statuses()).map((status) => backlogOf(status, 'store', now, this.#notices.all));
    return [...mergedBacklogs(views).values()][0];
  }

  async #send(journal: LaneJournal, signal: AbortSignal): Promise<void> {
    const { origin } = journal.identity;
    const earlier = new EarlierSending({ origin, ...this.#parts });
    this.#earlier = earlier;
    await earlier.sendAll(signal);
    if (!signal.aborted) this.#sendPresent(journal.source);
    await earlier.keepWishes(signal);
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
    let isDue = false;
    source.onRows(() => {
      if (isDue) return;
      isDue = true;
      clock.after(SENT_AFTER_MS, () => {
        isDue = false;
        sender.wake();
      });
    });
    this.#present = sender;
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
      resume: () => this.#present?.resume(),
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
