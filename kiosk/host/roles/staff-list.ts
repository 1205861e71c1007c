import { statSync } from 'node:fs';
import type { Logger } from '#kiosk/lane/ports.ts';
import type { StaffList, StaffRecord } from '#kiosk/store/people/staff-record.ts';
import { readStaffFile } from '../staff/staff-file.ts';

/**
 * The people of a store from a file that may be written anew at any time. A file that cannot be read leaves the list as
 * it was: nobody is locked out, and nobody let in, by half a file.
 */
export class StaffFileList implements StaffList {
  readonly #file: string;
  readonly #log: Logger;
  #mark = '';
  #people: readonly StaffRecord[] = [];

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  byName(name: string): StaffRecord | undefined {
    const wanted = name.trim().toLowerCase();
    return this.all().find((person) => person.name.trim().toLowerCase() === wanted);
  }

  byBadge(badgeHash: string): StaffRecord | undefined {
    return this.all().find(({ badges }) => badges.includes(badgeHash));
  }

  byId(personId: string): StaffRecord | undefined {
    return this.all().find((person) => person.personId === personId);
  }

  all(): readonly StaffRecord[] {
    const mark = this.#fileMark();
    if (mark === this.#mark) return this.#people;
    this.#mark = mark;
    try {
      this.#people = readStaffFile(this.#file).people;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#log.error('the list of staff cannot be used, and stays as it was', { file: this.#file, why });
    }
    return this.#people;
  }

  #fileMark(): string {
    const stats = statSync(this.#file, { throwIfNoEntry: false });
    return stats === undefined ? '' : `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
  }
}
