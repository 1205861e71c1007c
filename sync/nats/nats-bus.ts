import { headers, type Msg, type NatsConnection, RequestError, type Subscription } from '@nats-io/transport-node';
import { asAskFailure } from '../bus/answerers.ts';
import {
  type Answerer,
  ASK_DEADLINE_MAX_MS,
  AskFailure,
  type AskingBus,
  type BusMessage,
  LATEST_VALUE_PATTERNS,
} from '../bus/bus.ts';
import type { BusLog } from '../bus/bus-ports.ts';
import { textOf } from '../bus/message-text.ts';
import { isPattern, isSubject, matches } from '../bus/subjects.ts';
import type { Listener } from '../bus/subscriptions.ts';
import { readBusMessage } from './bus-message.ts';
import { NatsLine, type NatsOptions } from './nats-line.ts';
import { busSubject, LATEST_STREAM, questionSubject, readBusSubject, readQuestionSubject } from './nats-names.ts';
import { scanSubject } from './scan-subject.ts';

export interface NatsBusOptions extends NatsOptions {
  /** Whose bus it is: a store's own, or for headquarters the one of the store that it helps. */
  readonly store: string;
  readonly log: BusLog;
}

const CONNECT_AGAIN_MS = 1_000;
const DEADLINE_HEADER = 'Handrail-Deadline-Ms';
const FAILED_HEADER = 'Handrail-Failed';
/** Of several that offer to answer, one gets the question. */
const ANSWERERS = 'answerers';

/** Something that this machine hears by: how it is opened on a connection, and what it is then. */
interface Ear {
  readonly open: (connection: NatsConnection) => Subscription;
  /** What there is to ask for each time that the connection is there. */
  readonly onUp: () => void;
  live: Subscription | undefined;
}

