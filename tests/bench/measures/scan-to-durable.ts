import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { BenchLane, openBenchShop, USUAL_BASKET } from '../support/bench-lane.ts';
import { LaneMarks, type ScanMoments } from '../support/lane-marks.ts';
import { RawCommits } from '../support/raw-commits.ts';

// Question: how long does it take until a scan can no longer be lost, and how much of that is us and not the disk?
// Method: the real lane as a process of its own, bytes on a real pty. A module loaded before the lane's program notes
// the moments inside of it; all processes read one clock. The samples run from the lane's decision to the row on the
// disk, with the way into the journal's thread: this is what is asked for durability, and what the raw commit can be
// held against. The detail has the whole way from the bytes on, and its parts. Floor: a raw commit of 1 KB, WAL and
// synchronous=FULL, by the same library on the same disk, in turns with the scans and as cold as they are, since a hand
// scans about once a second and an idle processor begins slowly.
// No goal: how many scans a second; another disk than this one.

const SCANS = 300;
const PAUSE_MS = 10;

async function measure(room: BenchRoom): Promise<Measurement> {
  const marks = new LaneMarks();
  const shop = await openBenchShop(room);
  const raw = new RawCommits(room, shop.directory);
  const lane = await BenchLane.start(room, shop, marks.options);
  const scans: (ScanMoments & { readonly scanned: number })[] = [];
  const floor: number[] = [];
  for (let index = 0; index < SCANS && !room.isTimeUp(); index += 1) {
    if (index > 0 && index % USUAL_BASKET === 0) await lane.emptyBasket();
    await irregularPause(PAUSE_MS);
    const moments = marks.next();
    const scanned = now();
    shop.devices.scanner.scan(lane.label(index));
    scans.push({ scanned, ...(await moments) });
    await lane.until('the line', () => lane.lineCount > index % USUAL_BASKET);
    await irregularPause(PAUSE_MS);
    floor.push(raw.commit());
  }
  const median = (part: (scan: (typeof scans)[number]) => number): number => quantile(scans.map(part), 0.5);
  return {
    samples: scans.map(({ decided, durable }) => durable - decided),
    floor,
    detail: {
      wholeWayP50: median(({ scanned, durable }) => durable - scanned),
      wholeWayRatio: median(({ scanned, durable }) => durable - scanned) / quantile(floor, 0.5),
      bytesToDriver: median(({ scanned, received }) => received - scanned),
      driverToDecision: median(({ received, decided }) => decided - received),
      decisionToCommit: median(({ decided, begun }) => begun - decided),
      commit: median(({ begun, durable }) => durable - begun),
      commitToLane: median(({ durable, acknowledged }) => acknowledged - durable),
    },
  };
}

export const scanToDurable: Bench = {
  name: 'scan-to-durable',
  unit: 'ms',
  question: 'From the lane’s decision about a scan to its row on the disk; the detail has the whole way.',
  measure,
};
