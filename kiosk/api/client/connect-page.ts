import type { CommandInput, CommandName, CommandOutput } from '../commands.ts';
import { CLOSE, SILENCE_MAX_MS } from '../connection.ts';
import type { ProgramFrame } from '../frames.ts';
import type { PageRole, TopicName, TopicNameOf, TopicPayload } from '../topics.ts';
import { CONTRACT_VERSION } from '../version.ts';
import { browserEnvironment, type ClientEnvironment, type ClientSocket, pageSocketUrl } from './environment.ts';
import { type CallOptions, PendingCalls } from './pending-calls.ts';
import { type EntriesNews, TopicStore } from './topic-store.ts';

/** The first reconnect comes at once, for a lane that has only restarted; milliseconds. */
const RECONNECT_FIRST_MS = 100;

/** No pause between two tries is longer than this, in milliseconds. */
const RECONNECT_PAUSE_MAX_MS = 5_000;

/**
 * How the connection is.
 * - connecting: the first try.
 * - connected: what the topics say is the truth.
 * - lost: it was there or is not there yet; tried again by itself. What the topics say is old.
 * - version-mismatch: the program speaks another version; the page should be loaded again. Tried again by itself.
 * - refused: the program does not let this page in; it must be opened through a start link. Tried again by itself.
 * - closed: by close().
 */
export type ConnectionState =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected'; readonly role: PageRole }
  | { readonly state: 'lost'; readonly retryInMs: number }
  | { readonly state: 'version-mismatch'; readonly page: number; readonly program: number | null }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'closed' };

export interface ConnectPageOptions {
  /** The topics that the page shows. */
  readonly topics: readonly TopicName[];
  readonly onState?: (state: ConnectionState) => void;
  /** Where the program listens; by default beside the page that is open. */
  readonly url?: string;
  /** Which build of the page this is, for the program's log. */
  readonly buildId?: string;
  readonly environment?: ClientEnvironment;
}

/** Hears of each change of a topic: its new value or the effect, or for a keyed topic what changed in entries(). */
type TopicListener<Name extends TopicName> = (
  news: Name extends TopicNameOf<'keyed'> ? EntriesNews : TopicPayload<Name>,
) => void;

export interface PageConnection {
  readonly state: ConnectionState;
  /**
   * Asks for a command. Rejects with a CommandFailed. It is sent again by itself after a reconnect and never done
   * twice; a program that was started anew in between does not know what the one before has done, so then it is not
   * sent again, and the call rejects with "program-restarted": the topics say what is so now.
   */
  call<Name extends CommandName>(
    command: Name,
    input: CommandInput<Name>,
    options?: CallOptions,
  ): Promise<CommandOutput<Name>>;
  /** The latest value, or undefined as long as there is none. */
  value<Name extends TopicNameOf<'value'>>(topic: Name): TopicPayload<Name> | undefined;
  /** The entries in order. The map is a new one after each change; an entry that did not change is the same object. */
  entries<Name extends TopicNameOf<'keyed'>>(topic: Name): ReadonlyMap<string, TopicPayload<Name>>;
  /** Calls back on each change from now on; the returned function ends that. */
  subscribe<Name extends TopicName>(topic: Name, listener: TopicListener<Name>): () => void;
  close(): void;
}

/** Connects a page to the program and keeps it connected until close(). */
export function connectPage(options: ConnectPageOptions): PageConnection {
  return new ReconnectingConnection(options);
}

