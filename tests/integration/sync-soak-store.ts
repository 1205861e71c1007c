import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { openSyncBed } from '#tests/support/sync-bed.ts';

/**
 * A process that takes in what lanes send, over TLS, and keeps it in an inbox or in PostgreSQL. It says "CODE c", which
 * pairs one lane, and "PORT n" once it listens.
 *
 *   sync-soak-store.ts DIRECTORY PORT INBOX-FILE|postgres://…
 */
const [directory = '', port = '0', place = ''] = process.argv.slice(2);

async function openSink(): Promise<LogSink> {
  if (place.startsWith('postgres:')) return PostgresSink.open({ url: place, today: '2026-09-21' });
  return inboxLogSink(await openInbox(place, { isFinal: true }));
}

const receiver = new Receiver(await openSink(), systemClock);
const bed = await openSyncBed({ directory, receiver, port: Number(port) });
const { code } = bed.server.pairing.issue('lane-1');
writeAll(STANDARD_OUTPUT, `CODE ${code}\nPORT ${bed.server.port}\n`);
