import type { LogName } from '../log/log.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { type KeptValue, readKey, writeKey } from './key-value.ts';
import { type KeptMark, readKeptMark, writeKeptMark } from './kept-marks.ts';
import { logKeyOf, MARKS_BUCKET } from './nats-names.ts';
import type { NatsLine } from './nats-line.ts';

const WRITE_TRIES = 5;
/** As many logs as a large chain has; only so that what is remembered is bounded. */
const REMEMBERED_MAX = 200_000;

/** Tells senders how far headquarters is with each log. */
export class ToldMarks {
  readonly #line: NatsLine;
  /** What was last written of each log, so that the next time needs no question first. */
  readonly #written = new Map<string, KeptValue>();

  constructor(line: NatsLine) {
    this.#line = line;
  }

  /** What the bucket says of a log now. */
  async read(store: string, log: LogName): Promise<KeptMark | undefined> {
    const value = await this.#readAnew(logKeyOf(store, log));
    return value === undefined ? undefined : readKeptMark(value.text);
  }

  /** After a batch: by what was last written, and once more if somebody else has written since. */
  async tellNext(store: string, log: LogName, told: KeptMark): Promise<void> {
    const value = this.#written.get(logKeyOf(store, log));
    if (value !== undefined && (await this.#write(store, log, value, told, false))) return;
    await this.tell(store, log, told);
  }

  /**
   * By what the bucket says now.
   *
   * @param isReleased takes away what stopped the log; otherwise that stands
   */
  async tell(store: string, log: LogName, told: KeptMark, isReleased = false): Promise<void> {
    for (let tried = 0; tried < WRITE_TRIES; tried += 1) {
      const value = await this.#readAnew(logKeyOf(store, log));
      if (await this.#write(store, log, value, told, isReleased)) return;
    }
    throw new UpstreamFailure('busy', `the mark of ${log.origin} could not be told`);
  }

  async #readAnew(key: string): Promise<KeptValue | undefined> {
    const value = await readKey(this.#line, MARKS_BUCKET, key);
    if (value === undefined) this.#written.delete(key);
    else this.#remember(key, value);
    return value;
  }

  /** @returns false when somebody else has written */
  async #write(
    store: string,
    log: LogName,
    value: KeptValue | undefined,
    told: KeptMark,
    isReleased: boolean,
  ): Promise<boolean> {
    const key = logKeyOf(store, log);
    const kept = value === undefined ? undefined : readKeptMark(value.text);
    const stop = isReleased ? undefined : (told.stop ?? kept?.stop);
    const text = writeKeptMark(stop === undefined ? { settled: told.settled } : { settled: told.settled, stop });
    if (text === value?.text) return true;
    const revision = await writeKey(this.#line, MARKS_BUCKET, key, text, value?.revision ?? 0);
    if (revision === undefined) this.#written.delete(key);
    else this.#remember(key, { text, revision });
    return revision !== undefined;
  }

  #remember(key: string, value: KeptValue): void {
    if (this.#written.size >= REMEMBERED_MAX) this.#written.clear();
    this.#written.set(key, value);
  }
}
