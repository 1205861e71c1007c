// Goal: the bus carries what is said to all who listen, tells who is there, brings questions to those who answer, never
// grows for a slow or absent listener, finds its way back, and lets nobody speak in another one's name.
// Method: real stores and machines over TLS; a proxy that swallows and resets; hostile frames over bare WebSockets.
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { type AskFailure, BUS_MESSAGE_BYTES_MAX, type BusMessage } from '#sync/bus/bus.ts';
import type { BusLog } from '#sync/bus/bus-ports.ts';
import { BusClient } from '#sync/bus/bus-client.ts';
import { BUS_CLOSE, PING_EVERY_MS, PINGS_MISSED_MAX, SILENCE_MAX_MS } from '#sync/bus/connection.ts';
import { WAITING_BYTES_MAX } from '#sync/bus/frame-queue.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { MemorySink } from '#tests/support/memory-log.ts';
import { openSyncBed, SILENT, type PairedMachine, type SyncBed, type SyncBedOptions } from '#tests/support/sync-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';

async function bed(options: Partial<SyncBedOptions> = {}): Promise<SyncBed> {
  const receiver = new Receiver(new MemorySink(false), systemClock);
  const opened = await openSyncBed({ directory: temporaryDirectory(), receiver, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

async function join(
  machine: PairedMachine,
  address?: string,
  clock = systemClock,
  log: BusLog = SILENT,
): Promise<BusClient> {
  const connection = machine.connect(address);
  const client = new BusClient({ route: connection.busRoute, clock, random: Math.random, log });
  onTestFinished(async () => {
    await client.close();
    connection.close();
  });
  await until('a connection', () => client.isConnected);
  return client;
}

/** Everything that is heard of a pattern from now on. */
function heard(bus: { subscribe: LocalBus['subscribe'] }, pattern: string): (readonly [string, BusMessage])[] {
  const all: (readonly [string, BusMessage])[] = [];
  bus.subscribe(pattern, (subject, message) => all.push([subject, message]));
  return all;
}

/** A message of the store's that comes back is proof that all before it was taken. */
async function inStep(store: SyncBed, client: BusClient): Promise<void> {
  const echo = heard(client, 'echo.>');
  await until('an echo', () => {
    store.bus.publish('echo.step', {});
    return echo.length > 0;
  });
}

test('what a lane says is heard by the store and by other lanes, once each, however they listen', async () => {
  const store = await bed();
  const [one, two] = [await join(await store.pair('lane-1')), await join(await store.pair('lane-2'))];
  const atStore = heard(store.bus, 'lane.>');
  const narrow = heard(two, 'lane.lane-1.ticket');
  const wide = heard(two, 'lane.>');
  await inStep(store, two);
  one.publish('lane.lane-1.ticket', { id: 'ä', n: 1 });
  await until('the ticket at the other lane', () => wide.length > 0);
  await inStep(store, two);
  const expected = [['lane.lane-1.ticket', { id: 'ä', n: 1 }]];
  expect([atStore, narrow, wide]).toEqual([expected, expected, expected]);
});

test('a listener that has ended hears nothing more', async () => {
  const store = await bed();
  const client = await join(await store.pair('lane-1'));
  const all: string[] = [];
  const end = client.subscribe('news.>', (subject) => all.push(subject));
  await inStep(store, client);
  store.bus.publish('news.one', {});
  await until('the first news', () => all.length > 0);
  end();
  await inStep(store, client);
  store.bus.publish('news.two', {});
  await inStep(store, client);
  expect(all).toEqual(['news.one']);
});

test('who is there is told at once, to newcomers too, and so is who went away', async () => {
  const store = await bed();
  const before = heard(store.bus, 'presence.>');
  const lane = await join(await store.pair('lane-1'));
  await until('presence', () => before.length === 1);
  const newcomer = heard(await join(await store.pair('lane-2')), 'presence.lane-1');
  await until('presence for a newcomer', () => newcomer.length > 0);
  expect(newcomer[0]).toMatchObject(['presence.lane-1', { origin: 'lane-1', online: true }]);
  await lane.close();
  await until('absence', () => newcomer.length > 1);
  expect(newcomer[1]).toMatchObject(['presence.lane-1', { origin: 'lane-1', online: false }]);
});

test('a lane whose network swallows everything is offline after two missed pings, and finds its way back', async () => {
  const clock = new ManualClock(Date.now());
  const store = await bed({ clock });
  const proxy = await FaultProxy.open(store.server.port);
  onTestFinished(() => proxy.close());
  const presence = heard(store.bus, 'presence.lane-1');
  const laneClock = new ManualClock(Date.now());
  const machine = await store.pair('lane-1');
  const lane = await join(machine, `https://127.0.0.1:${proxy.port}`, laneClock);
  await inStep(store, lane);
  proxy.setWeather({ isBlackHole: true });
  for (let missed = 0; missed < PINGS_MISSED_MAX; missed += 1) clock.advance(PING_EVERY_MS);
  expect(presence.length, 'each ping has its time').toBe(1);
  clock.advance(PING_EVERY_MS);
  await until('absence', () => presence.length === 2);
  laneClock.advance(SILENCE_MAX_MS);
  await until('the lane to notice', () => !lane.isConnected);
  proxy.setWeather({});
  await until('the lane to be back', () => {
    laneClock.advance(1_000);
    return lane.isConnected;
  });
  await until('presence', () => presence.length === 3);
  expect(presence.map(([, message]) => message['online'])).toEqual([true, false, true]);
});

test('a client listens again to what it listened to, and says its latest state again, after the store was away', async () => {
  const store = await bed();
  const lane = await join(await store.pair('lane-1'));
  const news = heard(lane, 'news.>');
  const states = heard(store.bus, 'state.>');
  lane.offer('command.lane-1.>', async () => ({ done: true }));
  await inStep(store, lane);
  await store.restart();
  lane.publish('state.lane-1', { screen: 'one' });
  lane.publish('state.lane-1', { screen: 'two' });
  lane.publish('lane.lane-1.blip', { lost: true });
  await until('the way back', () => states.some(([, { screen }]) => screen === 'two'));
  await inStep(store, lane);
  store.bus.publish('news.again', {});
  await until('news', () => news.length > 0);
  expect(await store.bus.ask('command.lane-1.open', {}, 5_000)).toEqual({ done: true });
});

test('a question is brought to the lane that answers it; failures say which', async () => {
  const store = await bed();
  const lane = await join(await store.pair('lane-1'));
  const asked: unknown[] = [];
  lane.offer('command.lane-1.open', async (subject, message, deadlineMs) => {
    asked.push([subject, message, deadlineMs]);
    return { opened: true };
  });
  lane.offer('command.lane-1.fail', async () => {
    throw new Error('the door is locked');
  });
  lane.offer('command.lane-1.hang', () => new Promise(() => {}));
  lane.offer('command.lane-1.much', async () => ({ text: 'x'.repeat(BUS_MESSAGE_BYTES_MAX) }));
  await inStep(store, lane);
  const failure = async (subject: string, deadlineMs = 5_000): Promise<AskFailure> =>
    (await store.bus.ask(subject, {}, deadlineMs).catch((error: unknown) => error)) as AskFailure;
  expect(await store.bus.ask('command.lane-1.open', { by: 'ann' }, 5_000)).toEqual({ opened: true });
  expect(asked).toEqual([['command.lane-1.open', { by: 'ann' }, 5_000]]);
  expect(await failure('command.lane-1.fail')).toMatchObject({ code: 'failed', message: 'the door is locked' });
  expect(await failure('command.lane-1.hang', 50)).toMatchObject({ code: 'late' });
  expect(await failure('command.lane-1.much')).toMatchObject({ code: 'failed' });
  expect(await failure('command.lane-2.open')).toMatchObject({ code: 'nobody' });
  const cut = failure('command.lane-1.hang', 10_000);
  await lane.close();
  expect(await cut).toMatchObject({ code: 'closed' });
  expect(await failure('command.lane-1.open')).toMatchObject({ code: 'nobody' });
});

test('a lane may ask the store', async () => {
  const store = await bed();
  const lane = await join(await store.pair('lane-1'));
  store.bus.offer('store.time', async (_subject, message) => ({ ...message, at: 7 }));
  expect(await lane.ask('store.time', { q: 1 }, 5_000)).toEqual({ q: 1, at: 7 });
  await expect(lane.ask('store.nothing', {}, 5_000)).rejects.toMatchObject({ code: 'nobody' });
});

test('the newest connection of a machine is the one that counts, and its presence stays', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const presence = heard(store.bus, 'presence.lane-1');
  const first = bare(machine);
  await first.opened;
  const second = bare(machine);
  await second.opened;
  expect(await first.closed).toBe(BUS_CLOSE.replaced);
  expect(presence.map(([, { online }]) => online)).toEqual([true, true]);
  second.socket.close();
  await until('absence', () => presence.length === 3);
});

test('a machine whose name and key another one has says so once, and lets the other be for a while', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const warnings: string[] = [];
  await join(machine, undefined, systemClock, { ...SILENT, warn: (message) => warnings.push(message) });
  await bare(machine).opened;
  await until('a warning', () => warnings.length > 0);
  expect(warnings).toEqual([expect.stringContaining('under the name of this one')]);
});

test('a machine that is revoked is off the bus at once and does not come back', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const lane = bare(machine);
  await lane.opened;
  store.peers.revoke('lane-1', Date.now());
  expect(await lane.closed).toBe(BUS_CLOSE.unauthorized);
  expect(await bare(machine).closed).toBe(401);
});

