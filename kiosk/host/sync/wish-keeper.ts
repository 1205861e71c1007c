import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import { takeWishes, type Wish } from '#kiosk/storage/wishes.ts';
import type { LaneJournal } from '../journal-adapter.ts';

/** How often it is looked for notes, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

export interface WishParts {
  readonly clock: Pick<Clock, 'after' | 'now'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Sends rows once more; rejects if that has to be tried again later. */
  readonly resend: (wish: Extract<Wish, { type: 'resend' }>) => Promise<void>;
}

/** Takes up what people ask of the owner of a file, every few seconds; the returned function ends that. */
export function keepWishes(file: string, fulfil: (wish: Wish) => Promise<void>, parts: WishParts): () => void {
  let isStopped = false;
  let cancel = (): void => {};
  const look = async (): Promise<void> => {
    try {
      const unreadable = await takeWishes(file, async (wish) => {
        await (wish.type === 'resend' ? parts.resend(wish) : fulfil(wish));
        parts.log.info('a wish was fulfilled', { ...wish });
      });
      if (unreadable.length > 0) parts.log.warn('what was left beside a file is no wish', { file, unreadable });
    } catch (error) {
      parts.log.warn('a wish could not be fulfilled yet', { file, error: String(error) });
    }
    if (!isStopped) cancel = parts.clock.after(LOOK_EVERY_MS, () => void look());
  };
  void look();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** What a lane's journal does for a wish about a row that was set aside. */
export function fulfilInJournal(journal: Pick<LaneJournal, 'source'>): (wish: Wish) => Promise<void> {
  return async (wish) => {
    if (wish.type === 'resend') return;
    await journal.source.resolve(wish.seq, `${wish.type}: ${wish.reason}`);
  };
}

/** What an inbox does for a wish about a row that could not be understood, or could not be forwarded. */
export function fulfilInInbox(inbox: InboxClient): (wish: Wish) => Promise<void> {
  return async (wish) => {
    if (wish.type === 'resend') return;
    const { origin, epoch, seq, type, reason, at } = wish;
    await inbox.call('decide', { origin, epoch }, seq, type === 'release' ? 'released' : 'dropped', reason, at);
    await inbox.call('resolve', { origin, epoch }, seq, `${type}: ${reason}`);
  };
}
