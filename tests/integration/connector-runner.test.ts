// Goal: everything that was taken in goes to a connector in the order of each lane, once in effect, with the totals
// that the core came to; a sale that is refused, or whose records make none, holds up no other.
// Method: lanes that sell by the core's own decisions, a real inbox, the real file of connectors, and a consumer of
// CloudEvents on a real socket that refuses, fails, falls silent, and tells nonsense.
import { onTestFinished, expect, test } from 'vitest';
import { readConnectors } from '#kiosk/storage/connectors/read-connectors.ts';
import { CloudEventsWebhook } from '#sync/connectors/cloudevents/cloudevents-webhook.ts';
import type { Ledger } from '#sync/connectors/ledger.ts';
import { ConnectorBed, newLane, scan, sell, type SoldSale } from '#tests/support/connectors/connector-bed.ts';
import { WebhookService } from '#tests/support/connectors/webhook-service.ts';
import { until } from '#tests/support/until.ts';

const SECRET = 'a secret of the tests';
/** What a busy machine adds to a wait, in milliseconds. */
const SLACK_MS = 1_500;

async function openWebhook(batchMax = 10): Promise<{ hook: CloudEventsWebhook; service: WebhookService }> {
  const service = await WebhookService.open(SECRET);
  onTestFinished(async () => service.http.close());
  const hook = new CloudEventsWebhook({ url: service.http.url, secret: SECRET, batchMax }, () => Date.now());
  return { hook, service };
}

function sold(writer: ReturnType<typeof newLane>, count: number): readonly SoldSale[] {
  return Array.from({ length: count }, () => sell(writer));
}

function subjects(service: WebhookService): readonly string[] {
  return service.events.map(({ subject }) => subject);
}

function held(bed: ConnectorBed): ReturnType<typeof readConnectors>['held'] {
  return readConnectors(bed.store.file).held;
}

test('all sales of all lanes arrive once, in the order of each lane, with the totals of the core', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lanes = ['0042.lane-1', '0042.lane-2', '0107.lane-1'].map((origin) => newLane(origin));
  const all = lanes.map((lane) => sold(lane, 25));
  for (const lane of lanes) bed.takeIn(lane);
  expect(await bed.deliver(hook)).toBe(true);
  expect(service.events).toHaveLength(75);
  for (const [index, lane] of lanes.entries()) {
    const [store, workstation] = lane.log.origin.split('.');
    const own = service.events.filter(({ source }) => source === `/s/${store}/${workstation}/${lane.log.epoch}`);
    expect(own.map(({ data }) => [data.id, data.totals?.total.minor])).toEqual(
      all[index]?.map(({ transactionId, totals }) => [transactionId, totals.total]),
    );
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map(({ sequence }) => sequence).toSorted());
    expect(own.every(({ id, sequence }) => sequence.length === 16 && Number(sequence) === Number(id))).toBe(true);
  }
  expect(await bed.deliver(hook)).toBe(true);
  expect(service.deliveries).toHaveLength(75);
});

test('a sale that is not over waits, and what comes after is read from there', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  const [first] = sold(lane, 1);
  const before = lane.rows.length;
  const second = sell(lane);
  bed.takeIn(lane, lane.rows.slice(0, before + 4));
  expect(await bed.deliver(hook)).toBe(true);
  expect(subjects(service)).toEqual([first?.transactionId]);
  expect(bed.store.cursor('it', lane.log).seq).toBe(before);
  bed.takeIn(lane);
  await bed.deliver(hook);
  expect(subjects(service)).toEqual([first?.transactionId, second.transactionId]);
});

test('a basket that was given up is told as such', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  lane.run(scan('milk'));
  lane.run({ type: 'void', reason: 'shopper' });
  sell(lane);
  bed.takeIn(lane);
  await bed.deliver(hook);
  expect(service.events.map(({ type }) => type)).toEqual([
    'org.handrail.sale.cancelled.v1',
    'org.handrail.sale.paid.v1',
  ]);
});

test('a sale that is refused is set aside with its reason, and all others go past it', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  const sales = sold(lane, 30);
  const [bad, worse] = [sales[7]?.transactionId ?? '', sales[22]?.transactionId ?? ''];
  service.refusing.add(bad).add(worse);
  bed.takeIn(lane);
  expect(await bed.deliver(hook)).toBe(true);
  expect(subjects(service)).toEqual(
    sales.map(({ transactionId }) => transactionId).filter((id) => id !== bad && id !== worse),
  );
  expect(held(bed)).toMatchObject([
    { transactionId: bad, state: 'held', reason: 'answered 422: no such article' },
    { transactionId: worse, state: 'held' },
  ]);
  expect(bed.events.filter(({ type }) => type === 'set-aside')).toHaveLength(2);
});

