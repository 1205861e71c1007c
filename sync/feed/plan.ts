import type { FeedFile, FeedManifest } from './feed.ts';
import { chooseRoute } from './route.ts';

/** How a feed stands on a machine. */
export interface FeedState {
  /** The revision that holds; undefined before the first. */
  readonly inForce: string | undefined;
  /** Revisions that could not be used, or that a person took back: none of them comes again. */
  readonly refused: readonly string[];
}

/** What is to be done about a feed. */
export interface FeedPlan {
  /** To be put in force now. */
  readonly due: FeedManifest | undefined;
  /** To be made ready, for the moment from which it holds. */
  readonly upcoming: FeedManifest | undefined;
}

/**
 * A later revision counts more than an earlier one, and none ever goes back by itself: a manifest that somebody plays
 * again is older than what is in force, and means nothing.
 */
export function planFeed(manifests: readonly FeedManifest[], state: FeedState, now: number): FeedPlan {
  const newer = manifests
    .filter(({ revision }) => state.inForce === undefined || revision > state.inForce)
    .filter(({ revision }) => !state.refused.includes(revision))
    .toSorted((one, other) => (one.revision < other.revision ? -1 : 1));
  const due = newer.findLast(({ validFrom }) => validFrom <= now);
  const upcoming = newer
    .filter(({ revision, validFrom }) => validFrom > now && (due === undefined || revision > due.revision))
    .reduce<FeedManifest | undefined>(
      (first, each) => (first === undefined || each.validFrom < first.validFrom ? each : first),
      undefined,
    );
  return { due, upcoming };
}

/** Revisions that stay when newer ones have come, for when one has to be gone back to. */
const REVISIONS_KEPT = 3;
/** The same where they are published. */
export const PUBLISHED_KEPT = 10;

export interface Keeping {
  readonly manifests: readonly FeedManifest[];
  /** Files by sha256: theirs, and those that lead to them from nothing. */
  readonly files: ReadonlySet<string>;
}

/** What stays of a feed, so that whoever begins with nothing still gets there. */
export function whatToKeep(
  manifests: readonly FeedManifest[],
  inForce: string | undefined,
  now: number,
  revisions = REVISIONS_KEPT,
): Keeping {
  const sorted = manifests.toSorted((one, other) => (one.revision < other.revision ? 1 : -1));
  const holding = sorted.filter(({ validFrom }) => validFrom <= now).slice(0, revisions);
  const wanted = sorted.filter((each) => each.validFrom > now || holding.includes(each) || each.revision === inForce);
  const kept = new Set(wanted);
  for (const { content } of wanted) {
    const route = chooseRoute(manifests, content.sha256, new Set(), ({ bytes }) => bytes);
    for (const { file } of route?.steps ?? []) {
      for (const each of manifests) if (each.files.includes(file)) kept.add(each);
    }
  }
  const files = new Set([...kept].flatMap((each) => each.files.map(({ sha256 }) => sha256)));
  return { manifests: [...kept], files };
}

/** What goes along with a content. */
export function attachmentsOf(manifest: FeedManifest): readonly FeedFile[] {
  return manifest.files.filter(({ role }) => role === 'attachment');
}
