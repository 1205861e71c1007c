// Goal: what a till sold is in the ERP once, to the cent, whatever the ERP answers; what the ERP refuses waits for a
// person and holds up no other sale.
// Method: sales by the core's own decisions, and servers on real sockets that keep to what Odoo, ERPNext and Shopify
// publish: their refusals, duplicates, rate limits, and answers that are lost after the commit.
import { expect, onTestFinished, test } from 'vitest';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { pieces } from '#kiosk/core/values/quantity.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { readConnectors } from '#kiosk/storage/connectors/read-connectors.ts';
import type { Connector } from '#sync/connectors/connector.ts';
import { ErpnextConnector } from '#sync/connectors/erpnext/erpnext-connector.ts';
import { OdooConnector } from '#sync/connectors/odoo/odoo-connector.ts';
import { ShopifyConnector } from '#sync/connectors/shopify/shopify-connector.ts';
import { ConnectorBed, newLane, scan, sell } from '#tests/support/connectors/connector-bed.ts';
import { ErpnextService } from '#tests/support/connectors/erpnext-service.ts';
import type { HttpService, ServiceTrouble } from '#tests/support/connectors/http-service.ts';
import { cents, OdooService } from '#tests/support/connectors/odoo-service.ts';
import { amountOf, ShopifyService, totalOf } from '#tests/support/connectors/shopify-service.ts';
import { ARTICLES } from '#tests/support/postgres-sales.ts';
import { until } from '#tests/support/until.ts';

const SETTLE_MS = 200;

async function openOdoo(unknownProduct?: number): Promise<{ odoo: OdooService; connector: OdooConnector }> {
  const odoo = await OdooService.open();
  onTestFinished(async () => odoo.http.close());
  const { url } = odoo.http;
  const registers = { '0042': 5 };
  const account = { ...OdooService.account, url, apiKey: odoo.apiKey };
  const paymentMethod = OdooService.cardMethod;
  return { odoo, connector: new OdooConnector({ ...account, registers, paymentMethod, unknownProduct }) };
}

async function openErpnext(): Promise<{ erpnext: ErpnextService; connector: ErpnextConnector }> {
  const erpnext = await ErpnextService.open();
  onTestFinished(async () => erpnext.http.close());
  const connector = new ErpnextConnector({
    url: erpnext.http.url,
    token: erpnext.token,
    posProfiles: { '*': 'Self-checkout' },
    customer: 'Walk-in',
    company: 'Shop',
    modeOfPayment: 'Credit Card',
    taxAccounts: { '*': 'VAT - S' },
    keyField: 'custom_handrail_transaction',
  });
  return { erpnext, connector };
}

async function openShopify(): Promise<{ shopify: ShopifyService; connector: ShopifyConnector }> {
  const shopify = await ShopifyService.open();
  onTestFinished(async () => shopify.http.close());
  const { url } = shopify.http;
  const connector = new ShopifyConnector({ url, token: shopify.token, apiVersion: '2025-07' }, SETTLE_MS);
  return { shopify, connector };
}

/** A basket whose discounts do not divide by its pieces. */
function sellOdd(lane: ReturnType<typeof newLane>): ReturnType<typeof sell> {
  return sell(lane, [scan('milk', 7), scan('beer', 3), scan('apples', 5), scan('milk', 1)]);
}

function held(bed: ConnectorBed): ReturnType<typeof readConnectors>['held'] {
  return readConnectors(bed.store.file).held;
}

test('Odoo has each sale once, to the cent, with its payments and in a session', async () => {
  const bed = new ConnectorBed();
  const { odoo, connector } = await openOdoo();
  const lane = newLane();
  const sales = [sell(lane), sellOdd(lane), sell(lane)];
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect(held(bed)).toEqual([]);
  expect([...odoo.orders.values()].map(({ uuid, amount_total: total }) => [uuid, cents([total])])).toEqual(
    sales.map(({ transactionId, totals }) => [transactionId, totals.total]),
  );
  const [order] = odoo.orders.values();
  expect(order?.lines.map(([, , line]) => line['product_id'])).toEqual([101, 103, 102, 104]);
  expect(order?.payment_ids[0]?.[2]).toMatchObject({ payment_method_id: 3, card_no: '1234', card_brand: 'girocard' });
  odoo.isSessionOpen = false;
  const late = sell(lane);
  bed.takeIn(lane);
  await bed.deliver(connector);
  expect(odoo.orders.get(late.transactionId)?.session).toMatch(/RESCUE/);
});

test('Odoo refuses an article that it does not know; the sale waits, and goes over once Odoo knows it', async () => {
  const bed = new ConnectorBed();
  const { odoo, connector } = await openOdoo();
  const lane = newLane();
  odoo.products.delete('apples');
  const bad = sell(lane);
  const good = sell(lane, [scan('milk')]);
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect([...odoo.orders.keys()]).toEqual([good.transactionId]);
  expect(held(bed)).toMatchObject([{ transactionId: bad.transactionId }]);
  expect(held(bed)[0]?.reason).toMatch(/no product code-apples/);
  odoo.products.set('apples', 103);
  bed.store.decide('it', lane.log, held(bed)[0]?.seq ?? 0, 'released', '', 1);
  await bed.deliver(connector);
  expect(odoo.orders.size).toBe(2);
});

