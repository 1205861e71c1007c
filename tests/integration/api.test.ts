// Goal: what a page knows is what the program published, and what a page asks for is done once, over any break of the
// wire. Method: the real client on real WebSockets against the real server; the wire is cut, stalled and flooded.
import { mkdirSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CommandFailed } from '#kiosk/api/client/pending-calls.ts';
import {
  connectPage,
  type ConnectionState,
  type ConnectPageOptions,
  type PageConnection,
} from '#kiosk/api/client/connect-page.ts';
import type { ProgramFrame } from '#kiosk/api/frames.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { PageRole } from '#kiosk/api/topics.ts';
import { CONTRACT_VERSION } from '#kiosk/api/version.ts';
import type { DeviceView, SessionView } from '#kiosk/api/views.ts';
import { type PageServer, startPageServer } from '#kiosk/host/http/server.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { nodeEnvironment, signIn } from '#tests/support/page-client.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };
const PATHS: Record<PageRole, string> = { shopper: '/api', staff: '/staff/api', desk: '/desk/api' };
const session = (language: string): SessionView => ({ language, languages: ['en'], idleDeadline: null });
const device = (detail: string): DeviceView => ({ deviceId: 'd', kind: 'scanner', state: 'ready', detail });

interface Program {
  readonly hub: TopicHub;
  readonly server: PageServer;
  restart(): Promise<void>;
}

async function startProgram(handlers: CommandHandlers = {}): Promise<Program> {
  const directory = temporaryDirectory();
  mkdirSync(path.join(directory, 'pages'));
  const start = (port: number, hub: TopicHub): Promise<PageServer> =>
    startPageServer({
      host: '127.0.0.1',
      port,
      pagesDirectory: path.join(directory, 'pages'),
      picturesDirectory: path.join(directory, 'pages'),
      secretFile: path.join(directory, 'secret'),
      hub,
      handlers,
      log: SILENT,
    });
  const program = {
    hub: new TopicHub(systemClock),
    server: undefined as unknown as PageServer,
    async restart() {
      await program.server.close();
      program.hub = new TopicHub(systemClock);
      program.server = await start(program.server.port, program.hub);
    },
  };
  program.server = await start(0, program.hub);
  onTestFinished(() => program.server.close());
  return program;
}

interface Page {
  readonly connection: PageConnection;
  readonly states: ConnectionState[];
}

async function openPage(
  program: Program,
  topics: ConnectPageOptions['topics'],
  options: { role?: PageRole; throughPort?: number } = {},
): Promise<Page> {
  const role = options.role ?? 'shopper';
  const cookie = await signIn(program.server.mintUrl(role));
  const states: ConnectionState[] = [];
  const connection = connectPage({
    url: `ws://127.0.0.1:${options.throughPort ?? program.server.port}${PATHS[role]}`,
    topics,
    onState: (state) => states.push(state),
    environment: nodeEnvironment({ origin: program.server.origin, cookie: () => cookie }),
  });
  onTestFinished(() => connection.close());
  return { connection, states };
}

function until(condition: () => boolean): Promise<void> {
  return vi.waitUntil(condition, { timeout: 10_000, interval: 5 }).then(() => {});
}

test('a page sees values, entries and effects, and its commands come back', async () => {
  const program = await startProgram({ callStaff: async () => ({ ticketId: 't-9' }) });
  const { connection, states } = await openPage(program, ['session', 'devices', 'effects']);
  const effects: unknown[] = [];
  connection.subscribe('effects', (effect) => effects.push(effect.effect));
  await until(() => connection.state.state === 'connected');
  program.hub.publishValue('session', session('da'));
  program.hub.publishEntries('devices', { set: [['a', device('1')]] });
  await until(() => connection.entries('devices').size === 1);
  program.hub.publishEffect('effects', { effect: 'found', at: Date.now() });
  await until(() => effects.length === 1);
  expect(connection.value('session')).toEqual(session('da'));
  expect(connection.entries('devices').get('a')).toEqual(device('1'));
  expect(await connection.call('callStaff', { topic: null })).toEqual({ ticketId: 't-9' });
  expect(states).toEqual([{ state: 'connected', role: 'shopper' }]);
});

