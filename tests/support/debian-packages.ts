import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** A program that tests need is not here and cannot be installed from here; the message is the command to run. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram';
}

/** The path of a program that is installed, or null. */
export function findProgram(command: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''), ...FOLDERS];
  return folders.map((folder) => path.join(folder, command)).find(isProgram) ?? null;
}

/**
 * The path of a program, installed now from its Debian package if it is missing and this process may do so. Throws a
 * MissingProgram with the command to run otherwise: tests never pass quietly without what they need.
 *
 * @param find where to look for a program that lies outside of the usual folders
 */
export function ensureDebianPackage(
  command: string,
  packageName: string,
  find: (command: string) => string | null = findProgram,
): string {
  const found = find(command);
  if (found !== null) return found;
  const byHand = `sudo apt-get update && sudo apt-get install -y ${packageName}`;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new MissingProgram(`The tests need "${command}". On Debian or Ubuntu: ${byHand}`);
  }
  if (process.getuid?.() !== 0) throw new MissingProgram(`The tests need "${command}". Run: ${byHand}`);
  process.stderr.write(`Installing ${packageName}, which the tests need …\n`);
  install(packageName, byHand);
  const installed = find(command);
  if (installed === null)
    throw new MissingProgram(`${packageName} was installed but has no "${command}". Run: ${byHand}`);
  return installed;
}

function install(packageName: string, byHand: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  const arguments_ = ['install', '-y', '--no-install-recommends', packageName];
  // Package lists are often there already; fetching them is only tried when they do not know the package.
  if (spawnSync('apt-get', arguments_, { env, stdio: 'ignore' }).status === 0) return;
  try {
    execFileSync('apt-get', ['update'], quiet);
    execFileSync('apt-get', arguments_, quiet);
  } catch (error) {
    throw new MissingProgram(`${packageName} could not be installed. Run: ${byHand}`, { cause: error });
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
