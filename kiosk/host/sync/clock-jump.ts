import type { LaneEvent } from '#kiosk/lane/ports.ts';
import type { RowTime } from '#kiosk/storage/journal/journal-store.ts';

/** What the wall clock may differ from the time that went by before it counts as set, in milliseconds. */
const JUMP_MIN_MS = 2_000;

type ClockJump = Extract<LaneEvent, { type: 'clock-jump' }>;

/** Whether the wall clock was set since the row before; undefined if it went on as it should. */
export function clockJump(before: RowTime | undefined, now: RowTime): ClockJump | undefined {
  if (before === undefined) return undefined;
  const jump = { type: 'clock-jump', from: before.wall, to: now.wall } as const;
  if (before.boot !== now.boot) return now.wall < before.wall ? { ...jump, elapsedMs: null } : undefined;
  const elapsedMs = now.monotonic - before.monotonic;
  return Math.abs(now.wall - before.wall - elapsedMs) > JUMP_MIN_MS ? { ...jump, elapsedMs } : undefined;
}
