import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { naming, openDatabase, type Database } from '../database.ts';
import type { LogKey } from '../inbox/inbox-types.ts';
import { acquireWriterLock } from '../writer-lock.ts';
import { CONNECTORS_KIND } from './schema.ts';

export interface HeldSaleRow {
  readonly log: LogKey;
  readonly seq: number;
  readonly firstSeq: number;
  readonly transactionId: string;
  readonly businessDay: string;
  readonly reason: string;
  readonly rows: readonly JournalRow[];
}

interface StoredCursor {
  readonly seq: number;
  readonly triedSeq: number | null;
  readonly triedAt: number | null;
}

type StoredHeld = Omit<HeldSaleRow, 'log' | 'rows'> & LogKey & { readonly rows: string };

/** A text that another system gave is kept this far. */
const TEXT_LENGTH_MAX = 1_000;

const WHERE_LOG = 'WHERE connector = @connector AND origin = @origin AND epoch = @epoch';

/** The one writer of the file in which connectors remember how far they are. Synchronous; commits are small and few. */
export class ConnectorStore {
  readonly file: string;
  readonly #database: Database;
  readonly #release: () => void;

  constructor(file: string, database: Database, release: () => void) {
    this.file = file;
    this.#database = database;
    this.#release = release;
  }

  cursor(
    connector: string,
    { origin, epoch }: LogKey,
  ): { readonly seq: number; readonly tried: { readonly seq: number; readonly at: number } | undefined } {
    const found = this.#database
      .prepare<[object], StoredCursor>(
        `SELECT seq, tried_seq AS triedSeq, tried_wall AS triedAt FROM cursor ${WHERE_LOG}`,
      )
      .get({ connector, origin, epoch });
    const { seq = 0, triedSeq = null, triedAt = null } = found ?? {};
    return { seq, tried: triedSeq === null || triedAt === null ? undefined : { seq: triedSeq, at: triedAt } };
  }

  advance(connector: string, log: LogKey, seq: number, delivered: number, at: number): void {
    this.#write(() => this.#moveTo(connector, log, seq, delivered, at));
  }

  noteTry(connector: string, { origin, epoch }: LogKey, seq: number, at: number): void {
    this.#write(() => {
      this.#make(connector, { origin, epoch });
      this.#database
        .prepare(`UPDATE cursor SET tried_seq = @seq, tried_wall = @at ${WHERE_LOG}`)
        .run({ connector, origin, epoch, seq, at });
    });
  }

  setAside(connector: string, sale: HeldSaleRow, at: number): void {
    const { log, seq, firstSeq, transactionId, businessDay, reason, rows } = sale;
    this.#write(() => {
      this.#database
        .prepare(
          'INSERT INTO held(connector, origin, epoch, seq, first_seq, transaction_id, business_day, reason, rows, wall) ' +
            'VALUES(@connector, @origin, @epoch, @seq, @firstSeq, @transactionId, @businessDay, @reason, @rows, @at) ' +
            'ON CONFLICT DO NOTHING',
        )
        .run({
          connector,
          origin: log.origin,
          epoch: log.epoch,
          seq,
          firstSeq,
          transactionId,
          businessDay,
          reason: reason.slice(0, TEXT_LENGTH_MAX),
          rows: JSON.stringify(rows),
          at,
        });
      this.#moveTo(connector, log, seq, 0, at);
    });
  }

  released(connector: string, limit: number): readonly HeldSaleRow[] {
    return this.#database
      .prepare<[string, number], StoredHeld>(
        'SELECT origin, epoch, seq, first_seq AS firstSeq, transaction_id AS transactionId, ' +
          'business_day AS businessDay, reason, rows FROM held ' +
          "WHERE connector = ? AND state = 'released' ORDER BY origin, epoch, seq LIMIT ?",
      )
      .all(connector, limit)
      .map(({ origin, epoch, rows, ...sale }) => ({
        ...sale,
        log: { origin, epoch },
        rows: JSON.parse(rows) as readonly JournalRow[],
      }));
  }

  settleReleased(connector: string, sale: HeldSaleRow, heldAgain: string | undefined, at: number): void {
    const { origin, epoch } = sale.log;
    const state = heldAgain === undefined ? 'delivered' : 'held';
    const reason = (heldAgain ?? sale.reason).slice(0, TEXT_LENGTH_MAX);
    this.#write(() => {
      this.#database
        .prepare(`UPDATE held SET state = @state, reason = @reason, decided_wall = @at ${WHERE_LOG} AND seq = @seq`)
        .run({ connector, origin, epoch, seq: sale.seq, state, reason, at });
    });
  }

  /** What a person decided about a sale that is set aside; false if there is none. */
  decide(
    connector: string,
    { origin, epoch }: LogKey,
    seq: number,
    state: 'released' | 'dropped',
    note: string,
    at: number,
  ): boolean {
    return this.#write(
      () =>
        this.#database
          .prepare(
            `UPDATE held SET state = @state, note = @note, decided_wall = @at ${WHERE_LOG} AND seq = @seq ` +
              "AND state <> 'delivered'",
          )
          .run({ connector, origin, epoch, seq, state, note: note.slice(0, TEXT_LENGTH_MAX), at }).changes > 0,
    );
  }

  noteTrouble(connector: string, trouble: { kind: string; text: string } | undefined, at: number): void {
    this.#write(() => {
      if (trouble === undefined) {
        this.#database.prepare('DELETE FROM trouble WHERE connector = ?').run(connector);
        return;
      }
      this.#database
        .prepare(
          'INSERT INTO trouble(connector, kind, text, wall) VALUES(?, ?, ?, ?) ON CONFLICT (connector) ' +
            'DO UPDATE SET kind = excluded.kind, text = excluded.text, wall = excluded.wall',
        )
        .run(connector, trouble.kind, trouble.text.slice(0, TEXT_LENGTH_MAX), at);
    });
  }

  close(): void {
    this.#database.close();
    this.#release();
  }

  #make(connector: string, { origin, epoch }: LogKey): void {
    this.#database
      .prepare('INSERT INTO cursor(connector, origin, epoch) VALUES(?, ?, ?) ON CONFLICT DO NOTHING')
      .run(connector, origin, epoch);
  }

  /** A cursor never goes back. */
  #moveTo(connector: string, { origin, epoch }: LogKey, seq: number, delivered: number, at: number): void {
    this.#make(connector, { origin, epoch });
    this.#database
      .prepare(
        'UPDATE cursor SET seq = max(seq, @seq), delivered = delivered + @delivered, moved_wall = @at, ' +
          `tried_seq = NULL, tried_wall = NULL ${WHERE_LOG}`,
      )
      .run({ connector, origin, epoch, seq, delivered, at });
  }

  #write<T>(work: () => T): T {
    return naming(this.file, () => this.#database.transaction(work).immediate());
  }
}

/**
 * Opens the file as its one writer, or makes it.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported
 */
export function openConnectorStore(file: string): ConnectorStore {
  let release: (() => void) | undefined;
  try {
    const database = openDatabase(file, CONNECTORS_KIND, () => {
      release = acquireWriterLock(file);
    });
    return new ConnectorStore(file, database, release ?? (() => {}));
  } catch (error) {
    release?.();
    throw error;
  }
}
