import { jetstreamManager, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { LATEST_VALUE_PATTERNS } from '../bus/bus.ts';
import { ROW_BYTES_MAX } from '../log/log.ts';
import { anyBusSubject, LATEST_STREAM, LOG_STREAM, logPattern, MARKS_BUCKET, ORIGINS_BUCKET } from './nats-names.ts';

export interface ProvisionOptions {
  /** How many servers keep each message: 1, or 3 in a cluster. */
  readonly replicas: 1 | 3;
  /** How much may wait for headquarters; beyond it senders wait. Bytes. */
  readonly bytesMax: number;
}

/** The largest message: one row alone, with its frame. */
export const MESSAGE_BYTES_MAX = ROW_BYTES_MAX + 64 * 1_024;

const BUCKET_BYTES_MAX = 64 * 1_024 * 1_024;
const LATEST_BYTES_MAX = 64 * 1_024 * 1_024;

/**
 * Makes the stream and the buckets, or brings them to these settings. The stream throws nothing away by itself: what is
 * full refuses, and only headquarters trims what it has committed.
 */
export async function provision(connection: NatsConnection, options: ProvisionOptions): Promise<void> {
  const manager = await jetstreamManager(connection);
  const { replicas, bytesMax } = options;
  await makeStream(manager, {
    name: LOG_STREAM,
    subjects: [logPattern()],
    retention: 'limits',
    storage: 'file',
    discard: 'new',
    max_bytes: bytesMax,
    max_msg_size: MESSAGE_BYTES_MAX,
    num_replicas: replicas,
    allow_direct: true,
    deny_delete: true,
  });
  await makeStream(manager, {
    name: LATEST_STREAM,
    subjects: LATEST_VALUE_PATTERNS.map(anyBusSubject),
    retention: 'limits',
    storage: 'memory',
    discard: 'old',
    max_msgs_per_subject: 1,
    max_bytes: LATEST_BYTES_MAX,
    num_replicas: replicas,
    no_ack: true,
  });
  for (const bucket of [MARKS_BUCKET, ORIGINS_BUCKET]) {
    await makeStream(manager, {
      name: `KV_${bucket}`,
      subjects: [`$KV.${bucket}.>`],
      retention: 'limits',
      storage: 'file',
      discard: 'new',
      max_msgs_per_subject: 1,
      max_bytes: BUCKET_BYTES_MAX,
      num_replicas: replicas,
      allow_direct: true,
      allow_rollup_hdrs: true,
      deny_delete: true,
    });
  }
}

/** Makes a stream, or brings it to these settings. */
export async function makeStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  const { name } = config;
  for await (const found of manager.streams.names()) {
    if (found === name) {
      await manager.streams.update(name, config);
      return;
    }
  }
  await manager.streams.add(config);
}
