import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { StorageError } from '../storage-error.ts';
import { acquireWriterLock } from '../writer-lock.ts';
import { SqliteCatalogue, type CatalogueFiles } from './sqlite-catalogue.ts';

/**
 * Where a catalogue lives: a folder with the files of its revisions and one small file that names those in force. A new
 * revision is written beside the one in force and then named; readers of the old one keep reading it.
 */
const POINTER = 'current.json';
const LOCK = 'import';
const REVISION = /^[\w.-]{1,64}$/;
/** Revisions that stay beside the one in force, for a sale that was begun with them. */
const FORMER_KEPT = 2;

interface Pointer {
  readonly revision: string;
  readonly catalogue: string;
  readonly prices?: string | undefined;
  /** Files of former revisions, the newest first. */
  readonly former: readonly { readonly catalogue: string; readonly prices?: string | undefined }[];
}

/** The files in force, or undefined where nothing was imported yet. */
export function filesInForce(directory: string): CatalogueFiles | undefined {
  const pointer = readPointer(directory);
  if (pointer === undefined) return undefined;
  const { revision, catalogue, prices } = pointer;
  return {
    revision,
    catalogue: path.join(directory, catalogue),
    prices: prices === undefined ? undefined : path.join(directory, prices),
  };
}

/** The files that a new revision takes the place of; undefined where there are none, or nobody can tell which. */
export function filesToReplace(directory: string): CatalogueFiles | undefined {
  return unlessDamaged(() => filesInForce(directory));
}

/** An answer out of a catalogue that is about to be replaced; undefined where damage keeps one from it. */
export function unlessDamaged<Answer>(read: () => Answer): Answer | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StorageError && DAMAGE.has(error.code)) return undefined;
    throw error;
  }
}

const DAMAGE: ReadonlySet<string> = new Set(['corrupt', 'not-a-database', 'not-found']);

/**
 * Opens the revision in force.
 *
 * @throws StorageError not-found where nothing was imported yet; as opening does otherwise
 */
export function openCatalogue(directory: string): SqliteCatalogue {
  const files = filesInForce(directory);
  if (files === undefined) throw new StorageError('not-found', `${directory}: holds no catalogue; import one first`);
  return new SqliteCatalogue(files);
}

/** Makes its caller the only one who imports into a folder; returns a function that lets go. */
export function lockForImport(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  return acquireWriterLock(path.join(directory, LOCK));
}

/**
 * The name of a new file for a revision, free to be written; what an import that was broken off left there is removed.
 */
export function newFile(directory: string, kind: 'catalogue' | 'prices', revision: string): string {
  if (!REVISION.test(revision)) {
    throw new StorageError('too-large', `"${revision}" is no revision: 1 to 64 letters, digits, ".", "-" or "_"`);
  }
  const file = path.join(directory, `${kind}-${revision}.db`);
  const inForce = filesToReplace(directory);
  if (inForce?.catalogue === file || inForce?.prices === file) {
    throw new StorageError('locked', `${directory}: revision ${revision} is in force already`);
  }
  rmSync(file, { force: true });
  return file;
}

/** Puts the files of a revision in force, in one step that a power cut leaves undone or done. */
export function putInForce(directory: string, { revision, catalogue, prices }: CatalogueFiles): void {
  for (const file of [catalogue, prices]) if (file !== undefined) flush(file);
  const before = unlessDamaged(() => readPointer(directory));
  const former = before === undefined ? [] : [{ catalogue: before.catalogue, prices: before.prices }, ...before.former];
  const pointer: Pointer = {
    revision,
    catalogue: path.basename(catalogue),
    prices: prices === undefined ? undefined : path.basename(prices),
    former: former.slice(0, FORMER_KEPT),
  };
  const written = path.join(directory, `${POINTER}.new`);
  writeFileSync(written, `${JSON.stringify(pointer)}\n`);
  flush(written);
  flush(directory);
  renameSync(written, path.join(directory, POINTER));
  flush(directory);
  removeOthers(directory, pointer);
}

/** Removes what no revision needs any more. Where a reader holds a file and the system minds, it goes next time. */
function removeOthers(directory: string, pointer: Pointer): void {
  const kept = new Set([pointer, ...pointer.former].flatMap(({ catalogue, prices }) => [catalogue, prices]));
  for (const name of readdirSync(directory)) {
    if (!/^(?:catalogue|prices)-[\w.-]+\.db$/.test(name) || kept.has(name)) continue;
    try {
      rmSync(path.join(directory, name));
    } catch {
      // Still open somewhere: the next import tries again.
    }
  }
}

function readPointer(directory: string): Pointer | undefined {
  const file = path.join(directory, POINTER);
  if (!existsSync(file)) return undefined;
  try {
    const pointer = JSON.parse(readFileSync(file, 'utf8')) as Partial<Pointer>;
    const { revision, catalogue, prices, former = [] } = pointer;
    if (typeof revision === 'string' && typeof catalogue === 'string') return { revision, catalogue, prices, former };
  } catch {
    // Not JSON: said below.
  }
  throw new StorageError('corrupt', `${file}: does not name a catalogue; import it again`);
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
