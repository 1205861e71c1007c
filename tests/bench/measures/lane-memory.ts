import { fileURLToPath } from 'node:url';
import type { LaneProcessOptions } from '#tests/support/lane-process.ts';
import type { TestShop } from '#tests/support/test-shop.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { Room } from '../room.ts';
import { quantile } from '../statistics.ts';
import { residentMb, startBareNode } from '../support/bare-node.ts';
import { BenchLane, openBenchShop } from '../support/bench-lane.ts';

// Question: how much memory does a lane hold, and does it hold more the more it has sold?
// Method: 1,000 transactions in a real lane process, as fast as it goes: three scans from a pty, payment at the
// terminal simulator, no receipt. The resident memory of the lane's process is read after every 20th transaction; the
// samples are those from the 200th on, and "growth" compares the median around the 1,000th with that around the 200th.
// Floor: a Node that does nothing. Resident, because that is what the kernel counts when memory runs out.
// No goal: the browser's memory; the disk. A catalogue of a million articles has its own bench.

/**
 * A lane with a quick terminal, otherwise as the program itself starts it: what is loaded before it would let the heap
 * grow, and load the compiler, and keep both, if it did not find the one limited and the other done.
 */
const QUICK_TERMINAL: LaneProcessOptions = {
  nodeArguments: [
    '--import',
    fileURLToPath(new URL('../../../kiosk/host/bin/small-heap.mjs', import.meta.url)),
    '--import',
    fileURLToPath(new URL('../support/quick-terminal.ts', import.meta.url)),
  ],
  env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../.build/code-cache', import.meta.url)) },
};

const TRANSACTIONS = 1_000;
const SETTLED_AFTER = 200;
const READ_EVERY = 20;
const SCANS = 3;
/** Readings that make one figure at the beginning and at the end of the comparison. */
const READINGS = 5;
/** The samples' time is not enough for 1,000 transactions on a busy machine; this is, in milliseconds. */
const SELLING_MS = 52_000;

async function measure(room: BenchRoom): Promise<Measurement> {
  const begun = now();
  const shop = await openBenchShop(room);
  shop.devices.terminal.behaviour.auto = 'approve';
  const bareNode = await startBareNode(room);
  await startOnceBefore(shop);
  const lane = await BenchLane.start(room, shop, QUICK_TERMINAL);
  const readings: number[] = [];
  const floor: number[] = [];
  let sold = 0;
  while (sold < TRANSACTIONS && now() - begun < SELLING_MS) {
    await sell(lane, sold);
    sold += 1;
    if (sold % READ_EVERY !== 0) continue;
    readings.push(residentMb(lane.process.pid));
    floor.push(residentMb(bareNode));
  }
  const settled = readings.slice(SETTLED_AFTER / READ_EVERY - 1);
  if (settled.length < 2 * READINGS) throw new Error(`only ${sold} transactions in the time there was`);
  const after200 = median(settled.slice(0, READINGS));
  const atEnd = median(settled.slice(-READINGS));
  return {
    samples: settled,
    floor,
    detail: { transactions: sold, after200, atEnd, growth: atEnd - after200 },
    notes: sold < TRANSACTIONS ? [`the machine was too busy for ${TRANSACTIONS} transactions in ${SELLING_MS} ms`] : [],
  };
}

async function startOnceBefore(shop: TestShop): Promise<void> {
  const room = new Room();
  try {
    await BenchLane.start(room, shop, QUICK_TERMINAL);
  } finally {
    await room.sweep();
  }
}

/** One sale from the first scan to the next shopper's welcome. */
async function sell(lane: BenchLane, sale: number): Promise<void> {
  for (let scan = 0; scan < SCANS; scan += 1) lane.shop.devices.scanner.scan(lane.label(sale * SCANS + scan));
  await lane.until('the lines of a sale', () => lane.lineCount === SCANS);
  await lane.page.call('startPayment', {});
  await lane.until('a payment', () => lane.page.value('lane')?.screen === 'thanks');
  await lane.page.call('chooseReceipt', { medium: 'none' });
  await lane.until('the end of a sale', () => lane.page.value('lane')?.screen === 'welcome');
}

function median(readings: readonly number[]): number {
  return quantile(readings, 0.5);
}

export const laneMemory: Bench = {
  name: 'lane-memory',
  unit: 'MB',
  question: 'The resident memory of a lane’s process while it sells 1,000 times, and whether it grows.',
  measure,
};
