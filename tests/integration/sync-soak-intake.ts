import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import { brokerOptions } from '#sync/nats/credentials.ts';
import { NatsIntake } from '#sync/nats/nats-intake.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { until } from '#tests/support/until.ts';

/**
 * A process of headquarters that takes what stores send out of a broker and keeps it in an inbox. It says "READY" once
 * it does, which may take a while if the broker is just being started.
 *
 *   sync-soak-intake.ts nats://HOST:PORT CREDENTIALS-FILE INBOX-FILE
 */
const [address = '', credentials = '', file = ''] = process.argv.slice(2);
const BYTES_MAX = 256 * 1_024 * 1_024;
const START_WITHIN_MS = 30_000;

const sink = inboxLogSink(await openInbox(file, { isFinal: true }));
const receiver = new Receiver(sink, systemClock);
const options = { ...brokerOptions(address, credentials, { name: 'hq' }), replicas: 1, bytesMax: BYTES_MAX } as const;
await until(
  'the broker lets headquarters in',
  async () => {
    const intake = new NatsIntake({ ...options, sink, receiver, mayBring: () => true });
    return intake.start().then(
      () => true,
      async () => intake.close().then(() => false),
    );
  },
  START_WITHIN_MS,
);
writeAll(STANDARD_OUTPUT, 'READY\n');