test('what a person releases is offered again, from the rows that were kept, and what is dropped is not', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  const sales = sold(lane, 3);
  for (const { transactionId } of sales) service.refusing.add(transactionId);
  bed.takeIn(lane);
  await bed.deliver(hook);
  const [first, second, third] = held(bed);
  expect(third).toBeDefined();
  bed.store.decide('it', lane.log, first?.seq ?? 0, 'released', 'mended', 1);
  bed.store.decide('it', lane.log, second?.seq ?? 0, 'dropped', 'booked by hand', 1);
  await bed.deliver(hook);
  expect(held(bed).map(({ state }) => state)).toEqual(['held', 'dropped', 'held']);
  service.refusing.clear();
  bed.store.decide('it', lane.log, first?.seq ?? 0, 'released', 'really', 1);
  await bed.deliver(hook);
  expect(subjects(service)).toEqual([sales[0]?.transactionId]);
  expect(held(bed).map(({ state }) => state)).toEqual(['delivered', 'dropped', 'held']);
});

test('a consumer that fails over one sale each time gets all others', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  const sales = sold(lane, 20);
  service.failing.add(sales[11]?.transactionId ?? '');
  bed.takeIn(lane);
  expect(await bed.deliver(hook)).toBe(true);
  expect(service.events).toHaveLength(19);
  expect(held(bed)).toMatchObject([{ transactionId: sales[11]?.transactionId, state: 'held' }]);
  expect(held(bed)[0]?.reason).toMatch(/^failed again and again: answered 500/);
});

test('a consumer that fails over everything does not fill the quarantine; the rest waits until it is well', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook(1);
  const lane = newLane();
  const sales = sold(lane, 12);
  for (const { transactionId } of sales) service.failing.add(transactionId);
  bed.takeIn(lane);
  const stop = bed.start(hook);
  await until('it has tried the same sale again and again', () => service.http.requests.length > 40);
  expect(held(bed)).toHaveLength(3);
  service.failing.clear();
  await until('the others arrived', () => service.events.length === 9);
  await stop();
  expect(held(bed)).toHaveLength(3);
});

test('waits grow, are spread, and keep to what the consumer asks for, up to a bound', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  sell(lane);
  bed.takeIn(lane);
  const triedAt: number[] = [];
  const noteTime = (): boolean => triedAt.push(bed.clock.monotonic()) > 0;
  const slowly = { status: 429, body: 'slowly' };
  for (let tries = 0; tries < 11; tries += 1) {
    service.http.plan({ type: 'status', answer: { status: 503, body: '' } }, noteTime);
  }
  service.http.plan({ type: 'status', answer: { ...slowly, headers: { 'retry-after': '7' } } }, noteTime);
  service.http.plan({ type: 'status', answer: { ...slowly, headers: { 'retry-after': '999999' } } }, noteTime);
  const stop = bed.start(hook, { random: () => 0.5 });
  await until('it arrived', () => service.events.length === 1);
  const waits = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
  const arrived = bed.clock.monotonic() - (triedAt.at(-1) ?? 0);
  await stop();
  const expected = [125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 37_000];
  for (const [index, wait] of expected.entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(wait);
    expect(waits[index]).toBeLessThan(wait + SLACK_MS);
  }
  expect(arrived).toBeGreaterThanOrEqual(330_000);
  expect(held(bed)).toEqual([]);
});

test.each([401, 403, 404, 301])('an answer of %d pauses, calls somebody once, and loses nothing', async (status) => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  sold(lane, 5);
  bed.takeIn(lane);
  const before = bed.clock.monotonic();
  for (let tries = 0; tries < 3; tries += 1) service.http.plan({ type: 'status', answer: { status, body: 'no' } });
  const stop = bed.start(hook);
  await until('it is paused', () => readConnectors(bed.store.file).troubles[0]?.kind === 'paused');
  await until('all arrived once it was mended', () => service.events.length === 5);
  await until('all is well', () => readConnectors(bed.store.file).troubles.length === 0);
  await stop();
  expect(bed.events.map(({ type }) => type)).toEqual(['trouble', 'well-again']);
  expect(bed.clock.monotonic() - before).toBeGreaterThanOrEqual(90_000);
  expect(held(bed)).toEqual([]);
});

test('with nothing but nonsense, hugeness and cut lines as answers each sale has its effect once', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook(4);
  const lane = newLane();
  sold(lane, 40);
  bed.takeIn(lane);
  for (const type of ['reset-before', 'reset-after', 'huge-after', 'malformed-after', 'reset-after'] as const) {
    service.http.plan({ type });
    service.http.plan({ type }, ({ body }) => body.length % 2 === 0);
  }
  const stop = bed.start(hook);
  await until('all arrived', () => bed.store.cursor('it', lane.log).seq === lane.rows.length);
  await stop();
  expect(service.events).toHaveLength(40);
  expect(held(bed)).toEqual([]);
});

