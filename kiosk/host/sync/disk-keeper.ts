import path from 'node:path';
import type { Clock, DiskWatch, Logger } from '#kiosk/lane/ports.ts';
import { Ballast, freeBytes } from '#kiosk/storage/disk/ballast.ts';
import {
  decideDisk,
  DEFAULT_DISK_LIMITS,
  DISK_UNSEEN,
  type DiskEvent,
  type DiskLevel,
  type DiskLimits,
  type DiskState,
} from '#kiosk/storage/disk/disk-level.ts';

/** In a data directory. */
export const BALLAST_FILE = 'ballast';

/** How often the disk is looked at, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** Keeps room on the disk of a data directory, and says whether there is enough of it to begin a sale. */
export class DiskKeeper implements DiskWatch {
  readonly #folder: string;
  readonly #limits: DiskLimits;
  readonly #ballast: Ballast;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #log: Pick<Logger, 'warn' | 'info'>;
  readonly #listeners = new Set<() => void>();
  #state: DiskState = DISK_UNSEEN;
  #cancel: () => void = () => {};
  #isStopped = false;

  constructor(
    folder: string,
    parts: {
      readonly clock: Pick<Clock, 'after'>;
      readonly log: Pick<Logger, 'warn' | 'info'>;
      readonly limits?: DiskLimits | undefined;
    },
  ) {
    this.#folder = folder;
    this.#limits = parts.limits ?? DEFAULT_DISK_LIMITS;
    this.#ballast = new Ballast(path.join(folder, BALLAST_FILE), this.#limits.ballastBytes);
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get level(): DiskLevel {
    return this.#state.level;
  }

  get mayBeginSale(): boolean {
    return this.#state.level === 'ample';
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks at the disk now, and from then on every few seconds. */
  async start(): Promise<void> {
    await this.look();
    this.#lookLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** Looks at the disk once. */
  async look(): Promise<void> {
    const free = freeBytes(this.#folder);
    if (free === undefined) return;
    await this.#take({ type: 'looked', freeBytes: free, hasBallast: this.#ballast.isWhole });
  }

  /**
   * A write was refused for want of room.
   *
   * @returns true if there is room now, so that it may be tried once more
   */
  refused(): boolean {
    const hadBallast = this.#ballast.isWhole;
    const { state } = decideDisk({ ...this.#state, hasBallast: hadBallast }, { type: 'refused' }, this.#limits);
    if (hadBallast) this.#ballast.giveUp();
    this.#become(state);
    return hadBallast;
  }

  async #take(event: DiskEvent): Promise<void> {
    const { state, ballast } = decideDisk(this.#state, event, this.#limits);
    if (ballast !== 'make' || (await this.#ballast.make())) this.#become(state);
  }

  #become(state: DiskState): void {
    const before = this.#state;
    this.#state = state;
    if (before.level === state.level) return;
    const facts = { level: state.level, folder: this.#folder, freeBytes: freeBytes(this.#folder) };
    if (state.level === 'ample') this.#log.info('there is room on the disk again', facts);
    else this.#log.warn('the disk is running out of room; no sale is begun', facts);
    for (const listener of this.#listeners) listener();
  }

  #lookLater(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      void this.look().finally(() => this.#lookLater());
    });
  }
}