test('hostile frames end the connection, and what nobody may say is not said', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const said = heard(store.bus, '>');
  const frames: readonly (string | Buffer)[] = [
    'x',
    '{}',
    '[]',
    '["pub"]',
    '["pub","a b",{}]',
    '["pub","lane.lane-1.x",[]]',
    '["pub","lane.lane-1.x",{},1]',
    '["pub","lane.lane-2.x",{}]',
    '["pub","presence.lane-1",{"online":false}]',
    '["pub","command.lane-1.open",{}]',
    '["pub","lane",{}]',
    '["sub","a..b"]',
    '["offer","command.>"]',
    '["offer","command.lane-2.open"]',
    '["offer","command.*.open"]',
    '["offer","store.time"]',
    '["ask",1,"command.lane-2.open",{},1000]',
    '["ask",-1,"store.time",{},1000]',
    '["answer",1,"x"]',
    '["fail",1,"other","x"]',
    Buffer.from('["sub","a"]'),
  ];
  for (const frame of frames) {
    const lane = bare(machine);
    await lane.opened;
    lane.socket.send(frame);
    expect(await lane.closed, `after ${String(frame)}`).toBe(BUS_CLOSE.policy);
  }
  const large = bare(machine);
  await large.opened;
  large.socket.send(`["pub","lane.lane-1.x",{"t":"${'x'.repeat(2 * BUS_MESSAGE_BYTES_MAX)}"}]`);
  expect(await large.closed).toBe(1009);
  const flood = bare(machine);
  await flood.opened;
  for (let index = 0; index < 5_000; index += 1) flood.socket.send('["unsub","a"]');
  expect(await flood.closed).toBe(BUS_CLOSE.policy);
  const greedy = bare(machine);
  await greedy.opened;
  for (let index = 0; index <= 200; index += 1) greedy.socket.send(`["sub","a.${index}"]`);
  expect(await greedy.closed).toBe(BUS_CLOSE.policy);
  expect(said.filter(([subject]) => !subject.startsWith('presence.'))).toEqual([]);
});

