import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CommandFailure } from '../exit-codes.ts';

const OWNER_ONLY = 0o700;

/**
 * Makes the folder of a machine's data where it is not there yet, for nobody but the owner.
 *
 * @param setting the one that names it
 * @throws CommandFailure when it cannot be made or written to, which is for a person to settle
 */
export function prepareDataDirectory(directory: string, setting = 'lane.dataDirectory'): void {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${setting}: ${directory} cannot be written to (${why})`);
  }
}

/** One after the other: asked for all at once, Node never ends where a file system has no room for folders (/proc). */
function makeDirectory(directory: string): void {
  const parent = path.dirname(directory);
  if (parent !== directory && !existsSync(parent)) makeDirectory(parent);
  try {
    mkdirSync(directory, { mode: OWNER_ONLY });
  } catch (error) {
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
