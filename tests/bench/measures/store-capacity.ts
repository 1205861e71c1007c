import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { LaneLink } from '#kiosk/store/lanes/lane-link.ts';
import { BusClient } from '#sync/bus/bus-client.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { KnownPeers } from '#sync/identity/known-peers.ts';
import { PrivateAuthority } from '#sync/identity/private-authority.ts';
import { nodeEnvironment, signIn } from '#tests/support/page-client.ts';
import { SILENT } from '#tests/support/sync-bed.ts';
import { PINS } from '#tests/support/test-shop.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { until } from '#tests/support/until.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';
import type { StoreNews } from '../support/store-process.ts';

// Question: does a call reach every staff page at once when one store process has 200 lanes and 50 staff pages, and
// what does a lane cost it? Method: a store in a process of its own, over TLS for its lanes; 200 lanes that speak to
// it as real ones do (the same link, a report every five seconds each) and 50 signed-in staff pages in this process.
// A call is raised at one lane after the other; from its report to each page that shows it is one sample. Memory is
// what the store's process holds after a collection, with all lanes and with none. Floor: the same report from a bare
// WebSocket in the same store process to 50. No goal: what the page draws.

const LANES = 200;
const PAGES = 50;
const CALLS = 150;
const PAUSE_MS = 25;
const CONNECTED_MS = 20_000;
const MB = 1_000_000;
const QUIET = { ...SILENT, info: () => {} };
const PROGRAM = fileURLToPath(new URL('../support/store-process.ts', import.meta.url));
const DEMO_STAFF = path.join(path.dirname(DEMO_CONFIG_FILE), 'staff.json');

interface Lane {
  readonly workstationId: string;
  readonly hub: TopicHub;
}

async function measure(room: BenchRoom): Promise<Measurement> {
  const directory = mkdtempSync(path.join(tmpdir(), 'handrail-capacity-'));
  room.defer(() => rmSync(directory, { recursive: true, force: true }));
  const certificate = enrol(directory);
  const { child, news } = await startStore(room, directory);
  const pages = await openPages(room, news.staff);
  const without = await residentBytes(child);
  const lanes = joinLanes(room, directory, news.lanes, certificate);
  await until('all lanes are there', () => pages.every((page) => page.entries('lanes').size === LANES), CONNECTED_MS);
  const withLanes = await residentBytes(child);
  const bare = await bareAlert(room, news.bare);
  const samples: number[] = [];
  const floor: number[] = [];
  for (let call = 0; call < CALLS && !room.isTimeUp(); call += 1) {
    const lane = lanes[(call * 7) % LANES];
    if (lane === undefined) break;
    await irregularPause(PAUSE_MS);
    samples.push(...(await alertAll(lane, pages)));
    await irregularPause(PAUSE_MS);
    floor.push(...(await bare(call)));
  }
  const laneKB = (withLanes - without) / LANES / 1_000;
  return { samples, floor, detail: { lanes: LANES, pages: PAGES, laneKB, storeMB: withLanes / MB } };
}

/** Lets all lanes in beforehand, as pairing would; the certificate of the store's authority is what they trust. */
function enrol(directory: string): string {
  const store = path.join(directory, 'store');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  copyFileSync(DEMO_STAFF, path.join(store, 'staff.json'));
  const peers = new KnownPeers(path.join(store, 'peers.json'));
  for (let lane = 1; lane <= LANES; lane += 1) {
    const origin = `demo.lane-${lane}`;
    const { publicKey } = loadOrMakeKey(path.join(directory, `${origin}.pem`));
    peers.pair({ origin, publicKey, carries: [origin], pairedAt: Date.now() });
  }
  return new PrivateAuthority(path.join(store, 'authority'), Date.now()).certificate;
}

async function startStore(
  room: BenchRoom,
  directory: string,
): Promise<{ readonly child: ChildProcess; readonly news: StoreNews }> {
  const overlay = path.join(directory, 'store.json');
  const settings = {
    ...demoSettings(),
    store: { ...demoSettings()['store'], dataDirectory: 'store', http: { port: 0 } },
    sync: { listen: { host: '0.0.0.0', port: 0, names: ['127.0.0.1'] } },
  };
  writeFileSync(overlay, JSON.stringify(settings));
  const child = fork(PROGRAM, [overlay, path.join(directory, 'store')], { execArgv: [], stdio: 'inherit' });
  room.defer(() => void child.kill('SIGKILL'));
  const [news] = (await once(child, 'message')) as [StoreNews];
  return { child, news };
}

