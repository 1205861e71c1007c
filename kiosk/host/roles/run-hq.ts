import path from 'node:path';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { matches } from '#sync/bus/subjects.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { CommandFailure } from '../exit-codes.ts';
import { startFiguresServer } from '../http/figures-server.ts';
import { hqMetrics } from '../metrics/hq-metrics.ts';
import { measuredSink } from '../metrics/measured-sink.ts';
import { StoreBacklogs } from '../metrics/store-backlogs.ts';
import { startHqConnectors } from '../connectors/role-connectors.ts';
import { announceShelf, openFeedFolder } from '../feeds/role-feeds.ts';
import { openLog } from '../log/log.ts';
import { INBOX_FILE } from '../sync/data-files.ts';
import { keepWishes } from '../sync/wish-keeper.ts';
import { systemClock } from '../system-clock.ts';
import { brokerOptionsFor } from './broker-line.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { openHqSink } from './hq-sink.ts';
import { startListener } from './listener.ts';
import { originsOfStore, storeOrigin } from './origins.ts';
import { leaveSoon, untilInterrupted } from './run-until-told.ts';
import { loggedReceipt } from './sync-log.ts';
import { teller } from './teller.ts';

/** The name of headquarters among the machines of a chain. */
const HQ_ORIGIN = 'hq';

export interface RunHqOptions {
  readonly config: HqConfig;
  readonly json: boolean;
  /** Stores for which a pairing code is said at the start, by their id. */
  readonly pair: readonly string[];
}

/** Runs headquarters until the process is told to end. */
export async function runHq({ config, json, pair }: RunHqOptions): Promise<void> {
  const { hq, sync } = config;
  const directory = hq.dataDirectory;
  prepareDataDirectory(directory);
  const log = openLog({ directory });
  const tell = teller(json);
  const sink = await openHqSink(hq, systemClock, log);
  const monotonic = (): number => systemClock.monotonic();
  const now = (): number => systemClock.now();
  const measured = measuredSink(sink.sink, { now, monotonic });
  const receiver = new Receiver(measured.sink, {
    now,
    monotonic,
    onEvent: (event) => loggedReceipt(log, event),
  });
  const bus = new LocalBus(systemClock, log);
  const feeds = openFeedFolder(directory);
  const parts = { origin: HQ_ORIGIN, directory, listen: sync.listen, receiver, bus, feeds, clock: systemClock, log };
  const listener = await startListener(parts);
  const endAnnouncing = announceShelf(feeds, bus, HQ_ORIGIN, systemClock);
  const intake = await startIntake(hq, measured.sink, receiver, log);
  const backlogs = new StoreBacklogs(bus, now);
  const figures = await startFiguresServer({
    ...hq.http,
    allowedHosts: sync.listen.names,
    metrics: {
      isOpen: hq.http.metrics === 'network',
      text: async () =>
        hqMetrics({ directory, takenIn: measured.figures, backlogs, sinkState: async () => sink.state(), now }),
    },
  });
  const connectors = await startHqConnectors(config, { clock: systemClock, log });
  const endWishes = keepWishes(path.join(directory, INBOX_FILE), sink.fulfil, {
    clock: systemClock,
    log,
    resend: async () => {},
  });
  const stopped = untilInterrupted();
  tell.ready({ stores: `port ${listener.port}`, figures: `http://${hq.http.host}:${figures.port}/metrics` });
  for (const storeId of pair) {
    const { code } = listener.pairing.issue(storeOrigin({ store: { id: storeId } }), [originsOfStore(storeId)]);
    tell.say(`Pairing code for store ${storeId}, good for ten minutes: ${code}`);
  }
  await stopped;
  await figures.close();
  backlogs.stop();
  endWishes();
  endAnnouncing();
  await connectors.stop();
  await intake?.close();
  await listener.close();
  await receiver.stop();
  await sink.close();
  await bus.close();
  await log.close();
  leaveSoon();
}

const BYTES_PER_MEGABYTE = 1_024 * 1_024;

/** Takes in what stores gave to the chain's broker, where there is one. */
async function startIntake(
  hq: HqConfig['hq'],
  sink: LogSink,
  receiver: Receiver,
  log: Logger,
): Promise<{ close(): Promise<void> } | undefined> {
  if (hq.broker === undefined) return undefined;
  const { NatsIntake } = await import('#sync/nats/nats-intake.ts');
  const intake = new NatsIntake({
    ...(await brokerOptionsFor(hq.broker, hq.brokerCredentialsFile, { name: HQ_ORIGIN })),
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
