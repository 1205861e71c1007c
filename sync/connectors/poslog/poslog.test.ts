// Goal: the file that a back office reads is POSLog by its names, and says to the cent what was sold; it appears whole
// or not at all.
// Method: one basket by the core's own decisions, compared with files that were reckoned after by hand; then texts that
// would break XML, and a folder that cannot be written to.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { newLane, salesOf, scan, sell } from '#tests/support/connectors/connector-bed.ts';
import { ARTICLES, SaleWriter } from '#tests/support/postgres-sales.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import type { FinishedSale } from '../finished-sale.ts';
import { PoslogFiles } from './poslog-files.ts';
import { poslogText } from './poslog-text.ts';

const LOG = { origin: '0042.lane-1', epoch: '4f9d7c1e-0000-4000-8000-000000000001' };

function goldenSales(): readonly FinishedSale[] {
  const lane = new SaleWriter(LOG);
  sell(lane);
  lane.run(scan('milk'));
  lane.run({ type: 'void', reason: 'shopper' });
  return salesOf(lane);
}

test.each(['xml', 'json'] as const)('a sale and a basket that was given up, as %s', async (format) => {
  const file = new URL(`../../../tests/fixtures/poslog/sales.${format}`, import.meta.url);
  await expect(poslogText(goldenSales(), format)).toMatchFileSnapshot(fileURLToPath(file));
});

test('names and amounts that XML cannot hold as they are stay what they are, as far as XML can hold them', () => {
  const lane = newLane();
  const name = { en: 'Fish & <chips> "1/2" \u0007\u{D800}\u{1F41F}\uFFFF ]]>' };
  lane.run({
    type: 'add-article',
    article: { ...ARTICLES.milk, name },
    entry: 'keyed',
    quantity: { kind: 'pieces', count: 1 },
  });
  sell(lane, []);
  const text = poslogText(salesOf(lane), 'xml');
  expect(XMLValidator.validate(text)).toBe(true);
  const read = new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false }).parse(text) as {
    POSLog: { Transaction: { RetailTransaction: { LineItem: { Sale?: { Description: string } }[] } } };
  };
  const [line] = read.POSLog.Transaction.RetailTransaction.LineItem;
  expect(line?.Sale?.Description).toBe('Fish & <chips> "1/2" \uFFFD\uFFFD\u{1F41F}\uFFFD ]]>');
});

test('a sequence number stays within 32 bits', () => {
  const [sale] = goldenSales();
  if (sale === undefined) throw new Error('there is a sale');
  const text = poslogText(
    [
      { ...sale, seq: 4_294_967_295 },
      { ...sale, seq: 4_294_967_298 },
    ],
    'xml',
  );
  expect([...text.matchAll(/^ {4}<SequenceNumber>(\d+)</gm)].map(([, number]) => number)).toEqual(['4294967295', '2']);
});

test('files appear under a name of their own, and a sale that comes again makes the same one', async () => {
  const directory = path.join(temporaryDirectory(), 'out');
  const files = new PoslogFiles({ directory, format: 'xml', salesPerFile: 1 });
  for (const sale of [...goldenSales(), ...goldenSales()]) {
    expect(await files.deliver([sale])).toEqual({ type: 'delivered' });
  }
  const names = readdirSync(directory);
  expect(names).toHaveLength(2);
  expect(names[0]).toMatch(/^0042\.lane-1-4f9d7c1e-0000-4000-8000-000000000001-\d{10}\.xml$/);
});

test('no name leads out of the folder, and a folder that cannot be written to is tried again later', async () => {
  const parent = temporaryDirectory();
  const directory = path.join(parent, 'out');
  const files = new PoslogFiles({ directory, format: 'json', salesPerFile: 10 });
  const [sale] = goldenSales();
  if (sale === undefined) throw new Error('there is a sale');
  await files.deliver([{ ...sale, log: { origin: '../../../evil', epoch: '/etc/passwd' } }]);
  expect(readdirSync(parent)).toEqual(['out']);
  expect(readdirSync(directory)).toHaveLength(1);
  const blocked = path.join(parent, 'a-file');
  writeFileSync(blocked, '');
  const nowhere = new PoslogFiles({ directory: path.join(blocked, 'x'), format: 'xml', salesPerFile: 1 });
  expect(await nowhere.deliver([sale])).toMatchObject({ type: 'retry-later', isAnswered: false });
});