test('a no of the domain rejects the call with its code', async () => {
  const program = await startProgram({
    addArticle: async () => ({ rejected: true, code: 'article-unknown', data: { code: '1' } }),
  });
  const { connection } = await openPage(program, []);
  const failure = await connection.call('addArticle', { articleId: 'x', count: 1 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandFailed);
  expect(failure).toMatchObject({ code: 'article-unknown', retryable: false, data: { code: '1' } });
  await expect(connection.call('resolveTicket', { ticketId: 't', outcome: null })).rejects.toMatchObject({
    code: 'not-allowed',
  });
});

test('after a restart of the program the page comes back by itself, forgets what is gone, and keeps what is the same', async () => {
  const program = await startProgram();
  program.hub.publishValue('session', session('en'));
  program.hub.publishEntries('devices', {
    set: [
      ['stays', device('s')],
      ['goes', device('g')],
    ],
  });
  const { connection, states } = await openPage(program, ['session', 'devices']);
  await until(() => connection.entries('devices').size === 2);
  const before = { session: connection.value('session'), stays: connection.entries('devices').get('stays') };

  await program.restart();
  program.hub.publishEntries('devices', {
    set: [
      ['stays', device('s')],
      ['new', device('n')],
    ],
  });
  program.hub.publishValue('session', session('en'));
  await until(() => connection.state.state === 'connected' && connection.entries('devices').has('new'));
  expect([...connection.entries('devices').keys()]).toEqual(['stays', 'new']);
  expect(connection.entries('devices').get('stays')).toBe(before.stays);
  expect(connection.value('session')).toBe(before.session);
  expect(states.map(({ state }) => state)).toContain('lost');
});

/** A wire between a page and the program, to cut. */
async function wireTo(toPort: number): Promise<{ port: number; cut(): void }> {
  const ends = new Set<Socket>();
  const wire = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        other.destroy();
        ends.delete(end);
      });
    }
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  onTestFinished(() => {
    cut();
    wire.close();
  });
  const address = wire.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, cut };
}

test('a command whose answer was lost with the wire is sent again, and not done again', async () => {
  const done: number[] = [];
  const answer = Promise.withResolvers<Record<string, never>>();
  const program = await startProgram({
    removeLine: ({ lineNumber }) => {
      done.push(lineNumber);
      return answer.promise;
    },
  });
  const wire = await wireTo(program.server.port);
  const { connection, states } = await openPage(program, [], { throughPort: wire.port });
  const call = connection.call('removeLine', { lineNumber: 7 });
  await until(() => done.length === 1);
  wire.cut();
  await until(() => states.filter(({ state }) => state === 'connected').length === 2);
  answer.resolve({});
  expect(await call).toEqual({});
  expect(done).toEqual([7]);
});

test('a command that the program of before may have done is not done again by the next one', async () => {
  const done: number[] = [];
  const program = await startProgram({
    removeLine: ({ lineNumber }) => {
      done.push(lineNumber);
      return done.length === 1 ? new Promise(() => {}) : Promise.resolve({});
    },
  });
  const { connection } = await openPage(program, []);
  const call = connection.call('removeLine', { lineNumber: 1 }, { deadlineMs: 20_000 });
  const failure = call.catch((error: unknown) => error);
  await until(() => done.length === 1);
  await program.restart();
  expect(await failure).toMatchObject({ code: 'program-restarted', retryable: true });
  expect(await connection.call('removeLine', { lineNumber: 2 })).toEqual({});
  expect(done).toEqual([1, 2]);
});

test('however often the wire is cut, every command is done exactly once', async () => {
  const done: number[] = [];
  const program = await startProgram({
    removeLine: async ({ lineNumber }) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(lineNumber);
      return {};
    },
  });
  const wire = await wireTo(program.server.port);
  const { connection } = await openPage(program, [], { throughPort: wire.port });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 5, maxLength: 15 }), async (cuts) => {
      done.length = 0;
      const calls: Promise<unknown>[] = [];
      for (const [index, isCut] of cuts.entries()) {
        calls.push(connection.call('removeLine', { lineNumber: index + 1 }, { deadlineMs: 20_000 }));
        await new Promise((resolve) => setImmediate(resolve));
        if (isCut) wire.cut();
      }
      await Promise.all(calls);
      expect(done.toSorted((a, b) => a - b)).toEqual(cuts.map((_cut, index) => index + 1));
    }),
    { numRuns: 10 },
  );
});

test('1000 quick commands are all done, once each', async () => {
  const done: number[] = [];
  const program = await startProgram({
    removeLine: async ({ lineNumber }) => {
      done.push(lineNumber);
      return {};
    },
  });
  const { connection } = await openPage(program, []);
  await until(() => connection.state.state === 'connected');
  for (let first = 1; first <= 1000; first += 50) {
    const calls = Array.from({ length: 50 }, (_value, index) =>
      connection.call('removeLine', { lineNumber: first + index }, { deadlineMs: 20_000 }),
    );
    await Promise.all(calls);
  }
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_value, index) => index + 1));
  expect(connection.state.state).toBe('connected');
});

