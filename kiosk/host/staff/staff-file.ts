import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readFailure } from '#config/read-failure.ts';
import { readText } from '#config/read-text.ts';
import { type StaffFile, staffFileSchema } from '#config/staff/staff-file.ts';
import { CommandFailure } from '../exit-codes.ts';

const OWNER_ONLY = 0o600;
const LIST_BYTES_MAX = 16 * 1_024 * 1_024;

/**
 * The list of a store's people; an empty one where there is no file.
 *
 * @throws CommandFailure when the file is no such list, with what is wrong in it
 */
export function readStaffFile(file: string): StaffFile {
  if (!isStaffFile(file)) return { people: [] };
  return checked(file, () => JSON.parse(readText(file, LIST_BYTES_MAX)) as unknown);
}

/** Whether there is something of this name. @throws what the file system says to a path that can be none */
export function isStaffFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Replaces the list at once: who reads it finds the old one or the new one, whole. */
export function writeStaffFile(file: string, list: StaffFile): void {
  const right = checked(file, () => list);
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const written = `${file}.${process.pid}.new`;
  try {
    writeFileSync(written, `${JSON.stringify(right, null, 2)}\n`, { mode: OWNER_ONLY, flush: true });
    renameSync(written, file);
  } finally {
    rmSync(written, { force: true });
  }
}

function checked(file: string, read: () => unknown): StaffFile {
  try {
    const result = staffFileSchema.safeParse(read());
    if (result.success) return result.data;
    throw new CommandFailure(`${file}: ${z.prettifyError(result.error)}`);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${file}: ${error instanceof SyntaxError ? error.message : readFailure(error)}`);
  }
}
