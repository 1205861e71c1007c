// Goal: no revision comes into force twice, before its time, out of turn, or after it was refused; and what stays on a
// shelf is enough to begin anew. Method: random histories of revisions and moments.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedManifest } from './feed.ts';
import { planFeed, whatToKeep } from './plan.ts';
import { chooseRoute } from './route.ts';

const NOW = 500;

function sha(number: number): string {
  return String(number).padStart(64, '0');
}

function revisionOf(index: number): string {
  return `R${String(index).padStart(3, '0')}`;
}

/** A history in which each revision has a snapshot, or changes to the one before, or both. */
const histories = fc
  .array(
    fc.record({
      validFrom: fc.integer({ min: 0, max: 1_000 }),
      kind: fc.constantFrom('snapshot' as const, 'delta' as const, 'both' as const),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) =>
    all.map(({ validFrom, kind }, index): FeedManifest => {
      const snapshot = { sha256: sha(100 + index), bytes: 10, role: 'snapshot' as const };
      const delta = { sha256: sha(200 + index), bytes: 1, role: 'delta' as const, from: sha(index - 1) };
      const isDelta = kind !== 'snapshot' && index > 0;
      const files = isDelta ? (kind === 'both' ? [snapshot, delta] : [delta]) : [snapshot];
      const content = { sha256: sha(index), bytes: 5 };
      return { feed: 'catalogue', revision: revisionOf(index), validFrom, content, files };
    }),
  );

const inForce = fc.option(fc.integer({ min: 0, max: 11 }).map(revisionOf), { nil: undefined });
const refused = fc.array(fc.integer({ min: 0, max: 11 }).map(revisionOf), { maxLength: 4 });

test('what is due is later than what holds, holds by now, was not refused, and is the last of those', () => {
  fc.assert(
    fc.property(histories, inForce, refused, (history, current, no) => {
      const { due, upcoming } = planFeed(history, { inForce: current, refused: no }, NOW);
      const may = history.filter(
        ({ revision }) => (current === undefined || revision > current) && !no.includes(revision),
      );
      expect(due).toBe(may.filter(({ validFrom }) => validFrom <= NOW).at(-1));
      const later = may.filter(({ validFrom, revision }) => validFrom > NOW && revision > (due?.revision ?? ''));
      expect(upcoming?.validFrom).toBe(
        later.length === 0 ? undefined : Math.min(...later.map(({ validFrom }) => validFrom)),
      );
    }),
  );
});

test('an older manifest that is played again changes nothing', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { due } = planFeed(history, { inForce: undefined, refused: [] }, NOW);
      if (due === undefined) return;
      const replayed = history.filter(({ revision }) => revision <= due.revision);
      const plan = planFeed(replayed, { inForce: due.revision, refused: [] }, NOW);
      expect(plan).toEqual({ due: undefined, upcoming: undefined });
    }),
  );
});

test('what is kept leads from nothing to all that holds or will, and is of a bounded number', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 1, max: 4 }), (history, revisions) => {
      const kept = whatToKeep(history, undefined, NOW, revisions);
      const holding = history.filter(({ validFrom }) => validFrom <= NOW).slice(-revisions);
      for (const wanted of [...holding, ...history.filter(({ validFrom }) => validFrom > NOW)]) {
        expect(kept.manifests).toContain(wanted);
        const route = chooseRoute(kept.manifests, wanted.content.sha256, new Set(), ({ bytes }) => bytes);
        expect(route).toBeDefined();
        for (const { file } of route?.steps ?? []) expect(kept.files).toContain(file.sha256);
      }
    }),
  );
});
