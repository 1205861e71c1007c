import { isRejection, type Rejection } from '#kiosk/core/rejection.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { evolveLane, type LaneState } from './lane-state.ts';
import type { Journal, JournalEntry, Logger } from './ports.ts';

/** How many decisions may wait for the disk. A lane has one shopper; more waiting than this is a fault, not a queue. */
const WAITING_DECISIONS_MAX = 1000;

/** Decides on the state of the moment in which it is its turn. An empty list changes nothing. */
export type Decision = (state: LaneState) => readonly JournalEntry[] | Rejection;

/** The journal cannot be relied on any more: everything after this comes from a fresh start that reads it again. */
export class JournalFailure extends Error {
  override readonly name = 'JournalFailure';
}

/**
 * The single writer of a lane: takes decisions in order, and for each one decides, journals, evolves, and only then
 * tells. Nothing can be seen that is not on disk.
 */
export class LaneWriter {
  readonly #journal: Journal;
  readonly #businessDay: () => BusinessDay;
  readonly #log: Pick<Logger, 'error'>;
  readonly #listeners = new Set<(state: LaneState, entries: readonly JournalEntry[]) => void>();
  readonly #failed = Promise.withResolvers<JournalFailure>();
  #state: LaneState;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failure: JournalFailure | undefined;

  constructor(journal: Journal, state: LaneState, businessDay: () => BusinessDay, log: Pick<Logger, 'error'>) {
    this.#journal = journal;
    this.#state = state;
    this.#businessDay = businessDay;
    this.#log = log;
  }

  get state(): LaneState {
    return this.#state;
  }

  onWritten(listener: (state: LaneState, entries: readonly JournalEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the journal has failed this writer, and never otherwise. */
  get failed(): Promise<JournalFailure> {
    return this.#failed.promise;
  }

  /**
   * @returns the state after the decision, or its rejection
   * @throws JournalFailure when the entries could not be made durable, and from then on with every call; or when far
   * too many decisions wait
   */
  async write(decision: Decision): Promise<LaneState | Rejection> {
    if (this.#waiting >= WAITING_DECISIONS_MAX) throw new JournalFailure('too many decisions wait for the journal');
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#take(decision));
    // A failed turn must not keep the next one from its own answer.
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Resolves when everything asked for so far is durable or refused. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #take(decision: Decision): Promise<LaneState | Rejection> {
    if (this.#failure !== undefined) throw this.#failure;
    const entries = decision(this.#state);
    if (isRejection(entries)) return entries;
    if (entries.length === 0) return this.#state;
    // Evolving first proves that the entries fit the state: what cannot be replayed must never reach the disk.
    const next = entries.reduce(evolveLane, this.#state);
    try {
      await this.#journal.append(this.#businessDay(), entries);
    } catch (error) {
      this.#failure = new JournalFailure('the journal did not take an entry', { cause: error });
      this.#failed.resolve(this.#failure);
      throw this.#failure;
    }
    this.#state = next;
    this.#tell(next, entries);
    return next;
  }

  /** What is on the disk has happened, whatever becomes of the telling: a listener's fault is not the decision's. */
  #tell(state: LaneState, entries: readonly JournalEntry[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(state, entries);
      } catch (error) {
        this.#log.error('what was written could not be told', { error: String(error) });
      }
    }
  }
}
