import { spawnSync } from 'node:child_process';
import { ensureDebianPackage } from '#tests/support/debian-packages.ts';

/**
 * Runs a script whose system calls fail or dawdle as told, and returns what it said on standard output, line by line.
 *
 * @param fault as strace's inject option has it: "pwrite64:error=ENOSPC:when=120..150"
 * @param only the only file that it concerns; every file if there is none
 */
export function runWithFault(
  fault: string,
  only: string | undefined,
  script: string,
  args: readonly string[],
): string[] {
  const strace = ensureDebianPackage('strace', 'strace');
  const calls = fault.slice(0, fault.indexOf(':'));
  const options = [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'signal=none',
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${fault}`,
  ];
  if (only !== undefined) options.push('-P', only);
  const result = spawnSync(strace, [...options, process.execPath, script, ...args], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the script ended with ${result.status}: ${result.stderr}`);
  return result.stdout.trimEnd().split('\n');
}
