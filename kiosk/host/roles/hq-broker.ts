import type { HqConfig } from '#config/schemas/handrail-config.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { matches } from '#sync/bus/subjects.ts';
import type { FeedFolder } from '#sync/feed/feed-folder.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import type { NatsOptions } from '#sync/nats/nats-line.ts';
import type { Receiver } from '#sync/receiver/receiver.ts';
import { CommandFailure } from '../exit-codes.ts';
import { BACKLOGS, type StoreBacklogs } from '../metrics/store-backlogs.ts';
import { brokerOptionsFor } from './broker-line.ts';
import { originsOfStore, storeOrigin } from './origins.ts';

const BYTES_PER_MEGABYTE = 1_024 * 1_024;

export interface HqBrokerParts {
  /** The name of headquarters. */
  readonly name: string;
  readonly sink: LogSink;
  readonly receiver: Receiver;
  readonly feeds: FeedFolder;
  readonly backlogs: StoreBacklogs;
  readonly log: Logger;
}

/**
 * Takes in what stores gave to the chain's broker, gives it what comes down to them, and hears what they tell of
 * themselves.
 *
 * @returns undefined where there is no broker
 * @throws CommandFailure when the broker objects to something
 */
export async function startHqBroker(
  hq: HqConfig['hq'],
  parts: HqBrokerParts,
): Promise<{ close(): Promise<void> } | undefined> {
  if (hq.broker === undefined) return undefined;
  const options = await brokerOptionsFor(hq.broker, hq.brokerCredentialsFile, { name: parts.name });
  const intake = await startIntake(hq, options, parts);
  const { NatsShelf } = await import('#sync/nats/nats-shelf.ts');
  const { HeardStores } = await import('#sync/nats/heard-stores.ts');
  const { feeds, backlogs, log } = parts;
  const shelf = new NatsShelf({
    ...options,
    folder: feeds,
    replicas: hq.brokerReplicas,
    bytesMax: hq.brokerFeedMegabytes * BYTES_PER_MEGABYTE,
    onProblem: (problem) => log.warn('broker: what is published does not get there for now', { ...problem }),
  });
  const heard = new HeardStores({
    ...options,
    pattern: BACKLOGS,
    onHeard: (store, subject, message) => {
      if (subject === `state.${storeOrigin({ store: { id: store } })}.backlog`) backlogs.hear(subject, message);
    },
  });
  return {
    close: async () => {
      await Promise.all([heard.close(), shelf.close(), intake.close()]);
    },
  };
}

async function startIntake(
  hq: HqConfig['hq'],
  options: NatsOptions,
  { sink, receiver, log }: HqBrokerParts,
): Promise<{ close(): Promise<void> }> {
  const { NatsIntake } = await import('#sync/nats/nats-intake.ts');
  const intake = new NatsIntake({
    ...options,
    sink,
    receiver,
    mayBring: (store, origin) => matches(originsOfStore(store), origin),
    replicas: hq.brokerReplicas,
    bytesMax: hq.brokerMegabytes * BYTES_PER_MEGABYTE,
    onEvent: (event) => log.warn(`broker: ${event.type}`, { ...event }),
  });
  try {
    await intake.start();
    return intake;
  } catch (error) {
    await intake.close();
    // Whatever the broker objects to is for whoever set it up.
    throw new CommandFailure(`hq.broker: ${error instanceof Error ? error.message : String(error)}`);
  }
}
