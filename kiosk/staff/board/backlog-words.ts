import type { BacklogView } from '#kiosk/api/staff.ts';

/** How much a person should care: nothing to do; have a look; somebody must decide. */
export type BacklogTone = 'calm' | 'amber' | 'red';

/** What waits longer than this is worth a look, or is a matter; milliseconds. */
const AMBER_AFTER_MS = 60_000;
const RED_AFTER_MS = 15 * 60_000;

/** How what is recorded stands on its way, by its state and by the age of the oldest of it. */
export function backlogTone({ state, oldestUnsettledAt, pending }: BacklogView, now: number): BacklogTone {
  if (state === 'fork' || state === 'fenced') return 'red';
  const ageMs = oldestUnsettledAt === null || pending === 0 ? 0 : now - oldestUnsettledAt;
  if (ageMs >= RED_AFTER_MS) return 'red';
  return state === 'paused' || state === 'waiting' || ageMs >= AMBER_AFTER_MS ? 'amber' : 'calm';
}
