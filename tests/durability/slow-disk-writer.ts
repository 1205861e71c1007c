import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { openJournalStore } from '#kiosk/storage/journal/open-journal-store.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';

/**
 * Appends a few entries and prints how long each took and the longest time for which the main thread could not answer,
 * in milliseconds. "direct" writes in the main thread, as a program would that takes no care.
 *
 *   slow-disk-writer.ts FILE [direct]
 */
const APPENDS = 4;
const TICK_MS = 2;
const DAY = '2026-01-02' as BusinessDay;

const [file = '', mode] = process.argv.slice(2);
const append = mode === 'direct' ? direct() : await threaded();
let longest = 0;
let lastTick = performance.now();
const ticking = setInterval(() => {
  longest = Math.max(longest, performance.now() - lastTick);
  lastTick = performance.now();
}, TICK_MS);

const appendsMs: number[] = [];
for (let number = 0; number < APPENDS; number += 1) {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  const start = performance.now();
  await append(number);
  appendsMs.push(performance.now() - start);
}
await new Promise((resolve) => {
  setTimeout(resolve, 2 * TICK_MS);
});
clearInterval(ticking);
process.stdout.write(`${JSON.stringify({ appendsMs, longestSilenceMs: longest })}\n`);

async function threaded(): Promise<(number: number) => Promise<void>> {
  const journal = await openLaneJournal(file, { workstationId: 'lane-1' });
  return async (number) => {
    await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: number } }]);
  };
}

function direct(): (number: number) => Promise<void> {
  const store = openJournalStore(file, { origin: 'lane-1', newEpoch: 'epoch', now: 0 });
  return async (number) => {
    const entries = [{ id: String(number), kind: 'lane.lane-stopped', body: '{"v":1}' }];
    store.append([{ businessDay: DAY, wall: 0, monotonic: 0, entries }]);
  };
}
