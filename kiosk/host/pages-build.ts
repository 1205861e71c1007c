import { createHash, randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What goes into the pages; when none of it has changed, neither have they. */
const SOURCES = [
  'kiosk/ui',
  'kiosk/ui-kit',
  'kiosk/staff',
  'kiosk/desk',
  'kiosk/api',
  'kiosk/i18n',
  'package-lock.json',
];

/** The pages that a build must bring forth, by the source of each. */
const PAGES = [
  ['kiosk/ui/index.html', 'index.html'],
  ['kiosk/staff/index.html', 'staff/index.html'],
  ['kiosk/desk/index.html', 'desk/index.html'],
] as const;

/** Names the sources that a build was made from; never given out, since its name begins with a dot. */
const STAMP = '.sources';

/** Building takes seconds; one that takes this long hangs. In milliseconds. */
const BUILD_TIMEOUT_MS = 180_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;

export interface PagesBuild {
  /** The folder to serve. */
  readonly directory: string;
  /** False when the pages were there and up to date. */
  readonly built: boolean;
}

/**
 * The built pages, built now if they are missing or older than their sources. An installed copy without sources is
 * taken as it is. Rejects with what the builder said when it fails; the pages of before then stay.
 */
export async function ensurePages(
  options: { readonly force?: boolean; readonly root?: string } = {},
): Promise<PagesBuild> {
  const root = options.root ?? ROOT;
  const directory = path.join(root, '.build/pages');
  const wanted = hashOf(root, SOURCES);
  const isUpToDate =
    wanted === undefined ? existsSync(path.join(directory, 'index.html')) : stampOf(directory) === wanted;
  if (isUpToDate && options.force !== true) return { directory, built: false };

  const fresh = `${directory}-new-${randomUUID()}`;
  try {
    await runBuilder(root, fresh);
    for (const [source, page] of PAGES) {
      const isMissing = existsSync(path.join(root, source)) && !existsSync(path.join(fresh, page));
      if (isMissing) throw new Error(`the page builder made no ${page}`);
    }
    writeFileSync(path.join(fresh, STAMP), wanted ?? '');
    putInPlace(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return { directory, built: true };
}

/** In a process of its own: the builder takes more memory than a lane, and would keep it. */
function runBuilder(root: string, outDirectory: string): Promise<void> {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const settings = [
    '--config',
    'kiosk/ui/vite.config.ts',
    '--outDir',
    outDirectory,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [vite, 'build', ...settings],
      { cwd: root, timeout: BUILD_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => {
        if (error === null) resolve();
        else reject(new Error(`the pages could not be built\n${stdout}${stderr}`.trim(), { cause: error }));
      },
    );
  });
}

/**
 * Swaps the folders by renaming. Another process may have done so meanwhile, from the same sources: then its build
 * stays.
 */
function putInPlace(fresh: string, directory: string): void {
  const old = `${directory}-old-${randomUUID()}`;
  mkdirSync(path.dirname(directory), { recursive: true });
  try {
    moveAway(directory, old);
    renameSync(fresh, directory);
  } catch (error) {
    if (!existsSync(path.join(directory, 'index.html'))) throw error;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

function moveAway(directory: string, to: string): void {
  try {
    renameSync(directory, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function stampOf(directory: string): string | undefined {
  try {
    return readFileSync(path.join(directory, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/** Names and contents of all sources, or undefined where there are none. */
function hashOf(root: string, sources: readonly string[]): string | undefined {
  if (!existsSync(path.join(root, 'kiosk/ui/vite.config.ts'))) return undefined;
  const hash = createHash('sha256');
  for (const source of sources.flatMap((name) => filesOf(root, name))) {
    hash
      .update(`${source}\0`)
      .update(readFileSync(path.join(root, source)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(root: string, name: string): string[] {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (path.extname(name) !== '') return [name];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted((a, b) => (a < b ? -1 : 1));
}
