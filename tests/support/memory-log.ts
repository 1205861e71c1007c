import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { KnownLog, KnownOrigin, LogSink, Suspect } from '#sync/log/log-sink.ts';
import type { DeadLetter, LogSource, PeerProgress } from '#sync/log/log-source.ts';
import type { LogName, Mark } from '#sync/log/log.ts';
import { rowBytes } from '#sync/log/framing.ts';
import { plainRow } from '#sync/log/packed-rows.ts';
import { genesisMark, hashOfRow, logKey, markOf } from '#sync/log/row-hash.ts';

/** What a row is about; the rest of it follows from its place. */
export interface RowContent {
  readonly kind?: string;
  readonly body?: string;
}

/** The row that follows a place, properly chained. */
export function nextRow(log: LogName, after: Mark, content: RowContent = {}): JournalRow {
  const seq = after.seq + 1;
  const row = {
    seq,
    id: `01900000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`,
    kind: content.kind ?? 'transaction.line-added',
    businessDay: '2026-03-02',
    wall: 1_770_000_000_000 + seq * 1_000,
    boot: 'boot-1',
    monotonic: seq * 1_000,
    body: content.body ?? `{"event":{"of":"${log.origin}","row":${seq},"type":"line-added"},"v":1}`,
  };
  return { ...row, hash: hashOfRow(row, after.hash) };
}

/** Rows that follow a place. */
export function rowsAfter(
  log: LogName,
  after: Mark,
  count: number,
  content: (seq: number) => RowContent = () => ({}),
): readonly JournalRow[] {
  const rows: JournalRow[] = [];
  let last = after;
  for (let index = 0; index < count; index += 1) {
    const row = nextRow(log, last, content(last.seq + 1));
    rows.push(row);
    last = markOf(row);
  }
  return rows;
}

/** One log in memory: gapless from its base on. */
interface KeptLog {
  readonly name: LogName;
  base: Mark;
  readonly rows: JournalRow[];
  readonly suspects: Suspect[];
  settled: Mark;
}

function markIn(kept: KeptLog): Mark {
  const last = kept.rows.at(-1);
  return last === undefined ? kept.base : markOf(last);
}

function hashIn(kept: KeptLog, seq: number): string | undefined {
  return seq === kept.base.seq ? kept.base.hash : kept.rows[seq - kept.base.seq - 1]?.hash;
}

/** A sink whose disk is memory: what is committed is what these maps hold. */
export class MemorySink implements LogSink {
  readonly #logs = new Map<string, KeptLog>();
  readonly #origins = new Map<string, KnownOrigin>();
  readonly #isFinal: boolean;

  /** @param isFinal settles by itself as it commits, as headquarters' sink does */
  constructor(isFinal: boolean) {
    this.#isFinal = isFinal;
  }

