import type { FileOperation } from './syscall-trace.ts';

/**
 * What becomes of writes that were not synced when the power goes: all lost, all kept, or each by chance, some torn.
 */
export type UnsyncedWrites = 'lost' | 'kept' | 'by-chance';

type Change = Exclude<FileOperation, { type: 'sync' | 'acknowledge' }>;

const SECTOR_BYTES = 512;
const CHANCE_LOST = 0.5;
const CHANCE_TORN = 0.3;

/**
 * A disk that forgets. What was synced is there after a power cut; of the rest any part may be missing, and a write may
 * be torn between sectors. A removed file may be back unless something was synced since.
 */
export class ForgetfulDisk {
  readonly #synced = new Map<string, StoredFile>();
  #unsynced: Change[] = [];
  #acknowledged = 0;

  /** The last number that the process had acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  do(operation: FileOperation): void {
    if (operation.type === 'acknowledge') this.#acknowledged = operation.number;
    else if (operation.type === 'sync') this.#sync(operation.file);
    else this.#unsynced.push(operation);
  }

  /**
   * What is on the disk after the power went now; the disk itself goes on as if nothing had happened.
   *
   * @param random from 0 up to 1
   */
  afterPowerLoss(unsynced: UnsyncedWrites, random: () => number): ReadonlyMap<string, Buffer> {
    const files = new Map([...this.#synced].map(([name, file]) => [name, file.copy()]));
    for (const change of this.#unsynced) {
      const lost = unsynced === 'lost' || (unsynced === 'by-chance' && random() < CHANCE_LOST);
      if (!lost) apply(files, unsynced === 'by-chance' ? perhapsTorn(change, random) : change);
    }
    return new Map([...files].map(([name, file]) => [name, file.bytes]));
  }

  #sync(file: string): void {
    const reachesDisk = (change: Change): boolean => change.file === file || change.type === 'unlink';
    for (const change of this.#unsynced) if (reachesDisk(change)) apply(this.#synced, change);
    this.#unsynced = this.#unsynced.filter((change) => !reachesDisk(change));
  }
}

/** Bytes that grow without being copied each time. */
class StoredFile {
  #room: Buffer;
  #length: number;

  constructor(room: Buffer = Buffer.alloc(0)) {
    this.#room = room;
    this.#length = room.length;
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  copy(): StoredFile {
    return new StoredFile(Buffer.from(this.bytes));
  }

  write(bytes: Buffer, offset: number): void {
    this.#reach(offset + bytes.length);
    bytes.copy(this.#room, offset);
  }

  truncate(length: number): void {
    this.#reach(length);
    this.#room.fill(0, length);
    this.#length = length;
  }

  #reach(length: number): void {
    if (length > this.#room.length) {
      const room = Buffer.alloc(length * 2);
      this.bytes.copy(room);
      this.#room = room;
    }
    this.#length = Math.max(this.#length, length);
  }
}

function apply(files: Map<string, StoredFile>, change: Change): void {
  if (change.type === 'unlink') {
    files.delete(change.file);
    return;
  }
  const file = files.get(change.file) ?? new StoredFile();
  files.set(change.file, file);
  if (change.type === 'write') file.write(change.bytes, change.offset);
  else file.truncate(change.length);
}

function perhapsTorn(change: Change, random: () => number): Change {
  if (change.type !== 'write' || random() >= CHANCE_TORN) return change;
  const sectors = Math.ceil(change.bytes.length / SECTOR_BYTES);
  return { ...change, bytes: change.bytes.subarray(0, SECTOR_BYTES * Math.floor(random() * sectors)) };
}
