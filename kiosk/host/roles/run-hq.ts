import path from 'node:path';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
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
import { prepareDataDirectory } from './data-directory.ts';
import { startHqBroker } from './hq-broker.ts';
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
  const backlogs = new StoreBacklogs(bus, now);
  const broker = await startHqBroker(hq, { name: HQ_ORIGIN, sink: measured.sink, receiver, feeds, backlogs, log });
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
  await broker?.close();
  await listener.close();
  await receiver.stop();
  await sink.close();
  await bus.close();
  await log.close();
  leaveSoon();
}
