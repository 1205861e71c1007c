// Goal: the page server lets in its own pages and nobody else, and gives out its own files and nothing else.
// Method: a real server on a free port, spoken to with fetch, raw sockets and real WebSockets, as a hostile neighbour
// would.
import { readFileSync, statSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '#kiosk/api/connection.ts';
import { FRAME_LENGTH_MAX } from '#kiosk/api/frames.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { PageRole } from '#kiosk/api/topics.ts';
import { type PageServer, type PageServerOptions, startPageServer } from '#kiosk/host/http/server.ts';
import { SESSION_AGE_MAX_S, START_TOKEN_AGE_MAX_MS } from '#kiosk/host/http/sign-in.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { signIn } from '#tests/support/page-client.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };

interface Bed {
  readonly server: PageServer;
  readonly clock: ManualClock;
  readonly directory: string;
}

async function bed(options: Partial<PageServerOptions> = {}): Promise<Bed> {
  const directory = temporaryDirectory();
  const clock = new ManualClock();
  const pages = path.join(directory, 'pages');
  mkdirSync(path.join(pages, 'assets'), { recursive: true });
  mkdirSync(path.join(pages, 'staff'));
  mkdirSync(path.join(directory, 'pictures'));
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>shopper</title>');
  writeFileSync(path.join(pages, 'staff/index.html'), '<!doctype html><title>staff</title>');
  writeFileSync(path.join(pages, 'assets/main-1a2b3c.js'), 'export {};');
  writeFileSync(path.join(pages, '.hidden'), 'hidden');
  writeFileSync(path.join(directory, 'pictures/apple.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(path.join(directory, 'pictures/list.json'), '[]');
  writeFileSync(path.join(directory, 'secret.txt'), 'TOP SECRET');
  const server = await startPageServer({
    host: '127.0.0.1',
    port: 0,
    pagesDirectory: pages,
    picturesDirectory: path.join(directory, 'pictures'),
    secretFile: path.join(directory, 'data/page-secret'),
    hub: new TopicHub(clock),
    handlers: {},
    log: SILENT,
    clock,
    ...options,
  });
  onTestFinished(() => server.close());
  return { server, clock, directory };
}

/** One request exactly as written; resolves to everything that came back. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
  });
}

function get(port: number, target: string, headers = `Host: 127.0.0.1:${port}`): Promise<string> {
  return raw(port, `GET ${target} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);
}

/** How a WebSocket ends: the status of a refused handshake, or the code of its close. */
function webSocketEnd(
  url: string,
  headers: Record<string, string>,
  onOpen: (socket: WebSocket) => void = () => {},
): Promise<{ status?: number | undefined; code?: number }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on('open', () => onOpen(socket));
    socket.on('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode });
      response.destroy();
    });
    socket.on('close', (code) => resolve({ code }));
    socket.on('error', (error) => {
      if (!/Unexpected server response/.test(error.message)) reject(error);
    });
  });
}

test('a start link opens the page of its role, once', async () => {
  const { server } = await bed();
  const link = server.mintUrl('staff');
  const first = await fetch(link, { redirect: 'manual' });
  expect(first.status).toBe(303);
  expect(first.headers.get('location')).toBe('/staff/');
  const setCookie = first.headers.get('set-cookie') ?? '';
  expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/);

  const page = await fetch(`${server.origin}/staff/`, { headers: { cookie: setCookie.split(';')[0]! } });
  expect(await page.text()).toContain('<title>staff</title>');
  expect(page.headers.get('set-cookie')).toContain(`Max-Age=${SESSION_AGE_MAX_S}`);

  const replay = await fetch(link, { redirect: 'manual' });
  expect([replay.status, replay.headers.get('set-cookie')]).toEqual([410, null]);
});

test('a start link is over after its time, and one that was never given out is nothing', async () => {
  const { server, clock } = await bed();
  const link = server.mintUrl('shopper');
  clock.advance(START_TOKEN_AGE_MAX_MS + 1);
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(410);
  for (const query of ['', '?token=', '?token=abc', '?token=a&token=b', '?token[x]=1']) {
    expect((await fetch(`${server.origin}/start${query}`, { redirect: 'manual' })).status).toBe(410);
  }
});

test('a page without a session, or with that of another role, is not given out', async () => {
  const { server, clock } = await bed();
  const cookie = await signIn(server.mintUrl('shopper'));
  const forged = cookie.replace('shopper-', 'staff-').replace('=shopper.', '=staff.');
  for (const given of ['', cookie, forged, `${forged}x`, cookie.slice(0, -2), `handrail-staff-${server.port}=...`]) {
    expect((await fetch(`${server.origin}/staff/`, { headers: { cookie: given } })).status).toBe(401);
  }
  expect((await fetch(server.origin, { headers: { cookie } })).status).toBe(200);
  clock.advance(SESSION_AGE_MAX_S * 1000 + 1000);
  expect((await fetch(server.origin, { headers: { cookie } })).status).toBe(401);
});

