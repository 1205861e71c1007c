/**
 * How much room there is. `ample`: all is well. `low`: what is being sold is finished, nothing new is begun. `full`:
 * the disk refused a write; the ballast was given up to finish what was being sold.
 */
export type DiskLevel = 'ample' | 'low' | 'full';

export interface DiskLimits {
  /** What is kept occupied so that it can be given up, in bytes. */
  readonly ballastBytes: number;
  /** With less than that free no new sale is begun, in bytes. */
  readonly floorBytes: number;
}

export const DEFAULT_DISK_LIMITS: DiskLimits = {
  ballastBytes: 64 * 1_024 * 1_024,
  floorBytes: 200 * 1_024 * 1_024,
};

/** So much more than the floor must be free before it counts as ample again, so that nothing flickers. */
const BACK_ABOVE_FLOOR = 1.1;

export interface DiskState {
  readonly level: DiskLevel;
  readonly hasBallast: boolean;
}

export const DISK_UNSEEN: DiskState = { level: 'ample', hasBallast: false };

export type DiskEvent =
  | { readonly type: 'looked'; readonly freeBytes: number; readonly hasBallast: boolean }
  /** A write was refused for want of room; nothing of it is on the disk. */
  | { readonly type: 'refused' };

export interface DiskDecision {
  readonly state: DiskState;
  readonly ballast: 'keep' | 'make' | 'give-up';
}

/** What a look at the disk, or a refused write, means. */
export function decideDisk(state: DiskState, event: DiskEvent, limits: DiskLimits): DiskDecision {
  if (event.type === 'refused') {
    return {
      state: { level: 'full', hasBallast: false },
      ballast: state.hasBallast ? 'give-up' : 'keep',
    };
  }
  const { freeBytes, hasBallast } = event;
  const { floorBytes, ballastBytes } = limits;
  const back = floorBytes * BACK_ABOVE_FLOOR;
  // The ballast is only taken from what is left above the floor; until it is back, a disk that was full stays full.
  if (!hasBallast && freeBytes >= back + ballastBytes) {
    return { state: { level: 'ample', hasBallast: true }, ballast: 'make' };
  }
  return { state: { level: levelFor(state.level, freeBytes, hasBallast, limits), hasBallast }, ballast: 'keep' };
}

function levelFor(before: DiskLevel, freeBytes: number, hasBallast: boolean, { floorBytes }: DiskLimits): DiskLevel {
  if (before === 'full' && !hasBallast) return 'full';
  if (freeBytes < floorBytes) return 'low';
  return before === 'ample' || freeBytes >= floorBytes * BACK_ABOVE_FLOOR ? 'ample' : 'low';
}
