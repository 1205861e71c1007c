import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { EPOCH_STARTED_KIND, epochStartBody, type EpochStart } from '#sync/log/epoch-start.ts';
import { SinkFailure, type LogSink } from '#sync/log/log-sink.ts';
import type { LogSource } from '#sync/log/log-source.ts';
import type { LogName, Mark } from '#sync/log/log.ts';
import { genesisMark, logKey, markOf } from '#sync/log/row-hash.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import type { SenderEvent } from '#sync/sender/run-sender.ts';
import { MemorySink, MemorySource, nextRow, type RowContent } from '#tests/support/memory-log.ts';
import type { Chance, Life } from './sync-time.ts';

/** A read gives few rows, so that short histories have many pushes too. */
const READ_ROWS_MAX = 6;
const COMMIT_MAX_MS = 30;

/** A lane's journal on its disk, and the truth about it that no disk forgets. */
export class LaneDisk {
  readonly log: LogName;
  readonly source: MemorySource;
  base: Mark;
  readonly rows: JournalRow[] = [];
  /** Every row that was ever written to this journal, trimmed ones too. */
  readonly truth: JournalRow[] = [];
  isFull = false;

  constructor(log: LogName) {
    this.log = log;
    this.base = genesisMark(log);
    this.source = new MemorySource(log, () => this);
  }

  get head(): Mark {
    const last = this.rows.at(-1);
    return last === undefined ? this.base : markOf(last);
  }

  write(content: RowContent): void {
    const row = nextRow(this.log, this.head, content);
    this.rows.push(row);
    this.truth.push(row);
  }

  announce(start: EpochStart): void {
    this.write({ kind: EPOCH_STARTED_KIND, body: epochStartBody(start) });
  }

  trim(upTo: number): void {
    const last = this.rows[upTo - this.base.seq - 1];
    if (last === undefined) return;
    this.rows.splice(0, upTo - this.base.seq);
    this.base = markOf(last);
  }

  /** The disk as it would be on another machine: a copy with the same log, which is what must be found out. */
  copy(rows: number): LaneDisk {
    const copied = new LaneDisk(this.log);
    copied.base = this.base;
    const kept = Math.max(this.base.seq, rows);
    copied.rows.push(...this.rows.filter((row) => row.seq <= kept));
    copied.truth.push(...this.truth.slice(0, kept));
    const { progress, dead } = this.source.noted;
    // What was noted stands in the same file, so it is as old as the copy.
    if (progress.settled.seq <= kept) void copied.source.noteProgress(progress);
    for (const letter of dead.values()) if (letter.seq <= kept) void copied.source.setAside(letter);
    return copied;
  }
}

/** The disk of a store or of headquarters. */
export class ServerDisk {
  readonly sink: MemorySink;
  readonly sources = new Map<string, MemorySource>();
  isFull = false;

  constructor(isFinal: boolean) {
    this.sink = new MemorySink(isFinal);
  }

  /** What is kept of a log, to be sent on. */
  source(log: LogName): MemorySource {
    const found = this.sources.get(logKey(log));
    if (found !== undefined) return found;
    const empty = { base: genesisMark(log), rows: [] };
    const source = new MemorySource(log, () => this.sink.kept(log) ?? empty);
    this.sources.set(logKey(log), source);
    return source;
  }

  wipe(): void {
    this.sink.wipe();
    this.sources.clear();
  }
}

/** An upstream as a process sees it while it lives: what arrives after its end reaches nobody. */
export function livingUpstream(upstream: Upstream, life: Life): Upstream {
  return {
    push: async (request, signal) => {
      try {
        return await upstream.push(request, signal);
      } finally {
        if (life.isOver) await new Promise(() => undefined);
      }
    },
    close: async () => upstream.close(),
  };
}

/** A source as a process sees it while it lives. */
export function livingSource(
  source: LogSource,
  disk: { readonly isFull: boolean },
  life: Life,
  chance: Chance,
): LogSource {
  const write = async <Result>(commit: () => Promise<Result>): Promise<Result> => {
    if (disk.isFull) throw new Error('no room on the disk');
    const result = await commit();
    if (life.isOver) return new Promise(() => undefined);
    return result;
  };
  return {
    name: source.name,
    head: async () => source.head(),
    read: async (afterSeq, { rows, bytes }) => {
      // A disk in trouble now and then does not give what is on it either.
      if (disk.isFull && chance.happens(0.05)) throw new Error('the disk does not answer');
      return source.read(afterSeq, { rows: Math.min(rows, 1 + chance.below(READ_ROWS_MAX)), bytes });
    },
    hashAt: async (seq) => source.hashAt(seq),
    progress: async () => source.progress(),
    deadLetters: async () => source.deadLetters(),
    noteProgress: async (progress) => write(async () => source.noteProgress(progress)),
    setAside: async (letter) => write(async () => source.setAside(letter)),
  };
}

/** A sink as a process sees it while it lives: a commit takes time, and the process may end before and after it. */
export function livingSink(disk: ServerDisk, life: Life, chance: Chance): LogSink {
  const { sink } = disk;
  const write = async <Result>(commit: () => Promise<Result>): Promise<Result> => {
    await life.pause(chance.next() * COMMIT_MAX_MS);
    if (disk.isFull) {
      // A commit that fails may be on the disk all the same.
      if (chance.happens(0.2)) await commit();
      throw new SinkFailure('no room on the disk');
    }
    const result = await commit();
    if (chance.happens(0.3)) await life.pause(chance.next() * COMMIT_MAX_MS);
    return result;
  };
  return {
    known: async (log) => sink.known(log),
    hashAt: async (log, seq) => sink.hashAt(log, seq),
    origin: async (origin) => sink.origin(origin),
    logs: async () => sink.logs(),
    noteOrigin: async (known) => sink.noteOrigin(known),
    noteSettled: async (log, settled) => sink.noteSettled(log, settled),
    startAt: async (log, place) => write(async () => sink.startAt(log, place)),
    append: async (log, rows, suspects) => write(async () => sink.append(log, rows, suspects)),
  };
}

/** What was said of each log by those who send it. */
export class AlarmBook {
  readonly #alarms = new Map<string, Set<string>>();

  readonly note = (event: SenderEvent): void => {
    if (event.type !== 'alarm') return;
    const key = logKey(event.log);
    const alarms = this.#alarms.get(key) ?? new Set();
    alarms.add(event.alarm);
    this.#alarms.set(key, alarms);
  };

  has(log: LogName, alarm: string): boolean {
    return this.#alarms.get(logKey(log))?.has(alarm) ?? false;
  }

  get all(): ReadonlySet<string> {
    return new Set([...this.#alarms.values()].flatMap((alarms) => [...alarms]));
  }
}
