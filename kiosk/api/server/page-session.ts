import { ALIVE_INTERVAL_MS, CLOSE } from '../connection.ts';
import { FRAME_LENGTH_MAX, type PageFrame, pageFrame } from '../frames.ts';
import { type PageRole, type TopicDefinition, topics } from '../topics.ts';
import { CONTRACT_VERSION } from '../version.ts';
import { type CommandDispatcher, failure } from './command-dispatcher.ts';
import type { Channel, TopicSight, TransportClock, TransportLog } from './ports.ts';
import { type TokenBucket, takeToken } from './token-bucket.ts';
import { isTopicName, type TopicHub } from './topic-hub.ts';
import { TopicOutbox } from './topic-outbox.ts';

/** A page says hello within this time, in milliseconds. */
export const HELLO_DEADLINE_MS = 5_000;

/** Requests that one page may have running at a time. */
const REQUESTS_RUNNING_MAX = 64;

/** What a person and a page can possibly do, several times over. */
export const REQUEST_RATE = { burst: 400, perSecond: 200 } as const;

/** Frames beyond the rate that are still answered before the connection is closed. */
export const FRAMES_OVER_RATE_MAX = 2_000;

/** Replies that a page leaves unread, in bytes, before the connection is closed. */
export const UNREAD_BYTES_MAX = 4 * 1024 * 1024;

export interface PageSessionParts {
  readonly sessionId: string;
  readonly role: PageRole;
  /** Where the page comes from, as its browser says it. */
  readonly pageOrigin?: string | undefined;
  readonly channel: Channel;
  readonly hub: TopicHub;
  /** Undefined where whoever has the page may hear all that is for its role. */
  readonly sight?: TopicSight | undefined;
  readonly dispatcher: CommandDispatcher;
  readonly clock: TransportClock;
  readonly log: TransportLog;
}

/**
 * One connection of one page: hello, then subscriptions and requests. What the page sends is hostile until checked; the
 * worst that a frame does is close this connection.
 */
export class PageSession {
  readonly #parts: PageSessionParts;
  readonly #outbox: TopicOutbox;
  #state: 'new' | 'greeted' | 'closed' = 'new';
  #bucket: TokenBucket;
  #framesOverRate = 0;
  #running = 0;
  #cancelTimer: () => void;
  readonly #unsee: () => void;

  constructor(parts: PageSessionParts) {
    this.#parts = parts;
    const { sessionId, sight } = parts;
    const hears = sight === undefined ? undefined : () => sight.of(sessionId);
    this.#outbox = new TopicOutbox(parts.hub, parts.channel, parts.clock, hears);
    const seen = (changed: string): void => (changed === sessionId ? this.#outbox.startAnew() : undefined);
    this.#unsee = sight?.onChange(seen) ?? (() => {});
    this.#bucket = { tokens: REQUEST_RATE.burst, at: parts.clock.monotonic() };
    this.#cancelTimer = parts.clock.after(HELLO_DEADLINE_MS, () => this.close(CLOSE.tooSlow, 'no hello in time'));
  }

  /** A text frame from the page. Never throws. */
  receive(text: string): void {
    if (this.#state === 'closed') return;
    if (text.length > FRAME_LENGTH_MAX) return this.close(CLOSE.tooLong, `more than ${FRAME_LENGTH_MAX} characters`);
    const taken = takeToken(this.#bucket, REQUEST_RATE, this.#parts.clock.monotonic());
    this.#bucket = taken.bucket;
    if (!taken.passes) {
      this.#framesOverRate += 1;
      if (this.#framesOverRate > FRAMES_OVER_RATE_MAX) return this.close(CLOSE.tooMany, 'too many frames');
    }
    const frame = pageFrame.safeParse(parseJson(text));
    if (!frame.success) return this.close(CLOSE.malformed, 'not a frame of the contract');
    if (frame.data.type === 'hello') return this.#greet(frame.data);
    if (this.#state === 'new') return this.close(CLOSE.malformed, 'hello comes first');
    if (frame.data.type === 'subscribe') return this.#subscribe(frame.data.topics);
    this.#request(frame.data, taken.passes);
  }

  /** Ends the session from this side, with the reason for the page. */
  close(code: number, reason: string): void {
    if (this.#state === 'closed') return;
    this.#parts.log.debug('a page connection was closed', { sessionId: this.#parts.sessionId, code, reason });
    this.ended();
    this.#parts.channel.close(code, reason);
  }

  /** The connection is gone. Requests that run go on; their answers are kept for a retry. */
  ended(): void {
    this.#state = 'closed';
    this.#cancelTimer();
    this.#unsee();
    this.#outbox.close();
  }

  #greet(hello: Extract<PageFrame, { type: 'hello' }>): void {
    if (this.#state !== 'new') return this.close(CLOSE.malformed, 'hello comes once');
    const { role } = this.#parts;
    const { programId } = this.#parts.dispatcher;
    this.#parts.channel.send(JSON.stringify({ type: 'hello', contractVersion: CONTRACT_VERSION, role, programId }));
    if (hello.contractVersion !== CONTRACT_VERSION) {
      const reason = `page ${hello.contractVersion}, program ${CONTRACT_VERSION}`;
      this.#parts.log.warn('a page speaks another version of the contract', { reason, buildId: hello.buildId });
      return this.close(CLOSE.versionMismatch, reason);
    }
    this.#state = 'greeted';
    this.#cancelTimer();
    this.#sayAliveLater();
  }

  #sayAliveLater(): void {
    this.#cancelTimer = this.#parts.clock.after(ALIVE_INTERVAL_MS, () => {
      if (this.#isUnread()) return this.close(CLOSE.tooSlow, 'the page does not read');
      this.#parts.channel.send('{"type":"alive"}');
      this.#sayAliveLater();
    });
  }

  #subscribe(names: readonly string[]): void {
    for (const name of names) {
      if (!isTopicName(name)) return this.close(CLOSE.malformed, 'no such topic');
      const definition: TopicDefinition = topics[name];
      if (!definition.roles.includes(this.#parts.role)) {
        return this.close(CLOSE.notAllowed, `topic ${name} is not for ${this.#parts.role}`);
      }
      this.#outbox.subscribe(name);
    }
  }

  #request(request: Extract<PageFrame, { type: 'request' }>, passes: boolean): void {
    if (!passes || this.#running >= REQUESTS_RUNNING_MAX) {
      return this.#reply(request.id, failure('too-many-requests', true));
    }
    this.#running += 1;
    const { role, sessionId, pageOrigin } = this.#parts;
    void this.#parts.dispatcher.dispatch(request, { role, sessionId, pageOrigin }).then((result) => {
      this.#running -= 1;
      this.#reply(request.id, result);
    });
  }

  #reply(id: number, result: string): void {
    if (this.#state === 'closed') return;
    if (this.#isUnread()) return this.close(CLOSE.tooSlow, 'the page does not read');
    this.#parts.channel.send(`{"type":"reply","id":${id},"result":${result}}`);
  }

  #isUnread(): boolean {
    return this.#parts.channel.bufferedBytes() > UNREAD_BYTES_MAX;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
