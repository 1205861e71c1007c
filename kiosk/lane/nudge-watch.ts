import { nudgeStep } from '#kiosk/core/assist/intervention-rule.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import type { LaneCore } from './lane-core.ts';
import { type Nudged, settledBy } from './nudges.ts';
import type { JournalEntry } from './ports.ts';

/** What was under way when the lane ended. */
export type Interrupted = ReadonlyMap<Nudged, string>;

interface Running {
  readonly about: string;
  readonly cancel: () => void;
}

/**
 * First a hint and time to put it right, and only then a person: by the store's table of interventions, in the lane's
 * own time. What was put right meanwhile calls nobody; what happens too often in one basket calls at once. The hint is
 * the notice or the payment screen that the shopper reads anyway; it is written down, so that a restart knows of it.
 */
export class NudgeWatch {
  readonly #core: LaneCore;
  readonly #unsubscribe: () => void;
  readonly #running = new Map<Nudged, Running>();
  readonly #interrupted: Interrupted;

  constructor(core: LaneCore) {
    this.#core = core;
    this.#interrupted = core.state.nudges.running;
    this.#unsubscribe = core.parts.writer.onWritten((_, entries) => this.#follow(entries));
  }

  /**
   * The lane is open again. A hint that a restart took off the screen is given once more, with all of its time: the
   * shopper is not called for because a machine stood still, and not forgotten either.
   *
   * @param show brings the hint back, if it stood on the screen
   */
  resume(show: (reason: Nudged, about: string) => void): void {
    const { transaction } = this.#core.state;
    if (transaction.status !== 'open' && transaction.status !== 'tendering') return;
    for (const [reason, about] of this.#interrupted) {
      if (this.#running.has(reason)) continue;
      show(reason, about);
      this.#begin(reason, about);
    }
  }

  /** @param about by which the same trouble is known again */
  found(reason: Nudged, about: string): void {
    const running = this.#running.get(reason);
    if (running?.about === about) return;
    this.#putRight(reason);
    const { state, parts } = this.#core;
    if (isOver(state.transaction)) return;
    const hintsBefore = state.nudges.hints.get(reason) ?? 0;
    if (nudgeStep(parts.settings.interventions[reason], 0, hintsBefore) === 'call') return this.#call(reason);
    this.#begin(reason, about);
    const at = parts.clock.now();
    const given = { kind: 'lane', event: { type: 'nudge-given', reason, about, at } } as const;
    // What was put right before its turn to be written needs no word any more.
    const write = parts.writer.write(() => (this.#running.get(reason)?.about === about ? [given] : []));
    this.#core.follow('writing down a hint', write);
  }

  stop(): void {
    this.#unsubscribe();
    for (const reason of this.#running.keys()) this.#putRight(reason);
  }

  #begin(reason: Nudged, about: string): void {
    const { clock, settings } = this.#core.parts;
    const afterMs = (settings.interventions[reason].nudge?.seconds ?? 0) * 1000;
    // That it comes is the end of the time: a timer may be early by a part of a millisecond.
    const cancel = clock.after(afterMs, () => {
      this.#running.delete(reason);
      this.#call(reason);
    });
    this.#running.set(reason, { about, cancel });
  }

  #call(reason: Nudged): void {
    if (isOver(this.#core.state.transaction)) return;
    this.#core.follow(`calling about ${reason}`, this.#core.raise(reason, 'lane'));
  }

  #putRight(reason: Nudged): void {
    this.#running.get(reason)?.cancel();
    this.#running.delete(reason);
  }

  #follow(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const { kind, event } = entry;
      for (const reason of settledBy(entry)) this.#putRight(reason);
      if (kind === 'payment' && event.type === 'payment-ended' && event.outcome !== 'cancelled') {
        this.found('payment-failed', event.attemptId);
      }
    }
    if (isOver(this.#core.state.transaction)) for (const reason of this.#running.keys()) this.#putRight(reason);
  }
}
