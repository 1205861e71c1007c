import { once } from 'node:events';
import { FeedProblem } from '#sync/feed/feed-problem.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { CommandFailure } from '../exit-codes.ts';
import { yieldToLane } from '../yield-to-lane.ts';
import type { CatalogueNews, CatalogueTask } from './apply-catalogue-messages.ts';
import { isIntact, makeCatalogue } from './make-catalogue.ts';

/**
 * Makes a catalogue apart from the lane that sells meanwhile: with less right to the processor, and with memory that
 * goes back when it is done.
 */
const PROBLEMS_TOLD_MAX = 20;
/** Progress is for a person's eyes; milliseconds. */
const ROWS_TOLD_EVERY_MS = 250;

/** What another time will not make better. */
const FOR_GOOD: ReadonlySet<string> = new Set(['corrupt', 'foreign', 'newer', 'not-a-database', 'too-large']);

async function main(): Promise<void> {
  yieldToLane();
  // Whoever wanted the catalogue is gone.
  process.on('disconnect', () => process.exit());
  const [task] = (await once(process, 'message')) as [CatalogueTask];
  let toldProblems = 0;
  let toldAt = -Infinity;
  try {
    const made = await makeCatalogue(task, {
      onRows: (rows) => {
        const now = performance.now();
        if (now - toldAt < ROWS_TOLD_EVERY_MS) return;
        toldAt = now;
        tell({ news: 'rows', rows });
      },
      onProblem: (text) => {
        toldProblems += 1;
        if (toldProblems <= PROBLEMS_TOLD_MAX) tell({ news: 'problem', text });
      },
    });
    tell({ news: 'done', ...made });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ news: 'failed', message, isForGood: isForGood(error) && (await isIntact(task)) });
  }
  process.disconnect();
}

function isForGood(error: unknown): boolean {
  if (error instanceof FeedProblem || error instanceof CommandFailure) return true;
  return error instanceof StorageError && FOR_GOOD.has(error.code);
}

function tell(news: CatalogueNews): void {
  assert(process.send !== undefined, 'a process that a lane started');
  process.send(news);
}

await main();
