// Goal: a store's bus over the chain's servers does what every bus does: it carries what is said to all who listen,
// tells newcomers the newest value, brings questions to who answers, and finds its way back.
// Method: a real server with the users of two stores and headquarters; it is killed and started again; hostile
// messages are written past the bus.
import { expect, it, onTestFinished } from 'vitest';
import { type AskFailure, BUS_MESSAGE_BYTES_MAX, type BusMessage } from '#sync/bus/bus.ts';
import { NatsBus } from '#sync/nats/nats-bus.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { provision } from '#sync/nats/provision.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { until } from '#tests/support/until.ts';

const LIMITS = { replicas: 1, bytesMax: 64 * 1024 * 1024 } as const;

async function openServer() {
  const server = await NatsServer.start(['store-1', 'store-2']);
  const hq = new NatsLine(server.asHeadquarters());
  await provision(await hq.connection(), LIMITS);
  onTestFinished(async () => {
    await hq.close();
    await server.stop();
  });
  const warnings: string[] = [];
  const note = (message: string): void => void warnings.push(message);
  const log = { debug: () => undefined, warn: note, error: note };
  const join = async (options: ReturnType<NatsServer['asStore']>, store: string): Promise<NatsBus> => {
    const bus = new NatsBus({ ...options, store, log });
    onTestFinished(async () => bus.close());
    await until('a connection', () => bus.isConnected);
    return bus;
  };
  return { server, hq, join, warnings };
}

function heard(bus: NatsBus, pattern: string): (readonly [string, BusMessage])[] {
  const all: (readonly [string, BusMessage])[] = [];
  bus.subscribe(pattern, (subject, message) => all.push([subject, message]));
  return all;
}

/** A message that comes round is proof that all before it was taken. */
async function inStep(from: NatsBus, to: NatsBus): Promise<void> {
  const echo = heard(to, 'echo.>');
  await until('an echo', () => {
    from.publish('echo.step', {});
    return echo.length > 0;
  });
}

it('carries what is said to all who listen, once each, and to no other store', async () => {
  const { server, join } = await openServer();
  const [one, two] = [
    await join(server.asStore('store-1'), 'store-1'),
    await join(server.asStore('store-1'), 'store-1'),
  ];
  const desk = await join(server.asHeadquarters(), 'store-1');
  const other = await join(server.asStore('store-2'), 'store-2');
  const all = [heard(two, 'lane.>'), heard(two, 'lane.*.ticket'), heard(desk, 'lane.3.ticket')];
  const elsewhere = heard(other, '>');
  await inStep(one, two);
  await inStep(one, desk);
  one.publish('lane.3.ticket', { ticketId: 't1' });
  await inStep(one, two);
  await inStep(one, desk);
  for (const messages of all) expect(messages).toEqual([['lane.3.ticket', { ticketId: 't1' }]]);
  expect(elsewhere).toEqual([]);
});

it('does not let a store listen to or speak on the bus of another one', async () => {
  const { server, join, warnings } = await openServer();
  const own = await join(server.asStore('store-1'), 'store-1');
  const spy = await join(server.asStore('store-2'), 'store-1');
  const messages = heard(own, '>');
  heard(spy, '>');
  spy.publish('lane.3.command', { open: true });
  await until('the servers have said no', () => warnings.some((text) => text.includes('listen')));
  await inStep(own, own);
  expect(messages.map(([subject]) => subject)).not.toContain('lane.3.command');
});

it('tells a newcomer the newest value of what only the newest counts of', async () => {
  const { server, join } = await openServer();
  const one = await join(server.asStore('store-1'), 'store-1');
  for (const state of ['open', 'closed', 'open again']) one.publish('state.lane-1', { state });
  one.publish('lane.1.ticket', { ticketId: 't1' });
  await inStep(one, one);
  const desk = await join(server.asHeadquarters(), 'store-1');
  const states = heard(desk, 'state.>');
  const everything = heard(desk, '>');
  await until('the newest value', () => states.length > 0 && everything.length > 0);
  expect(states).toEqual([['state.lane-1', { state: 'open again' }]]);
  expect(everything).toEqual([['state.lane-1', { state: 'open again' }]]);
});

it('brings a question to the one who answers, and says why there is no answer', async () => {
  const { server, join } = await openServer();
  const lane = await join(server.asStore('store-1'), 'store-1');
  const desk = await join(server.asHeadquarters(), 'store-1');
  const failure = async (subject: string): Promise<string> =>
    desk.ask(subject, {}, 300).then(
      () => 'answered',
      (error: AskFailure) => `${error.code}: ${error.message}`,
    );
  expect(await failure('lane.1.open')).toContain('nobody');
  const end = lane.offer('lane.1.*', async (subject, message, deadlineMs) => {
    if (subject === 'lane.1.fail') throw new Error('the shutter is stuck — 苹果');
    if (subject === 'lane.1.wait') return new Promise(() => undefined);
    return { subject, message, deadlineMs };
  });
  await until('the offer is known', async () => (await failure('lane.1.open')) === 'answered');
  expect(await desk.ask('lane.1.open', { by: 'ann' }, 2_000)).toEqual({
    subject: 'lane.1.open',
    message: { by: 'ann' },
    deadlineMs: 2_000,
  });
  expect(await failure('lane.1.fail')).toBe('failed: the shutter is stuck — 苹果');
  expect(await failure('lane.1.wait')).toContain('late');
  end();
  await until('the offer has ended', async () => (await failure('lane.1.open')).startsWith('nobody'));
});

it('finds its way back, and hears what only the newest counts of', async () => {
  const { server, hq, join } = await openServer();
  const one = await join(server.asStore('store-1'), 'store-1');
  const two = await join(server.asStore('store-1'), 'store-1');
  const messages = heard(two, 'state.>');
  await server.kill();
  await until('it is noticed', () => !one.isConnected && !two.isConnected);
  one.publish('state.lane-1', { lost: true });
  await expect(one.ask('lane.1.open', {}, 100)).rejects.toMatchObject({ code: 'closed' });
  await server.restart();
  await until('both are back', () => one.isConnected && two.isConnected);
  await until('the servers are ready', async () =>
    hq
      .connection()
      .then(async (connection) => provision(connection, LIMITS).then(() => true))
      .catch(() => false),
  );
  await until('it is heard again', () => {
    one.publish('state.lane-1', { here: true });
    return messages.length > 0;
  });
  expect(messages[0]).toEqual(['state.lane-1', { here: true }]);
});

it('drops what is no message, and what is too large', async () => {
  const { server, hq, join, warnings } = await openServer();
  const one = await join(server.asStore('store-1'), 'store-1');
  const messages = heard(one, 'lane.>');
  await inStep(one, one);
  const connection = await hq.connection();
  for (const text of ['', 'null', '[]', '{', '"x"', `{"x":"${'x'.repeat(BUS_MESSAGE_BYTES_MAX)}"}`]) {
    connection.publish('handrail.bus.store-1.lane.1', text);
  }
  await connection.flush();
  one.publish('lane.1', { x: 'x'.repeat(BUS_MESSAGE_BYTES_MAX) });
  one.publish('not a subject', {});
  one.publish('lane.1', { last: true });
  await until('the last one', () => messages.length > 0);
  expect(messages).toEqual([['lane.1', { last: true }]]);
  expect(warnings).toHaveLength(2);
  expect(() => one.subscribe('no pattern', () => undefined)).toThrow(TypeError);
});