class ReconnectingConnection implements PageConnection {
  readonly #options: ConnectPageOptions;
  readonly #environment: ClientEnvironment;
  readonly #store = new TopicStore();
  readonly #listeners = new Map<TopicName, Set<(news: never) => void>>();
  readonly #calls: PendingCalls;
  #state: ConnectionState = { state: 'connecting' };
  #socket: ClientSocket | undefined;
  #failedTries = 0;
  #lastHeard = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ConnectPageOptions) {
    this.#options = options;
    this.#environment = options.environment ?? browserEnvironment();
    this.#calls = new PendingCalls(
      this.#environment,
      (text) => this.#socket?.send(text),
      () => this.#dropIfSilent(),
    );
    this.#open();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  call<Name extends CommandName>(
    command: Name,
    input: CommandInput<Name>,
    options: CallOptions = {},
  ): Promise<CommandOutput<Name>> {
    return this.#calls.call(command, input, options) as Promise<CommandOutput<Name>>;
  }

  value<Name extends TopicNameOf<'value'>>(topic: Name): TopicPayload<Name> | undefined {
    return this.#store.value(topic) as TopicPayload<Name> | undefined;
  }

  entries<Name extends TopicNameOf<'keyed'>>(topic: Name): ReadonlyMap<string, TopicPayload<Name>> {
    return this.#store.entries(topic) as ReadonlyMap<string, TopicPayload<Name>>;
  }

  subscribe<Name extends TopicName>(topic: Name, listener: TopicListener<Name>): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  close(): void {
    this.#cancelTimer?.();
    this.#release()?.close();
    this.#setState({ state: 'closed' });
    this.#calls.failAll('connection-closed');
  }

  #open(): void {
    const isCurrent = (): boolean => this.#socket === socket;
    const socket = this.#environment.openSocket(this.#options.url ?? pageSocketUrl(), {
      opened: () => {
        const buildId = this.#options.buildId ?? 'unknown';
        if (isCurrent()) socket.send(JSON.stringify({ type: 'hello', contractVersion: CONTRACT_VERSION, buildId }));
      },
      received: (data) => {
        if (isCurrent()) this.#receive(data);
      },
      closed: (code, reason) => {
        if (isCurrent()) this.#lost(code, reason);
      },
    });
    this.#socket = socket;
    this.#lastHeard = this.#environment.monotonic();
    this.#watchForSilence();
  }

  /** Also ends a first connect that hangs. */
  #watchForSilence(): void {
    this.#cancelTimer?.();
    const quietMs = this.#environment.monotonic() - this.#lastHeard;
    this.#cancelTimer = this.#environment.after(SILENCE_MAX_MS - quietMs, () => {
      if (this.#environment.monotonic() - this.#lastHeard >= SILENCE_MAX_MS) this.#drop('silence');
      else this.#watchForSilence();
    });
  }

  #receive(data: unknown): void {
    this.#lastHeard = this.#environment.monotonic();
    const frame = programFrameOf(data);
    if (frame === undefined) return this.#drop('a frame that is none');
    this.#take(frame);
  }

  #take(frame: ProgramFrame): void {
    switch (frame.type) {
      case 'hello':
        return this.#greeted(frame);
      case 'together':
        for (const part of frame.frames) this.#take(part);
        return;
      case 'reply':
        return this.#calls.settle(frame.id, frame.result);
      case 'value': {
        const topic = frame.topic as TopicName;
        this.#store.setValue(topic, frame.value);
        return this.#tell(topic, frame.value);
      }
      case 'entries': {
        const topic = frame.topic as TopicName;
        return this.#tell(topic, this.#store.changeEntries(topic, frame));
      }
      case 'alive':
        return;
      default:
        // A later program may say more than this page knows.
        return;
    }
  }

  #greeted(hello: Extract<ProgramFrame, { type: 'hello' }>): void {
    if (hello.contractVersion !== CONTRACT_VERSION) {
      this.#setState({ state: 'version-mismatch', page: CONTRACT_VERSION, program: hello.contractVersion });
      return;
    }
    this.#failedTries = 0;
    this.#setState({ state: 'connected', role: hello.role });
    this.#socket?.send(JSON.stringify({ type: 'subscribe', topics: this.#options.topics }));
    this.#calls.resendAll(hello.programId);
  }

  #tell(topic: TopicName, news: unknown): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(news as never);
  }

  /** A call got no answer in its time: a program that is alive would at least have said so. */
  #dropIfSilent(): void {
    const quietMs = this.#environment.monotonic() - this.#lastHeard;
    if (this.#state.state === 'connected' && quietMs > SILENCE_MAX_MS / 2) this.#drop('no answer');
  }

  #drop(reason: string): void {
    this.#release()?.close();
    this.#lost(0, reason);
  }

  /** What the old socket still says is not heard any more. */
  #release(): ClientSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    return socket;
  }

  #lost(code: number, reason: string): void {
    this.#release();
    this.#calls.disconnected();
    this.#failedTries += 1;
    const retryInMs = this.#pause(code);
    if (code === CLOSE.notSignedIn || code === CLOSE.notAllowed) this.#setState({ state: 'refused', reason });
    else if (code !== CLOSE.versionMismatch) this.#setState({ state: 'lost', retryInMs });
    this.#cancelTimer?.();
    this.#cancelTimer = this.#environment.after(retryInMs, () => this.#open());
  }

  /** Doubles up to its bound, and spreads so that many pages do not come back in step. */
  #pause(code: number): number {
    if (code >= 4400) return RECONNECT_PAUSE_MAX_MS;
    const doubled = RECONNECT_FIRST_MS * 2 ** Math.min(this.#failedTries - 1, 10);
    return Math.round(Math.min(doubled, RECONNECT_PAUSE_MAX_MS) * (0.5 + this.#environment.random() / 2));
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}

/** The program is trusted, the wire is not: what is not even JSON with a type ends the connection. */
function programFrameOf(data: unknown): ProgramFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ProgramFrame) : undefined;
  } catch {
    return undefined;
  }
}