test('Odoo with another key pauses, and an unknown store as well', async () => {
  const bed = new ConnectorBed();
  const { odoo } = await openOdoo();
  const lane = newLane();
  sell(lane);
  const elsewhere = newLane('0099.lane-1');
  sell(elsewhere);
  bed.takeIn(lane);
  bed.takeIn(elsewhere);
  const settings = { ...OdooService.account, url: odoo.http.url, registers: { '0042': 5 }, paymentMethod: 3 };
  expect(await bed.deliver(new OdooConnector({ ...settings, apiKey: 'wrong' }))).toBe(false);
  expect(readConnectors(bed.store.file).troubles).toMatchObject([{ kind: 'paused' }]);
  expect(await bed.deliver(new OdooConnector({ ...settings, apiKey: odoo.apiKey }))).toBe(false);
  expect(odoo.orders.size).toBe(1);
  expect(readConnectors(bed.store.file).troubles[0]?.text).toMatch(/0099/);
  expect(held(bed)).toEqual([]);
});

test('ERPNext has each sale once, to the cent, and works out the same total', async () => {
  const bed = new ConnectorBed();
  const { erpnext, connector } = await openErpnext();
  const lane = newLane();
  const sales = [sell(lane), sellOdd(lane)];
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect(held(bed)).toEqual([]);
  for (const { transactionId, totals } of sales) {
    expect(cents([erpnext.invoices.get(transactionId)?.payments[0]?.amount])).toBe(totals.total);
  }
});

test('ERPNext refuses what it has not in stock; a duplicate and a cancelled invoice are recognised', async () => {
  const bed = new ConnectorBed();
  const { erpnext, connector } = await openErpnext();
  const lane = newLane();
  const [bad, again, dropped] = [sell(lane), sell(lane, [scan('milk')]), sell(lane, [scan('milk', 2)])];
  erpnext.notInStock.add('apples');
  const there = { docstatus: 2, items: [], taxes: [], payments: [] };
  erpnext.invoices.set(dropped.transactionId, there);
  erpnext.invoices.set(again.transactionId, { ...there, docstatus: 1 });
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect(held(bed).map(({ transactionId }) => transactionId)).toEqual([bad.transactionId, dropped.transactionId]);
  expect(held(bed)[0]?.reason).toMatch(/not available under warehouse/);
  expect(held(bed)[1]?.reason).toMatch(/cancelled in ERPNext/);
  expect(erpnext.invoices.size).toBe(2);
});

test('an invoice that the look-up misses is not made a second time: the unique field refuses it', async () => {
  const bed = new ConnectorBed();
  const { erpnext, connector } = await openErpnext();
  const lane = newLane();
  const { transactionId } = sell(lane);
  bed.takeIn(lane);
  erpnext.isBlind = true;
  erpnext.http.plan({ type: 'reset-after' }, ({ method }) => method === 'POST');
  const stop = bed.start(connector);
  await until('it was refused as a duplicate', () => erpnext.http.requests.filter(isPost).length >= 2);
  erpnext.isBlind = false;
  await until('it was found', () => bed.store.cursor('it', lane.log).seq === lane.rows.length);
  await stop();
  expect([...erpnext.invoices.keys()]).toEqual([transactionId]);
  expect(held(bed)).toEqual([]);
});

test('ERPNext without the custom field, or with a wrong token, pauses', async () => {
  const bed = new ConnectorBed();
  const { erpnext } = await openErpnext();
  const lane = newLane();
  sell(lane);
  bed.takeIn(lane);
  const names = { customer: 'c', company: 'c', modeOfPayment: 'm', taxAccounts: {}, posProfiles: { '*': 'p' } };
  const settings = { ...names, url: erpnext.http.url };
  const wrong = new ErpnextConnector({ ...settings, token: erpnext.token, keyField: 'custom_other' });
  expect(await bed.deliver(wrong)).toBe(false);
  expect(readConnectors(bed.store.file).troubles[0]?.text).toMatch(/is there a field custom_other/);
  const keyField = 'custom_handrail_transaction';
  expect(await bed.deliver(new ErpnextConnector({ ...settings, token: 'no:no', keyField }))).toBe(false);
  expect(readConnectors(bed.store.file).troubles[0]?.kind).toBe('paused');
  expect(held(bed)).toEqual([]);
});

test('Shopify has each sale once, to the cent; what is given back for empties is the one discount', async () => {
  const bed = new ConnectorBed();
  const { shopify, connector } = await openShopify();
  const lane = newLane();
  const sales = [sell(lane), sellOdd(lane)];
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect(held(bed)).toEqual([]);
  expect(shopify.orders.map((order) => [order.sourceIdentifier, totalOf(order)])).toEqual(
    sales.map(({ transactionId, totals }) => [transactionId, totals.total]),
  );
  for (const order of shopify.orders) {
    expect(order.transactions.reduce((sum, { amountSet }) => sum + amountOf(amountSet), 0)).toBe(totalOf(order));
  }
});

