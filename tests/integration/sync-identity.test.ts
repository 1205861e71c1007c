// Goal: over a network only paired machines speak to each other, each in its own name, and nothing goes in the clear.
// Method: real servers with authorities of their own and real TLS connections; impostors with other authorities, other
// keys and other stores' codes; plain connections where they are not allowed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { isLoopback, readServerAddress } from '#sync/http/address.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import { UNSIGNED_BURST_MAX } from '#sync/http/limits.ts';
import { pairWithStore } from '#sync/http/pair-with-store.ts';
import { StoreCaller } from '#sync/http/store-call.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { IdentityError } from '#sync/identity/identity-error.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { PrivateAuthority, RENEW_BEFORE_MS, SYNC_SERVER_NAME } from '#sync/identity/private-authority.ts';
import { sessionText } from '#sync/identity/sessions.ts';
import type { PushRequest } from '#sync/log/log.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { openSyncBed, type SyncBed, type SyncBedOptions } from '#tests/support/sync-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { failureOf } from '#tests/support/upstream-under-test.ts';

const { monotonic } = systemClock;
const LOG = { origin: 'lane-1', epoch: 'epoch-1' };

async function bed(options: Partial<SyncBedOptions> = {}): Promise<SyncBed> {
  const receiver = new Receiver(new MemorySink(false), systemClock);
  const opened = await openSyncBed({ directory: temporaryDirectory(), receiver, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

function request(): PushRequest {
  return { log: LOG, after: genesisMark(LOG), rows: rowsAfter(LOG, genesisMark(LOG), 2) };
}

async function push(connection: StoreConnection): Promise<string> {
  onTestFinished(() => connection.close());
  return (await new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000))).type;
}

/** POSTs to a store without being anybody. */
async function say(
  store: SyncBed,
  to: string,
  body: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const caller = new StoreCaller(store.address, 'anyone');
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await caller.call({ method: 'POST', path: to, headers, body: Buffer.from(JSON.stringify(body)) });
    return { status: answer.status, body: JSON.parse(answer.body.toString()) as Record<string, unknown> };
  } finally {
    caller.close();
  }
}

test('a paired machine speaks TLS with its store, by any of its addresses, and trusts no other one', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  expect(machine.trusted.caCertificate).toBe(store.authority?.certificate);
  expect(await push(machine.connect())).toBe('mark');
  expect(await push(machine.connect(store.address.replace('127.0.0.1', 'localhost')))).toBe('mark');
  const impostor = await bed();
  const failure = await failureOf(push(machine.connect(impostor.address)));
  expect([failure.code, failure.message]).toEqual(['unreachable', expect.stringContaining('is not the store')]);
});

test('an impostor whom the system trusts, but the store’s authority did not sign, is not spoken to', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const other = new PrivateAuthority(path.join(temporaryDirectory(), 'other'), Date.now());
  const { key, cert } = other.serverCredentials([], Date.now());
  let said = 0;
  const impostor = tls.createServer({ key, cert: cert + other.certificate }, (socket) => {
    socket.on('data', () => (said += 1));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void impostor.close());
  const { port } = impostor.address() as { port: number };
  const failure = await failureOf(push(machine.connect(`https://127.0.0.1:${port}`)));
  expect([failure.code, said]).toEqual(['unreachable', 0]);
});

test('over a network nothing is said in the clear, by neither side', async () => {
  await expect(bed({ tls: false, host: '0.0.0.0' })).rejects.toThrow(IdentityError);
  const plain = await bed({ tls: false });
  const machine = await plain.pair('lane-1');
  expect(await push(machine.connect())).toBe('mark');
  for (const address of [
    'http://192.0.2.1:7382',
    'http://store.example',
    'http://[2001:db8::1]:1',
    'ftp://127.0.0.1',
  ]) {
    expect(() => machine.connect(address), `${address}!`).toThrow(IdentityError);
  }
  for (const address of ['https://store.example/path', 'https://a:b@store.example', 'store.example', '']) {
    expect(() => readServerAddress(address), `${address}!`).toThrow(IdentityError);
  }
  const paired = () => machine.connect('https://127.0.0.1:1');
  expect(paired, 'paired without an authority').toThrow(/paired without https/);
});

