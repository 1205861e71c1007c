import { jetstream, jetstreamManager, type Consumer, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { LogSink } from '../log/log-sink.ts';
import type { LogName, PushAnswer, PushRequest } from '../log/log.ts';
import { logKey } from '../log/row-hash.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { writeKeptMark } from './kept-marks.ts';
import { NatsLine, type NatsOptions } from './nats-line.ts';
import {
  askPattern,
  LOG_STREAM,
  logPattern,
  logSubject,
  MARKS_BUCKET,
  readAskSubject,
  readLogKey,
  readLogSubject,
} from './nats-names.ts';
import { provision, type ProvisionOptions } from './provision.ts';
import { scanSubject } from './scan-subject.ts';
import { endOf, joinFirst, readMessage, type ReadMessage, type WaitingMessage } from './taken-message.ts';
import { ToldMarks } from './told-marks.ts';

export interface NatsIntakeOptions extends NatsOptions, ProvisionOptions {
  readonly sink: LogSink;
  readonly receiver: Receiver;
  /** Whose logs a store may bring. The servers see to it that a store speaks for itself; this, that it says no more. */
  readonly mayBring: (store: string, origin: string) => boolean;
  readonly onEvent?: (event: NatsIntakeEvent) => void;
}

/** What an engineer should hear of. */
export type NatsIntakeEvent =
  /** A message that no sender of ours writes: thrown away, for the rows of a sender are in its journal. */
  | { readonly type: 'unreadable'; readonly subject: string; readonly detail: string }
  /** A log was stopped until a person has looked. */
  | { readonly type: 'stopped'; readonly store: string; readonly log: LogName; readonly detail: string }
  /** The stream and the database did not fit each other; the sender begins again after what is settled. */
  | { readonly type: 'rewound'; readonly store: string; readonly log: LogName; readonly settled: number }
  | { readonly type: 'interrupted'; readonly error: unknown };

type Refusal = Exclude<PushAnswer, { type: 'mark' }>;

const CONSUMER = 'headquarters';
/** So many messages wait for the database at most; with 256 KB each they take 32 MB. */
const UNSETTLED_MAX = 128;
/** After so long without an answer of ours the server gives a message out again. Nanoseconds. */
const ANSWER_WITHIN_NS = 15_000_000_000;
/** So long a question for messages stands; within half of it a server that is gone is noticed. Milliseconds. */
const ASK_AGAIN_MS = 4_000;
const AGAIN_AFTER_MS = 1_000;
const TRIM_EVERY_MS = 5_000;
const COMPARE_EVERY_MS = 60_000;
const RESTART_AFTER_MS = 1_000;

/**
 * Headquarters' end of the stream: each message goes through the receiver into the database, then its mark is told,
 * then it is acknowledged. The stream is never the only copy that counts: what is lost with it comes again from the
 * journals of the lanes, because the mark that is told is the database's.
 */
export class NatsIntake {
  readonly #options: NatsIntakeOptions;
  readonly #line: NatsLine;
  readonly #stop = new AbortController();
  readonly #marks: ToldMarks;
  /** What waits of each log; a log that is here is being taken in. */
  readonly #waiting = new Map<string, WaitingMessage[]>();
  readonly #working = new Set<Promise<void>>();
  #messages: ConsumerMessages | undefined;
  /** The connection on which senders are answered. */
  #asks: NatsConnection | undefined;
  #running: Promise<void> | undefined;
  #isInterrupted = false;

  constructor(options: NatsIntakeOptions) {
    this.#options = options;
    this.#line = new NatsLine(options);
    this.#marks = new ToldMarks(this.#line);
  }

  /** Makes what is missing on the servers and begins to take in; whatever fails later is tried again for ever. */
  async start(): Promise<void> {
    await this.#open();
    this.#running = this.#run();
  }

  /** Lets what has begun come to its end. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#messages?.close().catch(() => undefined);
    await this.#running;
    await Promise.all(this.#working);
    await this.#line.close();
  }

  async #open(): Promise<Consumer> {
    const connection = await this.#line.connection();
    await provision(connection, this.#options);
    const manager = await jetstreamManager(connection);
    await manager.consumers.add(LOG_STREAM, {
      durable_name: CONSUMER,
      ack_policy: 'explicit',
      deliver_policy: 'all',
      filter_subject: logPattern(),
      max_ack_pending: UNSETTLED_MAX,
      ack_wait: ANSWER_WITHIN_NS,
    });
    return jetstream(connection).consumers.get(LOG_STREAM, CONSUMER);
  }

  async #run(): Promise<void> {
    const every = [this.#every(TRIM_EVERY_MS, () => this.#trim()), this.#every(COMPARE_EVERY_MS, () => this.compare())];
    while (!this.#stop.signal.aborted) {
      try {
        const consumer = await this.#open();
        await this.#answerAsks();
        await this.compare();
        if (this.#stop.signal.aborted) break;
        const messages = await consumer.consume({
          max_messages: UNSETTLED_MAX,
          abort_on_missing_resource: true,
          expires: ASK_AGAIN_MS,
        });
        if (this.#stop.signal.aborted) {
          // What nobody has begun to read never says that it is closed.
          void messages.close();
          break;
        }
        this.#messages = messages;
        for await (const message of messages) this.#put(message);
      } catch (error) {
        this.#interrupted(error);
      }
      await this.#pause(RESTART_AFTER_MS);
    }
    for (const end of every) end();
  }

  /** Messages of one log one after the other, logs side by side. */
  #put(message: JsMsg): void {
    const { subject, data } = message;
    const found = this.#read(subject, data);
    if (typeof found === 'string') {
      this.#tell({ type: 'unreadable', subject, detail: found });
      message.term();
      return;
    }
    const waiting = this.#waiting.get(subject);
    if (waiting !== undefined) {
      waiting.push({ ...found, message });
      return;
    }
    this.#waiting.set(subject, [{ ...found, message }]);
    const work = this.#takeAll(subject);
    this.#working.add(work);
    void work.then(() => this.#working.delete(work));
  }

  /** @returns in words why it is not taken */
  #read(subject: string, data: Uint8Array): ReadMessage | string {
    const found = readMessage(subject, data);
    if (typeof found === 'string' || this.#options.mayBring(found.store, found.request.log.origin)) return found;
    return `store ${found.store} may not bring logs of ${found.request.log.origin}`;
  }

  async #takeAll(subject: string): Promise<void> {
    const waiting = this.#waiting.get(subject) ?? [];
    for (let [first, ...others] = waiting; first !== undefined; [first, ...others] = waiting) {
      if (this.#stop.signal.aborted) break;
      const { request, count } = joinFirst([first, ...others]);
      const taken = waiting.splice(0, count) as [WaitingMessage, ...WaitingMessage[]];
      try {
        await this.#take(taken, request);
      } catch (error) {
        this.#interrupted(error);
        for (const { message } of taken) message.nak(AGAIN_AFTER_MS);
      }
    }
    this.#waiting.delete(subject);
  }

  async #take(taken: readonly [WaitingMessage, ...WaitingMessage[]], request: PushRequest): Promise<void> {
    const [{ store, message }] = taken;
    if (taken.length === 1) return this.#settle(message, store, request);
    const answer = await this.#options.receiver.receive(request, 'forwarder');
    if (answer.type === 'mark' && answer.mark.seq >= endOf(request)) {
      await this.#marks.tellNext(store, request.log, { settled: answer.settled });
      for (const { message } of taken) message.ack();
      this.#isInterrupted = false;
      return;
    }
    // Something is the matter with one of them: each by itself.
    for (const { message, request } of taken) await this.#settle(message, store, request);
  }

  /** Told once, until something succeeds again: an outage fails every message that waits. */
  #interrupted(error: unknown): void {
    if (!this.#isInterrupted) this.#tell({ type: 'interrupted', error });
    this.#isInterrupted = true;
  }

  async #settle(message: JsMsg, store: string, request: PushRequest): Promise<void> {
    const { log } = request;
    const last = endOf(request);
    let answer = await this.#options.receiver.receive(request, 'forwarder');
    if (answer.type === 'mark' && answer.mark.seq < last) {
      await this.#connect(store, log);
      answer = await this.#options.receiver.receive(request, 'forwarder');
    }
    if (answer.type !== 'mark') {
      await this.#stopLog(store, log, answer);
      await this.#takeOut(store, log, message.seq);
      message.term();
      return;
    }
    await this.#marks.tellNext(store, log, { settled: answer.settled });
    // What still does not follow the mark will be sent again by whoever wrote it, once it is no longer in the stream.
    if (answer.mark.seq < last) await this.#takeOut(store, log, message.seq);
    message.ack();
    this.#isInterrupted = false;
  }

  /**
   * The stream does not go on where the database is. What the stream still holds is read from its beginning; what does
   * not follow even then is taken out, so that the sender sees the mark that is settled and begins there.
   */
  async #connect(store: string, log: LogName): Promise<void> {
    const { receiver, sink } = this.#options;
    const subject = logSubject(store, log);
    let isGap = false;
    let upTo = 0;
    let refusal: Refusal | undefined;
    for await (const { sequence, data } of scanSubject(this.#line, LOG_STREAM, subject, this.#options.inbox)) {
      upTo = sequence;
      const found = this.#read(subject, data);
      if (isGap || typeof found === 'string') continue;
      const answer = await receiver.receive(found.request, 'forwarder');
      if (answer.type !== 'mark') refusal = answer;
      isGap = answer.type !== 'mark' || answer.mark.seq < endOf(found.request);
    }
    const { settled } = await sink.known(log);
    if (refusal === undefined) await this.#marks.tell(store, log, { settled });
    else await this.#stopLog(store, log, refusal);
    if (!isGap) return;
    await this.#takeOut(store, log, upTo);
    this.#tell({ type: 'rewound', store, log, settled: settled.seq });
  }

  /** Takes a log out of the stream up to a message: its sender then goes by what is settled. */
  async #takeOut(store: string, log: LogName, upTo: number): Promise<void> {
    const manager = await jetstreamManager(await this.#line.connection());
    await manager.streams.purge(LOG_STREAM, { filter: logSubject(store, log), seq: upTo + 1 });
  }

  /** Tells senders of logs whose mark is another one in the database than was told: either may have been wiped. */
  async compare(): Promise<void> {
    const told = await this.#told();
    for (const { store, log } of told) {
      const { settled } = await this.#options.sink.known(log);
      const kept = await this.#marks.read(store, log);
      if (kept !== undefined && kept.settled.seq === settled.seq && kept.settled.hash === settled.hash) continue;
      await this.#connect(store, log);
    }
  }

  /** A sender that finds no mark at all asks for it: its log is new, or the bucket was wiped. */
  async #answerAsks(): Promise<void> {
    const connection = await this.#line.connection();
    if (this.#asks === connection) return;
    this.#asks = connection;
    connection.subscribe(askPattern(), {
      queue: CONSUMER,
      callback: (_error, message) => {
        void this.#answerAsk(message).catch((error: unknown) => this.#interrupted(error));
      },
    });
  }

  async #answerAsk(message: Msg): Promise<void> {
    const named = readAskSubject(message.subject);
    if (named === undefined || !this.#options.mayBring(named.store, named.log.origin)) return;
    const { settled } = await this.#options.sink.known(named.log);
    if (settled.seq > 0) await this.#marks.tell(named.store, named.log, { settled });
    message.respond(writeKeptMark({ settled }));
  }

  /** Every log that the bucket or the stream knows. */
  async #told(): Promise<readonly { readonly store: string; readonly log: LogName }[]> {
    const manager = await jetstreamManager(await this.#line.connection());
    const bucket = `KV_${MARKS_BUCKET}`;
    const root = `$KV.${MARKS_BUCKET}.`;
    const marks = await manager.streams.info(bucket, { subjects_filter: `${root}>` });
    const logs = await manager.streams.info(LOG_STREAM, { subjects_filter: logPattern() });
    const named = [
      ...Object.keys(marks.state.subjects ?? {}).map((subject) => readLogKey(subject.slice(root.length))),
      ...Object.keys(logs.state.subjects ?? {}).map(readLogSubject),
    ].filter((found) => found !== undefined);
    return [...new Map(named.map((found) => [`${found.store}\n${logKey(found.log)}`, found])).values()];
  }

  async #stopLog(store: string, log: LogName, answer: Refusal): Promise<void> {
    const { settled } = await this.#options.sink.known(log);
    const stop = answer.type === 'fenced' ? ({ type: 'fork', mark: settled, detail: answer.detail } as const) : answer;
    await this.#marks.tell(store, log, { settled, stop });
    this.#tell({ type: 'stopped', store, log, detail: answer.detail });
  }

  /** Somebody has looked: the log goes on. */
  async release(store: string, log: LogName): Promise<void> {
    const { settled } = await this.#options.sink.known(log);
    await this.#marks.tell(store, log, { settled }, true);
  }

  /** Takes out of the stream what all logs have settled. */
  async #trim(): Promise<void> {
    const manager = await jetstreamManager(await this.#line.connection());
    const { ack_floor: floor } = await manager.consumers.info(LOG_STREAM, CONSUMER);
    if (floor.stream_seq > 0) await manager.streams.purge(LOG_STREAM, { seq: floor.stream_seq + 1 });
  }

  #every(everyMs: number, work: () => Promise<void>): () => void {
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      void work()
        .catch((error: unknown) => this.#interrupted(error))
        .finally(() => {
          isBusy = false;
        });
    }, everyMs);
    return () => clearInterval(timer);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tell(event: NatsIntakeEvent): void {
    this.#options.onEvent?.(event);
  }
}
