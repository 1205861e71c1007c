import { readFileSync, statSync } from 'node:fs';

const MACHINE_ID_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;

/** Names this installation of an operating system; empty where it has no such name. */
export function machineId(): string {
  for (const file of MACHINE_ID_FILES) {
    try {
      const id = readFileSync(file, 'utf8').trim();
      if (id !== '') return id;
    } catch {
      // Not every system has it; the file's own mark still tells a copy from the original.
    }
  }
  return '';
}

/**
 * By what a file is told from a copy of it: its number in the file system, and when it was born where that is known. A
 * file that is renamed keeps both; one that is copied or restored has others.
 */
export function fileMark(file: string): string {
  const { ino, birthtimeNs, ctimeNs } = statSync(file, { bigint: true });
  // A file system without births answers with the last change instead.
  return `${ino}:${birthtimeNs === ctimeNs ? '' : birthtimeNs}`;
}

/** Whether two marks may be of one file: what either does not know cannot tell them apart. */
export function sameFile(one: string, other: string): boolean {
  const [inode, birth] = one.split(':');
  const [otherInode, otherBirth] = other.split(':');
  if (inode !== otherInode) return false;
  return birth === '' || otherBirth === '' || birth === otherBirth;
}
