import { parseScan } from '#kiosk/core/barcode/parse-scan.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from '#kiosk/core/barcode/scan-options.ts';
import { scanRules } from '#kiosk/core/barcode/scan-rules.ts';
import { fuzzCorpus, fuzzScans } from '#tests/support/scan-fuzzer.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';

// Question: what does understanding a read cost, whatever was read, and can a hostile one hold a lane up?
// Method: every barcode of the fixtures, each timed alone, round after round, after rounds that warm the compiler up.
// Then 1,000,000 random and damaged reads, of which "slowScans" took over a millisecond each of five times (once may be
// the machine). Floor: a Map lookup of the same text.
// No goal: looking the article up (catalogue-lookup has that).

const ROUNDS = 100;
const WARM_UP_ROUNDS = 10;
const DAMAGED_READS = 1_000_000;
const SLOW_MS = 1;
const SLOW_REPEATS = 5;
const US_PER_MS = 1000;
/** How often the clock is asked whether there is time left. */
const LOOK_EVERY = 10_000;

const OPTIONS: ScanOptions = { ...DEFAULT_SCAN_OPTIONS, today: '2026-11-22', rules: scanRules({ country: 'de' }) };

async function measure(room: BenchRoom): Promise<Measurement> {
  const corpus = fuzzCorpus();
  const lookup = new Map(corpus.map((text, index) => [text, index]));
  const samples: number[] = [];
  const floor: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const ours = corpus.map((text) => timeUs(() => parseScan(text, OPTIONS)));
    const least = corpus.map((text) => timeUs(() => lookup.get(text)));
    if (round < 0) continue;
    samples.push(...ours);
    floor.push(...least);
  }
  return { samples, floor, detail: damagedReads(corpus, room) };
}

function timeUs(work: () => unknown): number {
  const start = now();
  work();
  return (now() - start) * US_PER_MS;
}

function damagedReads(corpus: readonly string[], room: BenchRoom): { damagedReads: number; slowScans: number } {
  const scans = fuzzScans(corpus, 1);
  let slow = 0;
  let count = 0;
  for (; count < DAMAGED_READS && (count % LOOK_EVERY !== 0 || !room.isTimeUp()); count += 1) {
    const text = scans.next().value;
    let repeat = 0;
    while (repeat < SLOW_REPEATS && timeUs(() => parseScan(text, OPTIONS)) >= SLOW_MS * US_PER_MS) repeat += 1;
    if (repeat === SLOW_REPEATS) slow += 1;
  }
  return { damagedReads: count, slowScans: slow };
}

export const decode: Bench = {
  name: 'decode',
  unit: 'µs',
  question: 'Understanding one read of a barcode, beside a Map lookup of its text.',
  measure,
};
