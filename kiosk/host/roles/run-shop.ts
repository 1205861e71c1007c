import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { CommandFailure } from '../exit-codes.ts';
import { openLog } from '../log/log.ts';
import { ensurePages } from '../pages-build.ts';
import { currentShellPlan, openShell } from '../shell/open-shell.ts';
import { systemClock } from '../system-clock.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { type Goods, openGoods } from './goods.ts';
import { currencyOf } from './lane-settings.ts';
import { type Shop, startShop } from './shop.ts';

export interface RunShopOptions {
  readonly config: HandrailConfig;
  /** Say what happens as JSON lines instead of sentences. */
  readonly json: boolean;
  /** The device desk of the demo. */
  readonly desk?: ((surroundings: DeskSurroundings) => Desk) | undefined;
}

/** What a device desk stands in. */
export interface DeskSurroundings {
  readonly hub: TopicHub;
  readonly goods: Goods;
  readonly currency: Currency;
  /** A fresh start link for a page. Only once the shop is open, which is before any page is. */
  readonly startLink: (page: 'shopper' | 'staff') => string;
}

interface Desk {
  readonly handlers: CommandHandlers;
  stop(): void;
}

/** Runs a shop in the foreground until the process is told to end. */
export async function runShop(options: RunShopOptions): Promise<void> {
  const plan = currentShellPlan();
  const { config } = options;
  prepareDataDirectory(config.lane.dataDirectory);
  const log = openLog({ directory: config.lane.dataDirectory });
  const tell = teller(options.json);
  const { directory: pagesDirectory } = await ensurePages();
  const hub = new TopicHub(systemClock);
  const goods = await usableGoods(config, log);
  let opened: Shop | undefined;
  const desk = options.desk?.({
    hub,
    goods,
    currency: currencyOf(config),
    startLink: (page) => (opened === undefined ? '' : startLink(opened, page)),
  });
  const shop = await startShop({ config, goods, pagesDirectory, log, hub, deskHandlers: desk?.handlers });
  opened = shop;
  const { laneServer, storeServer } = shop;
  const stopped = untilInterrupted();
  tell.ready({
    shopper: laneServer.mintUrl('shopper'),
    staff: storeServer.mintUrl('staff'),
    ...(desk === undefined ? {} : { desk: storeServer.mintUrl('desk') }),
  });
  void shop.lane.ready.then(() => tell.open());
  const shell = openShell({
    plan,
    shopperUrl: () => laneServer.mintUrl('shopper'),
    deskUrl: desk === undefined ? undefined : () => storeServer.mintUrl('desk'),
    mode: desk === undefined ? 'kiosk' : 'window',
    dataDirectory: config.lane.dataDirectory,
    log,
    say: tell.say,
  });
  await stopped;
  await shell.close();
  desk?.stop();
  await shop.stop();
  await log.close();
  leaveSoon();
}

async function usableGoods(config: HandrailConfig, log: Logger): Promise<Goods> {
  try {
    return await openGoods(config, log);
  } catch (error) {
    if (error instanceof StorageError) throw new CommandFailure(`the catalogue cannot be used: ${error.message}`);
    throw error;
  }
}

function startLink(shop: Shop, page: 'shopper' | 'staff'): string {
  return page === 'shopper' ? shop.laneServer.mintUrl('shopper') : shop.storeServer.mintUrl('staff');
}

/** How long the process may go on once everything is closed, in milliseconds. */
const LEAVE_WITHIN_MS = 1_000;

/**
 * A payment that was running when the process was told to end is on record as open, and the next start asks what became
 * of it. What still waits for the terminal here has nobody to tell any more, and must not keep the process.
 */
function leaveSoon(): void {
  setTimeout(() => process.exit(), LEAVE_WITHIN_MS).unref();
}

interface Links {
  readonly shopper: string;
  readonly staff: string;
  readonly desk?: string;
}

interface Teller {
  readonly ready: (links: Links) => void;
  readonly open: () => void;
  readonly say: (line: string) => void;
}

function out(line: string): void {
  process.stdout.write(`${line}\n`);
}

function teller(json: boolean): Teller {
  if (json) {
    return {
      ready: (links) => out(JSON.stringify({ event: 'ready', ...links })),
      open: () => out(JSON.stringify({ event: 'open' })),
      say: (line) => out(JSON.stringify({ event: 'note', text: line })),
    };
  }
  return {
    ready: (links) => {
      out('Handrail is running. Each of these links opens its page once:');
      for (const [page, link] of Object.entries(links)) out(`  ${page.padEnd(8)} ${String(link)}`);
    },
    open: () => out('The lane is open. Stop it with Ctrl-C.'),
    say: out,
  };
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
