import type { PlantedBug } from './sync-mutants.ts';
import { drawPlan, mayFork, TROUBLED_MS } from './sync-plan.ts';
import { Chance } from './sync-time.ts';
import { World } from './sync-world.ts';

/** After everything is healed, all that can settle has settled within this time, and within so many events. */
const SETTLES_WITHIN_MS = 30 * 60_000;
const SETTLES_WITHIN_EVENTS = 6_000;
/** Before that, nothing goes round in circles. */
const TROUBLED_EVENTS_MAX = 30_000;

export interface HistoryResult {
  readonly seed: number;
  readonly faults: readonly string[];
  /** Steps and time from the healing until all was settled. */
  readonly healingEvents: number;
  readonly healingMs: number;
  readonly events: number;
}

/** Lives through the history of a seed, with the real senders and receivers, and says which promises were broken. */
export async function liveHistory(
  seed: number,
  bug?: PlantedBug,
  trace?: (line: string) => void,
): Promise<HistoryResult> {
  const chance = new Chance(seed);
  const plan = drawPlan(chance);
  trace?.(JSON.stringify(plan));
  const world = new World(plan, chance, bug, trace);
  const { time } = world;
  while (!world.isHealed && world.broken.length === 0 && time.events < TROUBLED_EVENTS_MAX) await time.step();
  const faults = [...world.broken];
  if (!world.isHealed && faults.length === 0) faults.push(`goes round in circles: ${time.events} events`);
  const before = time.events;
  while (faults.length === 0 && !world.isAllSettled) {
    const hasMore = await time.step();
    faults.push(...world.broken);
    const isLate = time.now > TROUBLED_MS + SETTLES_WITHIN_MS || time.events - before > SETTLES_WITHIN_EVENTS;
    if (!hasMore || isLate)
      faults.push(`not settled after ${time.events - before} events, at ${time.now.toFixed(0)} ms`);
  }
  faults.push(...world.findFaults());
  if (!mayFork(plan)) {
    for (const alarm of ['fork', 'receiver-ahead']) {
      if (world.alarms.all.has(alarm)) faults.push(`"${alarm}" is said, and there is none`);
    }
  }
  return { seed, faults, events: time.events, healingEvents: time.events - before, healingMs: time.now - TROUBLED_MS };
}
