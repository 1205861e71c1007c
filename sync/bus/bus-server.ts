import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { AskFailure, type Presence } from './bus.ts';
import { FRAME_BYTES_MAX, publishFrame, readFrame, type BusFrame } from './bus-frames.ts';
import { type BusPeer, mayAsk, mayOffer, mayPublish } from './bus-grants.ts';
import type { BusClock, BusLog } from './bus-ports.ts';
import { BUS_CLOSE, CLOSE_TIMEOUT_MS, PING_EVERY_MS, PINGS_MISSED_MAX } from './connection.ts';
import { FrameQueue } from './frame-queue.ts';
import type { LocalBus } from './local-bus.ts';
import { textOf } from './message-text.ts';
import { answerFrame, PendingAsks } from './pending-asks.ts';
import { matches } from './subjects.ts';

/** The lanes of a large store, or the stores of a chain at headquarters. */
const PEERS_MAX = 10_000;
/** What one machine may listen to and offer at a time. */
const PATTERNS_MAX = 200;
/** Frames that a machine may send a second; a lane sends a few. At once, after a pause, twice as many. */
const FRAMES_PER_SECOND_MAX = 500;
const MS_PER_S = 1_000;
/** Questions of one machine that are being answered at a time. */
const ASKED_MAX = 50;

interface BusServerParts {
  readonly bus: LocalBus;
  readonly clock: BusClock;
  readonly log: BusLog;
}

/** Brings paired machines onto a store's bus, and tells everyone on it who is there. */
export class BusServer {
  readonly #parts: BusServerParts;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #peers = new Map<string, PeerConnection>();

  constructor(parts: BusServerParts) {
    this.#parts = parts;
  }

  get hasRoom(): boolean {
    return this.#peers.size < PEERS_MAX;
  }

  /** Ends an HTTP upgrade of a machine that was let in. The newest connection of a machine is the one that counts. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, peer: BusPeer): void {
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const connection = new PeerConnection(client, peer, this.#parts);
      void this.#peers.get(peer.origin)?.close(BUS_CLOSE.replaced, 'another connection took its place');
      this.#peers.set(peer.origin, connection);
      client.once('close', () => this.#gone(connection));
      this.#tellPresence(peer.origin, true);
    });
  }

  /** Ends the connection of a machine that is not trusted any more. */
  drop(origin: string): void {
    void this.#peers.get(origin)?.close(BUS_CLOSE.unauthorized, 'sign in anew');
  }

  /** Tells all that the program goes away, and waits until they are gone. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#peers.values()].map((peer) => peer.close(BUS_CLOSE.goingAway, 'the store is stopping')),
    );
    this.#sockets.close();
  }

  #gone(connection: PeerConnection): void {
    const { origin } = connection.peer;
    if (this.#peers.get(origin) !== connection) return;
    this.#peers.delete(origin);
    this.#tellPresence(origin, false);
  }

  #tellPresence(origin: string, online: boolean): void {
    const presence: Presence = { origin, online, since: this.#parts.clock.now() };
    this.#parts.bus.publish(`presence.${origin}`, { ...presence });
  }
}

/** One machine's connection: what it listens to and offers, in the name of what it may. */
class PeerConnection {
  readonly peer: BusPeer;
  readonly #socket: WebSocket;
  readonly #parts: BusServerParts;
  readonly #queue: FrameQueue;
  readonly #asks: PendingAsks;
  readonly #patterns = new Map<string, () => void>();
  readonly #offers = new Map<string, () => void>();
  #missedPings = 0;
  #cancelPing: () => void = () => {};
  #asked = 0;
  #tokens = 2 * FRAMES_PER_SECOND_MAX;
  #countedAt: number;

