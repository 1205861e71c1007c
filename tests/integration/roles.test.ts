/*
 * Goal: a lane, its store and headquarters on machines of their own lose nothing, double nothing, and keep a person
 * within reach, whatever of them is away or killed.
 * Method: real processes, paired with real codes, on real sockets and files; a scripted shopper at a real scanner; rows
 * of the journal compared with what the store and headquarters keep, byte by byte.
 */
import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { type DemoDevices, startDemoDevices } from '#kiosk/host/demo/demo-devices.ts';
import { publishFile } from '#kiosk/host/feeds/publish-file.ts';
import { FeedFolder } from '#sync/feed/feed-folder.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { freePort } from '#tests/support/free-port.ts';
import { HandrailProcess, runToEnd } from '#tests/support/handrail-process.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { nodeEnvironment, signIn } from '#tests/support/page-client.ts';
import { LABEL, PINS } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

let directory: string;
let devices: DemoDevices;
let running: HandrailProcess[];
let pages: PageConnection[];
let files: { readonly lane: string; readonly store: string; readonly hq: string };

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'handrail-roles-'));
  devices = await startDemoDevices(directory);
  running = [];
  pages = [];
  const [storePort, hqPort, pagePort] = [await freePort(), await freePort(), await freePort()];
  const write = (name: string, settings: object): string => {
    const file = path.join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(settings));
    return file;
  };
  mkdirSync(path.join(directory, 'store'));
  files = {
    hq: write('hq', { hq: { dataDirectory: 'hq', http: { port: 0 } }, sync: { listen: { port: hqPort } } }),
    store: write('store', {
      store: { dataDirectory: 'store', staffFile: DEMO_STAFF, http: { port: pagePort } },
      sync: { listen: { port: storePort }, upstream: `http://127.0.0.1:${hqPort}` },
    }),
    lane: write('lane', {
      lane: { dataDirectory: 'lane', http: { port: 0 } },
      devices: laneDevices(),
      sync: { upstream: `http://127.0.0.1:${storePort}` },
    }),
  };
});

afterEach(async () => {
  for (const page of pages) page.close();
  await Promise.all(running.map((each) => each.kill()));
  await devices.close();
  rmSync(directory, { recursive: true, force: true });
});

const DEMO_STAFF = path.join(path.dirname(DEMO_CONFIG_FILE), 'staff.json');

function laneDevices(): object {
  const { settings } = devices;
  return {
    scanner: settings['devices.scanner'],
    terminal: settings['devices.terminal'],
    printer: settings['devices.printer'],
  };
}

function start(...args: readonly string[]): HandrailProcess {
  const started = new HandrailProcess(args);
  running.push(started);
  return started;
}

const startHq = (...more: string[]): HandrailProcess => start('hq', files.hq, ...more);
const startStore = (...more: string[]): HandrailProcess => start('store', DEMO_CONFIG_FILE, files.store, ...more);
const startLane = (): HandrailProcess => start('lane', DEMO_CONFIG_FILE, files.lane);

/** All three, knowing each other. */
async function chain(): Promise<{ hq: HandrailProcess; store: HandrailProcess; lane: HandrailProcess }> {
  const hq = startHq('--pair', 'demo');
  const storePairing = await runToEnd([
    'pair',
    DEMO_CONFIG_FILE,
    files.store,
    '--as',
    'store',
    '--code',
    await hq.code(),
  ]);
  expect(storePairing).toMatchObject({ code: 0, errors: '' });
  const store = startStore('--pair', 'lane-1');
  const lanePairing = await runToEnd(['pair', DEMO_CONFIG_FILE, files.lane, '--code', await store.code()]);
  expect(lanePairing).toMatchObject({ code: 0, errors: '' });
  return { hq, store, lane: startLane() };
}

async function open(started: HandrailProcess, page: 'shopper' | 'staff'): Promise<PageConnection> {
  const url = String((await started.ready())[page]);
  const { origin } = new URL(url);
  const cookie = await signIn(url);
  const folder = page === 'staff' ? '/staff' : '';
  const connection = connectPage({
    topics: page === 'staff' ? ['tickets', 'lanes', 'people'] : ['lane', 'basket', 'assist', 'payment', 'devices'],
    url: `${origin.replace('http', 'ws')}${folder}/api`,
    environment: nodeEnvironment({ origin, cookie: () => cookie }),
  });
  pages.push(connection);
  await until('the page is connected', () => connection.state.state === 'connected');
  if (page === 'shopper') await until('the lane is open', () => connection.value('lane')?.screen === 'welcome');
  if (page === 'staff') await connection.call('signInWithPin', { name: 'Sara', pin: PINS.Sara });
  return connection;
}

