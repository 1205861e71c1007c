import type { ReadFact } from '#sync/connectors/assemble-sales.ts';
import { rowToEntry } from '../journal-adapter.ts';

const CARRIED_OVER = 'lane.carried-over';

/** Reads a row as a lane reads its own: bodies of every version that was ever written, in today's form. */
export const saleFact: ReadFact = (row) => {
  const entry = rowToEntry(row, 'inbox');
  if (entry.kind === 'transaction') {
    const { transactionId, event } = entry;
    return { type: 'sale', transactionId, event, isRepeat: row.kind === CARRIED_OVER };
  }
  if (entry.kind === 'payment' && entry.event.type === 'payment-approved') {
    const { attemptId, details } = entry.event;
    return { type: 'payment', attemptId, details };
  }
  return undefined;
};