test('rows that do not make a sale are set aside, and the sales around them go on', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  const first = sell(lane);
  lane.run(scan('milk'));
  lane.writeRow('transaction.line-added', '{"v":2,"transactionId":"x","event":{"type":"line-added"}}');
  lane.writeRow('transaction.line-added', '{"v":99,"event":{}}');
  lane.writeRow('transaction.transaction-settled', 'not even JSON');
  lane.writeRow('assist.something', '{}');
  lane.run({ type: 'start-tender' });
  const { totals } = lane.state as unknown as SoldSale;
  lane.run({ type: 'add-tender', attemptId: 'a' as never, amount: totals.total });
  lane.run({ type: 'close' });
  const second = sell(lane);
  bed.takeIn(lane);
  expect(await bed.deliver(hook)).toBe(true);
  expect(subjects(service)).toEqual([first.transactionId, second.transactionId]);
  expect(held(bed).length).toBeGreaterThan(0);
  expect(held(bed).every(({ state }) => state === 'held')).toBe(true);
});

test('a sale whose amounts do not add up is not handed on', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const honest = newLane();
  const { transactionId } = sell(honest);
  const forged = newLane();
  for (const { kind, body } of honest.rows) forged.writeRow(kind, body.replace('"amount":-38', '"amount":-3800'));
  sell(forged);
  bed.takeIn(forged);
  await bed.deliver(hook);
  expect(held(bed)).toMatchObject([{ transactionId }]);
  expect(held(bed)[0]?.reason).toMatch(/come to/);
  expect(service.events).toHaveLength(1);
});

test('what was removed before a connector read it is told, and not passed over', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const lane = newLane();
  const [, , last] = [sell(lane), sell(lane), sell(lane)];
  const lost = lane.rows.findIndex(({ body }) => body.includes(last.transactionId)) - 5;
  bed.takeIn(lane);
  const takenIn = {
    heads: async () => [{ ...lane.log, head: lane.rows.length }],
    read: async (_: unknown, afterSeq: number) => ({
      rows: lane.rows.filter(({ seq }) => seq > Math.max(afterSeq, lost)),
      leftOut: [],
    }),
  };
  await bed.deliver(hook, { takenIn });
  expect(subjects(service)).toEqual([last.transactionId]);
  expect(held(bed)[0]).toMatchObject({ seq: lost, reason: `rows 1 to ${lost} were removed before they were read` });
});

test('a restart in the middle goes on where it was, and one that begins at a day leaves out what was before', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook(1);
  const lane = newLane();
  const sales = sold(lane, 5);
  bed.takeIn(lane);
  service.http.plan({ type: 'status', answer: { status: 503, body: '' } }, ({ body }) =>
    body.includes(`"${sales[3]?.transactionId}"`),
  );
  expect(await bed.deliver(hook)).toBe(false);
  expect(service.events).toHaveLength(3);
  expect(await bed.deliver(hook)).toBe(true);
  expect(service.deliveries).toHaveLength(5);
  expect(await bed.deliver(hook, { name: 'another', fromBusinessDay: '2026-09-22' })).toBe(true);
  expect(service.deliveries).toHaveLength(5);
});

test('a lane whose sales nobody takes now does not keep those of another back, whatever comes meanwhile', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook();
  const [stuck, lively] = [newLane('0042.lane-1'), newLane('0042.lane-2')];
  sell(stuck);
  sell(lively);
  bed.takeIn(stuck);
  bed.takeIn(lively);
  const ofStuck = ({ body }: { readonly body: string }): boolean => body.includes(stuck.log.epoch);
  for (let tries = 0; tries < 1_000; tries += 1) {
    service.http.plan({ type: 'status', answer: { status: tries % 2 === 0 ? 403 : 503, body: '' } }, ofStuck);
  }
  bed.start(hook);
  await until('one of the lively lane', () => service.events.length === 1);
  sell(lively);
  bed.takeIn(lively);
  await until('another of the lively lane', () => service.events.length === 2);
  expect(service.events.every(({ source }) => source.endsWith(lively.log.epoch))).toBe(true);
  expect(bed.store.cursor('it', stuck.log).seq).toBe(0);
});

test('when nothing can be remembered nothing is passed over: it is delivered again from the cursor', async () => {
  const bed = new ConnectorBed();
  const { hook, service } = await openWebhook(3);
  const lane = newLane();
  const sales = sold(lane, 12);
  service.refusing.add(sales[5]?.transactionId ?? '');
  bed.takeIn(lane);
  let calls = 0;
  const onFull = (): void => {
    calls += 1;
    if (calls % 2 === 1) throw new Error('the disk is full');
  };
  const ledger: Ledger = {
    cursor: (name, log) => bed.store.cursor(name, log),
    advance: (...all) => {
      onFull();
      bed.store.advance(...all);
    },
    noteTry: (...all) => bed.store.noteTry(...all),
    setAside: (...all) => {
      onFull();
      bed.store.setAside(...all);
    },
    released: (name, limit) => bed.store.released(name, limit),
    settleReleased: (...all) => bed.store.settleReleased(...all),
    noteTrouble: (...all) => bed.store.noteTrouble(...all),
  };
  const runner = bed.runner(hook, { ledger });
  await until('all is through', async () => {
    await runner.runOnce(new AbortController().signal).catch(() => false);
    return bed.store.cursor('it', lane.log).seq === lane.rows.length;
  });
  expect(service.events).toHaveLength(11);
  expect(held(bed)).toMatchObject([{ transactionId: sales[5]?.transactionId }]);
});
