import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import { takeWishes, type Wish } from '#kiosk/storage/wishes.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import { admitEpoch, makeEpochLive } from '#sync/receiver/decide-epoch.ts';
import { inboxLogSink } from './inbox-log-sink.ts';
import type { JournalLogSource } from './journal-log-source.ts';

/** How often it is looked for notes, in milliseconds. */
export const WISH_LOOK_MS = 2_000;

export interface WishParts {
  readonly clock: Pick<Clock, 'after' | 'now'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Sends rows once more; rejects if that has to be tried again later. */
  readonly resend: (wish: Extract<Wish, { type: 'resend' }>) => Promise<void>;
  /** Lets the sender of a log go on. Left out where nothing is sent on. */
  readonly resume?: (wish: Extract<Wish, { type: 'resume' }>) => void;
}

/** Takes up what people ask of the owner of a file, every few seconds; the returned function ends that. */
export function keepWishes(file: string, fulfil: (wish: Wish) => Promise<void>, parts: WishParts): () => void {
  let isStopped = false;
  let cancel = (): void => {};
  const look = async (): Promise<void> => {
    try {
      await takeUpWishes(file, fulfil, parts);
    } catch (error) {
      parts.log.warn('a wish could not be fulfilled yet', { file, error: String(error) });
    }
    if (!isStopped) cancel = parts.clock.after(WISH_LOOK_MS, () => void look());
  };
  void look();
  return () => {
    isStopped = true;
    cancel();
  };
}

async function takeUpWishes(file: string, fulfil: (wish: Wish) => Promise<void>, parts: WishParts): Promise<void> {
  const unreadable = await takeWishes(file, async (wish) => {
    if (wish.type === 'resend') await parts.resend(wish);
    else if (wish.type === 'resume') parts.resume?.(wish);
    else await fulfil(wish);
    parts.log.info('a wish was fulfilled', { ...wish });
  });
  if (unreadable.length > 0) parts.log.warn('what was left beside a file is no wish', { file, unreadable });
}

/** What a lane's journal does for a wish about a row that was set aside. */
export function fulfilInJournal(journal: {
  readonly source: Pick<JournalLogSource, 'resolve'>;
}): (wish: Wish) => Promise<void> {
  return async (wish) => {
    if (!isAboutRow(wish)) return;
    await journal.source.resolve(wish.seq, `${wish.type}: ${wish.reason}`);
  };
}

/**
 * What an inbox does for a wish about a row that could not be understood, or could not be forwarded, and about which
 * epoch of an origin is the right one.
 */
export function fulfilInInbox(inbox: InboxClient): (wish: Wish) => Promise<void> {
  const decide = fulfilInSink(inboxLogSink(inbox));
  return async (wish) => {
    if (!isAboutRow(wish)) return decide(wish);
    const { origin, epoch, seq, type, reason, at } = wish;
    await inbox.call('decide', { origin, epoch }, seq, type === 'release' ? 'released' : 'dropped', reason, at);
    await inbox.call('resolve', { origin, epoch }, seq, `${type}: ${reason}`);
  };
}

/** What whoever takes rows in does for a wish about which epoch of an origin is the right one. */
export function fulfilInSink(sink: LogSink): (wish: Wish) => Promise<void> {
  return async (wish) => {
    const { origin, epoch, at } = wish;
    if (wish.type === 'admit') await admitEpoch(sink, { origin, epoch });
    if (wish.type === 'make-live') await makeEpochLive(sink, { origin, epoch }, at);
  };
}

function isAboutRow(wish: Wish): wish is Extract<Wish, { readonly seq: number }> {
  return wish.type === 'release' || wish.type === 'drop';
}
