// Goal: connectors run by themselves in a shop, at headquarters and from the command line; killed at the worst moment,
// they go on without losing or doubling a sale; and a person can see and decide what they hold.
// Method: real processes on real files, killed with SIGKILL after the other system has committed and before the cursor
// was noted; a real lane that sells to a scripted shopper.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '#tests/support/free-port.ts';
import { AtLane } from '#tests/support/at-lane.ts';
import { newLane, sell, takeIn } from '#tests/support/connectors/connector-bed.ts';
import { ErpnextService } from '#tests/support/connectors/erpnext-service.ts';
import type { HttpService, ServiceRequest } from '#tests/support/connectors/http-service.ts';
import { OdooService } from '#tests/support/connectors/odoo-service.ts';
import { ShopifyService } from '#tests/support/connectors/shopify-service.ts';
import { WebhookService } from '#tests/support/connectors/webhook-service.ts';
import { HandrailProcess, runToEnd } from '#tests/support/handrail-process.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { LABEL } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

const SECRET = 'a-secret-of-the-tests';
const KILLS = 3;

interface Company {
  readonly directory: string;
  readonly config: string;
}

/** Headquarters with sales in its inbox and one connector; keys are in files, as configured. */
function company(connector: Readonly<Record<string, unknown>>, key: string, more: object = {}): Company {
  const directory = temporaryDirectory();
  const data = path.join(directory, 'hq');
  mkdirSync(data);
  writeFileSync(path.join(data, 'key'), `${key}\n`, { mode: 0o600 });
  const config = path.join(directory, 'hq.json');
  writeFileSync(
    config,
    JSON.stringify({
      hq: { dataDirectory: 'hq', http: { port: 0 }, connectors: [{ name: 'it', ...connector }] },
      ...more,
    }),
  );
  return { directory: data, config };
}

function sales(directory: string, count: number): readonly string[] {
  const lane = newLane();
  const ids = Array.from({ length: count }, () => sell(lane).transactionId);
  takeIn(path.join(directory, 'inbox.db'), lane);
  return ids;
}

function start(args: readonly string[]): HandrailProcess {
  const running = new HandrailProcess(args);
  onTestFinished(async () => running.kill());
  return running;
}

interface SystemToKillFor {
  readonly http: HttpService;
  readonly connector: Readonly<Record<string, unknown>>;
  readonly key: string;
  /** The request that commits a sale. */
  readonly commits: (request: ServiceRequest) => boolean;
  /** The ids of what it holds, in order. */
  readonly holds: () => readonly string[];
}

const SYSTEMS: Readonly<Record<string, () => Promise<SystemToKillFor>>> = {
  cloudevents: async () => {
    const hook = await WebhookService.open(SECRET);
    const connector = { kind: 'cloudevents', url: hook.http.url, secretFile: 'key', batchMax: 1 };
    const holds = (): readonly string[] => hook.events.map(({ subject }) => subject);
    return { http: hook.http, connector, key: SECRET, commits: () => true, holds };
  },
  odoo: async () => {
    const odoo = await OdooService.open();
    const { url } = odoo.http;
    const account = { ...OdooService.account, kind: 'odoo', url, apiKeyFile: 'key' };
    const connector = { ...account, registers: { '*': 5 }, paymentMethodId: OdooService.cardMethod };
    const commits = ({ body }: ServiceRequest): boolean => body.includes('sync_from_ui');
    return { http: odoo.http, connector, key: odoo.apiKey, commits, holds: () => [...odoo.orders.keys()] };
  },
  erpnext: async () => {
    const erpnext = await ErpnextService.open();
    const names = {
      company: 'c',
      customer: 'c',
      modeOfPayment: 'm',
      posProfiles: { '*': 'p' },
      taxAccounts: { '*': 'a' },
    };
    const connector = { ...names, kind: 'erpnext', url: erpnext.http.url, tokenFile: 'key' };
    const commits = ({ method }: ServiceRequest): boolean => method === 'POST';
    return { http: erpnext.http, connector, key: erpnext.token, commits, holds: () => [...erpnext.invoices.keys()] };
  },
};

test.each(Object.keys(SYSTEMS))('killed after %s has committed, it goes on and doubles nothing', async (name) => {
  const system = (await SYSTEMS[name]?.()) ?? expect.fail();
  onTestFinished(async () => system.http.close());
  const { directory, config } = company(system.connector, system.key);
  const ids = sales(directory, 8);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = system.holds().length;
    // Not the first request after a start: that one may be the repetition of what the former process left open.
    system.http.plan({ type: 'silence-after' }, (request) => system.commits(request) && system.holds().length > before);
    const running = start(['connector', 'run', config]);
    await until('it has committed and nobody was told', () => system.http.silences === kill);
    await running.kill();
  }
  const last = await runToEnd(['connector', 'run', config, '--once', '--json']);
  expect(last).toMatchObject({ code: 0, errors: '' });
  expect(system.holds()).toEqual(ids);
  const { code, out } = await runToEnd(['connector', 'status', directory, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ connectors: [{ name: 'it', rowsBehind: 0, held: 0, trouble: null }] });
});

test('killed while it writes files, it leaves each sale in one whole file', async () => {
  const { directory, config } = company({ kind: 'poslog-files', directory: 'out', format: 'json' }, 'unused');
  const ids = sales(directory, 300);
  const out = path.join(directory, 'out');
  mkdirSync(out);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const running = start(['connector', 'run', config]);
    await until('it writes', () => written(out).length >= kill * 20);
    await running.kill();
  }
  expect((await runToEnd(['connector', 'run', config, '--once'])).code).toBe(0);
  const found = written(out).map((file) => {
    const { POSLog: log } = JSON.parse(readFileSync(path.join(out, file), 'utf8')) as {
      POSLog: { Transaction: readonly [{ TransactionID: string }] };
    };
    return log.Transaction[0].TransactionID;
  });
  expect(found).toEqual(ids);
});

