import { randomBytes, randomUUID } from 'node:crypto';
import { canonicalJson } from '#kiosk/storage/journal/canonical-json.ts';
import { openJournal } from '#kiosk/storage/journal/journal-client.ts';
import { UUID_RANDOM_BYTES, uuidV7 } from '#kiosk/storage/journal/uuid-v7.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import type { StoreEntry, StoreJournal } from '#kiosk/store/floor/store-entries.ts';
import { keepPrivate } from '../private-file.ts';
import { journalLogSource, type JournalLogSource } from '../sync/journal-log-source.ts';
import { systemClock } from '../system-clock.ts';

/** The version of the bodies that this program writes. */
const VERSION = 1;

/** How far back a start reads: some weeks of calls, and seconds of time. What is older has been learnt and passed. */
const RECENT_ROWS_MAX = 200_000;

const KINDS: ReadonlySet<string> = new Set([
  'call',
  'floor',
  'gesture',
  'slip',
  'search',
  'door',
] satisfies StoreEntry['kind'][]);

/** The store's own journal: the same file, chain and rules as a lane's. */
export interface OpenStoreJournal extends StoreJournal {
  /** The journal as a log that is to be sent. */
  readonly source: JournalLogSource;
  close(): Promise<void>;
}

/** @throws StorageError when the file cannot be used */
export async function openStoreJournal(
  file: string,
  origin: string,
  businessDay: () => string,
  thread?: FileThread,
): Promise<OpenStoreJournal> {
  const client = await openJournal(file, { origin, newEpoch: randomUUID(), now: systemClock.now() }, thread);
  keepPrivate(file);
  return {
    source: journalLogSource(client, systemClock.now),
    append: async (entries) => {
      const wall = systemClock.now();
      await client.append({
        businessDay: businessDay(),
        wall,
        monotonic: Math.trunc(systemClock.monotonic()),
        entries: entries.map(({ kind, event }) => ({
          id: uuidV7(wall, randomBytes(UUID_RANDOM_BYTES)),
          kind: `${kind}.${event.type}`,
          body: canonicalJson({ v: VERSION, event }),
        })),
      });
    },
    recent: async function* () {
      for await (const { kind, body } of client.read(Math.max(0, client.headSeq - RECENT_ROWS_MAX))) {
        const family = kind.slice(0, kind.indexOf('.'));
        if (!KINDS.has(family)) continue;
        const { event } = JSON.parse(body) as { readonly event: unknown };
        yield { kind: family, event } as StoreEntry;
      }
    },
    close: async () => client.close(),
  };
}