test('a program that is not there yet is found when it comes, and a call waits for it', async () => {
  const program = await startProgram({ finish: async () => ({}) });
  const cookie = await signIn(program.server.mintUrl('shopper'));
  const { port, origin } = program.server;
  await program.server.close();
  const connection = connectPage({
    url: `ws://127.0.0.1:${port}/api`,
    topics: [],
    environment: nodeEnvironment({ origin, cookie: () => cookie }),
  });
  onTestFinished(() => connection.close());
  await expect(connection.call('finish', {}, { deadlineMs: 50 })).rejects.toMatchObject({
    code: 'deadline-exceeded',
    retryable: true,
  });
  const call = connection.call('finish', {}, { deadlineMs: 20_000 });
  await until(() => connection.state.state === 'lost');
  await program.restart();
  expect(await call).toEqual({});
});

const newerVersion = [`"contractVersion":${CONTRACT_VERSION}`, `"contractVersion":${CONTRACT_VERSION + 1}`] as const;

test('a page that is not signed in knows it, and a page of another version knows that', async () => {
  const program = await startProgram();
  const environment = nodeEnvironment({ origin: program.server.origin, cookie: () => 'none=1' });
  const url = `ws://127.0.0.1:${program.server.port}/api`;
  const stranger = connectPage({ url, topics: [], environment });
  onTestFinished(() => stranger.close());
  await until(() => stranger.state.state === 'refused');
  expect(stranger.state).toEqual({ state: 'refused', reason: 'open this page through its start link' });

  const cookie = await signIn(program.server.mintUrl('shopper'));
  const wire = nodeEnvironment({ origin: program.server.origin, cookie: () => cookie });
  const old = connectPage({
    url,
    topics: [],
    environment: {
      ...wire,
      openSocket: (address, listener) => {
        const received = (data: unknown): void => listener.received(String(data).replace(...newerVersion));
        return wire.openSocket(address, { ...listener, received });
      },
    },
  });
  onTestFinished(() => old.close());
  await until(() => old.state.state === 'version-mismatch');
  expect(old.state).toEqual({ state: 'version-mismatch', page: CONTRACT_VERSION, program: CONTRACT_VERSION + 1 });
});

test('a page that reads nothing for a while gets the latest, costs little, and holds nobody up', async () => {
  const program = await startProgram();
  const cookie = await signIn(program.server.mintUrl('shopper'));
  const socket = new WebSocket(`ws://127.0.0.1:${program.server.port}/api`, {
    origin: program.server.origin,
    headers: { cookie },
  });
  onTestFinished(() => socket.terminate());
  const frames: ProgramFrame[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as ProgramFrame;
    frames.push(...(frame.type === 'together' ? frame.frames : [frame]));
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'hello', contractVersion: CONTRACT_VERSION, buildId: 'slow' }));
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['devices', 'session'] }));
  await until(() => frames.some((frame) => frame.type === 'entries'));

  socket.pause();
  const quick = await openPage(program, ['session']);
  await until(() => quick.connection.state.state === 'connected');
  const filler = 'x'.repeat(10_000);
  const published = 3000;
  for (let index = 0; index < published; index += 1) {
    program.hub.publishEntries('devices', { set: [[`d${index % 5}`, device(`${index} ${filler}`)]] });
    program.hub.publishValue('session', session(`l${index}`));
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => quick.connection.value('session')?.language === `l${published - 1}`);
  socket.resume();
  const latest = (): unknown => frames.findLast((frame) => frame.type === 'value')?.value;
  await until(() => (latest() as SessionView | undefined)?.language === `l${published - 1}`);
  const received = JSON.stringify(frames).length;
  expect(received).toBeLessThan((published * filler.length) / 2);
  const details = new Map(frames.flatMap((frame) => (frame.type === 'entries' ? frame.set : [])));
  const expected = new Set(Array.from({ length: 5 }, (_value, index) => `${published - 5 + index} `));
  expect(new Set([...details.values()].map((entry) => (entry as DeviceView).detail?.slice(0, 5)))).toEqual(expected);
});

test('hostile frames end their own connection at worst, while a page beside them works on', async () => {
  const program = await startProgram({ finish: async () => ({}) });
  const cookie = await signIn(program.server.mintUrl('shopper'));
  const { connection } = await openPage(program, []);
  const frame = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json({ maxDepth: 3 }),
    fc
      .json()
      .map((input) => `{"type":"request","id":1,"command":"finish","commandId":"${randomUUID()}","input":${input}}`),
    fc.constant(`{"type":"hello","contractVersion":${CONTRACT_VERSION},"buildId":"x"}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 5 }), async (texts) => {
      const socket = new WebSocket(`ws://127.0.0.1:${program.server.port}/api`, {
        origin: program.server.origin,
        headers: { cookie },
      });
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('open', resolve));
      for (const text of texts) socket.send(text);
      socket.close();
      await closed;
      expect(await connection.call('finish', {})).toEqual({});
    }),
    { numRuns: 60 },
  );
});
