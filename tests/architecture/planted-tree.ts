import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every room that has rules of its own, as the solution file names them. */
const ROOMS = roomsOfSolution();

/** What holds the layers, copied as it is: were it not there, a planted violation would prove nothing. */
const GUARDS = ['package.json', '.config', '.dependency-cruiser.mjs', '.oxlintrc.json', 'tsconfig.json'];

/** What a program said and how it ended. */
export interface Answer {
  readonly exitCode: number | null;
  readonly text: string;
}

/**
 * A small house with the real walls and other people's furniture: every room's own compiler settings, the real rules
 * for imports and lint, and only the given files, by path. Each room also gets a file that breaks nothing.
 */
export function plantedTree(files: Readonly<Record<string, string>>): string {
  const tree = temporaryDirectory();
  for (const guard of GUARDS) cpSync(path.join(ROOT, guard), path.join(tree, guard), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'));
  for (const room of ROOMS) {
    plant(tree, `${room}/tsconfig.json`, readFileSync(path.join(ROOT, room, 'tsconfig.json'), 'utf8'));
    plant(tree, `${room}/harmless.ts`, 'export const harmless = 1;\n');
  }
  for (const [file, text] of Object.entries(files)) plant(tree, file, text);
  return tree;
}

function plant(tree: string, file: string, text: string): void {
  const target = path.join(tree, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** Type-checks one room of a tree, and what it stands on. */
export function compile(tree: string, room: string): Answer {
  return runNode(tree, [path.join(ROOT, 'node_modules/typescript7/bin/tsc'), '-b', '--pretty', 'false', room]);
}

/** Runs a script of the repository's packages with this Node. */
export function runNode(directory: string, args: readonly string[]): Answer {
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { exitCode: status, text: stdout };
}

/** All files of a folder of the repository, by path from the root, in every depth. */
export function filesOf(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

function roomsOfSolution(): string[] {
  const solution = JSON.parse(readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8')) as {
    references: { path: string }[];
  };
  return solution.references.map((reference) => path.posix.normalize(reference.path));
}
