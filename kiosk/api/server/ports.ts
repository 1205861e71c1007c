import type { PageRole, TopicName } from '../topics.ts';
import type { CommandInput, CommandName, CommandOutput } from '../commands.ts';
import type { HelperView } from '../staff.ts';

/** Time, passed in so that this room needs neither Node nor a browser, and a test can hold it. */
export interface TransportClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Monotonic milliseconds; never goes back. */
  monotonic(): number;
  /** Calls back once after the delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** What an engineer may want to read about connections. Inputs of commands are never logged. */
export interface TransportLog {
  debug(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}

/** One connection to one page, whatever carries it. */
export interface Channel {
  send(text: string): void;
  /** Bytes that were given to send() and have not left yet. */
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

/** A "no" of the domain, as the core says it. */
export interface CommandRejection {
  readonly rejected: true;
  readonly code: string;
  readonly data?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** Who asks. */
export interface CommandContext {
  readonly role: PageRole;
  readonly sessionId: string;
  /** Where the page comes from, as its browser says it: "http://10.0.0.5:7381". */
  readonly pageOrigin?: string | undefined;
  /** The person who has signed in on a staff page; undefined until then. */
  readonly person?: HelperView | undefined;
}

/** Whether a value, or an entry of a keyed topic, is for whoever is on a connection. */
export type Hears = (topic: TopicName, json: string) => boolean;

/** What each connection may hear, where that depends on who has signed in on it. */
export interface TopicSight {
  /** Undefined while nobody has signed in there: topics wait until then. */
  of(sessionId: string): Hears | undefined;
  /** @param listener called with the connection on which somebody came in. @returns ends it */
  onChange(listener: (sessionId: string) => void): () => void;
}

type CommandHandler<Name extends CommandName> = (
  input: CommandInput<Name>,
  context: CommandContext,
) => Promise<CommandOutput<Name> | CommandRejection>;

/** What the program does for each command; one without a handler is answered as not available here. */
export type CommandHandlers = { readonly [Name in CommandName]?: CommandHandler<Name> };