test('headquarters runs its connectors by itself, and a second runner is refused', async () => {
  const hook = await WebhookService.open(SECRET);
  onTestFinished(async () => hook.http.close());
  const port = await freePort();
  const connector = { kind: 'cloudevents', url: hook.http.url, secretFile: 'key' };
  const { directory, config } = company(connector, SECRET, { sync: { listen: { port } } });
  const ids = sales(directory, 5);
  const hq = start(['hq', config]);
  await hq.ready();
  await until('all arrived', () => hook.events.length === 5);
  expect(hook.events.map(({ subject }) => subject)).toEqual(ids);
  const second = await runToEnd(['connector', 'run', config, '--once']);
  expect(second.code).toBe(2);
  expect(second.errors).toMatch(/in use by another process/);
  await hq.stop();
});

test('a person sees what is set aside, releases one sale and drops another', async () => {
  const hook = await WebhookService.open(SECRET);
  onTestFinished(async () => hook.http.close());
  const { directory, config } = company({ kind: 'cloudevents', url: hook.http.url, secretFile: 'key' }, SECRET);
  const [first = '', second = '', third = ''] = sales(directory, 3);
  hook.refusing.add(first).add(second);
  expect((await runToEnd(['connector', 'run', config, '--once'])).code).toBe(0);
  const listed = await runToEnd(['connector', 'quarantine', 'list', directory, '--json']);
  expect(listed.code).toBe(1);
  expect(JSON.parse(listed.out)).toMatchObject({
    sales: [
      { connector: 'it', transactionId: first, state: 'held', reason: 'answered 422: no such article' },
      { transactionId: second, state: 'held' },
    ],
  });
  expect((await runToEnd(['connector', 'quarantine', 'release', directory, 'it', first])).code).toBe(0);
  const because = ['--reason', 'booked by hand'];
  expect((await runToEnd(['connector', 'quarantine', 'drop', directory, 'it', second, ...because])).code).toBe(0);
  expect((await runToEnd(['connector', 'quarantine', 'drop', directory, 'it', third, ...because])).code).toBe(1);
  expect((await runToEnd(['connector', 'quarantine', 'drop', directory, 'it', second])).code).toBe(2);
  hook.refusing.clear();
  expect((await runToEnd(['connector', 'run', config, '--once'])).code).toBe(0);
  expect(hook.events.map(({ subject }) => subject)).toEqual([third, first]);
  const after = await runToEnd(['connector', 'quarantine', 'list', directory, '--all']);
  expect(after.code).toBe(0);
  expect(after.out).toMatch(/\(delivered\)/);
  expect(after.out).toMatch(/\(dropped: booked by hand\)/);
});

test('what cannot be used is said, with the exit code for it', async () => {
  const { directory, config } = company({ kind: 'cloudevents', url: 'http://127.0.0.1:9', secretFile: 'key' }, 'short');
  const short = await runToEnd(['connector', 'run', config, '--once']);
  expect(short).toMatchObject({ code: 2 });
  expect(short.errors).toMatch(/16 characters at least/);
  const missing = await runToEnd(['connector', 'run', config, '--once', '--only', 'nobody']);
  expect(missing).toMatchObject({ code: 2 });
  expect((await runToEnd(['connector', 'status', path.join(directory, 'nowhere')])).code).toBe(2);
  expect((await runToEnd(['connector', 'status', directory])).out).toBe('no connector has run here\n');
  const help = await runToEnd(['connector', 'run', '--help']);
  expect(help.out).toMatch(/NOT YET BEEN TRIED/);
  const unreachable = company({ kind: 'cloudevents', url: 'http://127.0.0.1:9', secretFile: 'key' }, SECRET);
  sales(unreachable.directory, 1);
  expect((await runToEnd(['connector', 'run', unreachable.config, '--once', '--json'])).code).toBe(1);
  const status = await runToEnd(['connector', 'status', unreachable.directory, '--json']);
  expect(status.code).toBe(1);
  expect(JSON.parse(status.out)).toMatchObject({ connectors: [{ trouble: { kind: 'retrying' }, held: 0 }] });
});

test('Shopify in a process of its own', async () => {
  const shopify = await ShopifyService.open();
  onTestFinished(async () => shopify.http.close());
  const { directory, config } = company({ kind: 'shopify', url: shopify.http.url, tokenFile: 'key' }, shopify.token);
  const ids = sales(directory, 3);
  expect((await runToEnd(['connector', 'run', config, '--once'])).code).toBe(0);
  expect(shopify.orders.map(({ sourceIdentifier }) => sourceIdentifier)).toEqual(ids);
});

test('a shop of one lane puts its sales into files', async () => {
  const out = temporaryDirectory();
  const connectors = [{ kind: 'poslog-files', name: 'files', directory: out, format: 'json' }];
  const lane = await AtLane.open({ settings: { 'store.connectors': connectors } });
  onTestFinished(async () => lane.close());
  await lane.scan(LABEL.oatMilk);
  await lane.pay();
  const [file] = await until('a file', () => (written(out).length > 0 ? written(out) : undefined));
  const text = readFileSync(path.join(out, file ?? ''), 'utf8');
  expect(text).toContain(`"TransactionGrossAmount"`);
});

function written(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => !name.startsWith('.'))
    .toSorted();
}