test('Shopify is asked no faster than its bucket fills', async () => {
  const bed = new ConnectorBed();
  const { shopify, connector } = await openShopify();
  const lane = newLane();
  for (let count = 0; count < 8; count += 1) sell(lane);
  bed.takeIn(lane);
  shopify.available = 30;
  shopify.restoreRate = 2;
  shopify.now = bed.clock.monotonic;
  const stop = bed.start(connector);
  await until('all arrived', () => bed.store.cursor('it', lane.log).seq === lane.rows.length);
  await stop();
  expect(shopify.throttled).toBeGreaterThan(0);
  expect(shopify.throttled).toBeLessThan(20);
  expect(shopify.orders).toHaveLength(8);
  expect(held(bed)).toEqual([]);
});

test('Shopify answers with user errors: the sale waits', async () => {
  const bed = new ConnectorBed();
  const { shopify, connector } = await openShopify();
  const lane = newLane();
  const article = { ...ARTICLES.milk, name: { en: 'a forbidden thing' } };
  const bad = sell(lane, [{ type: 'add-article', article, entry: 'keyed', quantity: pieces(1) }]);
  sell(lane);
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect(shopify.orders).toHaveLength(1);
  expect(held(bed)).toMatchObject([{ transactionId: bad.transactionId }]);
  expect(held(bed)[0]?.reason).toMatch(/title is invalid/);
});

test('an order whose answer was lost is not made twice, although the search shows it only later', async () => {
  const bed = new ConnectorBed();
  const { shopify, connector } = await openShopify();
  const lane = newLane();
  sell(lane);
  bed.takeIn(lane);
  shopify.indexLagMs = SETTLE_MS / 2;
  shopify.http.plan({ type: 'reset-after' }, isPost);
  shopify.http.plan({ type: 'reset-after' }, ({ body }) => body.includes('mutation'));
  // A new runner for each try, as after a restart: only what is on the disk tells of the try.
  const stop = bed.start(connector, { clock: systemClock });
  await until('the order was made', () => shopify.orders.length === 1);
  await stop();
  bed.start(connector, { clock: systemClock });
  await until('it was found', () => bed.store.cursor('it', lane.log).seq === lane.rows.length);
  expect(shopify.orders).toHaveLength(1);
});

const TROUBLES: readonly ServiceTrouble[] = [
  { type: 'reset-before' },
  { type: 'reset-after' },
  { type: 'huge-after' },
  { type: 'malformed-after' },
  { type: 'status', answer: { status: 429, body: 'slowly', headers: { 'retry-after': '1' } } },
  { type: 'status', answer: { status: 500, body: '<html>Internal Server Error</html>' } },
  { type: 'status', answer: { status: 502, body: '<html>Bad Gateway</html>' } },
  { type: 'status', answer: { status: 200, body: '<html>Down for maintenance</html>' } },
  { type: 'status', answer: { status: 200, body: '{"data": null, "result": 7, "errors": 3}' } },
];

const SYSTEMS: Readonly<
  Record<string, () => Promise<{ connector: Connector; http: HttpService; count: () => number }>>
> = {
  Odoo: async () => {
    const { odoo, connector } = await openOdoo();
    return { connector, http: odoo.http, count: () => odoo.orders.size };
  },
  ERPNext: async () => {
    const { erpnext, connector } = await openErpnext();
    return { connector, http: erpnext.http, count: () => erpnext.invoices.size };
  },
  Shopify: async () => {
    const { shopify, connector } = await openShopify();
    return { connector, http: shopify.http, count: () => shopify.orders.length };
  },
};

test.each(Object.keys(SYSTEMS))('%s: every trouble at every request, and each sale is there once', async (name) => {
  const bed = new ConnectorBed();
  const { connector, http, count } = (await SYSTEMS[name]?.()) ?? expect.fail();
  const lane = newLane();
  for (let sales = 0; sales < 12; sales += 1) sell(lane);
  bed.takeIn(lane);
  for (const trouble of TROUBLES) {
    http.plan(trouble);
    http.plan(trouble, isPost);
    http.plan(trouble, ({ body }) => /sync_from_ui|mutation|POS Invoice/.test(body));
  }
  const stop = bed.start(connector);
  await until('all arrived', () => bed.store.cursor('it', lane.log).seq === lane.rows.length, 30_000);
  await stop();
  expect(held(bed)).toEqual([]);
  expect(count()).toBe(12);
});

test.each(Object.keys(SYSTEMS))('%s gets what is given back for empties, or says why not', async (name) => {
  const bed = new ConnectorBed();
  const { connector, count } = (await SYSTEMS[name]?.()) ?? expect.fail();
  const lane = newLane();
  const rule = { type: 'add-deposit-return', reference: 'slip-1', amount: minorUnits(75) } as const;
  sell(lane, [scan('milk', 2), rule]);
  bed.takeIn(lane);
  expect(await bed.deliver(connector)).toBe(true);
  expect(count() + held(bed).length).toBe(1);
});

function isPost({ method }: { readonly method: string }): boolean {
  return method === 'POST';
}