test('what is loopback, and what only looks like it', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LOCALHOST']) {
    expect(isLoopback(host), `${host}!`).toBe(true);
  }
  for (const host of ['128.0.0.1', '0.0.0.0', '::', '127.0.0.1.example', 'localhost.example', '10.0.0.1', '']) {
    expect(isLoopback(host), `${host}!`).toBe(false);
  }
});

test('a wrong code, a used one and one of another store pair nobody', async () => {
  const [store, other] = [await bed(), await bed()];
  const key = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const pair = (address: string, code: string) => pairWithStore({ address, origin: 'lane-1', key, code, monotonic });
  await expect(pair(store.address, '00000-00000')).rejects.toThrow(/refuses this code/);
  await expect(pair(store.address, 'not a code')).rejects.toThrow(/ten letters/);
  const { code } = store.server.pairing.issue('lane-1');
  await expect(pair(other.address, code)).rejects.toThrow(/refuses this code/);
  await pair(store.address, code);
  await expect(pair(store.address, code)).rejects.toThrow(/refuses this code/);
  expect(other.peers.all()).toEqual([]);
});

test('a fingerprint that came with the code finds an impostor before a proof is shown', async () => {
  const [store, impostor] = [await bed(), await bed()];
  const key = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const { code } = store.server.pairing.issue('lane-1');
  const fingerprint = store.authority?.fingerprint;
  const pair = (address: string) => pairWithStore({ address, origin: 'lane-1', key, code, fingerprint, monotonic });
  await expect(pair(impostor.address)).rejects.toThrow(/not the store that gave out this code/);
  expect((await pair(store.address)).store).toBe('store-1');
});

test('a store that does not know the code cannot pass itself off as one that does', async () => {
  const key = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const impostor = await bed();
  // It takes any proof, and answers with one that it cannot know.
  impostor.server.pairing.prove = async () => ({ proof: 'A'.repeat(43) });
  const request = { address: impostor.address, origin: 'lane-1', key, code: 'ABCDE-FGHJK', monotonic };
  await expect(pairWithStore(request)).rejects.toThrow(/does not know the code/);
});

test('a revoked machine is out at once, comes back with a new code, and its old key stays out', async () => {
  const store = await bed();
  const before = await store.pair('lane-1');
  const connection = before.connect();
  expect(await push(connection)).toBe('mark');
  store.peers.revoke('lane-1', Date.now());
  expect((await failureOf(push(connection))).code).toBe('unauthorized');
  await store.restart();
  expect((await failureOf(push(connection))).code).toBe('unauthorized');
  const newKey = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const { code } = store.server.pairing.issue('lane-1');
  const { address } = store;
  const trusted = await pairWithStore({ address, origin: 'lane-1', key: newKey, code, monotonic });
  expect(await push(new StoreConnection({ address, key: newKey, trusted, monotonic }))).toBe('mark');
  expect((await failureOf(push(connection))).code).toBe('unauthorized');
});

test('a pairing survives a restart of both sides', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  await store.restart();
  expect(await push(machine.connect())).toBe('mark');
});

test('questions and answers of others are of no use', async () => {
  const store = await bed();
  const machine = await store.pair('lane-1');
  const thief = await store.pair('lane-2');
  const ask = async (origin: string) =>
    String((await say(store, '/sync/v1/session/challenge', { origin })).body['challenge']);
  const challenge = await ask('lane-1');
  const text = (origin: string, of: string) => sessionText(store.key.publicKey, origin, of);
  const open = (origin: string, of: string, signature: string) =>
    say(store, '/sync/v1/session', { origin, challenge: of, signature });
  expect((await open('lane-1', challenge, thief.key.sign(text('lane-1', challenge)))).status).toBe(401);
  expect((await open('lane-2', challenge, thief.key.sign(text('lane-2', challenge)))).status).toBe(401);
  const signature = machine.key.sign(text('lane-1', challenge));
  expect((await open('lane-1', challenge, signature)).status).toBe(200);
  expect((await open('lane-1', challenge, signature)).status, 'replayed').toBe(401);
  expect((await ask('nobody')).length, 'strangers are asked the same way').toBe(challenge.length);
});

