// Goal: what headquarters reads in its database is what was sold: lines, totals, taxes, tenders and calls for a
// person.
// Method: sales by the core's own decisions, with everything that a shopper may do and take back; the rows are the
// ones that a lane writes, and what the views say is compared with the state that the core has. Then bodies of other
// versions and hostile ones.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import { lineAmount } from '#kiosk/core/pricing/totals.ts';
import type { AttemptId, TicketId, TransactionId, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { grams, pieces } from '#kiosk/core/values/quantity.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { decideQuarantined, quarantined } from '#sync/postgres/quarantine.ts';
import { ARTICLES, SaleWriter } from '#tests/support/postgres-sales.ts';
import { PostgresServer } from '#tests/support/postgres.ts';

let server: PostgresServer;
let sink: PostgresSink;

beforeAll(async () => {
  server = await PostgresServer.start();
  sink = await PostgresSink.open({ url: await server.newDatabase('views'), today: '2026-09-21' });
});

afterAll(async () => {
  await sink.close();
  await server.stop();
});

function newWriter(): SaleWriter {
  return new SaleWriter({ origin: `lane-${randomUUID().slice(0, 8)}`, epoch: randomUUID() });
}

async function store(writer: SaleWriter, from = 0): Promise<void> {
  for (let at = from; at < writer.rows.length; at += 200) {
    await sink.append(writer.log, writer.rows.slice(at, at + 200), []);
  }
}

async function view(name: string, writer: SaleWriter, order: string): Promise<Record<string, unknown>[]> {
  return sink.connections.query(`SELECT * FROM handrail.${name} WHERE origin = $1 ORDER BY ${order}`, [
    writer.log.origin,
  ]);
}

const add = (name: keyof typeof ARTICLES, count = 1): TransactionCommand => ({
  type: 'add-article',
  article: ARTICLES[name],
  entry: 'scanned',
  quantity: name === 'apples' ? grams(count * 250) : pieces(count),
});

it('shows a sale with all that was changed and taken off again', async () => {
  const writer = newWriter();
  for (const command of [add('milk'), add('beer', 2), add('apples', 3), add('wine')]) writer.run(command);
  writer.run({ type: 'change-quantity', lineNumber: 1, count: 5 });
  writer.run({ type: 'void-line', lineNumber: 5, by: 'staff' });
  writer.run({ type: 'start-tender' });
  writer.run({ type: 'cancel-tender' });
  writer.run({ type: 'void-line', lineNumber: 2, by: 'shopper' });
  writer.run({ type: 'start-tender' });
  const { totals } = writer.state as Extract<TransactionState, { status: 'tendering' }>;
  writer.run({ type: 'add-tender', attemptId: 'attempt-1' as AttemptId, amount: minorUnits(300) });
  writer.run({
    type: 'add-tender',
    attemptId: 'attempt-2' as AttemptId,
    amount: minorUnits(totals.total - 300),
  });
  await store(writer);
  const [sale] = await view('sale', writer, 'first_seq');
  expect(sale).toMatchObject({
    status: 'settled',
    workstation: writer.log.origin,
    currency: 'EUR',
    receipt_number: '1',
    regular: String(totals.regular),
    discount: String(totals.discount),
    total: String(totals.total),
    article_count: String(totals.articleCount),
    is_whole: true,
  });
  expect(await view('sale_tender', writer, 'seq')).toMatchObject([
    { tender_type: 'card', attempt_id: 'attempt-1', amount: '300' },
    { tender_type: 'card', attempt_id: 'attempt-2', amount: String(totals.total - 300) },
  ]);
  expect(await view('sale_line', writer, 'line_number')).toMatchObject([
    { article_id: 'milk', quantity: '5', regular: '1095', amount: '1019', is_voided: false },
    { article_id: 'beer', is_voided: true, void_reason: 'shopper', amount: '0', discount: '0' },
    { kind: 'deposit', parent_line: '2', is_voided: true },
    { article_id: 'apples', quantity_kind: 'weight', quantity: '750', amount: '224' },
    { article_id: 'wine', is_voided: true, void_reason: 'staff' },
  ]);
});

const AMIRA = { personId: '103', firstName: 'Amira', role: 'supervisor' } as const;

it('agrees with the core about any sale', async () => {
  const command = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...(['milk', 'beer', 'apples'] as const)).map((name) => add(name)) },
    fc.record({
      type: fc.constant('change-quantity' as const),
      lineNumber: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({
      type: fc.constant('void-line' as const),
      lineNumber: fc.integer({ min: 1, max: 6 }),
      by: fc.constant('shopper' as const),
    }),
    fc.record({
      type: fc.constant('override-price' as const),
      lineNumber: fc.integer({ min: 1, max: 6 }),
      unitPrice: fc.integer({ min: 1, max: 400 }).map(minorUnits),
      label: fc.constant({ en: 'Price set' }),
      reason: fc.constant('shelf-price'),
      by: fc.constant(AMIRA),
      limits: fc.constant({ offBasisPointsMax: 10_000, mayRaise: true, unitPriceMax: minorUnits(1_000) }),
    }),
    fc.constantFrom<TransactionCommand>(
      { type: 'start-tender' },
      { type: 'cancel-tender' },
      { type: 'suspend', reason: 'staff' },
      { type: 'resume' },
      { type: 'add-tender', attemptId: 'a' as AttemptId, amount: minorUnits(100_000) },
      { type: 'record-receipt', medium: 'paper' },
      { type: 'close' },
      { type: 'void', reason: 'shopper' },
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
      const writer = newWriter();
      const states: TransactionState[] = [];
      for (const each of commands) {
        const before = writer.rows.length;
        writer.run(each);
        const isNew = writer.rows[before]?.kind === 'transaction.transaction-started';
        if (isNew || states.length === 0) states.push(writer.state);
        else states[states.length - 1] = writer.state;
      }
      await store(writer);
      const sales = await view('sale', writer, 'first_seq');
      const lines = await view('sale_line', writer, 'transaction_id, line_number');
      const taxes = await view('sale_tax', writer, 'transaction_id, tax_code');
      const expected = states.filter((state) => state.status !== 'idle');
      expect(sales.map((sale) => sale['status'])).toEqual(expected.map((state) => state.status));
      for (const [index, state] of expected.entries()) {
        const of = (row: Record<string, unknown>): boolean => row['transaction_id'] === state.transactionId;
        expect(sumsOf(sales[index], lines.filter(of), taxes.filter(of))).toEqual(sumsOfState(state));
      }
    }),
    { numRuns: 60 },
  );
});

