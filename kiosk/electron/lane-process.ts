import { isLaneReady, type LaneReady } from '#kiosk/api/shell/lane-ready.ts';

/** The first restart comes after this pause, each next one after twice the last, in milliseconds. */
export const RESTART_FIRST_MS = 500;

/** However often the lane ends, it is started again after at most this, in milliseconds. */
export const RESTART_PAUSE_MAX_MS = 30_000;

/** So many ends in a row without having been ready, and the screen says that staff is needed. */
export const FAILURES_UNTIL_STAFF = 5;

/** How long the lane may take to stop by itself before it is ended, in milliseconds. */
export const STOP_TIMEOUT_MS = 5_000;

/** The part of Electron's UtilityProcess that is used. */
export interface ForkedLane {
  on(event: 'message', listener: (message: unknown) => void): void;
  once(event: 'exit', listener: (code: number) => void): void;
  kill(): boolean;
}

/** What the lane does, for the windows. */
export type LaneStatus =
  | { readonly status: 'starting' }
  | { readonly status: 'ready'; readonly ready: LaneReady }
  /** It ended and is started again by itself. */
  | { readonly status: 'away'; readonly needsStaff: boolean };

export interface LaneProcessParts {
  readonly fork: () => ForkedLane;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly onStatus: (status: LaneStatus) => void;
}

/** The pause before the next start, after so many ends in a row without having been ready; milliseconds. */
export function restartPause(failures: number): number {
  return Math.min(RESTART_FIRST_MS * 2 ** Math.min(failures, 20), RESTART_PAUSE_MAX_MS);
}

/**
 * Keeps the lane running in a process of its own, so that whatever happens to a window does not happen to the record.
 */
export class LaneProcess {
  readonly #parts: LaneProcessParts;
  #lane: ForkedLane | undefined;
  #failures = 0;
  #isStopping = false;
  #cancelRestart: (() => void) | undefined;

  constructor(parts: LaneProcessParts) {
    this.#parts = parts;
    this.#start();
  }

  /** Asks the lane to stop; resolves when it has. A lane that does not answer is not waited for without end. */
  stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelRestart?.();
    const lane = this.#lane;
    if (lane === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.after(STOP_TIMEOUT_MS, resolve);
      lane.once('exit', () => {
        cancel();
        resolve();
      });
      lane.kill();
    });
  }

  #start(): void {
    this.#parts.onStatus({ status: 'starting' });
    const lane = this.#parts.fork();
    this.#lane = lane;
    lane.on('message', (message) => {
      if (!isLaneReady(message)) return;
      this.#failures = 0;
      this.#parts.onStatus({ status: 'ready', ready: message });
    });
    lane.once('exit', () => this.#ended());
  }

  #ended(): void {
    this.#lane = undefined;
    if (this.#isStopping) return;
    const pause = restartPause(this.#failures);
    this.#failures += 1;
    this.#parts.onStatus({ status: 'away', needsStaff: this.#failures >= FAILURES_UNTIL_STAFF });
    this.#cancelRestart = this.#parts.after(pause, () => this.#start());
  }
}