test('strangers are refused everywhere, and told little; malformed words as well', async () => {
  const store = await bed();
  const caller = new StoreCaller(store.address, 'anyone');
  onTestFinished(() => caller.close());
  const status = async (method: 'GET' | 'POST', to: string, headers: Record<string, string> = {}) =>
    (await caller.call({ method, path: to, headers })).status;
  for (const to of ['/sync/v1/logs/lane-1/x/mark', '/sync/v1/push']) {
    const method = to.endsWith('push') ? 'POST' : 'GET';
    expect(await status(method, to)).toBe(401);
    expect(await status(method, to, { authorization: 'Bearer x' })).toBe(401);
    expect(await status(method, to, { authorization: `Bearer ${'A'.repeat(43)}` })).toBe(401);
    expect(await status(method, to, { authorization: `Basic ${'A'.repeat(43)}` })).toBe(401);
  }
  expect(await status('GET', '/sync/v1/health', { origin: 'https://evil.example' }), 'a page').toBe(403);
  for (const body of [{}, { origin: '../x' }, { origin: 'x'.repeat(500) }, { origin: 'a', more: 1 }, { origin: [] }]) {
    expect((await say(store, '/sync/v1/session/challenge', body)).status).toBe(400);
  }
  expect((await say(store, '/sync/v1/session/challenge', { origin: 'x'.repeat(20_000) })).status).toBe(413);
});

test('https where a store speaks plainly on its own machine is told in words that help', async () => {
  const store = await bed({ tls: false });
  const address = store.address.replace('http://', 'https://');
  const caller = new StoreCaller(address, 'anyone');
  onTestFinished(() => caller.close());
  const failure = await failureOf(caller.call({ method: 'GET', path: '/sync/v1/health' }));
  expect(failure.message).toBe(
    `${address}: speaks plain HTTP, as a store does for its own machine alone; then the address begins with http://`,
  );
});

test('a stranger who asks too often has to wait', async () => {
  // Time stands still at the store, so nothing is earned back.
  const clock = new ManualClock(Date.now());
  const store = await bed({ clock });
  const caller = new StoreCaller(store.address, 'anyone');
  onTestFinished(() => caller.close());
  const ask = async (): Promise<number> => {
    const body = Buffer.from('{"origin":"lane-1"}');
    const headers = { 'content-type': 'application/json' };
    return (await caller.call({ method: 'POST', path: '/sync/v1/session/challenge', headers, body })).status;
  };
  const many = await Promise.all(Array.from({ length: UNSIGNED_BURST_MAX + 20 }, ask));
  expect(many.filter((status) => status === 200).length).toBe(UNSIGNED_BURST_MAX);
  expect(many.filter((status) => status === 429).length).toBe(20);
  clock.advance(1_000);
  expect(await ask()).toBe(200);
});

test('a certificate that runs out is replaced while the store runs, and nobody is disturbed', async () => {
  const clock = new ManualClock(Date.now());
  const store = await bed({ clock });
  const machine = await store.pair('lane-1');
  const { port } = store.server;
  const certificateNow = () =>
    new Promise<string>((resolve, reject) => {
      const ca = machine.trusted.caCertificate ?? '';
      const socket = tls.connect({ port, ca, servername: SYNC_SERVER_NAME }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  const connection = machine.connect();
  expect(await push(connection)).toBe('mark');
  const before = await certificateNow();
  clock.advance(397 * 86_400_000 - RENEW_BEFORE_MS + 86_400_000);
  expect(await certificateNow()).not.toBe(before);
  expect(await push(connection)).toBe('mark');
  const pem = readFileSync(path.join(store.directory, 'store/server.pem'), 'utf8');
  expect(pem).toContain('BEGIN CERTIFICATE');
});
