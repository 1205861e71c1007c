/** A message on the bus: small, whole, and never the only copy of anything. */
export type BusMessage = Readonly<Record<string, unknown>>;

/**
 * Fast and lossy: calls for a person, presence, commands from staff pages to a lane. What may not be lost is in a
 * journal as well. Subjects are words joined by dots ("lane.3.ticket"); in a pattern `*` stands for one word and a last
 * `>` for all that follow.
 */
export interface Bus {
  /** Sends to all who listen now. Never waits, never throws for a peer that is away. */
  publish(subject: string, message: BusMessage): void;
  /** @returns ends the subscription */
  subscribe(pattern: string, listener: (subject: string, message: BusMessage) => void): () => void;
  close(): Promise<void>;
}

/** A bus on which one can also ask and be answered: a staff page's command to a lane. */
export interface AskingBus extends Bus {
  /**
   * Asks whoever offers to answer this subject; of several the one that offered last.
   *
   * @param deadlineMs at most ASK_DEADLINE_MAX_MS
   * @throws AskFailure when there is no answer in time; whether the question arrived is not known with `late`
   */
  ask(subject: string, message: BusMessage, deadlineMs: number): Promise<BusMessage>;
  /**
   * Answers what is asked from now on. What the answerer throws is told to the one who asks, its message as well.
   *
   * @returns ends the offer
   */
  offer(pattern: string, answerer: Answerer): () => void;
}

/** @param deadlineMs how long the one who asks will wait */
export type Answerer = (subject: string, message: BusMessage, deadlineMs: number) => Promise<BusMessage>;

/** `nobody` offers to answer; `late`; `failed` at the one who answers; `closed`: this bus, or the way to it. */
export type AskFailureCode = 'nobody' | 'late' | 'failed' | 'closed';

export class AskFailure extends Error {
  readonly code: AskFailureCode;

  constructor(code: AskFailureCode, message: string) {
    super(message);
    this.name = 'AskFailure';
    this.code = code;
  }
}

/** What is published under `presence.` and the name of a machine, by the bus itself and nobody else. */
export interface Presence {
  readonly origin: string;
  readonly online: boolean;
  /** Milliseconds since 1970 by the store's clock. */
  readonly since: number;
}

/** The most bytes of one message as JSON; larger ones are dropped and logged by the sender. */
export const BUS_MESSAGE_BYTES_MAX = 64 * 1_024;

/** The longest that an answer may be waited for, in milliseconds. */
export const ASK_DEADLINE_MAX_MS = 60_000;

/**
 * Of these subjects only the newest message counts. A newcomer gets it at once, and a listener that is slow or away
 * gets it later; every other message is dropped for whoever cannot take it now.
 */
export const LATEST_VALUE_PATTERNS: readonly string[] = ['presence.>', 'state.>'];
