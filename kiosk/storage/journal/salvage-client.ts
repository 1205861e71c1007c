import { SHARE_ENV, Worker } from 'node:worker_threads';
import { unsalvaged, type SalvageReport } from './salvage.ts';

/**
 * Saves what can be saved of damaged files beside a journal, in a thread of its own; does nothing if there are none
 * that were not looked through.
 */
export async function salvageInBackground(journal: string): Promise<readonly SalvageReport[]> {
  if (unsalvaged(journal).length === 0) return [];
  const worker = new Worker(new URL('./salvage-worker.ts', import.meta.url), {
    workerData: { journal },
    env: SHARE_ENV,
  });
  // A process that ends meanwhile begins with it anew at its next start.
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`looking through damaged files ended with code ${code}`)));
  });
}
