import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { bareNodeMs } from '../support/bare-node.ts';
import { BenchLane, openBenchShop } from '../support/bench-lane.ts';
import { Room } from '../room.ts';

// Question: how long after a lane is started does a page have something to show?
// Method: `handrail lane` as a process of its own, from before it is spawned until a page client has its first view;
// the detail says when the lane was open for shoppers, its terminal asked and its scanner there. One start after the
// other on one data directory, as after a restart. Floor: `node -e 0`, in turns with the starts.
// No goal: the browser (page-usable has that), the first start of a machine, building the pages.

const STARTS = 9;

async function measure(room: BenchRoom): Promise<Measurement> {
  const shop = await openBenchShop(room);
  const samples: number[] = [];
  const open: number[] = [];
  const floor: number[] = [];
  // The first start is for the file cache of the machine.
  for (let start = -1; start < STARTS && !room.isTimeUp(); start += 1) {
    const once = new Room();
    room.defer(() => once.sweep());
    floor.push(await bareNodeMs());
    const begun = now();
    const lane = await BenchLane.startToFirstView(once, shop);
    const firstView = now() - begun;
    await lane.until('the lane is open', () => lane.page.value('lane')?.screen === 'welcome');
    if (start >= 0) {
      samples.push(firstView);
      open.push(now() - begun);
    }
    await once.sweep();
  }
  return { samples, floor, detail: { openForShoppersP50: quantile(open, 0.5) } };
}

export const laneReady: Bench = {
  name: 'lane-ready',
  unit: 'ms',
  question: 'From starting the lane’s process to the first view that a page gets of it.',
  measure,
};
