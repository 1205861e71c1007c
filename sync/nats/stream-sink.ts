import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { decodePush, encodePush } from '../http/push-format.ts';
import { SinkFailure, type KnownLog, type KnownOrigin, type LogSink } from '../log/log-sink.ts';
import type { LogName, Mark } from '../log/log.ts';
import { genesisMark, logKey, markOf } from '../log/row-hash.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { lastOf, publishBehind, readKey, writeKey, type KeptValue } from './key-value.ts';
import {
  MARK_HEADER,
  markText,
  readKeptMark,
  readKeptOrigin,
  readMarkText,
  type KeptMark,
  type KeptOrigin,
} from './kept-marks.ts';
import { askSubject, LOG_STREAM, logKeyOf, logSubject, MARKS_BUCKET, originKey, ORIGINS_BUCKET } from './nats-names.ts';
import type { NatsLine } from './nats-line.ts';
import { scanSubject } from './scan-subject.ts';

/** Far more logs than one store sends; only so that what is remembered is bounded. */
const ENDS_MAX = 10_000;

/** What the stream's last message of a log says. */
interface StreamEnd {
  /** The stream's number of this message; 0 for none. */
  readonly sequence: number;
  readonly mark: Mark;
}

/**
 * The chain's stream as a sink: what was pushed lies in it until headquarters has committed it. A push is one message,
 * so it is taken whole or not at all, and it is taken only behind the message that the sender knows as the last one. An
 * acknowledged message is not on a disk for sure; only what headquarters has settled is.
 */
export class StreamSink implements LogSink {
  readonly #line: NatsLine;
  readonly #store: string;
  readonly #inbox: string;
  /**
   * The ends as they were last read. A message is taken only behind the end that was read, so an old one does no
   * harm.
   */
  readonly #ends = new Map<string, StreamEnd>();
  /** What stops a log, as it was last told. */
  readonly #stops = new Map<string, KeptMark['stop']>();

  constructor(line: NatsLine, store: string, inbox: string) {
    this.#line = line;
    this.#store = store;
    this.#inbox = inbox;
  }

  async known(log: LogName): Promise<KnownLog> {
    const [end, settled] = await Promise.all([this.#readEnd(log), this.#settledOf(log)]);
    const mark = end.mark.seq > settled.seq ? end.mark : settled;
    if (this.#ends.size >= ENDS_MAX) this.#ends.clear();
    this.#ends.set(logKey(log), { sequence: end.sequence, mark });
    return { mark, settled };
  }

  /** Why headquarters takes nothing more of a log; known as of the last question for its mark. */
  stopOf(log: LogName): KeptMark['stop'] {
    return this.#stops.get(logKey(log));
  }

  async hashAt(log: LogName, seq: number): Promise<string | undefined> {
    if (seq === 0) return genesisMark(log).hash;
    const known = await this.known(log);
    const place = [known.mark, known.settled].find((each) => each.seq === seq);
    if (place !== undefined) return place.hash;
    for await (const { data } of scanSubject(this.#line, LOG_STREAM, logSubject(this.#store, log), this.#inbox)) {
      const { after, rows } = decodePush(Buffer.from(data));
      if (after.seq === seq) return after.hash;
      const row = rows[seq - after.seq - 1];
      if (row !== undefined) return row.hash;
    }
    return undefined;
  }

  async origin(origin: string): Promise<KnownOrigin | undefined> {
    const kept = await this.#originValue(origin);
    const read = kept === undefined ? undefined : readKeptOrigin(kept.text);
    return read === undefined ? undefined : { origin, ...read };
  }

  async noteOrigin({ origin, liveEpoch, lastHeardAt, admitted }: KnownOrigin): Promise<void> {
    const kept = await this.#originValue(origin);
    const value: KeptOrigin = { liveEpoch, lastHeardAt, admitted };
    const key = originKey(this.#store, origin);
    const written = await writeKey(this.#line, ORIGINS_BUCKET, key, JSON.stringify(value), kept?.revision ?? 0);
    if (written === undefined) throw new SinkFailure(`somebody else has just noted an epoch of ${origin}`);
  }

  async append(log: LogName, rows: readonly JournalRow[]): Promise<Mark> {
    const [first] = rows;
    const last = rows.at(-1);
    const end = this.#ends.get(logKey(log));
    if (first === undefined || last === undefined || first.seq - 1 !== end?.mark.seq) {
      throw new SinkFailure('the rows do not follow the end of the stream as it was read');
    }
    const { sequence, mark } = end;
    const subject = logSubject(this.#store, log);
    const payload = encodePush({ log, after: mark, rows });
    const place = markOf(last);
    this.#ends.delete(logKey(log));
    const published = await publishBehind(this.#line, subject, payload, sequence, { [MARK_HEADER]: markText(place) });
    if (published.type === 'moved') throw new SinkFailure('the stream ends elsewhere than it did a moment ago');
    if (published.type === 'full') {
      const { detail, retryAfterMs } = published;
      throw new UpstreamFailure('busy', `no room in the stream: ${detail}`, { retryAfterMs });
    }
    return place;
  }

  /** What headquarters has settled is where a log begins here, without being told. */
  async startAt(): Promise<void> {
    throw new SinkFailure('the stream begins where headquarters says');
  }

  /** Headquarters alone says what is settled. */
  async noteSettled(): Promise<void> {
    // Nothing to note: it is read, never written, at this end.
  }

  /** A sender knows which logs it sends. */
  async logs(): Promise<readonly LogName[]> {
    return [];
  }

  async #readEnd(log: LogName): Promise<StreamEnd> {
    const last = await lastOf(this.#line, LOG_STREAM, logSubject(this.#store, log));
    const mark = last === undefined ? undefined : readMarkText(last.header(MARK_HEADER));
    return { sequence: last?.sequence ?? 0, mark: mark ?? genesisMark(log) };
  }

  async #settledOf(log: LogName): Promise<Mark> {
    const value = await readKey(this.#line, MARKS_BUCKET, logKeyOf(this.#store, log));
    const kept = value === undefined ? await this.#askFor(log) : readKeptMark(value.text);
    if (kept?.stop === undefined) this.#stops.delete(logKey(log));
    else this.#stops.set(logKey(log), kept.stop);
    return kept?.settled ?? genesisMark(log);
  }

  /** A new log, or a bucket that was wiped: headquarters knows. While it cannot be asked, the log counts as new. */
  async #askFor(log: LogName): Promise<KeptMark | undefined> {
    try {
      return readKeptMark((await this.#line.request(askSubject(this.#store, log))).string());
    } catch (error) {
      if (error instanceof UpstreamFailure && error.code === 'unreachable') return undefined;
      throw error;
    }
  }

  async #originValue(origin: string): Promise<KeptValue | undefined> {
    return readKey(this.#line, ORIGINS_BUCKET, originKey(this.#store, origin));
  }
}