test('pages, strangers and other paths get no WebSocket', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  expect(await bare(machine, { headers: {} }).closed).toBe(401);
  expect(await bare(machine, { headers: { authorization: `Bearer ${'A'.repeat(43)}` } }).closed).toBe(401);
  expect(await bare(machine, { origin: 'https://evil.example' }).closed).toBe(403);
  expect(await bare(machine, { path: '/sync/v1/other' }).closed).toBe(404);
});

test('for a listener that does not read, the newest state waits and the rest is dropped', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const slow = bare(machine);
  await slow.opened;
  const received: string[] = [];
  slow.socket.on('message', (data: Buffer) => received.push(data.toString('utf8')));
  slow.socket.send('["sub",">"]');
  await until('the first message', () => received.length > 0);
  slow.socket.pause();
  const text = 'x'.repeat(50_000);
  // What the kernel takes for a socket on loopback is some megabytes; this is far more than that and the queue.
  const rounds = (20 * WAITING_BYTES_MAX) / text.length;
  for (let round = 0; round < rounds; round += 1) {
    store.bus.publish('news.lane', { round, text });
    store.bus.publish('state.lane', { round, text });
    await new Promise((resolve) => setImmediate(resolve));
  }
  store.bus.publish('state.lane', { round: 'last' });
  slow.socket.resume();
  await until('the last state', () => received.some((frame) => frame === '["pub","state.lane",{"round":"last"}]'));
  const news = received.filter((frame) => frame.startsWith('["pub","news.'));
  expect(news.length).toBeLessThan(rounds);
});

