import type { FeedFile, FeedManifest, FeedName, FeedSource, SignedManifest } from './feed.ts';
import type { FeedFolder } from './feed-folder.ts';
import { FeedProblem } from './feed-problem.ts';
import type { FeedStates } from './feed-states.ts';
import { fetchFile } from './fetch-file.ts';
import { openManifest } from './manifest.ts';
import { attachmentsOf, planFeed, whatToKeep } from './plan.ts';
import type { FeedActivity, FeedApplier, FeedLog, FeedStatus } from './ports.ts';
import { chooseRoute, type Route } from './route.ts';

export interface FollowerParts {
  readonly feed: FeedName;
  readonly source: FeedSource;
  readonly folder: FeedFolder;
  readonly states: FeedStates;
  /** Public keys whose signature counts. */
  readonly trusted: ReadonlySet<string>;
  /** Undefined where it is only kept for others. */
  readonly applier: FeedApplier | undefined;
  /** All files of all revisions are brought and kept, for machines that pull from this one. */
  readonly mirrors: boolean;
  readonly now: () => number;
  readonly log: FeedLog;
  readonly onStatus: () => void;
}

interface Known {
  readonly manifest: FeedManifest;
  readonly signed: SignedManifest;
}

/** How often the log tells how far it is, in milliseconds. */
const PROGRESS_LOG_INTERVAL_MS = 10_000;
/** Whoever sends nonsense may send another one each time. */
const COMPLAINTS_REMEMBERED_MAX = 1_000;

/** Follows one feed: what there is to be had of it, what of that is here, and what holds. */
export class FeedFollower {
  readonly #parts: FollowerParts;
  /** By revision: what came from the source and is not all here yet. */
  readonly #heard = new Map<string, Known>();
  /** Manifests that were told of once; nobody wants to read it again at each poll. */
  readonly #complained = new Set<string>();
  #doing: FeedActivity | undefined;
  #progressLoggedAt = 0;
  #problem: string | undefined;
  #next: FeedManifest | undefined;
  #prepared: string | undefined;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  get status(): FeedStatus {
    const { feed, states } = this.#parts;
    const { inForce, refused } = states.of(feed);
    const next = this.#next && { revision: this.#next.revision, validFrom: this.#next.validFrom };
    return { feed, inForce, refused, next, doing: this.#doing, problem: this.#problem };
  }

  /** When the next revision holds, in milliseconds since 1970. */
  get nextDue(): number | undefined {
    return this.#next?.validFrom;
  }

