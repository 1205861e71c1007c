import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { acquireWriterLock } from '#kiosk/storage/writer-lock.ts';
import { type Compressed, compressInto } from '#sync/feed/content.ts';
import type { FeedFile, FeedManifest, FeedName } from '#sync/feed/feed.ts';
import { FeedFolder } from '#sync/feed/feed-folder.ts';
import { publishRevision } from '#sync/feed/publish.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import { CommandFailure } from '../exit-codes.ts';

/** A shelf that is being published to, by one process at a time. */
export class PublishingDesk {
  readonly folder: FeedFolder;
  readonly #key: IdentityKey;
  readonly #release: () => void;
  readonly #made = new Set<string>();

  /** @throws CommandFailure when somebody else publishes just now, or the folder cannot be written */
  constructor(directory: string, key: IdentityKey) {
    try {
      this.folder = new FeedFolder(directory);
      this.#release = acquireWriterLock(path.join(directory, 'publish'));
    } catch (error) {
      const why = error instanceof StorageError ? 'somebody else publishes there just now' : String(error);
      throw new CommandFailure(`${directory}: ${why}`);
    }
    this.#key = key;
  }

  get key(): IdentityKey {
    return this.#key;
  }

  /** Compresses texts into a file that belongs to nobody yet. */
  async make(source: Iterable<string> | AsyncIterable<string>): Promise<Compressed & { readonly path: string }> {
    const made = path.join(this.folder.directory, `publishing-${randomUUID()}`);
    this.#made.add(made);
    return { ...(await compressInto(made, source, 'publish')), path: made };
  }

  /** Puts such a file on the shelf. */
  async shelve(
    made: Compressed & { readonly path: string },
    what: Pick<FeedFile, 'role' | 'from' | 'name'>,
  ): Promise<FeedFile> {
    await this.folder.adopt(made.path, made.file.sha256);
    return { ...made.file, ...what };
  }

  publish(
    feed: FeedName,
    content: FeedManifest['content'],
    files: readonly FeedFile[],
    when: { readonly validFrom: number | undefined; readonly now: number },
  ): FeedManifest {
    const { validFrom, now } = when;
    return publishRevision(this.folder, this.#key, { feed, validFrom, content, files }, now);
  }

  /** Throws away what was made and not put on the shelf. */
  close(): void {
    for (const file of this.#made) rmSync(file, { force: true });
    this.#release();
  }
}
