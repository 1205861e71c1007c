import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { CommandFailure } from '../exit-codes.ts';
import { openLog } from '../log/log.ts';
import { ensurePages } from '../pages-build.ts';
import { systemClock } from '../system-clock.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { leaveSoon, untilInterrupted } from './run-until-told.ts';
import { laneOrigin } from './origins.ts';
import { startStoreStation } from './store-station.ts';
import { teller } from './teller.ts';

export interface RunStoreOptions {
  readonly config: StoreConfig;
  readonly json: boolean;
  /** Lanes for which a pairing code is said at the start, by their workstation. */
  readonly pair: readonly string[];
  /** What is wrong with settings that came down; undefined if the store could start with them. */
  readonly configurationWrong?: ((text: string) => string | undefined) | undefined;
}

/** Runs a store on a machine of its own until the process is told to end. */
export async function runStore({ config, json, pair, configurationWrong }: RunStoreOptions): Promise<void> {
  const directory = config.store.dataDirectory ?? config.lane?.dataDirectory;
  if (directory === undefined) throw new CommandFailure('store.dataDirectory: must be set for a store of its own');
  prepareDataDirectory(directory);
  const log = openLog({ directory });
  const tell = teller(json);
  const { directory: pagesDirectory } = await ensurePages();
  const bus = new LocalBus(systemClock, log);
  const store = await startStoreStation({
    config,
    directory,
    pagesDirectory,
    picturesDirectory: config.catalogue?.picturesDirectory ?? path.join(directory, 'pictures'),
    bus,
    log,
    listens: true,
    configurationWrong,
  });
  const stopped = untilInterrupted();
  tell.ready({ staff: store.server.mintUrl('staff'), lanes: `port ${store.listener?.port ?? 0}` });
  for (const workstationId of pair) {
    const origin = laneOrigin({ store: config.store, lane: { workstationId } });
    const issued = store.listener?.pairing.issue(origin);
    if (issued !== undefined) tell.say(`Pairing code for ${workstationId}, good for ten minutes: ${issued.code}`);
  }
  await stopped;
  await store.stop();
  await bus.close();
  await log.close();
  leaveSoon();
}
