import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type WebSocket, WebSocketServer } from 'ws';
import { loadRoleConfig } from '#config/load.ts';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { startStoreStation } from '#kiosk/host/roles/store-station.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';

/*
 * A store in a process of its own, with a bare WebSocket server beside it that says whatever one says to all others.
 * Started with its configuration file; tells where it is, and on request how much memory it holds.
 */
export interface StoreNews {
  /** The port for lanes. */
  readonly lanes: number;
  /** A link that opens a staff page once. */
  readonly staff: string;
  /** The port of the bare server. */
  readonly bare: number;
}

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function main(configFile: string, directory: string): Promise<void> {
  const { config } = loadRoleConfig('store', { files: [configFile] });
  const { directory: pagesDirectory } = await ensurePages();
  const bus = new LocalBus(systemClock, QUIET);
  const options = { config, directory, pagesDirectory, picturesDirectory: directory, bus, log: QUIET, listens: true };
  const store = await startStoreStation(options);
  const bare = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  bare.on('connection', (from: WebSocket) => {
    from.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      for (const to of bare.clients) if (to !== from) to.send(text);
    });
  });
  await once(bare, 'listening');
  process.on('disconnect', () => process.exit());
  process.on('message', () => process.send?.(residentBytes()));
  const news: StoreNews = {
    lanes: store.listener?.port ?? 0,
    staff: store.server.mintUrl('staff'),
    bare: (bare.address() as AddressInfo).port,
  };
  process.send?.(news);
}

/** What is really held: garbage that nobody has collected yet would hide what a connection costs. */
function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().rss;
}

const [configFile = '', directory = ''] = process.argv.slice(2);
await main(configFile, directory);
