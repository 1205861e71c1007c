import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { PIECE_BYTES } from './file-pieces.ts';
import { FEEDS_BUCKET, FILES_STREAM, kvSubject, piecePattern } from './nats-names.ts';
import { makeStream, type ProvisionOptions } from './provision.ts';

const HEADER_BYTES_MAX = 4 * 1_024;
/** The longest list of a feed's revisions: half of what a server takes at most whose settings nobody changed. Bytes. */
export const HEAD_BYTES_MAX = 512 * 1_024;
const BUCKET_BYTES_MAX = 16 * HEAD_BYTES_MAX;

/**
 * Makes the bucket of revisions and the stream of files, or brings them to these settings. What is full refuses; only
 * headquarters takes out what no revision names any more.
 */
export async function provisionFeeds(connection: NatsConnection, options: ProvisionOptions): Promise<void> {
  const manager = await jetstreamManager(connection);
  const { replicas, bytesMax } = options;
  const common = {
    retention: 'limits',
    storage: 'file',
    discard: 'new',
    max_msgs_per_subject: 1,
    num_replicas: replicas,
    allow_direct: true,
    deny_delete: true,
  } as const;
  await makeStream(manager, {
    ...common,
    name: FILES_STREAM,
    subjects: [piecePattern()],
    max_bytes: bytesMax,
    max_msg_size: PIECE_BYTES + HEADER_BYTES_MAX,
  });
  await makeStream(manager, {
    ...common,
    name: `KV_${FEEDS_BUCKET}`,
    subjects: [kvSubject(FEEDS_BUCKET, '>')],
    max_bytes: BUCKET_BYTES_MAX,
    max_msg_size: HEAD_BYTES_MAX + HEADER_BYTES_MAX,
    allow_rollup_hdrs: true,
  });
}