test('a session outlives the server that gave it, and a broken secret file does not stop the next one', async () => {
  const first = await bed();
  const cookie = await signIn(first.server.mintUrl('shopper'));
  const secretFile = path.join(first.directory, 'data/page-secret');
  expect(statSync(secretFile).mode & 0o777).toBe(0o600);
  await first.server.close();
  const { port } = first.server;

  const second = await bed({ port, secretFile });
  expect((await fetch(second.server.origin, { headers: { cookie } })).status).toBe(200);
  await second.server.close();

  writeFileSync(secretFile, 'cut o');
  const third = await bed({ port, secretFile });
  expect((await fetch(third.server.origin, { headers: { cookie } })).status).toBe(401);
  expect(readFileSync(secretFile, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('every answer carries the policy and the headers', async () => {
  const { server } = await bed();
  for (const target of ['/healthz', '/assets/main-1a2b3c.js', '/pictures/apple.svg', '/nowhere', '/start']) {
    const { headers } = await fetch(server.origin + target);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('files are given out with the right type and caching', async () => {
  const { server } = await bed();
  const asset = await fetch(`${server.origin}/assets/main-1a2b3c.js`);
  expect(asset.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
  expect(asset.headers.get('cache-control')).toContain('immutable');
  const picture = await fetch(`${server.origin}/pictures/apple.svg`);
  expect(picture.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
  expect((await fetch(`${server.origin}/staff`, { redirect: 'manual' })).headers.get('location')).toBe('/staff/');
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '/assets/../../secret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/pictures/../secret.txt',
  '/pictures/..%2f..%2fsecret.txt',
  '/pictures/%2e%2e/%2e%2e/secret.txt',
  '//secret.txt',
  '/%00/secret.txt',
  '/secret.txt%00.svg',
  '/pictures/..%2fsecret.txt%00.svg',
  '/%',
  '/.hidden',
  '/pictures/list.json',
  '/pictures/',
  'http://127.0.0.1/../secret.txt',
])('%s leads nowhere', async (target) => {
  const { server } = await bed();
  const answer = await get(server.port, target);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
  expect(answer).not.toMatch(/TOP SECRET|hidden|\[\]/);
});

test('a link in the pictures does not lead out of them by a name that is no picture', async () => {
  const { server, directory } = await bed();
  symlinkSync(path.join(directory, 'secret.txt'), path.join(directory, 'pictures/link.txt'));
  expect(await get(server.port, '/pictures/link.txt')).toMatch(/^HTTP\/1\.1 404/);
});

test('only an address, localhost or a listed name is our host', async () => {
  const { server } = await bed({ allowedHosts: ['Lane-3.store.example'] });
  const status = async (host: string): Promise<string> => (await get(server.port, '/healthz', host)).slice(9, 12);
  const { port } = server;
  for (const good of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `lane-3.STORE.example:${port}`]) {
    expect(await status(`Host: ${good}`)).toBe('200');
  }
  for (const bad of [`evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${port}`, '']) {
    expect(await status(`Host: ${bad}`)).toBe('403');
  }
  expect(await status('X-No-Host: 1')).toBe('400');
});

test('only questions are answered, and only short ones', async () => {
  const { server } = await bed();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect([405, 404]).toContain((await fetch(`${server.origin}/healthz`, { method })).status);
  }
  const long = await get(server.port, '/healthz', `Host: 127.0.0.1:${server.port}\r\nX-Long: ${'x'.repeat(20_000)}`);
  expect(long).toMatch(/^HTTP\/1\.1 431/);
  expect(await raw(server.port, 'GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
});

test('a receipt is shown by its token, with no rights, and nothing else is', async () => {
  const token = 'abcdefghijklmnop_-0123456789';
  const { server } = await bed({
    receiptPage: async (asked) => (asked === token ? '<!doctype html><style>b{}</style>receipt' : null),
  });
  const shown = await fetch(`${server.origin}/r/${token}`);
  expect([shown.status, await shown.text()]).toEqual([200, '<!doctype html><style>b{}</style>receipt']);
  expect(shown.headers.get('content-security-policy')).not.toContain('script-src');
  for (const wrong of ['short', `${token}x`, 'a'.repeat(500), '..%2f..%2fetc', '%00'.repeat(20)]) {
    expect((await fetch(`${server.origin}/r/${wrong}`)).status).toBeGreaterThanOrEqual(400);
  }
});

test('a foreign page, or one that does not say where it is from, gets no WebSocket', async () => {
  const { server } = await bed();
  const cookie = await signIn(server.mintUrl('shopper'));
  const url = `ws://127.0.0.1:${server.port}/api`;
  const evil = 'http://evil.example';
  expect(await webSocketEnd(url, { cookie })).toEqual({ status: 403 });
  expect(await webSocketEnd(url, { cookie, origin: evil })).toEqual({ status: 403 });
  expect(await webSocketEnd(url, { cookie, origin: 'null' })).toEqual({ status: 403 });
  expect(
    await webSocketEnd(url, { cookie, origin: `${evil}:${server.port}`, host: `evil.example:${server.port}` }),
  ).toEqual({ status: 403 });
  expect(await webSocketEnd(`ws://127.0.0.1:${server.port}/elsewhere`, { cookie, origin: server.origin })).toEqual({
    status: 404,
  });
});

test('a page of another role, or of none, is told that it is not signed in', async () => {
  const { server } = await bed();
  const cookies = {
    shopper: await signIn(server.mintUrl('shopper')),
    staff: await signIn(server.mintUrl('staff')),
    desk: await signIn(server.mintUrl('desk')),
  };
  const paths: Record<PageRole, string> = { shopper: '/api', staff: '/staff/api', desk: '/desk/api' };
  for (const role of ['shopper', 'staff', 'desk'] as const) {
    for (const held of ['shopper', 'staff', 'desk'] as const) {
      const end = webSocketEnd(
        `ws://127.0.0.1:${server.port}${paths[role]}`,
        { cookie: cookies[held], origin: server.origin },
        (socket) => socket.send('not a frame'),
      );
      expect(await end).toEqual({ code: role === held ? CLOSE.malformed : CLOSE.notSignedIn });
    }
  }
});

test('frames that are too long, binary or broken end that connection only', async () => {
  const { server } = await bed();
  const headers = { cookie: await signIn(server.mintUrl('shopper')), origin: server.origin };
  const url = `ws://127.0.0.1:${server.port}/api`;
  const end = (act: (socket: WebSocket) => void) => webSocketEnd(url, headers, act);
  expect(await end((socket) => socket.send('x'.repeat(FRAME_LENGTH_MAX + 1)))).toEqual({ code: CLOSE.tooLong });
  expect(await end((socket) => socket.send('x'.repeat(8 * FRAME_LENGTH_MAX)))).toEqual({ code: 1009 });
  expect(await end((socket) => socket.send(Buffer.from('{}'), { binary: true }))).toEqual({ code: CLOSE.malformed });
  expect(await end((socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false }))).toEqual({ code: 1007 });
  expect(await end((socket) => socket.send('{"type":"subscribe","topics":["lane"]}'))).toEqual({
    code: CLOSE.malformed,
  });
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
});

test('the server stops although pages are connected and a request is half written', async () => {
  const { server } = await bed();
  const headers = { cookie: await signIn(server.mintUrl('shopper')), origin: server.origin };
  const socket = connect(server.port, '127.0.0.1', () => socket.write('GET /heal'));
  socket.on('error', () => {});
  const opened = Promise.withResolvers<void>();
  const end = webSocketEnd(`ws://127.0.0.1:${server.port}/api`, headers, () => opened.resolve());
  await opened.promise;
  await server.close();
  expect(await end).toEqual({ code: CLOSE.goingAway });
});

test('a port that is taken is said plainly', async () => {
  const { server } = await bed();
  await expect(bed({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('figures are for this machine alone, as far as can be told', async () => {
  const text = async (): Promise<string> => Promise.resolve('handrail_rows 1\n');
  const { server } = await bed({ metrics: { text, isOpen: false } });
  const host = `Host: 127.0.0.1:${server.port}`;
  const answer = await get(server.port, '/metrics');
  expect(answer).toContain('200 OK');
  expect(answer).toContain('content-type: text/plain; version=0.0.4');
  expect(answer).toContain('handrail_rows 1');
  expect(await get(server.port, '/metrics', `${host}\r\nX-Forwarded-For: 192.0.2.7`)).toContain('404 Not Found');
  const open = await bed({ metrics: { text, isOpen: true } });
  const through = `Host: 127.0.0.1:${open.server.port}\r\nX-Forwarded-For: 192.0.2.7`;
  expect(await get(open.server.port, '/metrics', through)).toContain('handrail_rows 1');
  expect(await get((await bed()).server.port, '/metrics')).toContain('404 Not Found');
});
