import { FEED_NAMES, type FeedManifest, type FeedName } from '#sync/feed/feed.ts';
import type { FeedFolder } from '#sync/feed/feed-folder.ts';
import { FeedProblem } from '#sync/feed/feed-problem.ts';
import { hashOfFile } from '#sync/feed/content.ts';
import { openManifest } from '#sync/feed/manifest.ts';
import { chooseRoute } from '#sync/feed/route.ts';

export interface ListedRevision {
  readonly feed: FeedName;
  readonly revision: string;
  readonly validFrom: string;
  readonly files: FeedManifest['files'];
  readonly signedWith: string;
  readonly inWords: string;
}

export function listed(folder: FeedFolder, only: FeedName | undefined): readonly ListedRevision[] {
  return FEED_NAMES.filter((feed) => only === undefined || feed === only).flatMap((feed) =>
    folder.kept(feed).map(({ manifest, signed }) => {
      const { revision, files } = manifest;
      const validFrom = new Date(manifest.validFrom).toISOString();
      const what = files.map(({ role, name, bytes }) => `${name ?? role} ${bytes}`).join(', ');
      const inWords = `${feed}\t${revision}\tfrom ${validFrom}\t${what}`;
      return { feed, revision, validFrom, files, signedWith: signed.keyId, inWords };
    }),
  );
}

export interface ShelfReport {
  readonly revisions: number;
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly string[];
}

/** @param trusted keys that count; none given, each manifest has to be signed with the key that it names */
export async function verified(folder: FeedFolder, trusted: ReadonlySet<string>): Promise<ShelfReport> {
  const faults: string[] = [];
  const looked = new Map<string, boolean>();
  let revisions = 0;
  let bytes = 0;
  for (const feed of FEED_NAMES) {
    const kept = folder.kept(feed);
    const manifests = kept.map(({ manifest }) => manifest);
    for (const { manifest, signed } of kept) {
      revisions += 1;
      const fault = (what: string): void => void faults.push(`${feed} ${manifest.revision}: ${what}`);
      try {
        openManifest(signed, feed, trusted.size === 0 ? new Set([signed.keyId]) : trusted);
      } catch (error) {
        if (!(error instanceof FeedProblem)) throw error;
        fault(error.message);
      }
      for (const { sha256 } of manifest.files) {
        if (!looked.has(sha256)) {
          looked.set(sha256, await isWhole(folder, sha256));
          bytes += folder.bytesOf(sha256) ?? 0;
        }
        if (looked.get(sha256) !== true) fault(`file ${sha256} is not there or damaged`);
      }
      if (chooseRoute(manifests, manifest.content.sha256, new Set(), (file) => file.bytes) === undefined) {
        fault('no snapshot leads to it');
      }
    }
  }
  return { revisions, files: looked.size, bytes, faults };
}

async function isWhole(folder: FeedFolder, sha256: string): Promise<boolean> {
  if (folder.bytesOf(sha256) === undefined) return false;
  return (await hashOfFile(folder.pathOf(sha256))).sha256 === sha256;
}
