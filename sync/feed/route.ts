import type { FeedFile, FeedManifest } from './feed.ts';

/** A way to a content: what is in hand already, and the files that lead on from there. */
export interface Route {
  /** The sha256 of a content that is here; undefined if it begins with a snapshot. */
  readonly start: string | undefined;
  readonly steps: readonly RouteStep[];
  /** What has to be downloaded for it. */
  readonly bytes: number;
}

export interface RouteStep {
  readonly file: FeedFile;
  /** The content that the step ends with. */
  readonly to: FeedManifest['content'];
}

/** A chain of more changes takes longer to put together than a snapshot takes to come. */
const STEPS_MAX = 50;

/**
 * The way to a content that has the least to download; of two that are equal the one with fewer steps (Dijkstra).
 *
 * @param contents that are here, by sha256
 * @param missing how many bytes of a file are not here yet
 * @returns undefined if no way leads there
 */
export function chooseRoute(
  manifests: readonly FeedManifest[],
  target: string,
  contents: ReadonlySet<string>,
  missing: (file: FeedFile) => number,
): Route | undefined {
  const open: Route[] = [...contents].map((start) => ({ start, steps: [], bytes: 0 }));
  open.push({ start: undefined, steps: [], bytes: 0 });
  const done = new Set<string>();
  for (;;) {
    const best = takeBest(open);
    if (best === undefined) return undefined;
    const at = best.steps.at(-1)?.to.sha256 ?? best.start ?? '';
    if (at === target) return best;
    if (done.has(at)) continue;
    done.add(at);
    if (best.steps.length >= STEPS_MAX) continue;
    for (const step of stepsFrom(manifests, at)) {
      open.push({ start: best.start, steps: [...best.steps, step], bytes: best.bytes + missing(step.file) });
    }
  }
}

/** @param at a content, or '' for nothing */
function stepsFrom(manifests: readonly FeedManifest[], at: string): readonly RouteStep[] {
  return manifests.flatMap(({ files, content }) =>
    files
      .filter(({ role, from }) => (at === '' ? role === 'snapshot' : role === 'delta' && from === at))
      .map((file) => ({ file, to: content })),
  );
}

function takeBest(open: Route[]): Route | undefined {
  let best = 0;
  for (const [index, route] of open.entries()) {
    const other = open[best];
    if (other !== undefined && isBetter(route, other)) best = index;
  }
  return open.splice(best, 1)[0];
}

function isBetter(one: Route, other: Route): boolean {
  return one.bytes === other.bytes ? one.steps.length < other.steps.length : one.bytes < other.bytes;
}
