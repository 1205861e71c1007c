import path from 'node:path';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { whatIsMissing } from '#sync/receiver/understand.ts';
import { openSyncBed } from '#tests/support/sync-bed.ts';

/*
 * A store in a process of its own that takes in what one lane sends, as a store that sends it on. Started with its
 * directory; tells where it is and the code that pairs the lane.
 */
export interface DrainStoreNews {
  readonly address: string;
  readonly code: string;
}

const [directory = ''] = process.argv.slice(2);
const inbox = await openInbox(path.join(directory, 'inbox.db'));
const receiver = new Receiver(inboxLogSink(inbox), { ...systemClock, understand: whatIsMissing });
const bed = await openSyncBed({ directory, receiver, tls: false });
const { code } = bed.server.pairing.issue('lane-1');
process.send?.({ address: bed.address, code } satisfies DrainStoreNews);
