// Goal: between machines a broker is spoken to only over TLS by the chain's own authority, each machine shows a
// certificate and who it is, and whoever has neither gets nothing, with a word that a person understands.
// Method: the real server with TLS on and the configuration that we write for it; an authority made with openssl;
// stores with the right, a foreign, an old and no certificate; credentials read from files as an operator writes them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { UpstreamFailure } from '#sync/log/upstream.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { brokerOptions } from '#sync/nats/credentials.ts';
import { NatsIntake } from '#sync/nats/nats-intake.ts';
import { NatsUpstream } from '#sync/nats/nats-upstream.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { ChainAuthority } from '#tests/support/private-authority.ts';
import { until } from '#tests/support/until.ts';
import { failureOf, someLog } from '#tests/support/upstream-under-test.ts';

const STORE = 'store-7';
const BYTES_MAX = 64 * 1_024 * 1_024;

let directory: string;
let authority: ChainAuthority;
let foreign: ChainAuthority;
let server: NatsServer;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'handrail-nats-tls-'));
  authority = new ChainAuthority(directory, 'chain');
  foreign = new ChainAuthority(directory, 'foreign');
  const { certFile, keyFile } = authority.issue('broker', 'server');
  server = await NatsServer.start([STORE], { tls: { certFile, keyFile, caFile: authority.caFile } });
});

afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Shown {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

let files = 0;

/** Who a machine is, and what it shows, in a file as an operator writes it. */
function credentials(who: object, shown: Shown): string {
  files += 1;
  const file = path.join(directory, `credentials-${files}.json`);
  writeFileSync(file, JSON.stringify({ ...who, ...shown }), { mode: 0o600 });
  return file;
}

function asStore(shown: Shown, scheme: 'tls' | 'nats' = 'tls'): NatsUpstream {
  const file = credentials(server.credentialsOf(STORE), shown);
  const options = brokerOptions(`${scheme}://127.0.0.1:${server.port}`, file, { store: STORE });
  const upstream = new NatsUpstream({
    ...options,
    store: STORE,
    from: 'writer',
    ...systemClock,
    answerTimeoutMs: 2_000,
  });
  onTestFinished(() => upstream.close());
  return upstream;
}

function shown(of: ChainAuthority, name: string): Shown {
  const { cert, key } = of.issue(name, 'client');
  return { ca: authority.ca, cert, key };
}

async function pushOne(upstream: NatsUpstream): Promise<{ readonly type: string }> {
  const log = someLog();
  const after = genesisMark(log);
  return upstream.push({ log, after, rows: rowsAfter(log, after, 1) }, AbortSignal.timeout(20_000));
}

it('carries rows to headquarters, both with certificates of the authority', async () => {
  const sink = new MemorySink(true);
  const hq = credentials(NatsServer.headquartersCredentials, shown(authority, 'hq'));
  const intake = new NatsIntake({
    ...brokerOptions(`tls://127.0.0.1:${server.port}`, hq, { name: 'hq' }),
    sink,
    receiver: new Receiver(sink, systemClock),
    mayBring: () => true,
    replicas: 1,
    bytesMax: BYTES_MAX,
  });
  onTestFinished(() => intake.close());
  await intake.start();
  const upstream = asStore(shown(authority, 'store'));
  expect((await pushOne(upstream)).type).toBe('mark');
  await until('the row is at headquarters', async () => (await sink.logs()).length === 1);
});

it.each([
  ['a server of another authority', () => ({ ...shown(authority, 'one'), ca: foreign.ca })],
  ['a certificate of another authority', () => shown(foreign, 'two')],
  ['no certificate', () => ({ ca: authority.ca })],
])('refuses %s, and nothing is lost by it', async (_, given) => {
  const failure = await failureOf(pushOne(asStore(given())));
  expect(failure).toBeInstanceOf(UpstreamFailure);
  expect(failure.message).toMatch(/^the servers: /u);
});

it('speaks to nobody without TLS', async () => {
  await failureOf(pushOne(asStore({}, 'nats')));
  const file = credentials(server.credentialsOf(STORE), {});
  const address = `tls://127.0.0.1:${server.port}`;
  expect(() => brokerOptions(address, file, { store: STORE })).toThrow('names no "ca"');
});
