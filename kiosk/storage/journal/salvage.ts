import { constants, copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openDatabase, type Database } from '../database.ts';
import { anchorOf, chainStart, type Anchor } from './chain-start.ts';
import {
  damagedFiles,
  earlierFile,
  flushFolder,
  folderForCopies,
  removeDatabase,
  renameDatabase,
} from './epoch-files.ts';
import { attempt, lastKnownSeq, openIfPossible, pointReads, type SalvagedRow } from './readable-rows.ts';
import { hexOf, sameBytes } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';

/** What was left of a damaged journal. Written beside it as JSON once all of it is done. */
export interface SalvageReport {
  readonly damagedFile: string;
  readonly origin: string | null;
  readonly epoch: string | null;
  /** The highest number that anything in the file tells of. */
  readonly lastKnownSeq: number;
  readonly readableRows: number;
  /** Rows that cannot be read or are not as they were written, first and last of each stretch. */
  readonly missing: readonly (readonly [first: number, last: number])[];
  /** Rows up to the first missing one, as a journal that is sent like any other; null if there is none. */
  readonly sentFrom: string | null;
  /** Rows after the first missing one, one JSON object a line, for a person to book; null if there is none. */
  readonly rowsFile: string | null;
}

/** Stretches that are listed one by one; a file in more pieces than that is listed up to here. */
const MISSING_MAX = 10_000;

export function reportFile(damaged: string): string {
  return `${damaged}.report.json`;
}

/** Damaged files beside a journal that nobody has looked through yet. */
export function unsalvaged(journal: string): readonly string[] {
  return damagedFiles(journal).filter((damaged) => !existsSync(reportFile(damaged)));
}

