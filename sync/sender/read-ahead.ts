import { oneBatch, rowBytes } from '../log/framing.ts';
import type { LogSource } from '../log/log-source.ts';
import { markOf } from '../log/row-hash.ts';
import type { RowsRead } from './sender-state.ts';

type Limits = Parameters<LogSource['read']>[1];

/** So many batches are read ahead at once: each read is a way to another thread and back. */
const BATCHES_AHEAD = 4;

/**
 * Reads a batch while the one before it is on its way, so that a long queue waits for the disk and for the line at the
 * same time. What was written never changes, so rows that were read ahead are right whenever they are asked for.
 */
export class ReadAhead {
  readonly #source: LogSource;
  /** Rows that are in memory and were not asked for yet. */
  #kept: RowsRead | undefined;
  #coming: Promise<void> | undefined;

  constructor(source: LogSource) {
    this.#source = source;
  }

  /** One batch after a place; otherwise as `LogSource.read`. */
  async read(afterSeq: number, limits: Limits): Promise<RowsRead | undefined> {
    const here = oneBatch(this.#keptAfter(afterSeq)?.rows ?? [], limits.rows);
    if (!isLikelyMore(here, limits)) await this.#coming;
    const found = this.#keptAfter(afterSeq) ?? (await this.#source.read(afterSeq, limits));
    const rows = oneBatch(found?.rows ?? [], limits.rows);
    const last = rows.at(-1);
    if (found === undefined || last === undefined) {
      this.#kept = undefined;
      return found;
    }
    this.#kept = { after: markOf(last), rows: found.rows.slice(rows.length) };
    const isEnough = oneBatch(this.#kept.rows, limits.rows).length < this.#kept.rows.length;
    if (!isEnough && isLikelyMore(rows, limits)) this.#coming ??= this.#readOn(this.#kept, limits);
    return { after: found.after, rows };
  }

  #keptAfter(afterSeq: number): RowsRead | undefined {
    const kept = this.#kept;
    return kept?.after.seq === afterSeq && kept.rows.length > 0 ? kept : undefined;
  }

  async #readOn(from: RowsRead, { rows, bytes }: Limits): Promise<void> {
    const end = endOf(from);
    try {
      const more = await this.#source.read(end, { rows: rows * BATCHES_AHEAD, bytes: bytes * BATCHES_AHEAD });
      const kept = this.#kept;
      const isNext = more?.after.seq === end && kept !== undefined && endOf(kept) === end;
      if (isNext) this.#kept = { after: kept.after, rows: [...kept.rows, ...more.rows] };
    } catch {
      // Whoever asks for these rows reads them then, and hears why that fails.
    } finally {
      this.#coming = undefined;
    }
  }
}

function endOf({ after, rows }: RowsRead): number {
  return rows.at(-1)?.seq ?? after.seq;
}

/** A batch that is nearly full is seldom the last one. */
function isLikelyMore(rows: RowsRead['rows'], limits: Limits): boolean {
  if (rows.length >= limits.rows) return true;
  return rows.reduce((bytes, row) => bytes + rowBytes(row), 0) > limits.bytes / 2;
}
