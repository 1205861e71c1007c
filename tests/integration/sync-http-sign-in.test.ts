// Goal: a store that is started anew at any moment of a sign-in is no reason to believe that this machine is not paired
// any more; one that says so again and again is. Method: a server that answers by a script.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

interface Script {
  /** Statuses of the sign-ins and of the calls, in their order; what comes after them is 200. */
  readonly sessions: readonly number[];
  readonly calls: readonly number[];
}

async function storeThat(script: Script): Promise<StoreConnection> {
  const [sessions, calls] = [[...script.sessions], [...script.calls]];
  const server = createServer((request, response) => {
    request.resume();
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/sync/v1/session/challenge') answer(200, { challenge: 'c' });
    else if (request.url === '/sync/v1/session') answer(sessions.shift() ?? 200, { token: 't', expiresInMs: 60_000 });
    else answer(calls.shift() ?? 200, {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const key = loadOrMakeKey(path.join(temporaryDirectory(), 'key.pem'));
  const connection = new StoreConnection({
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    trusted: { origin: 'lane-1', store: 'store-1', storePublicKey: key.publicKey },
    monotonic: systemClock.monotonic,
  });
  onTestFinished(() => {
    connection.close();
    server.close();
  });
  return connection;
}

const CALL = { method: 'GET', path: '/sync/v1/logs' } as const;

test.each([
  ['between its question and the answer', { sessions: [401], calls: [] }],
  ['after the sign-in', { sessions: [], calls: [401] }],
  ['after each of two sign-ins', { sessions: [401], calls: [401, 401] }],
])('a store that is started anew %s is signed in to again', async (_when, script) => {
  expect((await (await storeThat(script)).call(CALL)).status).toBe(200);
});

test('a machine that is not known any more is told so', async () => {
  const unknown = await storeThat({ sessions: [401, 401], calls: [] });
  await expect(unknown.call(CALL)).rejects.toMatchObject({ code: 'unauthorized' });
  expect((await (await storeThat({ sessions: [], calls: [401, 401, 401] })).call(CALL)).status).toBe(401);
});
