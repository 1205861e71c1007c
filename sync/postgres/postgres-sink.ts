import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { KnownLog, KnownOrigin, LogSink, Suspect } from '../log/log-sink.ts';
import type { LogName, Mark } from '../log/log.ts';
import { genesisMark } from '../log/row-hash.ts';
import { encodeRows, hex, literal, printable, quoted } from './encode-rows.ts';
import { migrate } from './migrate.ts';
import { makePartitions, type PartitionSpan } from './partitions.ts';
import { PostgresConnections, type PostgresOptions } from './postgres-connections.ts';
import { storedRows } from './stored-rows.ts';

export interface PostgresSinkOptions extends PostgresOptions {
  /** The day that partitions are made ahead from, YYYY-MM-DD. */
  readonly today: string;
  /** How many days one partition holds. By month suits up to some 10,000 sales a day. */
  readonly partitionSpan?: PartitionSpan;
}

/**
 * The journal of a whole chain in PostgreSQL, the system of record. What it has committed is settled: it is the end of
 * the way up, and the mark that it tells permits lanes to trim.
 */
export class PostgresSink implements LogSink {
  readonly connections: PostgresConnections;
  readonly #span: PartitionSpan;

  private constructor(connections: PostgresConnections, span: PartitionSpan) {
    this.connections = connections;
    this.#span = span;
  }

  /**
   * Brings the schema to today's version and makes partitions ahead.
   *
   * @throws PostgresSetupError newer-schema, not-durable; SinkFailure when the database cannot be reached
   */
  static async open(options: PostgresSinkOptions): Promise<PostgresSink> {
    const connections = new PostgresConnections(options);
    try {
      const sink = new PostgresSink(connections, options.partitionSpan ?? 'month');
      await connections.withClient((client) => migrate(client));
      await sink.makePartitions(options.today);
      return sink;
    } catch (error) {
      await connections.close();
      throw error;
    }
  }

  /** Makes what the coming weeks need. To be called once a day; a day that is missed costs nothing but order. */
  async makePartitions(today: string): Promise<void> {
    await this.connections.withClient((client) => makePartitions(client, today, this.#span));
  }

  async known(log: LogName): Promise<KnownLog> {
    const [found] = await this.connections.query<{ mark_seq: string; mark_hash: Buffer }>(
      'SELECT mark_seq, mark_hash FROM handrail.log WHERE origin = $1 AND epoch = $2',
      [log.origin, log.epoch],
      'handrail-known',
    );
    const mark = found === undefined ? genesisMark(log) : { seq: Number(found.mark_seq), hash: hex(found.mark_hash) };
    return { mark, settled: mark };
  }

  async hashAt(log: LogName, seq: number): Promise<string | undefined> {
    if (seq === 0) return genesisMark(log).hash;
    const { mark } = await this.known(log);
    if (seq === mark.seq) return mark.hash;
    const [found] = await this.connections.query<{ hash: Buffer }>(
      'SELECT hash FROM handrail.journal JOIN handrail.log USING (log) WHERE origin = $1 AND epoch = $2 AND seq = $3',
      [log.origin, log.epoch, seq],
      'handrail-hash-at',
    );
    return found === undefined ? undefined : hex(found.hash);
  }

  async origin(origin: string): Promise<KnownOrigin | undefined> {
    const [found] = await this.connections.query<{ live_epoch: string; last_heard_at: string; admitted: string[] }>(
      'SELECT live_epoch, last_heard_at, admitted FROM handrail.origin WHERE origin = $1',
      [origin],
      'handrail-origin',
    );
    if (found === undefined) return undefined;
    const { live_epoch: liveEpoch, last_heard_at: lastHeardAt, admitted } = found;
    return { origin, liveEpoch, lastHeardAt: Number(lastHeardAt), admitted };
  }

  async noteOrigin({ origin, liveEpoch, lastHeardAt, admitted }: KnownOrigin): Promise<void> {
    await this.connections.query(
      `INSERT INTO handrail.origin (origin, live_epoch, last_heard_at, admitted) VALUES ($1, $2, $3, $4)
         ON CONFLICT (origin) DO UPDATE SET live_epoch = EXCLUDED.live_epoch,
           last_heard_at = EXCLUDED.last_heard_at, admitted = EXCLUDED.admitted`,
      [origin, liveEpoch, Math.trunc(lastHeardAt), admitted],
      'handrail-note-origin',
    );
  }

  async append(log: LogName, rows: readonly JournalRow[], suspects: readonly Suspect[]): Promise<Mark> {
    const [first] = rows;
    if (first === undefined) return (await this.known(log)).mark;
    assert(
      rows.every((row, index) => row.seq === first.seq + index),
      'rows for the sink follow one another',
    );
    const encoded = encodeRows(rows);
    const marked = [...suspects, ...encoded.suspects];
    const [mark] = await this.connections.query<{ o_seq: string; o_hash: Buffer }>(
      'SELECT o_seq, o_hash FROM handrail.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)',
      [
        log.origin,
        log.epoch,
        Buffer.from(genesisMark(log).hash, 'hex'),
        first.seq,
        encoded.days,
        encoded.ids,
        encoded.walls,
        encoded.monotonics,
        encoded.kinds,
        encoded.boots,
        encoded.exacts,
        encoded.hashes,
        encoded.ends,
        encoded.bodies,
        literal(marked.map((suspect) => suspect.seq)),
        literal(marked.map((suspect) => quoted(printable(suspect.reason)))),
      ],
      'handrail-append',
    );
    assert(mark !== undefined, 'an append answers with the mark');
    return { seq: Number(mark.o_seq), hash: hex(mark.o_hash) };
  }

  async close(): Promise<void> {
    await this.connections.close();
  }

  /**
   * Only a person may ask for this: headquarters has lost rows for good, and no lane keeps them any more. The log goes
   * on after a place beyond its mark; what lies between is missing.
   */
  async startAt(log: LogName, place: Mark): Promise<void> {
    await this.connections.query(
      `INSERT INTO handrail.log AS known (origin, epoch, mark_seq, mark_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (origin, epoch) DO UPDATE SET mark_seq = EXCLUDED.mark_seq, mark_hash = EXCLUDED.mark_hash
         WHERE known.mark_seq < EXCLUDED.mark_seq`,
      [log.origin, log.epoch, place.seq, Buffer.from(place.hash, 'hex')],
    );
  }

  /** What is committed here is settled already. */
  async noteSettled(): Promise<void> {
    // Nothing to note: there is no system beyond this one.
  }

  async logs(): Promise<readonly LogName[]> {
    return this.connections.query<{ origin: string; epoch: string }>(
      'SELECT origin, epoch FROM handrail.log ORDER BY origin, log',
    );
  }

  /** Rows after a place as they came, byte for byte, for those who go on from here: connectors, checks, a resend. */
  async read(log: LogName, afterSeq: number, limit: number): Promise<readonly JournalRow[]> {
    return storedRows(this.connections, log, afterSeq, limit);
  }
}
