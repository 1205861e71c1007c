import { parseScan } from '#kiosk/core/barcode/parse-scan.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from '#kiosk/core/barcode/scan-options.ts';
import { scanRules } from '#kiosk/core/barcode/scan-rules.ts';
import { fuzzCorpus, fuzzScans } from '#tests/support/scan-fuzzer.ts';

/** Times in microseconds. */
export interface DecodeFigures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly floor: { readonly p50: number; readonly p95: number };
  /** Of 1,000,000 random and damaged reads: how many took over a millisecond each of five times. */
  readonly slowScans: number;
}

const ROUNDS = 100;
const WARM_UP_ROUNDS = 10;
const FUZZ_SCANS = 1_000_000;
const SLOW_NS = 1_000_000n;
const SLOW_REPEATS = 5;

const OPTIONS: ScanOptions = { ...DEFAULT_SCAN_OPTIONS, today: '2026-11-22', rules: scanRules({ country: 'de' }) };

/** Every vector of the fixtures, one read timed at a time; the floor is a Map lookup of the same text. */
export function measureDecode(): DecodeFigures {
  const corpus = fuzzCorpus();
  const lookup = new Map(corpus.map((text, index) => [text, index]));
  const decode = timesOf(corpus, (text) => parseScan(text, OPTIONS));
  const floor = timesOf(corpus, (text) => lookup.get(text));
  return {
    p50: quantile(decode, 0.5),
    p95: quantile(decode, 0.95),
    p99: quantile(decode, 0.99),
    floor: { p50: quantile(floor, 0.5), p95: quantile(floor, 0.95) },
    slowScans: countSlowScans(corpus),
  };
}

function timesOf(corpus: readonly string[], work: (text: string) => unknown): readonly number[] {
  const times: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const text of corpus) {
      const start = process.hrtime.bigint();
      work(text);
      const end = process.hrtime.bigint();
      if (round >= 0) times.push(Number(end - start) / 1000);
    }
  }
  return times.toSorted((a, b) => a - b);
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function countSlowScans(corpus: readonly string[]): number {
  const scans = fuzzScans(corpus, 1);
  let slow = 0;
  for (let count = 0; count < FUZZ_SCANS; count += 1) {
    const text = scans.next().value;
    let repeat = 0;
    while (repeat < SLOW_REPEATS && isSlow(text)) repeat += 1;
    if (repeat === SLOW_REPEATS) slow += 1;
  }
  return slow;
}

function isSlow(text: string): boolean {
  const start = process.hrtime.bigint();
  parseScan(text, OPTIONS);
  return process.hrtime.bigint() - start >= SLOW_NS;
}