/** Of the demo store, less what is the lanes'. */
function demoSettings(): Record<string, object> {
  const { store = {}, barcodes = {} } = JSON.parse(readFileSync(DEMO_CONFIG_FILE, 'utf8')) as Record<string, object>;
  return { store, barcodes };
}

async function residentBytes(child: ChildProcess): Promise<number> {
  const answer = once(child, 'message') as Promise<[number]>;
  child.send('memory');
  return (await answer)[0];
}

async function openPages(room: BenchRoom, link: string): Promise<readonly PageConnection[]> {
  const { origin } = new URL(link);
  const cookie = await signIn(link);
  const pages: PageConnection[] = [];
  let token: string | undefined;
  for (let index = 0; index < PAGES; index += 1) {
    const page = connectPage({
      topics: ['tickets', 'lanes', 'people', 'backlog'],
      url: `${origin.replace('http', 'ws')}/staff/api`,
      environment: nodeEnvironment({ origin, cookie: () => cookie }),
    });
    room.defer(() => page.close());
    await until('the page is connected', () => page.state.state === 'connected');
    // One PIN is typed; the other pages go on with what came of it, as a page that was opened anew does.
    if (token === undefined) ({ token } = await page.call('signInWithPin', { name: 'Sara', pin: PINS.Sara }));
    else await page.call('resumeSignIn', { token });
    pages.push(page);
  }
  return pages;
}

function joinLanes(room: BenchRoom, directory: string, port: number, caCertificate: string): readonly Lane[] {
  const storePublicKey = loadOrMakeKey(path.join(directory, 'store', 'identity-key.pem')).publicKey;
  return Array.from({ length: LANES }, (_, index) => {
    const workstationId = `lane-${index + 1}`;
    const origin = `demo.${workstationId}`;
    const connection = new StoreConnection({
      address: `https://127.0.0.1:${port}`,
      key: loadOrMakeKey(path.join(directory, `${origin}.pem`)),
      trusted: { origin, store: 'demo.store', storePublicKey, caCertificate },
      monotonic: systemClock.monotonic,
    });
    const bus = new BusClient({ route: connection.busRoute, clock: systemClock, random: Math.random, log: SILENT });
    const hub = new TopicHub(systemClock);
    const status = laneStatusWith({ workstationId, laneNumber: index + 1 });
    hub.publishEntries('lanes', { set: [[workstationId, status]] });
    const link = new LaneLink({
      workstationId,
      origin,
      backlog: () => Promise.resolve(undefined),
      bus,
      hub,
      dispatcher: new CommandDispatcher({}, systemClock, SILENT, randomUUID()),
      clock: systemClock,
      log: QUIET,
      onPromises: () => {},
    });
    room.defer(async () => {
      link.stop();
      await bus.close();
      connection.close();
    });
    return { workstationId, hub };
  });
}

/** Raises a call at a lane and withdraws it; resolves with the time that it took to each page. */
async function alertAll({ workstationId, hub }: Lane, pages: readonly PageConnection[]): Promise<readonly number[]> {
  const ticketId = randomUUID();
  const ticket = ticketViewWith({
    ticketId,
    workstationId,
    laneNumber: Number(workstationId.slice(5)),
    raisedAt: Date.now(),
  });
  const begun = now();
  const times = Promise.all(pages.map((page) => seen(page, ticketId, begun)));
  hub.publishEntries('tickets', { set: [[ticketId, ticket]] });
  const measured = await times;
  hub.publishEntries('tickets', { drop: [ticketId] });
  return measured;
}

function seen(page: PageConnection, ticketId: string, begun: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const end = page.subscribe('tickets', () => {
    if (!page.entries('tickets').has(ticketId)) return;
    resolve(now() - begun);
    end();
  });
  return promise;
}

async function bareAlert(room: BenchRoom, port: number): Promise<(call: number) => Promise<readonly number[]>> {
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    await once(socket, 'open');
    room.defer(() => socket.terminate());
    return socket;
  };
  const lane = await open();
  const pages = await Promise.all(Array.from({ length: PAGES }, open));
  const report = { lane: laneStatusWith(), tickets: [ticketViewWith()], ended: [], backlog: null };
  return async (call) => {
    const begun = now();
    const times = pages.map(async (page) => {
      const [data] = (await once(page, 'message')) as [Buffer];
      JSON.parse(data.toString('utf8'));
      return now() - begun;
    });
    lane.send(JSON.stringify({ ...report, call }));
    return Promise.all(times);
  };
}

export const storeCapacity: Bench = {
  name: 'store-capacity',
  unit: 'ms',
  question: 'From a call at one of 200 lanes to each of 50 staff pages of one store process.',
  measure,
};
