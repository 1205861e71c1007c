import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { Sweeper } from '#kiosk/storage/thread/sweeper.ts';

/**
 * Sweeps the heap when somebody has just paid and takes her things, as far as it is due, which it is once in a
 * dozen sales or so. A scan meanwhile waits in the scanner's port.
 *
 * @returns ends it
 */
export function sweepAfterSales(hub: TopicHub): () => void {
  const sweeper = new Sweeper();
  return hub.onChange((change) => {
    const isPaid = change.kind === 'value' && change.topic === 'lane' && hub.value('lane')?.includes('"thanks"');
    // Who paid reads that first.
    if (isPaid === true) setImmediate(() => sweeper.sweepIfDue());
  });
}