  async known(log: LogName): Promise<KnownLog> {
    const kept = this.kept(log);
    if (kept === undefined) return { mark: genesisMark(log), settled: genesisMark(log) };
    return { mark: markIn(kept), settled: this.#isFinal ? markIn(kept) : kept.settled };
  }

  async hashAt(log: LogName, seq: number): Promise<string | undefined> {
    const kept = this.kept(log);
    if (kept !== undefined) return hashIn(kept, seq);
    return seq === 0 ? genesisMark(log).hash : undefined;
  }

  async origin(origin: string): Promise<KnownOrigin | undefined> {
    return this.#origins.get(origin);
  }

  async noteOrigin(known: KnownOrigin): Promise<void> {
    this.#origins.set(known.origin, known);
  }

  async append(log: LogName, rows: readonly JournalRow[], suspects: readonly Suspect[]): Promise<Mark> {
    const kept = this.#keep(log);
    for (const row of rows) if (row.seq > markIn(kept).seq) kept.rows.push(plainRow(row));
    kept.suspects.push(...suspects);
    return markIn(kept);
  }

  async startAt(log: LogName, place: Mark): Promise<void> {
    const kept = this.#keep(log);
    kept.rows.length = 0;
    kept.base = place;
  }

  async noteSettled(log: LogName, settled: Mark): Promise<void> {
    this.#keep(log).settled = settled;
  }

  async logs(): Promise<readonly LogName[]> {
    return [...this.#logs.values()].map((kept) => kept.name);
  }

  /** The mark of a log, without waiting. */
  markOf(log: LogName): Mark {
    const kept = this.kept(log);
    return kept === undefined ? genesisMark(log) : markIn(kept);
  }

  /** Everything that is on the disk. */
  get all(): readonly KeptLog[] {
    return [...this.#logs.values()];
  }

  /** What is on the disk of a log; undefined if nothing came from it yet. */
  kept(log: LogName): KeptLog | undefined {
    return this.#logs.get(logKey(log));
  }

  /** Forgets what the final system has. */
  trim(log: LogName, upTo: number): void {
    const kept = this.kept(log);
    if (kept !== undefined) trimTo(kept, upTo);
  }

  wipe(): void {
    this.#logs.clear();
    this.#origins.clear();
  }

  #keep(log: LogName): KeptLog {
    const found = this.kept(log);
    if (found !== undefined) return found;
    const kept: KeptLog = { name: log, base: genesisMark(log), rows: [], suspects: [], settled: genesisMark(log) };
    this.#logs.set(logKey(log), kept);
    return kept;
  }
}

function trimTo(kept: { base: Mark; readonly rows: JournalRow[] }, upTo: number): void {
  const last = kept.rows[upTo - kept.base.seq - 1];
  if (last === undefined) return;
  kept.rows.splice(0, upTo - kept.base.seq);
  kept.base = markOf(last);
}

/** A journal in memory, or the forwarding view of what a sink keeps of one. */
export class MemorySource implements LogSource {
  readonly name: LogName;
  readonly #kept: () => { readonly base: Mark; readonly rows: readonly JournalRow[] };
  readonly #dead = new Map<number, DeadLetter>();
  #progress: PeerProgress;

  constructor(name: LogName, kept: () => { readonly base: Mark; readonly rows: readonly JournalRow[] }) {
    this.name = name;
    this.#kept = kept;
    this.#progress = { sent: genesisMark(name), settled: genesisMark(name) };
  }

  async head(): Promise<number> {
    const { base, rows } = this.#kept();
    return rows.at(-1)?.seq ?? base.seq;
  }

  async read(
    afterSeq: number,
    limits: { readonly rows: number; readonly bytes: number },
  ): Promise<{ readonly after: Mark; readonly rows: readonly JournalRow[] } | undefined> {
    const { base, rows } = this.#kept();
    const from = Math.max(afterSeq, base.seq) - base.seq;
    if (from > rows.length) return undefined;
    const before = rows[from - 1];
    const picked: JournalRow[] = [];
    let bytes = 0;
    for (const row of rows.slice(from, from + limits.rows)) {
      bytes += rowBytes(row);
      if (picked.length > 0 && bytes > limits.bytes) break;
      picked.push(row);
    }
    return { after: before === undefined ? base : markOf(before), rows: picked };
  }

  async hashAt(seq: number): Promise<string | undefined> {
    const { base, rows } = this.#kept();
    return seq === base.seq ? base.hash : rows[seq - base.seq - 1]?.hash;
  }

  async noteProgress(progress: PeerProgress): Promise<void> {
    this.#progress = progress;
  }

  async progress(): Promise<PeerProgress> {
    return this.#progress;
  }

  /** What was noted last and set aside so far, without waiting. */
  get noted(): { readonly progress: PeerProgress; readonly dead: ReadonlyMap<number, DeadLetter> } {
    return { progress: this.#progress, dead: this.#dead };
  }

  async setAside(letter: DeadLetter): Promise<void> {
    if (!this.#dead.has(letter.seq)) this.#dead.set(letter.seq, letter);
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    return [...this.#dead.values()];
  }
}
