import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Electron's program, or null where the package came without it. Never found out by importing the package: that would
 * start a download. The package names its program in path.txt once it has been fetched.
 */
export function findElectron(env: Environment = process.env, packageDirectory = electronPackage()): string | null {
  if (packageDirectory === null) return null;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = readPathFile(packageDirectory);
  const dist = override ?? path.join(packageDirectory, 'dist');
  const file = override === undefined ? name : (name ?? usualName());
  if (file === null) return null;
  const program = path.join(dist, file);
  return existsSync(program) ? program : null;
}

function electronPackage(): string | null {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

function readPathFile(packageDirectory: string): string | null {
  try {
    return readFileSync(path.join(packageDirectory, 'path.txt'), 'utf8').trim();
  } catch {
    return null;
  }
}

function usualName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}
