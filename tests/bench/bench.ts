/**
 * What is measured, from the shopper's side to single functions. Times in ms or µs, memory in MB of 1,000,000 bytes.
 */
export type Unit = 'ms' | 'µs' | 'MB';

/** One question about the product, with the way to answer it. */
export interface Bench {
  readonly name: string;
  readonly unit: Unit;
  /** The question, in a line for `--list`. */
  readonly question: string;
  /** Makes what several benches of a run share, once; it has a time of its own and stays until the run is over. */
  readonly prepare?: (run: BenchRoom) => Promise<unknown>;
  /** @param run where what is shared by the run lives; a bench's own things belong into its room */
  readonly measure: (room: BenchRoom, run: BenchRoom) => Promise<Measurement>;
}

/**
 * Where a bench works. What it starts and makes, it hands over at once, so that nothing stays behind whatever happens.
 */
export interface BenchRoom {
  /** Undone when the bench is over, last first. */
  readonly defer: (undo: () => Promise<void> | void) => void;
  /** True when there is no time for another sample: a bench then makes do with what it has. */
  readonly isTimeUp: () => boolean;
}

/** What was measured, in the order in which it was. */
export interface Measurement {
  readonly samples: readonly number[];
  /** The least that the machine needs for the heart of the same thing, taken in between. */
  readonly floor: readonly number[];
  /** More figures in the bench's unit or as plain numbers, by name. */
  readonly detail?: Readonly<Record<string, number>>;
  /** Anything that makes a figure less or more than it seems. */
  readonly notes?: readonly string[];
}

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Measured, compared and judged. */
export interface Result {
  readonly bench: string;
  readonly unit: Unit;
  readonly ours: Quantiles;
  readonly floor: Quantiles;
  /** Ours ÷ floor, of the medians. */
  readonly ratio: number;
  readonly aim: string;
  readonly ok: boolean;
  readonly detail: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}
