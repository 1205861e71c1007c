import { createReadStream, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { FeedShelf } from '../http/ports.ts';
import { writePrivateFile } from '../identity/private-file.ts';
import { FEED_NAMES, type FeedFile, type FeedManifest, type FeedName, type SignedManifest } from './feed.ts';
import { FeedProblem } from './feed-problem.ts';
import { hashOfFile } from './content.ts';
import { readManifest } from './manifest.ts';
import { MANIFESTS_TOLD_MAX } from './told-manifests.ts';

const MANIFEST_BYTES_MAX = 64 * 1_024;
const READ_AT_ONCE = 256 * 1_024;
/** Of what was refused only so many files stay for whoever wants to know why. */
const ASIDE_MAX = 5;
const SHA256 = /^[0-9a-f]{64}$/;

const signedSchema = z.object({ manifest: z.string(), keyId: z.string(), signature: z.string() });

export interface KeptManifest {
  readonly manifest: FeedManifest;
  readonly signed: SignedManifest;
}

/**
 * Revisions of feeds in a folder: `<feed>/<revision>.json` for each manifest, `files/<sha256>` for what they are made
 * of, `files/<sha256>.part` for what has not come in whole, `contents/<sha256>` for what was put together here out of
 * changes, `aside/` for what was refused. A manifest is written when its files are there, so a reader never finds one
 * without the other.
 */
export class FeedFolder implements FeedShelf {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    for (const name of [...FEED_NAMES, 'files', 'contents', 'aside']) {
      mkdirSync(path.join(directory, name), { recursive: true, mode: 0o700 });
    }
  }

  manifests(feed: FeedName): Promise<readonly SignedManifest[]> {
    return Promise.resolve(
      this.kept(feed)
        .slice(-MANIFESTS_TOLD_MAX)
        .map(({ signed }) => signed),
    );
  }

  /** The oldest first. What is no manifest is passed over: it is the business of whoever put it there. */
  kept(feed: FeedName): readonly KeptManifest[] {
    const folder = path.join(this.directory, feed);
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.toSorted().flatMap((name) => {
      const kept = readKept(path.join(folder, name), feed);
      return kept === undefined || `${kept.manifest.revision}.json` !== name ? [] : [kept];
    });
  }

  putManifest(feed: FeedName, revision: string, signed: SignedManifest): void {
    const { manifest, keyId, signature } = signed;
    writePrivateFile(this.#manifestPath(feed, revision), `${JSON.stringify({ manifest, keyId, signature })}\n`);
  }

  removeManifest(feed: FeedName, revision: string): void {
    rmSync(this.#manifestPath(feed, revision), { force: true });
  }

  fileBytes(sha256: string, feeds: readonly FeedName[]): Promise<number | undefined> {
    const isNamed = feeds.some((feed) =>
      this.kept(feed).some(({ manifest }) => manifest.files.some((file) => file.sha256 === sha256)),
    );
    return Promise.resolve(isNamed ? this.bytesOf(sha256) : undefined);
  }

  bytesOf(sha256: string): number | undefined {
    return statSync(this.pathOf(sha256), { throwIfNoEntry: false })?.size;
  }

  async *file(sha256: string, fromByte: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    const stream = createReadStream(this.pathOf(sha256), { start: fromByte, highWaterMark: READ_AT_ONCE, signal });
    for await (const piece of stream) yield piece as Buffer;
  }

  /** Where a whole file is, or will be. */
  pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw new FeedProblem('unreadable', 'a file is called by 64 hexadecimal digits');
    return path.join(this.directory, 'files', sha256);
  }

  /** How much of a file has still to come, in bytes. */
  missingBytes({ sha256, bytes }: FeedFile): number {
    if (this.bytesOf(sha256) === bytes) return 0;
    return Math.max(0, bytes - this.partBytes(sha256));
  }

  partBytes(sha256: string): number {
    return statSync(this.#partPath(sha256), { throwIfNoEntry: false })?.size ?? 0;
  }

  /**
   * Takes pieces behind what has come of a file before; flushed when it returns or throws.
   *
   * @throws what the pieces throw; FeedProblem damaged when there are more bytes than there should be
   */
  async append(
    { sha256, bytes }: FeedFile,
    pieces: AsyncIterable<Uint8Array>,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const handle = await open(this.#partPath(sha256), 'a', 0o600);
    let length = this.partBytes(sha256);
    try {
      for await (const piece of pieces) {
        length += piece.length;
        if (length > bytes) throw new FeedProblem('damaged', `file ${sha256} is longer than the ${bytes} bytes signed`);
        await handle.appendFile(piece);
        onBytes(length);
      }
    } finally {
      await handle.sync();
      await handle.close();
    }
  }

  /**
   * Looks at a file of which all has come, and gives it its name. Bytes that are not those that were signed go aside.
   *
   * @throws FeedProblem damaged
   */
  async finish({ sha256, bytes }: FeedFile): Promise<void> {
    const part = this.#partPath(sha256);
    const found = await hashOfFile(part);
    if (found.sha256 !== sha256 || found.bytes !== bytes) {
      this.setAside(part, sha256);
      throw new FeedProblem('damaged', `file ${sha256} came with other bytes than were signed`);
    }
    await rename(part, this.pathOf(sha256));
    await this.#flushFiles();
  }

  /** Takes a file that was made here. */
  async adopt(made: string, sha256: string): Promise<void> {
    if (this.bytesOf(sha256) === (await stat(made)).size) rmSync(made);
    else await rename(made, this.pathOf(sha256));
    await this.#flushFiles();
  }

  /** Moves something that is no use out of the way, where a person can look at it; of earlier ones a few stay. */
  setAside(file: string, name: string): void {
    const folder = path.join(this.directory, 'aside');
    const former = readdirSync(folder)
      .map((each) => ({ each, at: statSync(path.join(folder, each)).mtimeMs }))
      .toSorted((one, other) => one.at - other.at);
    for (const { each } of former.slice(0, Math.max(0, former.length - ASIDE_MAX + 1))) rmSync(path.join(folder, each));
    renameSync(file, path.join(folder, name));
  }

  /**
   * Removes files that nobody needs, finished or not.
   *
   * @param before those that were written since stay: a publisher puts files here before the manifest that needs them.
   *   Milliseconds since 1970
   */
  removeFilesBut(needed: ReadonlySet<string>, before: number): void {
    for (const name of readdirSync(path.join(this.directory, 'files'))) {
      const file = path.join(this.directory, 'files', name);
      if (needed.has(name.replace(/\.part$/, ''))) continue;
      if (statSync(file).mtimeMs < before) rmSync(file, { force: true });
    }
  }

  /** Contents that were put together here, by their sha256. */
  contents(): ReadonlySet<string> {
    return new Set(readdirSync(path.join(this.directory, 'contents')).filter((name) => SHA256.test(name)));
  }

  /** Where a content is, compressed, or will be. */
  contentPath(sha256: string): string {
    return path.join(this.directory, 'contents', sha256);
  }

  removeContentsBut(needed: ReadonlySet<string>): void {
    const folder = path.join(this.directory, 'contents');
    for (const name of readdirSync(folder)) if (!needed.has(name)) rmSync(path.join(folder, name), { force: true });
  }

  #manifestPath(feed: FeedName, revision: string): string {
    return path.join(this.directory, feed, `${revision}.json`);
  }

  #partPath(sha256: string): string {
    return `${this.pathOf(sha256)}.part`;
  }

  async #flushFiles(): Promise<void> {
    if (process.platform === 'win32') return;
    const folder = await open(path.join(this.directory, 'files'));
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

function readKept(file: string, feed: FeedName): KeptManifest | undefined {
  try {
    if (statSync(file).size > MANIFEST_BYTES_MAX) return undefined;
    const signed = signedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { manifest: readManifest(signed, feed), signed };
  } catch {
    return undefined;
  }
}
