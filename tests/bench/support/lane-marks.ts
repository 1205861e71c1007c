import { fileURLToPath } from 'node:url';
import type { LaneProcessOptions } from '#tests/support/lane-process.ts';

/**
 * What happened to a scan inside the lane, each moment in milliseconds of the machine's monotonic clock:
 * the driver had its bytes; the lane had decided and asked for durability; the commit began in the journal's thread;
 * the commit was on the disk; the lane knew of it.
 */
export interface ScanMoments {
  readonly received: number;
  readonly decided: number;
  readonly begun: number;
  readonly durable: number;
  readonly acknowledged: number;
}

const NAMES = ['received', 'decided', 'begun', 'durable', 'acknowledged'] as const;
const PRELOAD = fileURLToPath(new URL('mark-moments.ts', import.meta.url));
const MOMENTS_TIMEOUT_MS = 10_000;

/** Hears the moments that a lane marks which was started with `options`. One scan at a time. */
export class LaneMarks {
  readonly options: LaneProcessOptions = {
    nodeArguments: ['--import', PRELOAD],
    onMark: (line) => this.#take(line),
  };
  #moments = new Map<string, number>();
  #complete: ((moments: ScanMoments) => void) | undefined;

  /** The moments of what is scanned right after this call. */
  next(): Promise<ScanMoments> {
    this.#moments = new Map();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('a scan was not made durable')), MOMENTS_TIMEOUT_MS);
      this.#complete = (moments) => {
        clearTimeout(timer);
        resolve(moments);
      };
    });
  }

  #take(line: string): void {
    const [name = '', at] = line.split(' ');
    if (this.#complete === undefined || this.#moments.has(name)) return;
    this.#moments.set(name, Number(at));
    const [received, decided, begun, durable, acknowledged] = NAMES.map((known) => this.#moments.get(known));
    if (received === undefined || decided === undefined || begun === undefined) return;
    if (durable === undefined || acknowledged === undefined) return;
    this.#complete({ received, decided, begun, durable, acknowledged });
    this.#complete = undefined;
  }
}