type Row = Record<string, unknown>;

function sumsOf(sale: Row | undefined, lines: readonly Row[], taxes: readonly Row[]): unknown {
  return {
    total: sale?.['total'] === null ? undefined : Number(sale?.['total']),
    lines: lines.map((line) => ({
      number: Number(line['line_number']),
      amount: Number(line['amount']),
      voided: line['is_voided'],
    })),
    taxes: taxes.map((tax) => [tax['tax_code'], Number(tax['net']), Number(tax['tax']), Number(tax['gross'])]),
  };
}

function sumsOfState(state: Exclude<TransactionState, { status: 'idle' }>): unknown {
  const totals = 'totals' in state ? state.totals : undefined;
  return {
    total: totals?.total,
    lines: state.lines.map((line) => ({
      number: line.lineNumber,
      amount: line.voided ? 0 : lineAmount(line),
      voided: line.voided,
    })),
    taxes: (totals?.taxLines ?? [])
      .map((tax) => [tax.code, tax.net, tax.tax, tax.gross] as const)
      .toSorted((one, other) => one[0].localeCompare(other[0])),
  };
}

it('finds a sale that went over midnight by its first day, with all of its lines', async () => {
  const writer = newWriter();
  writer.businessDay = '2026-09-30';
  writer.run(add('milk'));
  writer.businessDay = '2026-10-01';
  writer.run(add('apples'));
  writer.run({ type: 'start-tender' });
  await store(writer);
  const lines = await sink.connections.query(
    "SELECT article_id FROM handrail.sale_line WHERE origin = $1 AND business_day = '2026-09-30' ORDER BY line_number",
    [writer.log.origin],
  );
  expect(lines).toEqual([{ article_id: 'milk' }, { article_id: 'apples' }]);
});

it('tells what became of calls for a person', async () => {
  const writer = newWriter();
  const raised = (ticketId: string, at: number): void =>
    writer.assist({
      type: 'ticket-raised',
      ticketId: ticketId as TicketId,
      workstationId: 'lane-1' as WorkstationId,
      transactionId: 'sale-1' as TransactionId,
      reason: 'help',
      raisedBy: 'shopper',
      language: 'en',
      at,
      context: {},
    });
  raised('t1', 1_000);
  raised('t2', 2_000);
  writer.assist({ type: 'ticket-topic-given', ticketId: 't1' as TicketId, topic: 'price' });
  writer.assist({ type: 'ticket-acknowledged', ticketId: 't1' as TicketId, attendant: 'ann', at: 3_000 });
  writer.assist({ type: 'ticket-attended', ticketId: 't1' as TicketId, attendant: 'ann', at: 4_000 });
  writer.assist({ type: 'ticket-lease-lapsed', ticketId: 't1' as TicketId, attendant: 'ann', at: 4_500 });
  await store(writer);
  expect(await view('assist', writer, 'seq')).toMatchObject([{ ticket_id: 't1', status: 'raised' }, {}]);
  writer.assist({
    type: 'ticket-resolved',
    ticketId: 't1' as TicketId,
    attendant: 'bob',
    resolution: 'price-explained',
    at: 5_000,
  });
  writer.assist({ type: 'ticket-ease-answered', ticketId: 't1' as TicketId, ease: 'easy', at: 6_000 });
  await store(writer);
  expect(await view('assist', writer, 'seq')).toMatchObject([
    {
      ticket_id: 't1',
      reason: 'help',
      topic: 'price',
      status: 'resolved',
      attendant: 'bob',
      resolution: 'price-explained',
      ease: 'easy',
      raised_at: new Date(1_000),
      acknowledged_at: new Date(3_000),
      attended_at: new Date(4_000),
      ended_at: new Date(5_000),
    },
    { ticket_id: 't2', status: 'raised', attendant: null, ended_at: null },
  ]);
});

