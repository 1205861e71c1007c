import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { hasCatalogue, startLaneFeeds } from '../feeds/lane-feeds.ts';
import { liveHelp } from '../feeds/live-help.ts';
import { inForceFile, type RoleFeeds } from '../feeds/role-feeds.ts';
import { openHelpShelf } from '../help/help-shelf.ts';
import { openLog } from '../log/log.ts';
import { ensurePages } from '../pages-build.ts';
import { currentShellPlan, openShell } from '../shell/open-shell.ts';
import { systemClock } from '../system-clock.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { type LaneStation, startLaneStation } from './lane-station.ts';
import { laneOrigin } from './origins.ts';
import { publishOverBus } from './receipt-line.ts';
import { leaveSoon, untilInterrupted } from './run-until-told.ts';
import { usableGoods } from './run-shop.ts';
import { type Teller, teller } from './teller.ts';
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

/** Answers that came down, unless this lane was told where its own are. */
function helpShelf(config: HandrailConfig, log: Logger): HelpShelf {
  const shelf = openHelpShelf(config, log);
  if (config.help.directory !== undefined) return shelf;
  return liveHelp(inForceFile(config.lane.dataDirectory, 'help'), shelf, log);
}

/** A lane that was only just put up has nothing to sell before its first articles have come down. */
async function untilGoodsAreHere(config: HandrailConfig, feeds: RoleFeeds | undefined, tell: Teller): Promise<void> {
  const { directory } = config.catalogue;
  if (feeds === undefined || directory === undefined || hasCatalogue(directory)) return;
  tell.say('There are no articles here yet; the lane opens when they have come down.');
  await feeds.untilInForce('catalogue');
}
