import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { Answerers } from './answerers.ts';
import { type Answerer, AskFailure, type AskingBus, type BusMessage, LATEST_VALUE_PATTERNS } from './bus.ts';
import { type BusFrame, FRAME_BYTES_MAX, publishFrame, readFrame } from './bus-frames.ts';
import type { BusClock, BusLog } from './bus-ports.ts';
import { BUS_CLOSE, CLOSE_TIMEOUT_MS, SILENCE_MAX_MS } from './connection.ts';
import { FrameQueue } from './frame-queue.ts';
import { textOf } from './message-text.ts';
import { answerFrame, PendingAsks } from './pending-asks.ts';
import { isPattern, isSubject, matches } from './subjects.ts';
import { type Listener, Subscriptions } from './subscriptions.ts';

/** The pause before another try: anything from nothing to the base, doubled each time up to the cap. Milliseconds. */
const RETRY_BASE_MS = 250;
const RETRY_CAP_MS = 5_000;
/** More failures do not make the pause longer. */
const FAILURES_COUNTED_MAX = 10;
const HANDSHAKE_TIMEOUT_MS = 5_000;
/** Latest values that are kept while the store is away. */
const LATEST_MAX = 100;

/** Where the store is, and how it is spoken to. */
export interface BusRoute {
  /** ws:// or wss://, with the path. */
  readonly url: string;
  readonly tls: ClientOptions;
  /** @throws when the store cannot be reached or does not know this machine (any more) */
  token(signal: AbortSignal): Promise<string>;
  /** The store did not take this token. */
  forgetToken(token: string): void;
}

export interface BusClientParts {
  readonly route: BusRoute;
  readonly clock: BusClock;
  /** From 0 to less than 1. */
  readonly random: () => number;
  readonly log: BusLog;
  /** Called when the store is there, and when it is not any more. */
  readonly onConnection?: (isConnected: boolean) => void;
}

/** A machine's end of the store's bus. It finds its way back by itself, for ever; until then messages are dropped. */
export class BusClient implements AskingBus {
  readonly #parts: BusClientParts;
  readonly #subscriptions: Subscriptions;
  readonly #answerers = new Answerers();
  readonly #asks: PendingAsks;
  readonly #latest = new Map<string, BusMessage>();
  readonly #stop = new AbortController();
  #connection: { readonly socket: WebSocket; readonly queue: FrameQueue } | undefined;
  #socket: WebSocket | undefined;
  #failures = 0;
  #cancelRetry: () => void = () => {};
  #isWarnedOfTwo = false;

