// What can keep the memory of a program small only if it is said before the program starts. Together about 20 MB in a
// lane.

/**
 * The functions that V8 brings along are used where they lie, not from a copy for each thread (2 MB), and the program
 * may have its heap swept itself, which it does when nobody waits.
 */
export const LEAN_ARGUMENTS = ['--no-short-builtin-calls', '--expose-gc'];

/**
 * Memory that is done with goes back to the system: glibc keeps two pools instead of eight a processor, and keeps no
 * more than the end of each free. Bytes; other C libraries look at none of it.
 */
export const LEAN_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '16384',
  MALLOC_TOP_PAD_: '16384',
};

/**
 * Starts this program anew in this very process, if it was started without what keeps it small; then it never returns.
 * Where that cannot be done (Windows, a parent with its own channel to us, Electron), the program goes on as it is.
 */
export function becomeLean() {
  const isLean = LEAN_ARGUMENTS.every((argument) => process.execArgv.includes(argument));
  const isBound = process.connected || process.versions.electron !== undefined || process.platform === 'win32';
  if (isLean || isBound || process.execve === undefined) return;
  const words = [process.execPath, ...LEAN_ARGUMENTS, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, words, { ...LEAN_ENVIRONMENT, ...process.env });
}
