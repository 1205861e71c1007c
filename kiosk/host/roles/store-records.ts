import path from 'node:path';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { settledBeyond } from '#sync/receiver/settled-beyond.ts';
import { WAN_PATIENCE } from '#sync/sender/back-off.ts';
import { Forwarder } from '#sync/sender/forward.ts';
import { inboxLogSink } from '../sync/inbox-log-sink.ts';
import { inboxLogSource } from '../sync/inbox-log-source.ts';
import { backlogOf } from './backlog.ts';
import { loggedEvent, loggedReceipt } from './sync-log.ts';

export const INBOX_FILE = 'inbox.db';

export interface StoreRecordsParts {
  readonly directory: string;
  /** Headquarters; undefined if everything ends here. */
  readonly upstream: Upstream | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a store keeps of every lane: a live second copy, sent on to headquarters where there is one. */
export interface StoreRecords {
  readonly receiver: Receiver;
  /** For a log that is written in this very process. */
  readonly direct: Upstream;
  backlog(): Promise<readonly BacklogView[]>;
  stop(): Promise<void>;
}

/** @throws StorageError when the inbox cannot be used */
export async function openStoreRecords(parts: StoreRecordsParts): Promise<StoreRecords> {
  const { directory, upstream, clock, log } = parts;
  const inbox = await openInbox(path.join(directory, INBOX_FILE), { isFinal: upstream === undefined });
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
            onEvent: (event) => loggedEvent(log, event),
          },
          WAN_PATIENCE,
        );
  const receiver = new Receiver(sink, {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    onEvent: (event) => {
      loggedReceipt(log, event);
      if (event.type === 'unsettled') forwarder?.wake(event.log);
    },
    ...(upstream === undefined ? {} : { settledBeyond: settledBeyond(upstream, clock) }),
  });
  await forwarder?.start();
  return {
    receiver,
    direct: { push: async (request) => receiver.receive(request, 'writer'), close: async () => {} },
    backlog: async () => {
      const now = clock.now();
      return ((await forwarder?.status(now)) ?? []).map((status) => backlogOf(status, 'headquarters', now));
    },
    stop: async () => {
      await receiver.stop();
      await forwarder?.stop();
      await inbox.close();
    },
  };
}