/** Buys one article and pays for it. */
async function buy(shopper: PageConnection, label: string): Promise<void> {
  await until('the scanner is ready', () => shopper.entries('devices').get('scanner')?.state === 'ready');
  devices.scanner.scan(label);
  await until(`${label} is in the basket`, () => (shopper.value('basket')?.articleCount ?? 0) > 0);
  await shopper.call('startPayment', {});
  await until('the reader waits', () => shopper.value('payment')?.phase === 'present-card');
  devices.terminal.presentCard('approve');
  await until('it is paid', () => shopper.value('lane')?.screen === 'thanks');
  await shopper.call('finish', {});
  await until('the lane is free', () => shopper.value('lane')?.screen === 'welcome');
}

type Row = { seq: number; id: string; body: string; hash: string };

function rowsIn(file: string, sql: string): readonly Row[] {
  const database = new Database(path.join(directory, file), { readonly: true });
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}

const journalRows = (): readonly Row[] =>
  rowsIn(
    'lane/journal.db',
    'SELECT seq, id, CAST(body AS TEXT) AS body, lower(hex(hash)) AS hash FROM journal ORDER BY seq',
  );
const keptRows = (role: 'store' | 'hq'): readonly Row[] =>
  rowsIn(
    `${role}/inbox.db`,
    'SELECT seq, id, CAST(body AS TEXT) AS body, lower(hex(row.hash)) AS hash FROM row JOIN log USING (log) ' +
      "WHERE origin = 'demo.lane-1' ORDER BY seq",
  );

async function arrived(role: 'store' | 'hq', withinMs = 30_000): Promise<void> {
  await until(`everything is at ${role}`, () => keptRows(role).length === journalRows().length, withinMs);
  expect(keptRows(role)).toEqual(journalRows());
}

it('sells without a store, and everything arrives at headquarters once both are back', async () => {
  const { hq, store, lane } = await chain();
  const shopper = await open(lane, 'shopper');
  await buy(shopper, LABEL.peanuts);
  await arrived('hq');

  await store.kill();
  await hq.kill();
  await buy(shopper, LABEL.oatMilk);
  await buy(shopper, LABEL.peanuts);
  expect(keptRows('hq').length).toBeLessThan(journalRows().length);
  const back = startHq();
  startStore();
  await arrived('store');
  await arrived('hq');
  expect(journalRows().filter(({ body }) => body.includes('transaction-settled'))).toHaveLength(3);
  const { origin } = new URL(String((await lane.ready())['shopper']));
  const figures = await (await fetch(`${origin}/metrics`)).text();
  expect(figures).toContain('handrail_sync_backlog_rows{origin="demo.lane-1",to="store"} 0\n');
  expect(figures).toMatch(/^handrail_disk_free_bytes \d+$/mu);

  const address = String((await back.ready())['figures']);
  const ofHq = async (headers = {}): Promise<Response> => fetch(address, { headers });
  const chainFigures = await until('the store told that all of it is there', async () => {
    const text = await (await ofHq()).text();
    return text.includes('handrail_hq_store_backlog_rows{store="demo"} 0\n') ? text : undefined;
  });
  expect(chainFigures).toContain('handrail_hq_sink_up 1\n');
  expect(chainFigures).toMatch(/^handrail_hq_store_last_row_age_seconds\{store="demo"\} [\d.]+$/mu);
  expect((await ofHq({ 'x-forwarded-for': '192.0.2.7' })).status).toBe(404);
});

/** A broker, and how headquarters and the store are started with it. */
async function broker(): Promise<{ readonly server: NatsServer; readonly hq: string[]; readonly store: string[] }> {
  const server = await NatsServer.start(['demo']);
  onTestFinished(() => server.stop());
  const hqFile = path.join(directory, 'hq-credentials.json');
  const storeFile = path.join(directory, 'store-credentials.json');
  writeFileSync(hqFile, JSON.stringify(NatsServer.headquartersCredentials));
  writeFileSync(storeFile, JSON.stringify(server.credentialsOf('demo')));
  const address = `nats://127.0.0.1:${server.port}`;
  return {
    server,
    hq: ['--set', `hq.broker=${address}`, '--set', `hq.brokerCredentialsFile=${hqFile}`],
    store: ['--set', `sync.upstream=${address}`, '--set', `sync.credentialsFile=${storeFile}`],
  };
}

it('sends what it records through a broker, also when that was killed', { timeout: 180_000 }, async () => {
  const through = await broker();
  startHq(...through.hq);
  const store = startStore('--pair', 'lane-1', ...through.store);
  const pairing = await runToEnd(['pair', DEMO_CONFIG_FILE, files.lane, '--code', await store.code()]);
  expect(pairing).toMatchObject({ code: 0, errors: '' });
  const shopper = await open(startLane(), 'shopper');
  await buy(shopper, LABEL.peanuts);
  await arrived('hq');
  await through.server.kill();
  await buy(shopper, LABEL.oatMilk);
  await through.server.restart();
  await arrived('hq', 120_000);
});