  /** Files by sha256 that have begun to come for revisions that are not here yet. */
  get coming(): readonly string[] {
    return [...this.#heard.values()].flatMap(({ manifest }) => manifest.files.map(({ sha256 }) => sha256));
  }

  /** Asks what there is. @throws what the source throws */
  async listen(signal: AbortSignal): Promise<void> {
    const { feed, source, folder, mirrors } = this.#parts;
    const kept = new Map(folder.kept(feed).map((each) => [each.manifest.revision, each]));
    for (const signed of await source.manifests(feed, signal)) {
      const manifest = this.#opened(signed);
      if (manifest === undefined) continue;
      const { revision } = manifest;
      const known = kept.get(revision) ?? this.#heard.get(revision);
      if (known === undefined) this.#heard.set(revision, { manifest, signed });
      else if (known.signed.manifest !== signed.manifest) this.#complain(`revision ${revision} is there in two forms`);
      if (known === undefined && !mirrors) folder.putManifest(feed, revision, signed);
    }
  }

  /** Brings, prepares and puts in force what is due. @throws what goes wrong for now; it is tried again */
  async advance(signal: AbortSignal): Promise<void> {
    try {
      if (this.#parts.mirrors) await this.#mirror(signal);
      if (this.#parts.applier !== undefined) await this.#apply(this.#parts.applier, signal);
      this.#tidy();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.#doing = undefined;
      this.#parts.onStatus();
    }
  }

  #opened(signed: SignedManifest): FeedManifest | undefined {
    try {
      return openManifest(signed, this.#parts.feed, this.#parts.trusted);
    } catch (error) {
      if (!(error instanceof FeedProblem)) throw error;
      this.#complain(error.message);
      return undefined;
    }
  }

  #complain(message: string): void {
    if (this.#complained.has(message)) return;
    if (this.#complained.size >= COMPLAINTS_REMEMBERED_MAX) this.#complained.clear();
    this.#complained.add(message);
    this.#parts.log.error('a revision of a feed is not used', { feed: this.#parts.feed, why: message });
  }

  /** What is known and signed by somebody who is still trusted. */
  #known(): readonly Known[] {
    const { folder, feed, trusted } = this.#parts;
    const kept = folder.kept(feed).filter(({ signed }) => trusted.has(signed.keyId));
    const here = new Set(kept.map(({ manifest }) => manifest.revision));
    return [...kept, ...[...this.#heard.values()].filter(({ manifest }) => !here.has(manifest.revision))];
  }

  async #mirror(signal: AbortSignal): Promise<void> {
    const { folder, feed, states, now } = this.#parts;
    const known = this.#known();
    const all = known.map(({ manifest }) => manifest);
    const wanted = new Set(whatToKeep(all, states.of(feed).inForce, now()).manifests);
    const missing = known.filter(({ manifest }) => wanted.has(manifest) && this.#heard.has(manifest.revision));
    for (const { manifest, signed } of missing.toSorted((a, b) =>
      a.manifest.revision < b.manifest.revision ? -1 : 1,
    )) {
      for (const file of manifest.files) await this.#fetch(manifest, file, signal);
      folder.putManifest(feed, manifest.revision, signed);
      this.#heard.delete(manifest.revision);
      this.#parts.log.info('a revision of a feed is here', { feed, revision: manifest.revision });
    }
  }

  async #apply(applier: FeedApplier, signal: AbortSignal): Promise<void> {
    const { feed, states, now } = this.#parts;
    for (;;) {
      const manifests = this.#known().map(({ manifest }) => manifest);
      const { due, upcoming } = planFeed(manifests, states.of(feed), now());
      this.#next = upcoming;
      const wanted = due ?? upcoming;
      if (wanted === undefined) return;
      if (wanted === upcoming && this.#prepared === wanted.revision) return;
      try {
        await this.#applyOne(applier, wanted, manifests, wanted === due, signal);
      } catch (error) {
        if (!(error instanceof FeedProblem) || error.code !== 'unreadable') throw error;
        states.refuse(feed, wanted.revision);
        const { message } = error;
        this.#parts.log.error('a revision of a feed cannot be used, and is refused for good', {
          feed,
          revision: wanted.revision,
          why: message,
          inForce: states.of(feed).inForce,
        });
      }
      this.#parts.onStatus();
    }
  }

  async #applyOne(
    applier: FeedApplier,
    manifest: FeedManifest,
    all: readonly FeedManifest[],
    isDue: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { feed, folder, states, log } = this.#parts;
    const { revision } = manifest;
    const route = this.#routeTo(manifest, all);
    for (const file of [...attachmentsOf(manifest), ...route.steps.map((step) => step.file)]) {
      await this.#fetch(manifest, file, signal);
    }
    const onRows = (rows: number): void => this.#does({ what: 'applying', revision, rows });
    onRows(0);
    const before = all.find((each) => each.revision === states.of(feed).inForce);
    const work = { manifest, before, folder, route, onRows, signal };
    if (!isDue) {
      await applier.prepare(work);
      this.#prepared = revision;
      log.info('a revision of a feed lies ready', { feed, revision, validFrom: manifest.validFrom });
      return;
    }
    await applier.putInForce(work);
    states.nowInForce(feed, revision);
    log.info('a revision of a feed is in force', { feed, revision });
  }

  #routeTo({ revision, content }: FeedManifest, all: readonly FeedManifest[]): Route {
    const { folder } = this.#parts;
    const route = chooseRoute(all, content.sha256, folder.contents(), (file) => folder.missingBytes(file));
    if (route === undefined) throw new FeedProblem('missing', `no snapshot leads to revision ${revision}`);
    return route;
  }

  async #fetch({ revision }: FeedManifest, file: FeedFile, signal: AbortSignal): Promise<void> {
    const { folder, source } = this.#parts;
    await fetchFile(folder, source, file, signal, ({ bytes, of }) =>
      this.#does({ what: 'downloading', revision, bytes, of }),
    );
  }

  #does(doing: FeedActivity): void {
    this.#doing = doing;
    this.#parts.onStatus();
    const { feed, now, log } = this.#parts;
    const at = now();
    // A clock that was set back makes one line more, and no silence.
    if (Math.abs(at - this.#progressLoggedAt) < PROGRESS_LOG_INTERVAL_MS) return;
    this.#progressLoggedAt = at;
    log.info('a feed comes down', { feed, ...doing });
  }

  /** Manifests that nobody needs any more go; files are shared by feeds, and go elsewhere. */
  #tidy(): void {
    const { feed, folder, states, now } = this.#parts;
    const manifests = folder.kept(feed).map(({ manifest }) => manifest);
    const kept = new Set(whatToKeep(manifests, states.of(feed).inForce, now()).manifests);
    for (const each of manifests) if (!kept.has(each)) folder.removeManifest(feed, each.revision);
  }
}
