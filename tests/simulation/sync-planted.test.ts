// Goal: the simulated histories are worth something. Method: mistakes that others have made are built in, one at a
// time, and each must be found within so few seeds that the run of all histories could never miss it.
import { describe, expect, it } from 'vitest';
import { liveHistory } from './sync-history.ts';
import { PLANTED_BUGS, type PlantedBug } from './sync-mutants.ts';

const FOUND_WITHIN_SEEDS = 1_000;

/** The first seed that finds a bug. */
async function foundAt(bug: PlantedBug): Promise<number | undefined> {
  for (let seed = 1; seed <= FOUND_WITHIN_SEEDS; seed += 1) {
    const { faults } = await liveHistory(seed, bug);
    if (faults.length > 0) return seed;
  }
  return undefined;
}

describe('the histories find a mistake that is made on purpose', () => {
  it.each(PLANTED_BUGS)('%s', async (bug) => expect(await foundAt(bug)).toBeDefined(), 120_000);
});