it('takes through a broker what headquarters publishes, and tells it how far it is', { timeout: 120_000 }, async () => {
  const through = await broker();
  const key = loadOrMakeKey(path.join(directory, 'publisher.pem'));
  const trust = path.join(directory, 'trust.json');
  writeFileSync(trust, JSON.stringify({ sync: { publisherKeys: [key.publicKey] } }));
  const hq = startHq(...through.hq);
  const figures = String((await hq.ready())['figures']);
  await startStore(trust, ...through.store).ready();
  await until(
    'the store told how far it is',
    async () => (await (await fetch(figures)).text()).includes('handrail_hq_store_backlog_rows{store="demo"} 0\n'),
    60_000,
  );
  // With its own rights a store cannot speak for another one, though it can say the words.
  const impostor = await new NatsLine(through.server.asStore('demo')).connection();
  onTestFinished(() => impostor.close());
  const told = JSON.stringify({ rows: 7, oldestAgeMs: 0, hindered: 0 });
  for (const id of ['other', 'demo']) impostor.publish(`handrail.bus.demo.state.${id}.store.backlog`, told);
  const shown = await until('the second is heard', async () => {
    const text = await (await fetch(figures)).text();
    return text.includes('handrail_hq_store_backlog_rows{store="demo"} 7\n') ? text : undefined;
  });
  expect(shown).not.toContain('store="other"');
  const file = path.join(directory, 'answers.json');
  writeFileSync(file, '[]');
  const into = path.join(directory, 'hq', 'feeds');
  const published = await publishFile({ feed: 'help', file, into, key, now: Date.now() });
  const shelf = new FeedFolder(path.join(directory, 'store', 'feeds'));
  await until('the store has it', () => shelf.kept('help').at(-1)?.manifest.revision === published?.revision, 60_000);
});

it('brings a person, names her to the shopper, and forgets no call when the store is killed', async () => {
  const { store, lane } = await chain();
  const shopper = await open(lane, 'shopper');
  const staff = await open(store, 'staff');
  const { ticketId } = await shopper.call('callStaff', { topic: 'price' });
  const call = (): unknown => staff.entries('tickets').get(ticketId);
  await until('staff see it', () => staff.entries('tickets').get(ticketId)?.topic === 'price');
  expect(call()).toMatchObject({ workstationId: 'lane-1', reason: 'help' });
  const promise = await until('a time is promised', () => shopper.entries('assist').get(ticketId)?.promise);
  expect(promise).toMatchObject({ placeInLine: 1, missed: false, unattended: false });

  await store.kill();
  const back = startStore();
  const again = await open(back, 'staff');
  await until('the call is there again', () => again.entries('tickets').get(ticketId));
  await again.call('acknowledgeTicket', { ticketId });
  await until('she is named', () => shopper.entries('assist').get(ticketId)?.attendant === 'Sara');
  await again.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
  await until('it is over', () => !shopper.entries('assist').has(ticketId));
});

it('says that a lane that was killed is away, keeps its call, and goes on when it is back', async () => {
  const { store, lane } = await chain();
  const shopper = await open(lane, 'shopper');
  const staff = await open(store, 'staff');
  const { ticketId } = await shopper.call('callStaff', { topic: null });
  await until('staff see it', () => staff.entries('tickets').get(ticketId));
  await lane.kill();
  await until('it is away', () => staff.entries('lanes').get('lane-1')?.connected === false, 30_000);
  expect(staff.entries('tickets').get(ticketId)?.care?.stale).toBe(true);
  await expect(staff.call('acknowledgeTicket', { ticketId })).rejects.toMatchObject({ code: 'lane-away' });
  startLane();
  await until('it is back', () => staff.entries('lanes').get('lane-1')?.connected === true, 30_000);
  // A lane reports how it stands a moment before it takes commands.
  const take = async (): Promise<boolean> =>
    staff.call('acknowledgeTicket', { ticketId }).then(
      () => true,
      () => false,
    );
  await until('somebody takes it on', take);
  await until('she is named', () => staff.entries('tickets').get(ticketId)?.attendant === 'Sara');
});

it('refuses a machine that was never paired, and a code that is wrong', async () => {
  const store = startStore('--set', 'sync.upstream=http://127.0.0.1:9', '--pair', 'lane-1');
  await expect(store.ready()).rejects.toThrow(/not paired/);
  const alone = start('lane', DEMO_CONFIG_FILE, files.lane);
  await expect(alone.ready()).rejects.toThrow(/not paired/);
  const hq = startHq('--pair', 'demo');
  await hq.ready();
  const wrong = await runToEnd(['pair', DEMO_CONFIG_FILE, files.store, '--as', 'store', '--code', 'AAAAA-AAAAA']);
  expect(wrong.code).toBe(1);
  expect(wrong.errors).toContain('code');
});
