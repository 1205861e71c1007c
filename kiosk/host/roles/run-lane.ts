import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { startLaneFeeds } from '../feeds/lane-feeds.ts';
import { openLog } from '../log/log.ts';
import { ensurePages } from '../pages-build.ts';
import { currentShellPlan, openShell } from '../shell/open-shell.ts';
import { systemClock } from '../system-clock.ts';
import { helpShelf, untilGoodsAreHere } from './came-down.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { type LaneStation, startLaneStation } from './lane-station.ts';
import { laneOrigin } from './origins.ts';
import { publishOverBus } from './receipt-line.ts';
import { leaveSoon, untilInterrupted } from './run-until-told.ts';
import { usableGoods } from './run-shop.ts';
import { teller } from './teller.ts';
import { openUpstreamLine } from './upstream.ts';

export interface RunLaneOptions {
  readonly config: HandrailConfig;
  /** Where its store is. */
  readonly address: string;
  readonly json: boolean;
  /** What is wrong with settings that came down; undefined if the lane could start with them. */
  readonly configurationWrong?: ((text: string) => string | undefined) | undefined;
}

/** Runs a lane whose store is on another machine until it is told to end. It sells whether that answers or not. */
export async function runLane({ config, address, json, configurationWrong }: RunLaneOptions): Promise<void> {
  const plan = currentShellPlan();
  const { dataDirectory } = config.lane;
  prepareDataDirectory(dataDirectory);
  const log = openLog({ directory: dataDirectory });
  const tell = teller(json);
  let running: LaneStation | undefined;
  const line = openUpstreamLine({
    address,
    directory: dataDirectory,
    clock: systemClock,
    log,
    onConnection: (isConnected) => {
      log.info(isConnected ? 'the store is there' : 'the store is away');
      running?.storeIsThere(isConnected);
    },
  });
  const { directory: pagesDirectory } = await ensurePages();
  const { bus, upstream } = line;
  const feeds = startLaneFeeds({ config, source: line.feeds, bus, configurationWrong, clock: systemClock, log });
  await untilGoodsAreHere(config, feeds, tell);
  const station = await startLaneStation({
    config,
    goods: await usableGoods(config, log),
    help: helpShelf(config, log),
    pagesDirectory,
    bus,
    upstream,
    trusted: line.trusted,
    publishReceipt: async (html) => publishOverBus(bus, laneOrigin(config), html),
    log,
  });
  running = station;
  station.storeIsThere(bus.isConnected);
  const stopped = untilInterrupted();
  tell.ready({ shopper: station.server.mintUrl('shopper') });
  void station.lane.ready.then(() => tell.open());
  const shell = openShell({
    plan,
    shopperUrl: () => station.server.mintUrl('shopper'),
    deskUrl: undefined,
    mode: 'kiosk',
    dataDirectory,
    log,
    say: tell.say,
  });
  await stopped;
  await shell.close();
  await station.stop();
  await feeds?.stop();
  await line.close();
  await log.close();
  leaveSoon();
}