/** A store's bus over the chain's servers. Whatever is said while the line is down is dropped, as on every bus. */
export class NatsBus implements AskingBus {
  readonly #options: NatsBusOptions;
  readonly #line: NatsLine;
  readonly #ears = new Set<Ear>();
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: NatsBusOptions) {
    this.#options = options;
    this.#line = new NatsLine(options, (connection) => this.#onUp(connection));
    void this.#connect();
  }

  get isConnected(): boolean {
    return this.#line.up !== undefined;
  }

  publish(subject: string, message: BusMessage): void {
    const text = textOf(message);
    if (!isSubject(subject) || text === undefined) {
      this.#options.log.warn('a message was dropped: its subject is none, or it is too large', { subject });
      return;
    }
    this.#line.up?.publish(busSubject(this.#options.store, subject), text);
  }

  subscribe(pattern: string, listener: Listener): () => void {
    if (!isPattern(pattern)) throw new TypeError(`"${pattern}" is no pattern of subjects`);
    const { store, log } = this.#options;
    // What was heard while the newest values are asked for is newer than they are.
    const heard = new Set<string>();
    const tell = (subject: string, message: BusMessage | undefined): void => {
      if (message === undefined) return;
      try {
        listener(subject, message);
      } catch (error) {
        log.error('a listener on the bus failed', { subject, error });
      }
    };
    return this.#add({
      open: (connection) =>
        connection.subscribe(busSubject(store, pattern), {
          callback: (error, received) => {
            if (error !== null) return log.warn('the servers do not let this machine listen', { pattern, error });
            const subject = readBusSubject(store, received.subject);
            heard.add(subject);
            tell(subject, readBusMessage(received.data));
          },
        }),
      onUp: () => {
        heard.clear();
        void this.#tellLatest(pattern, (subject, message) => {
          if (!heard.has(subject)) tell(subject, message);
        });
      },
      live: undefined,
    });
  }

  offer(pattern: string, answerer: Answerer): () => void {
    if (!isPattern(pattern)) throw new TypeError(`"${pattern}" is no pattern of subjects`);
    const { store, log } = this.#options;
    return this.#add({
      open: (connection) =>
        connection.subscribe(questionSubject(store, pattern), {
          queue: ANSWERERS,
          callback: (error, question) => {
            if (error !== null) log.warn('the servers do not let this machine answer', { pattern, error });
            else void respond(question, readQuestionSubject(store, question.subject), answerer);
          },
        }),
      onUp: () => undefined,
      live: undefined,
    });
  }

  async ask(subject: string, message: BusMessage, deadlineMs: number): Promise<BusMessage> {
    const connection = this.#line.up;
    if (connection === undefined) throw new AskFailure('closed', 'the servers are away');
    const text = textOf(message);
    if (!isSubject(subject) || text === undefined) throw new AskFailure('failed', 'the question is none');
    const timeout = Math.min(deadlineMs, ASK_DEADLINE_MAX_MS);
    const head = headers();
    head.set(DEADLINE_HEADER, String(timeout));
    const target = questionSubject(this.#options.store, subject);
    let answer: Msg;
    try {
      answer = await connection.request(target, text, { timeout, headers: head });
    } catch (error) {
      if (error instanceof RequestError && error.isNoResponders()) {
        throw new AskFailure('nobody', `nobody answers ${subject}`);
      }
      throw new AskFailure('late', `no answer to ${subject} within ${timeout} ms`);
    }
    const failed = answer.headers?.get(FAILED_HEADER) ?? '';
    if (failed !== '') throw new AskFailure('failed', decodeURIComponent(failed));
    const read = readBusMessage(answer.data);
    if (read === undefined) throw new AskFailure('failed', 'the answer cannot be read');
    return read;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#ears.clear();
    await this.#line.close();
  }

  async #connect(): Promise<void> {
    try {
      await this.#line.connection();
    } catch (error) {
      if (this.#isClosed) return;
      this.#options.log.debug('the servers cannot be reached', { error });
      this.#retry = setTimeout(() => void this.#connect(), CONNECT_AGAIN_MS);
    }
  }

  #add(ear: Ear): () => void {
    this.#ears.add(ear);
    const connection = this.#line.up;
    if (connection !== undefined) listen(ear, connection);
    return () => {
      this.#ears.delete(ear);
      ear.live?.unsubscribe();
    };
  }

  #onUp(connection: NatsConnection): void {
    for (const ear of this.#ears) listen(ear, connection);
  }

  async #tellLatest(pattern: string, tell: (subject: string, message: BusMessage | undefined) => void): Promise<void> {
    const { store, inbox, log } = this.#options;
    try {
      for (const latest of LATEST_VALUE_PATTERNS) {
        const wanted = busSubject(store, latest);
        for await (const found of scanSubject(this.#line, LATEST_STREAM, wanted, inbox, 'last_per_subject')) {
          const subject = readBusSubject(store, found.subject);
          if (matches(pattern, subject)) tell(subject, readBusMessage(found.data));
        }
      }
    } catch (error) {
      if (!this.#isClosed) log.warn('the newest values cannot be read', { pattern, error });
    }
  }
}

/** The client takes its subscriptions along to a new connection by itself. */
function listen(ear: Ear, connection: NatsConnection): void {
  ear.live ??= ear.open(connection);
  ear.onUp();
}

async function respond(question: Msg, subject: string, answerer: Answerer): Promise<void> {
  const head = headers();
  const asked = readBusMessage(question.data);
  const deadline = Number(question.headers?.get(DEADLINE_HEADER) ?? 0);
  try {
    if (asked === undefined) throw new AskFailure('failed', 'the question cannot be read');
    const answer = textOf(await answerer(subject, asked, Math.min(deadline, ASK_DEADLINE_MAX_MS)));
    if (answer === undefined) throw new AskFailure('failed', 'the answer is too large');
    question.respond(answer);
  } catch (error) {
    head.set(FAILED_HEADER, encodeURIComponent(asAskFailure(error).message.toWellFormed()));
    question.respond('', { headers: head });
  }
}
