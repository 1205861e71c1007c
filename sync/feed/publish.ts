import type { IdentityKey } from '../identity/key-pair.ts';
import type { FeedFile, FeedManifest, FeedName } from './feed.ts';
import type { FeedFolder } from './feed-folder.ts';
import { FeedProblem } from './feed-problem.ts';
import { nextRevision, signManifest } from './manifest.ts';
import { PUBLISHED_KEPT, whatToKeep } from './plan.ts';
import { chooseRoute } from './route.ts';
import { FEED_NAMES } from './feed.ts';

export interface Publication {
  readonly feed: FeedName;
  /** Milliseconds since 1970; undefined for at once. */
  readonly validFrom: number | undefined;
  readonly content: FeedManifest['content'];
  readonly files: readonly FeedFile[];
}

/** Puts a revision on the shelf, behind all that are there. Its files are there already. */
export function publishRevision(
  folder: FeedFolder,
  key: IdentityKey,
  publication: Publication,
  now: number,
): FeedManifest {
  const { feed, validFrom = now, content, files } = publication;
  const last = folder.kept(feed).at(-1)?.manifest.revision;
  const manifest: FeedManifest = { feed, revision: nextRevision(last, now), validFrom, content, files };
  folder.putManifest(feed, manifest.revision, signManifest(manifest, key));
  removeOld(folder, now);
  return manifest;
}

/**
 * Publishes an earlier revision once more, behind all others: whoever kept it has nothing to download.
 *
 * @param revision the one to go back to; without it the one before the newest that holds
 * @throws FeedProblem missing
 */
export function publishAgain(
  folder: FeedFolder,
  key: IdentityKey,
  feed: FeedName,
  revision: string | undefined,
  now: number,
): { readonly manifest: FeedManifest; readonly same: string } {
  const kept = folder.kept(feed).map(({ manifest }) => manifest);
  const holding = kept.filter(({ validFrom }) => validFrom <= now);
  const newest = holding.at(-1);
  const former =
    revision === undefined
      ? holding.findLast(({ content }) => content.sha256 !== newest?.content.sha256)
      : kept.find((each) => each.revision === revision);
  if (former === undefined) {
    const what = revision === undefined ? 'no other revision that held before' : `no revision ${revision}`;
    throw new FeedProblem('missing', `${folder.directory}: has ${what} of ${feed}`);
  }
  const { content, files } = former;
  const manifest = publishRevision(folder, key, { feed, validFrom: now, content, files }, now);
  return { manifest, same: former.revision };
}

/** How many bytes whoever begins with nothing downloads for a content; undefined if no way leads there. */
export function bytesFromNothing(folder: FeedFolder, feed: FeedName, content: string): number | undefined {
  const manifests = folder.kept(feed).map(({ manifest }) => manifest);
  return chooseRoute(manifests, content, new Set(), ({ bytes }) => bytes)?.bytes;
}

function removeOld(folder: FeedFolder, now: number): void {
  const files = new Set<string>();
  for (const feed of FEED_NAMES) {
    const manifests = folder.kept(feed).map(({ manifest }) => manifest);
    const keeping = whatToKeep(manifests, undefined, now, PUBLISHED_KEPT);
    for (const sha256 of keeping.files) files.add(sha256);
    for (const each of manifests) if (!keeping.manifests.includes(each)) folder.removeManifest(feed, each.revision);
  }
  // Nobody else publishes now, and all of this publication is named.
  folder.removeFilesBut(files, Infinity);
}
