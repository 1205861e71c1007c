import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type StaffFile, staffFileSchema } from '#config/staff/staff-file.ts';
import { CommandFailure } from '../exit-codes.ts';

const OWNER_ONLY = 0o600;

/**
 * The list of a store's people; an empty one where there is no file.
 *
 * @throws CommandFailure when the file is no such list, with what is wrong in it
 */
export function readStaffFile(file: string): StaffFile {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return { people: [] };
  return checked(file, () => JSON.parse(readFileSync(file, 'utf8')) as unknown);
}

/** Replaces the list at once: who reads it finds the old one or the new one, whole. */
export function writeStaffFile(file: string, list: StaffFile): void {
  const right = checked(file, () => list);
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const written = `${file}.${process.pid}.new`;
  writeFileSync(written, `${JSON.stringify(right, null, 2)}\n`, { mode: OWNER_ONLY, flush: true });
  renameSync(written, file);
}

function checked(file: string, read: () => unknown): StaffFile {
  try {
    const result = staffFileSchema.safeParse(read());
    if (result.success) return result.data;
    throw new CommandFailure(`${file}: ${z.prettifyError(result.error)}`);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
