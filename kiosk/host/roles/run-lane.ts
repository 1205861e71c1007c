import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { openHelpShelf } from '../help/help-shelf.ts';
import { openLog } from '../log/log.ts';
import { ensurePages } from '../pages-build.ts';
import { currentShellPlan, openShell } from '../shell/open-shell.ts';
import { systemClock } from '../system-clock.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { startLaneStation } from './lane-station.ts';
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
}

/** Runs a lane whose store is on another machine until it is told to end. It sells whether that answers or not. */
export async function runLane({ config, address, json }: RunLaneOptions): Promise<void> {
  const plan = currentShellPlan();
  const { dataDirectory } = config.lane;
  prepareDataDirectory(dataDirectory);
  const log = openLog({ directory: dataDirectory });
  const tell = teller(json);
  const line = openUpstreamLine({
    address,
    directory: dataDirectory,
    clock: systemClock,
    log,
    onConnection: (isConnected) => log.info(isConnected ? 'the store is there' : 'the store is away'),
  });
  const { directory: pagesDirectory } = await ensurePages();
  const { bus, upstream } = line;
  const station = await startLaneStation({
    config,
    goods: await usableGoods(config, log),
    help: openHelpShelf(config, log),
    pagesDirectory,
    bus,
    upstream,
    publishReceipt: async (html) => publishOverBus(bus, laneOrigin(config), html),
    log,
  });
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
  await line.close();
  await log.close();
  leaveSoon();
}