  constructor(socket: WebSocket, peer: BusPeer, parts: BusServerParts) {
    this.peer = peer;
    this.#socket = socket;
    this.#parts = parts;
    this.#queue = new FrameQueue(socket);
    this.#asks = new PendingAsks(parts.clock);
    this.#countedAt = parts.clock.monotonic();
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => (this.#missedPings = 0));
    socket.on('error', (error) =>
      parts.log.debug('a bus connection failed', { peer: peer.origin, said: error.message }),
    );
    socket.once('close', () => this.#ended());
    this.#ping();
  }

  /** Resolves when the connection is gone; it is cut if the other end takes too long. */
  async close(code: number, reason: string): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const gone = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close(code, reason);
    const cancel = this.#parts.clock.after(CLOSE_TIMEOUT_MS, () => this.#socket.terminate());
    await gone;
    cancel();
  }

  #ping(): void {
    if (this.#missedPings >= PINGS_MISSED_MAX) return this.#socket.terminate();
    this.#missedPings += 1;
    this.#socket.ping();
    this.#cancelPing = this.#parts.clock.after(PING_EVERY_MS, () => this.#ping());
  }

  #ended(): void {
    this.#cancelPing();
    for (const end of [...this.#patterns.values(), ...this.#offers.values()]) end();
    this.#asks.failAll();
    const { dropped } = this.#queue;
    if (dropped > 0)
      this.#parts.log.warn('messages for a slow machine were dropped', { peer: this.peer.origin, dropped });
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (isBinary || !Buffer.isBuffer(data)) return this.#hostile('frames are text');
    if (!this.#mayGoOn()) return this.#hostile('too many frames a second');
    const frame = readFrame(data.toString('utf8'));
    if (frame === undefined) return this.#hostile('this is no frame');
    this.#take(frame);
  }

  #take(frame: BusFrame): void {
    switch (frame[0]) {
      case 'pub':
        if (!mayPublish(this.peer, frame[1])) return this.#hostile('may not say this');
        return this.#parts.bus.publish(frame[1], frame[2]);
      case 'sub':
        return this.#listen(frame[1]);
      case 'unsub':
        return end(this.#patterns, frame[1]);
      case 'offer':
        return this.#offer(frame[1]);
      case 'withdraw':
        return end(this.#offers, frame[1]);
      case 'ask':
        return this.#answer(frame[1], frame[2], frame[3], frame[4]);
      case 'answer':
        return this.#asks.settle(frame[1], frame[2]);
      case 'fail':
        return this.#asks.settle(frame[1], new AskFailure(frame[2], frame[3]));
    }
  }

  #listen(pattern: string): void {
    if (this.#patterns.has(pattern)) return;
    if (this.#patterns.size >= PATTERNS_MAX) return this.#hostile('listens to too much');
    // Known before anything is delivered, since the newest values come at once.
    this.#patterns.set(pattern, () => {});
    const unsubscribe = this.#parts.bus.subscribe(pattern, (subject, message) => {
      if (this.#firstPatternFor(subject) !== pattern) return;
      const text = textOf(message);
      if (text !== undefined) this.#queue.publish(subject, publishFrame(subject, text));
    });
    this.#patterns.set(pattern, unsubscribe);
  }

  /** A message goes over a connection once, however many of its patterns it fits. */
  #firstPatternFor(subject: string): string | undefined {
    for (const pattern of this.#patterns.keys()) if (matches(pattern, subject)) return pattern;
    return undefined;
  }

  #offer(pattern: string): void {
    if (!mayOffer(this.peer, pattern)) return this.#hostile('may not answer this');
    if (this.#offers.has(pattern)) return;
    if (this.#offers.size >= PATTERNS_MAX) return this.#hostile('offers too much');
    const { bus } = this.#parts;
    const withdraw = bus.offer(pattern, (subject, message, deadlineMs) =>
      this.#asks.ask(subject, message, deadlineMs, (text) => this.#queue.send(text)),
    );
    this.#offers.set(pattern, withdraw);
  }

  #answer(...[id, subject, message, deadlineMs]: [number, string, Readonly<Record<string, unknown>>, number]): void {
    if (!mayAsk(subject)) return this.#hostile('may not ask this');
    if (this.#asked >= ASKED_MAX) return this.#hostile('asks too much at a time');
    this.#asked += 1;
    const answer = this.#parts.bus.ask(subject, message, deadlineMs);
    void answerFrame(id, answer).then((text) => {
      this.#asked -= 1;
      this.#queue.send(text);
    });
  }

  #mayGoOn(): boolean {
    const now = this.#parts.clock.monotonic();
    const earned = ((now - this.#countedAt) / MS_PER_S) * FRAMES_PER_SECOND_MAX;
    this.#tokens = Math.min(2 * FRAMES_PER_SECOND_MAX, this.#tokens + earned) - 1;
    this.#countedAt = now;
    return this.#tokens >= 0;
  }

  #hostile(what: string): void {
    this.#parts.log.warn('a bus connection was ended', { peer: this.peer.origin, what });
    void this.close(BUS_CLOSE.policy, what);
  }
}

function end(ends: Map<string, () => void>, pattern: string): void {
  ends.get(pattern)?.();
  ends.delete(pattern);
}
