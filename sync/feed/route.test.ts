// Goal: whoever needs a content gets there with the least to download, whatever it has already, or is told that no way
// leads there. Method: random shelves of few contents, held against a search that tries every way.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedFile, FeedManifest } from './feed.ts';
import { chooseRoute } from './route.ts';

const CONTENTS = 6;

function sha(number: number): string {
  return String(number).padStart(64, '0');
}

interface Edge {
  /** -1 for a snapshot. */
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

const edges = fc.array(
  fc.record({
    from: fc.integer({ min: -1, max: CONTENTS - 1 }),
    to: fc.integer({ min: 0, max: CONTENTS - 1 }),
    bytes: fc.integer({ min: 0, max: 9 }),
  }),
  { maxLength: 14 },
);

function manifestsOf(all: readonly Edge[]): readonly FeedManifest[] {
  return all.map(({ from, to, bytes }, index) => ({
    feed: 'catalogue',
    revision: String(index),
    validFrom: 0,
    content: { sha256: sha(to), bytes: 1 },
    files: [
      {
        sha256: sha(1_000 + index),
        bytes,
        ...(from === -1 ? { role: 'snapshot' as const } : { role: 'delta' as const, from: sha(from) }),
      },
    ],
  }));
}

/** The least to download, by trying everything (Bellman and Ford). */
function least(all: readonly Edge[], target: number, here: ReadonlySet<number>): number {
  const cost = new Map<number, number>([[-1, 0], ...[...here].map((each) => [each, 0] as const)]);
  for (let round = 0; round <= CONTENTS; round += 1) {
    for (const { from, to, bytes } of all) {
      cost.set(to, Math.min(cost.get(to) ?? Infinity, (cost.get(from) ?? Infinity) + bytes));
    }
  }
  return cost.get(target) ?? Infinity;
}

const bytesOf = ({ bytes }: FeedFile): number => bytes;

test('the way that is chosen has the least to download and leads there step by step', () => {
  fc.assert(
    fc.property(
      edges,
      fc.integer({ min: 0, max: CONTENTS - 1 }),
      fc.uniqueArray(fc.integer({ min: 0, max: CONTENTS - 1 }), { maxLength: 2 }),
      (all, target, here) => {
        const route = chooseRoute(manifestsOf(all), sha(target), new Set(here.map(sha)), bytesOf);
        const expected = least(all, target, new Set(here));
        expect(route?.bytes ?? Infinity).toBe(expected);
        if (route === undefined) return;
        let at = route.start;
        for (const { file, to } of route.steps) {
          expect(file.from).toBe(at);
          at = to.sha256;
        }
        expect(at).toBe(sha(target));
        expect(route.steps.reduce((sum, { file }) => sum + file.bytes, 0)).toBe(expected);
      },
    ),
  );
});

test('what is here of a file counts, and of two ways that cost the same the shorter one is taken', () => {
  const manifests = manifestsOf([
    { from: -1, to: 0, bytes: 4 },
    { from: 0, to: 1, bytes: 4 },
    { from: -1, to: 1, bytes: 8 },
  ]);
  const snapshot = sha(1_002);
  const whole = chooseRoute(manifests, sha(1), new Set(), bytesOf);
  expect(whole?.steps.map(({ file }) => file.sha256)).toEqual([snapshot]);
  const half = chooseRoute(manifests, sha(1), new Set(), (file) => (file.sha256 === sha(1_001) ? 1 : file.bytes));
  expect(half).toMatchObject({ bytes: 5, steps: [{}, {}] });
});