  constructor(parts: BusClientParts) {
    this.#parts = parts;
    this.#subscriptions = new Subscriptions(parts.log);
    this.#asks = new PendingAsks(parts.clock);
    void this.#connect();
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  publish(subject: string, message: BusMessage): void {
    const text = textOf(message);
    if (!isSubject(subject) || text === undefined) {
      this.#parts.log.warn('a message was dropped: its subject is none, or it is too large', { subject });
      return;
    }
    const isLatest = LATEST_VALUE_PATTERNS.some((pattern) => matches(pattern, subject));
    if (isLatest && (this.#latest.has(subject) || this.#latest.size < LATEST_MAX)) this.#latest.set(subject, message);
    this.#connection?.queue.publish(subject, publishFrame(subject, text));
  }

  subscribe(pattern: string, listener: Listener): () => void {
    if (!isPattern(pattern)) throw new TypeError(`"${pattern}" is no pattern of subjects`);
    const own: Listener = (subject, message) => listener(subject, message);
    if (this.#subscriptions.add(pattern, own)) this.#say('sub', pattern);
    return () => {
      if (this.#subscriptions.delete(pattern, own)) this.#say('unsub', pattern);
    };
  }

  offer(pattern: string, answerer: Answerer): () => void {
    if (!isPattern(pattern)) throw new TypeError(`"${pattern}" is no pattern of subjects`);
    const withdraw = this.#answerers.add(pattern, answerer);
    this.#say('offer', pattern);
    return () => {
      withdraw();
      if (!this.#answerers.patterns().includes(pattern)) this.#say('withdraw', pattern);
    };
  }

  ask(subject: string, message: BusMessage, deadlineMs: number): Promise<BusMessage> {
    const { queue } = this.#connection ?? {};
    if (queue === undefined) return Promise.reject(new AskFailure('closed', 'the store is away'));
    if (!isSubject(subject)) return Promise.reject(new AskFailure('nobody', `"${subject}" is no subject`));
    return this.#asks.ask(subject, message, deadlineMs, (frame) => queue.send(frame));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#cancelRetry();
    this.#subscriptions.clear();
    this.#answerers.clear();
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.close(BUS_CLOSE.goingAway);
    const cancel = this.#parts.clock.after(CLOSE_TIMEOUT_MS, () => socket.terminate());
    await gone;
    cancel();
  }

  async #connect(): Promise<void> {
    const { route, log } = this.#parts;
    try {
      const token = await route.token(this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      this.#open(token);
    } catch (error) {
      log.debug('the bus cannot be reached', { said: error instanceof Error ? error.message : String(error) });
      this.#retry();
    }
  }

  #open(token: string): void {
    const { route, clock, log } = this.#parts;
    const socket = new WebSocket(route.url, {
      ...route.tls,
      headers: { authorization: `Bearer ${token}` },
      maxPayload: FRAME_BYTES_MAX,
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    this.#socket = socket;
    let cancelSilence = (): void => {};
    const heard = (): void => {
      cancelSilence();
      cancelSilence = clock.after(SILENCE_MAX_MS, () => socket.terminate());
    };
    socket.on('unexpected-response', (request, response) => {
      if (response.statusCode === 401) route.forgetToken(token);
      response.resume();
      request.destroy(new Error(`HTTP ${response.statusCode}`));
    });
    socket.on('open', () => {
      heard();
      this.#opened(socket);
    });
    socket.on('ping', () => {
      this.#failures = 0;
      heard();
    });
    socket.on('message', (data, isBinary) => this.#receive(socket, data, isBinary));
    socket.on('error', (error) => log.debug('the bus connection failed', { said: error.message }));
    socket.on('close', (code) => {
      cancelSilence();
      if (code === BUS_CLOSE.unauthorized) route.forgetToken(token);
      this.#closed(socket, code);
    });
  }

  #opened(socket: WebSocket): void {
    const queue = new FrameQueue(socket);
    this.#connection = { socket, queue };
    for (const pattern of this.#answerers.patterns()) this.#say('offer', pattern);
    for (const pattern of this.#subscriptions.patterns()) this.#say('sub', pattern);
    for (const [subject, message] of this.#latest)
      queue.publish(subject, publishFrame(subject, textOf(message) ?? '{}'));
    this.#parts.onConnection?.(true);
  }

  #closed(socket: WebSocket, code: number): void {
    if (this.#connection?.socket === socket) {
      this.#connection = undefined;
      this.#asks.failAll();
      this.#parts.onConnection?.(false);
    }
    if (code === BUS_CLOSE.replaced) this.#replaced();
    if (code === BUS_CLOSE.policy) this.#parts.log.error('the store ended the bus connection: a frame was not right');
    this.#retry();
  }

  /** Somebody else has this machine's name and key; the two must not throw each other out all day, or fill the log. */
  #replaced(): void {
    this.#failures = FAILURES_COUNTED_MAX;
    if (this.#isWarnedOfTwo) return;
    this.#isWarnedOfTwo = true;
    this.#parts.log.warn('another machine speaks with the store under the name of this one: was its folder copied?');
  }

  /** Full jitter, so that the lanes of a store do not come back in one wave. */
  #retry(): void {
    if (this.#stop.signal.aborted) return;
    const { clock, random } = this.#parts;
    const wait = random() * Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, FAILURES_COUNTED_MAX);
    this.#cancelRetry = clock.after(wait, () => void this.#connect());
  }

  #receive(socket: WebSocket, data: RawData, isBinary: boolean): void {
    const frame = isBinary || !Buffer.isBuffer(data) ? undefined : readFrame(data.toString('utf8'));
    if (frame === undefined) return socket.close(BUS_CLOSE.policy, 'this is no frame');
    this.#take(frame);
  }

  #take(frame: BusFrame): void {
    switch (frame[0]) {
      case 'pub':
        return this.#subscriptions.deliver(frame[1], frame[2]);
      case 'ask': {
        const [, id, subject, message, deadlineMs] = frame;
        const { queue } = this.#connection ?? {};
        void answerFrame(id, this.#answerers.answer(subject, message, deadlineMs)).then((text) => queue?.send(text));
        return;
      }
      case 'answer':
        return this.#asks.settle(frame[1], frame[2]);
      case 'fail':
        return this.#asks.settle(frame[1], new AskFailure(frame[2], frame[3]));
      case 'sub':
      case 'unsub':
      case 'offer':
      case 'withdraw':
        // A store asks this of nobody; a newer one might, and is not hindered.
        return;
    }
  }

  #say(type: 'sub' | 'unsub' | 'offer' | 'withdraw', pattern: string): void {
    this.#connection?.queue.send(JSON.stringify([type, pattern]));
  }
}
