import path from 'node:path';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import type { LogName } from '#sync/log/log.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { settledBeyond } from '#sync/receiver/settled-beyond.ts';
import { whatIsMissing } from '#sync/receiver/understand.ts';
import { WAN_PATIENCE } from '#sync/sender/back-off.ts';
import { Forwarder } from '#sync/sender/forward.ts';
import { resend } from '#sync/sender/resend.ts';
import type { SenderStatus } from '#sync/sender/run-sender.ts';
import { inboxLogSink } from '../sync/inbox-log-sink.ts';
import { INBOX_FILE } from '../sync/data-files.ts';
import { inboxLogSource } from '../sync/inbox-log-source.ts';
import { KEEP_SETTLED_MS, keepTrimmed, trimOf } from '../sync/retention.ts';
import { openFinalInbox, openStoreInbox } from '../sync/store-inbox.ts';
import { fulfilInInbox, keepWishes } from '../sync/wish-keeper.ts';
import { backlogOf } from './backlog.ts';
import { RefusedLogs } from './refused-logs.ts';
import { loggedEvent, loggedReceipt } from './sync-log.ts';

export interface StoreRecordsParts {
  readonly directory: string;
  /** Headquarters; undefined if everything ends here. */
  readonly upstream: Upstream | undefined;
  /** How long what headquarters has is kept here, in milliseconds. */
  readonly keepForMs?: number | undefined;
  /** Up to when it may be deleted after all; given where something here still has to read it. */
  readonly trimmableBefore?: ((before: number) => number) | undefined;
  /** What owns the file; a thread of its own if it is left out. */
  readonly thread?: FileThread | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a store keeps of every lane: a live second copy, sent on to headquarters where there is one. */
export interface StoreRecords {
  readonly receiver: Receiver;
  /** For a log that is written in this very process. */
  readonly direct: Upstream;
  /** How each log that is sent on stands. */
  statuses(): Promise<readonly SenderStatus[]>;
  /** The same for a person, with what was not let in. */
  backlog(): Promise<readonly BacklogView[]>;
  stop(): Promise<void>;
}

/** @throws StorageError when the inbox cannot be used */
export async function openStoreRecords(parts: StoreRecordsParts): Promise<StoreRecords> {
  const { directory, upstream, thread, clock, log } = parts;
  const file = path.join(directory, INBOX_FILE);
  const inbox = upstream === undefined ? await openFinalInbox(file, thread) : await inboxOfStore(file, parts);
  const sink = inboxLogSink(inbox, () => clock.now());
  const forwarder =
    upstream === undefined
      ? undefined
      : new Forwarder(
          {
            sink,
            open: (name) => inboxLogSource(inbox, name, () => clock.now()),
            upstream,
            clock,
            random: Math.random,
            onEvent: (event) => {
              loggedEvent(log, event);
              if (event.type === 'alarm') noteTrouble(inbox, event.log, event.detail, clock, log);
            },
          },
          WAN_PATIENCE,
        );
  const refused = new RefusedLogs(() => clock.now());
  const receiver = new Receiver(sink, {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    onEvent: (event) => {
      loggedReceipt(log, event);
      refused.hear(event);
      if (event.type === 'unsettled') forwarder?.wake(event.log);
    },
    ...(upstream === undefined ? {} : { settledBeyond: settledBeyond(upstream, clock), understand: whatIsMissing }),
  });
  await forwarder?.start();
  const { trimmableBefore = (before) => before, keepForMs = KEEP_SETTLED_MS } = parts;
  const trim = trimOf(inbox);
  const endTrimming = keepTrimmed(async (before) => trim(trimmableBefore(before)), keepForMs, { clock, log });
  const stopped = new AbortController();
  const endWishes = keepWishes(file, fulfilInInbox(inbox), {
    clock,
    log,
    resend: async (wish) => {
      if (upstream === undefined) return;
      const resent = await resend(inboxLogSource(inbox, wish), upstream, wish, stopped.signal);
      log.info('rows were sent once more', { ...wish, ...resent });
    },
    resume: ({ origin, epoch }) => forwarder?.resume({ origin, epoch }),
  });
  const statuses = async (): Promise<readonly SenderStatus[]> => (await forwarder?.status(clock.now())) ?? [];
  return {
    receiver,
    direct: { push: async (request) => receiver.receive(request, 'writer'), close: async () => {} },
    statuses,
    backlog: async () => {
      const forwarded = (await statuses()).map((status) => backlogOf(status, 'headquarters', clock.now()));
      return [...forwarded, ...refused.views()];
    },
    stop: async () => {
      stopped.abort();
      endTrimming();
      endWishes();
      await receiver.stop();
      await forwarder?.stop();
      await inbox.close();
    },
  };
}

/** For whoever looks with `handrail sync status`; what cannot be written down now was logged. */
function noteTrouble(inbox: InboxClient, name: LogName, detail: string, clock: Clock, log: Logger): void {
  inbox.call('noteTrouble', name, detail, clock.now()).catch((error: unknown) => {
    log.warn('the trouble of a log was not written down', { ...name, error: String(error) });
  });
}

/** What was in a damaged inbox is with headquarters or still with the lanes, which send it again. */
async function inboxOfStore(file: string, { clock, log, thread }: StoreRecordsParts): Promise<InboxClient> {
  const { inbox, setAside } = await openStoreInbox(file, clock.now(), thread);
  if (setAside !== undefined) log.error('the inbox was damaged and begins anew', { setAside });
  return inbox;
}
