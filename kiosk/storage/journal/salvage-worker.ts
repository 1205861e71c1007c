import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import { salvage, unsalvaged, type SalvageReport } from './salvage.ts';

/** Looks through every damaged file beside a journal while the lane is at work, and tells of each. */
const { journal } = workerData as { readonly journal: string };
const reports: SalvageReport[] = [];
for (const damaged of unsalvaged(journal)) reports.push(salvage(journal, damaged));
assert(parentPort !== null, 'looking through damaged files is done in a thread of its own');
const port = parentPort;
port.postMessage(reports);