it('reads bodies of the first version like those of today', async () => {
  const writer = newWriter();
  for (const command of [add('milk', 2), add('apples'), { type: 'start-tender' } as const]) writer.run(command);
  const old = newWriter();
  for (const { kind, body } of writer.rows) {
    const { v: _today, ...rest } = JSON.parse(body) as Row;
    old.writeRow(kind, JSON.stringify({ v: 1, ...rest }));
  }
  await store(writer);
  await store(old);
  const amounts = (rows: readonly Row[]): unknown => rows.map((row) => row['amount']);
  expect(amounts(await view('sale_line', old, 'line_number'))).toEqual(
    amounts(await view('sale_line', writer, 'line_number')),
  );
  expect(await view('sale', old, 'first_seq')).toMatchObject([{ status: 'tendering' }]);
});

const HOSTILE = [
  '{"v":99,"event":{"type":"transaction-settled","receiptNumber":1},"transactionId":"x"}',
  'this is not JSON',
  '[1,2',
  '{"v":1,"event":"transaction-settled"}',
  '{"v":2,"event":{"type":"line-added","line":{"lineNumber":1e300,"regularAmount":"ten"}},"transactionId":"SALE"}',
  '{"v":2,"event":{"type":"transaction-settled","settledAt":9e15,"receiptNumber":1.5},"transactionId":"SALE"}',
  '{"v":2,"event":{"type":"tender-started","totals":{"total":1e999999,"taxLines":{}}},"transactionId":"SALE"}',
  '{"v":2,"event":{"type":"prices-modified","lines":[{"lineNumber":[],"modifiers":7}]},"transactionId":"SALE"}',
  `{"v":2,"event":{"type":"prices-modified","deep":${'['.repeat(50_000)}${']'.repeat(50_000)}},"transactionId":"SALE"}`,
  '{"v":2,"event":{"type":"line-added","line":{"name":"\\u0000"}},"transactionId":"SALE"}',
  '{"v":2,"event":{"type":"line-added","line":{"name":"\\ud800"}},"transactionId":"SALE"}',
];

it('does not fail over any body, and shows what is right beside it', async () => {
  const writer = newWriter();
  writer.run(add('milk'));
  const { transactionId } = writer.state as { transactionId: string };
  for (const body of HOSTILE) {
    const event = /"type":"([a-z-]+)"/.exec(body)?.[1] ?? 'line-added';
    writer.writeRow(`transaction.${event}`, body.replaceAll('SALE', transactionId));
    writer.writeRow(`assist.ticket-raised`, body);
  }
  writer.run(add('apples'));
  await store(writer);
  expect(await sink.read(writer.log, 0, 1_000)).toEqual(writer.rows);
  const lines = await view('sale_line', writer, 'line_number');
  expect(lines.filter((line) => line['article_id'] !== null)).toMatchObject([
    { article_id: 'milk', amount: '219' },
    { article_id: 'apples', amount: '75' },
  ]);
  for (const name of ['sale', 'sale_tender', 'sale_tax', 'assist']) {
    expect((await view(name, writer, 'transaction_id')).length).toBeLessThanOrEqual(HOSTILE.length);
  }
});

it('leaves out what quarantine holds until a person has released it', async () => {
  const writer = newWriter();
  for (const command of [add('milk'), add('apples')]) writer.run(command);
  const line = writer.rows.filter((row) => row.kind === 'transaction.line-added')[1];
  await sink.append(writer.log, writer.rows, [{ seq: line?.seq ?? 0, reason: 'a price\u0000below zero' }]);
  const isWhole = async (): Promise<unknown> => (await view('sale', writer, 'first_seq'))[0]?.['is_whole'];
  const articles = async (): Promise<unknown[]> =>
    (await view('sale_line', writer, 'line_number')).map((row) => row['article_id']);
  expect(await articles()).toEqual(['milk']);
  expect(await isWhole()).toBe(false);
  const held = (await quarantined(sink.connections, 100)).filter((row) => row.origin === writer.log.origin);
  expect(held).toEqual([{ ...writer.log, seq: line?.seq, reason: 'a price\u{FFFD}below zero' }]);
  const decision = { log: writer.log, seq: line?.seq ?? 0, state: 'released', by: 'ann', reason: 'seen' } as const;
  expect(await decideQuarantined(sink.connections, decision)).toBe(true);
  expect(await decideQuarantined(sink.connections, { ...decision, state: 'dropped' })).toBe(false);
  expect(await articles()).toEqual(['milk', 'apples']);
  expect(await isWhole()).toBe(true);
});