/** Saves what can be saved of a damaged file, which itself stays as it is. */
export function salvage(journal: string, damaged: string): SalvageReport {
  const folder = folderForCopies(damaged);
  try {
    const copy = join(folder, basename(damaged));
    for (const suffix of ['', '-wal', '-journal']) {
      if (existsSync(damaged + suffix)) copyFileSync(damaged + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    }
    const database = openIfPossible(copy);
    const report = database === undefined ? nothing(damaged) : saved(journal, damaged, folder, database);
    database?.close();
    const written = join(folder, 'report.json');
    writeFileSync(written, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(written, reportFile(damaged));
    flushFolder(damaged);
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nothing(damaged: string): SalvageReport {
  const unknown = { origin: null, epoch: null, lastKnownSeq: 0, readableRows: 0, missing: [] };
  return { damagedFile: damaged, ...unknown, sentFrom: null, rowsFile: null };
}

function saved(journal: string, damaged: string, folder: string, database: Database): SalvageReport {
  const anchor = attempt(() => anchorOf(database));
  const start = attempt(() => chainStart(database));
  const tally = new Tally(start?.seq ?? 0);
  const whole = join(folder, 'whole.db');
  const prefix = anchor === undefined || start === undefined ? undefined : new Prefix(whole, anchor, start, database);
  const rest: string[] = [];
  for (const row of pointReads(database)) {
    tally.saw(row.seq);
    if (prefix?.take(row) !== true) rest.push(asLine(row, anchor));
  }
  tally.endsAt(lastKnownSeq(database));
  const rows = prefix?.finish() ?? 0;
  let sentFrom: string | null = null;
  if (anchor !== undefined && rows > 0) {
    // What an interrupted run has saved of this very file is saved again under the next free name; sending both is
    // safe.
    sentFrom = earlierFile(journal, anchor.epoch);
    renameDatabase(whole, sentFrom);
  } else {
    removeDatabase(whole);
  }
  const rowsFile = rest.length === 0 ? null : `${damaged}.rows.jsonl`;
  if (rowsFile !== null) writeFileSync(rowsFile, rest.join(''), { mode: 0o600 });
  return {
    damagedFile: damaged,
    origin: anchor?.origin ?? null,
    epoch: anchor?.epoch ?? null,
    lastKnownSeq: tally.last,
    readableRows: tally.seen,
    missing: tally.missing,
    sentFrom,
    rowsFile,
  };
}

/** Counts what is there and lists what is not. */
class Tally {
  readonly missing: [number, number][] = [];
  seen = 0;
  last: number;

  constructor(startSeq: number) {
    this.last = startSeq;
  }

  saw(seq: number): void {
    this.#skip(seq - 1);
    this.seen += 1;
    this.last = seq;
  }

  endsAt(seq: number): void {
    this.#skip(seq);
    this.last = Math.max(this.last, seq);
  }

  #skip(upTo: number): void {
    if (upTo > this.last && this.missing.length < MISSING_MAX) this.missing.push([this.last + 1, upTo]);
  }
}

/** The unbroken beginning of a damaged journal, as a sealed journal of its own. */
class Prefix {
  readonly #database: Database;
  readonly #insert;
  #lastSeq: number;
  #lastHash: Uint8Array;
  #rows = 0;
  #isBroken = false;

  constructor(
    file: string,
    anchor: Anchor,
    start: { readonly seq: number; readonly hash: Uint8Array },
    from: Database,
  ) {
    this.#database = openDatabase(file, JOURNAL_KIND);
    this.#lastSeq = start.seq;
    this.#lastHash = start.hash;
    const { origin, epoch, genesis } = anchor;
    this.#database
      .prepare('INSERT INTO meta(only_row, origin, epoch, genesis, created_wall, anchor_hash) VALUES(1, ?, ?, ?, 0, ?)')
      .run(origin, epoch, genesis, genesis);
    this.#takeNotes(from, start);
    this.#insert = this.#database.prepare('INSERT INTO journal VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#database.exec('BEGIN');
  }

  take(row: SalvagedRow): boolean {
    if (this.#isBroken || row.seq !== this.#lastSeq + 1 || !sameBytes(row.prev, this.#lastHash)) {
      this.#isBroken = true;
      return false;
    }
    const { seq, id, kind, businessDay, wall, boot, monotonic, body, prev, hash } = row;
    this.#insert.run(seq, id, kind, businessDay, wall, boot, monotonic, Buffer.from(body), prev, hash);
    this.#lastSeq = seq;
    this.#lastHash = hash;
    this.#rows += 1;
    return true;
  }

  finish(): number {
    this.#database.exec('COMMIT');
    this.#database.prepare('UPDATE outbox SET sealed = 1').run();
    this.#database.close();
    return this.#rows;
  }

  /** What was sent and trimmed before stays so, as far as it can be read. */
  #takeNotes(from: Database, start: { readonly seq: number; readonly hash: Uint8Array }): void {
    const notes = attempt(() => from.prepare('SELECT * FROM outbox').get()) as Record<string, unknown> | undefined;
    if (notes === undefined) return;
    const { sent_seq, sent_hash, settled_seq, settled_hash } = notes;
    this.#database
      .prepare('UPDATE outbox SET sent_seq = ?, sent_hash = ?, settled_seq = ?, settled_hash = ?')
      .run(sent_seq, sent_hash, settled_seq, settled_hash);
    if (start.seq === 0) return;
    // The rows that the trigger would look for are gone.
    const name = 'outbox_trims_what_is_settled_and_old';
    const trigger = this.#database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name);
    this.#database.exec(`DROP TRIGGER ${name}`);
    this.#database.prepare('UPDATE outbox SET trim_seq = ?, trim_hash = ?').run(start.seq, start.hash);
    this.#database.prepare('UPDATE meta SET anchor_seq = ?, anchor_hash = ?').run(start.seq, start.hash);
    this.#database.exec(String(trigger));
  }
}

function asLine({ prev, hash, ...row }: SalvagedRow, anchor: Anchor | undefined): string {
  const { origin = null, epoch = null } = anchor ?? {};
  return `${JSON.stringify({ origin, epoch, ...row, prev: hexOf(prev), hash: hexOf(hash) })}\n`;
}
