import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { FeedManifest } from '#sync/feed/feed.ts';
import { FeedProblem } from '#sync/feed/feed-problem.ts';
import type { FeedApplier, FeedLog, FeedWork } from '#sync/feed/ports.ts';
import type { CatalogueNews, CatalogueTask, ContentFile } from './apply-catalogue-messages.ts';

export interface CatalogueApplierParts {
  /** Where the lane's catalogue lives. */
  readonly directory: string;
  readonly pack: CountryPack;
  readonly dayAt: (at: number) => BusinessDay;
  readonly now: () => number;
  readonly log: FeedLog;
}

const PROGRAM = fileURLToPath(new URL('./apply-catalogue-process.ts', import.meta.url));
const STAGING_FOLDER = 'coming';
/** Of what such a process says when it dies, the end is enough. Characters. */
const LAST_WORDS_MAX = 2_000;

/** Puts articles and prices into a lane's catalogue; the lane changes over between two sales. */
export class CatalogueApplier implements FeedApplier {
  readonly #parts: CatalogueApplierParts;

  constructor(parts: CatalogueApplierParts) {
    this.#parts = parts;
  }

  async prepare(work: FeedWork): Promise<void> {
    await this.#run(work, 'prepare');
  }

  async putInForce(work: FeedWork): Promise<void> {
    await this.#run(work, 'put-in-force');
  }

  async #run(work: FeedWork, purpose: CatalogueTask['purpose']): Promise<void> {
    const { log } = this.#parts;
    const child = fork(PROGRAM, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    const kill = (): void => void child.kill('SIGKILL');
    work.signal.addEventListener('abort', kill);
    try {
      child.send(this.#task(work, purpose));
      const done = await outcome(child, work, log);
      log.info('a catalogue was made', { revision: work.manifest.revision, purpose, ...done });
    } finally {
      work.signal.removeEventListener('abort', kill);
      kill();
    }
  }

  #task({ manifest, before, route, folder }: FeedWork, purpose: CatalogueTask['purpose']): CatalogueTask {
    const { directory, pack, dayAt, now } = this.#parts;
    const at = now();
    const [start, changes] = startAndChanges({ manifest, route, folder }, before);
    const categories = categoriesOf(manifest);
    const leadsOn =
      before !== undefined && before.content.sha256 === start.content.sha256 && categoriesOf(before) === categories;
    return {
      purpose,
      revision: manifest.revision,
      directory,
      staging: path.join(directory, STAGING_FOLDER),
      start,
      changes,
      merged: folder.contentPath(manifest.content.sha256),
      categories: categories === undefined ? undefined : folder.pathOf(categories),
      before: leadsOn ? { revision: before.revision, content: before.content.sha256 } : undefined,
      pack,
      day: dayAt(Math.max(at, manifest.validFrom)),
      now: at,
    };
  }
}

/**
 * A list of articles that is here as a whole, and the changes that follow. Where the way leads through what is in force
 * and that is here as a whole too, it begins there.
 */
function startAndChanges(
  { manifest, route, folder }: Pick<FeedWork, 'manifest' | 'route' | 'folder'>,
  before: FeedManifest | undefined,
): readonly [ContentFile, CatalogueTask['changes']] {
  const [first, ...rest] = route.steps;
  const changes = rest.map(({ file, to }) => ({ file: folder.pathOf(file.sha256), to }));
  if (first === undefined) {
    return [{ file: folder.contentPath(manifest.content.sha256), content: manifest.content }, []];
  }
  const firstFile = folder.pathOf(first.file.sha256);
  if (first.file.role === 'snapshot') {
    const at = before === undefined ? -1 : route.steps.findIndex(({ to }) => to.sha256 === before.content.sha256);
    const kept = before === undefined ? '' : folder.contentPath(before.content.sha256);
    if (before !== undefined && at > 0 && existsSync(kept)) {
      return [{ file: kept, content: before.content }, changes.slice(at)];
    }
    return [{ file: firstFile, content: first.to }, changes];
  }
  if (route.start === undefined || first.file.from !== route.start) {
    throw new FeedProblem('missing', 'a way that begins with changes begins with what they change');
  }
  const content = before?.content.sha256 === route.start ? before.content : undefined;
  return [
    { file: folder.contentPath(route.start), content: content ?? knownContent(folder, route.start) },
    [{ file: firstFile, to: first.to }, ...changes],
  ];
}

function knownContent(folder: FeedWork['folder'], sha256: string): FeedManifest['content'] {
  const found = folder.kept('catalogue').find(({ manifest }) => manifest.content.sha256 === sha256);
  if (found === undefined) throw new FeedProblem('missing', `nobody knows how long the content ${sha256} is`);
  return found.manifest.content;
}

function categoriesOf({ files }: FeedManifest): string | undefined {
  return files.find(({ role, name }) => role === 'attachment' && name === 'categories')?.sha256;
}

type Done = Omit<Extract<CatalogueNews, { news: 'done' }>, 'news'>;

/** @throws FeedProblem unreadable where it can never be used; any other error where it may be another time */
async function outcome(child: ChildProcess, work: FeedWork, log: FeedLog): Promise<Done> {
  const settled = Promise.withResolvers<Done>();
  let lastWords = '';
  child.stderr?.on('data', (text: Buffer) => (lastWords = `${lastWords}${text.toString()}`.slice(-LAST_WORDS_MAX)));
  child.on('error', settled.reject);
  child.on('exit', (code, signal) => {
    settled.reject(new Error(`making the catalogue ended early (${signal ?? code}): ${lastWords.trim()}`));
  });
  child.on('message', (message) => {
    const news = message as CatalogueNews;
    const { revision } = work.manifest;
    if (news.news === 'rows') work.onRows(news.rows);
    else if (news.news === 'problem') log.warn('an entry of a catalogue is left out', { revision, problem: news.text });
    else if (news.news === 'done') settled.resolve({ articles: news.articles, problems: news.problems });
    else settled.reject(news.isForGood ? new FeedProblem('unreadable', news.message) : new Error(news.message));
  });
  return settled.promise;
}