test('a bus within one process is the same to its users', async () => {
  const bus = new LocalBus(systemClock, SILENT);
  bus.publish('state.a', { n: 1 });
  bus.publish('news.a', { n: 1 });
  const all = heard(bus, '>');
  bus.subscribe('news.*', () => {
    throw new Error('a listener fails');
  });
  bus.publish('news.a', { n: 2 });
  bus.publish('not a subject', {});
  bus.publish('news.big', { text: 'x'.repeat(BUS_MESSAGE_BYTES_MAX) });
  expect(all).toEqual([
    ['state.a', { n: 1 }],
    ['news.a', { n: 2 }],
  ]);
  const end = bus.offer('q.*', async () => ({ a: 1 }));
  expect(await bus.ask('q.x', {}, 1_000)).toEqual({ a: 1 });
  end();
  await expect(bus.ask('q.x', {}, 1_000)).rejects.toMatchObject({ code: 'nobody' });
  expect(() => bus.subscribe('a..b', () => {})).toThrow(TypeError);
  await bus.close();
  bus.publish('news.a', { n: 3 });
  await expect(bus.ask('q.x', {}, 1_000)).rejects.toMatchObject({ code: 'closed' });
  expect(all.length).toBe(2);
});

interface BareSocket {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  /** The code of its close, or the status of a refused handshake. */
  readonly closed: Promise<number>;
}

/** A machine's WebSocket without the client around it. */
function bare(
  machine: PairedMachine,
  unlike: { readonly headers?: Record<string, string>; readonly origin?: string; readonly path?: string } = {},
): BareSocket {
  let settleOpened = (): void => {};
  let settleClosed: (code: number) => void = () => {};
  const opened = new Promise<void>((resolve) => (settleOpened = resolve));
  const closed = new Promise<number>((resolve) => (settleClosed = resolve));
  const holder: { socket: WebSocket | undefined } = { socket: undefined };
  const connection = machine.connect();
  onTestFinished(() => {
    connection.close();
    holder.socket?.terminate();
  });
  const open = (token: string): void => {
    const { url, tls } = connection.busRoute;
    const headers = unlike.headers ?? { authorization: `Bearer ${token}` };
    const to = unlike.path === undefined ? url : new URL(unlike.path, url).href;
    const socket = new WebSocket(to, { ...tls, headers, ...(unlike.origin ? { origin: unlike.origin } : {}) });
    holder.socket = socket;
    socket.on('open', settleOpened);
    socket.on('unexpected-response', (request, response) => {
      settleClosed(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', settleClosed);
  };
  void connection.busRoute.token(AbortSignal.timeout(10_000)).then(open, () => settleClosed(401));
  return {
    get socket() {
      if (holder.socket === undefined) throw new Error('the socket is not there yet');
      return holder.socket;
    },
    opened,
    closed,
  };
}
