import { nudgeStep } from '#kiosk/core/assist/intervention-rule.ts';
import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import { activeLines, isOver } from '#kiosk/core/transaction/evolve.ts';
import type { LaneCore } from './lane-core.ts';
import type { JournalEntry } from './ports.ts';

/** What a lane finds and a shopper may put right by herself. */
type Nudged = Extract<TicketReason, 'article-unknown' | 'payment-failed'>;

interface Running {
  /** What it is about: the same code read once more is the same trouble. */
  readonly about: string;
  readonly since: number;
  readonly hintsBefore: number;
  readonly cancel: () => void;
}

/**
 * First a hint and time to put it right, and only then a person: by the store's table of interventions, in the lane's
 * own time. What was put right meanwhile calls nobody; what happens too often in one basket calls at once. The hint is
 * the notice or the payment screen that the shopper reads anyway; a restart begins with neither.
 */
export class NudgeWatch {
  readonly #core: LaneCore;
  readonly #unsubscribe: () => void;
  readonly #running = new Map<Nudged, Running>();
  readonly #hints = new Map<Nudged, number>();
  #lines: number;

  constructor(core: LaneCore) {
    this.#core = core;
    this.#lines = linesOf(core);
    this.#unsubscribe = core.parts.writer.onWritten((_, entries) => this.#follow(entries));
  }

  /** @param about by which the same trouble is known again */
  found(reason: Nudged, about: string): void {
    const running = this.#running.get(reason);
    if (running?.about === about) return;
    const hintsBefore = this.#hints.get(reason) ?? 0;
    this.#putRight(reason);
    const { interventions } = this.#core.parts.settings;
    if (nudgeStep(interventions[reason], 0, hintsBefore) === 'call') return this.#call(reason);
    this.#hints.set(reason, hintsBefore + 1);
    const since = this.#core.parts.clock.monotonic();
    const afterMs = (interventions[reason].nudge?.seconds ?? 0) * 1000;
    const cancel = this.#core.parts.clock.after(afterMs, () => this.#look(reason));
    this.#running.set(reason, { about, since, hintsBefore, cancel });
  }

  stop(): void {
    this.#unsubscribe();
    for (const reason of this.#running.keys()) this.#putRight(reason);
  }

  #look(reason: Nudged): void {
    const running = this.#running.get(reason);
    if (running === undefined) return;
    this.#running.delete(reason);
    const { clock, settings } = this.#core.parts;
    const since = clock.monotonic() - running.since;
    if (nudgeStep(settings.interventions[reason], since, running.hintsBefore) === 'call') this.#call(reason);
  }

  #call(reason: Nudged): void {
    if (isOver(this.#core.state.transaction)) return;
    this.#core.follow(`calling about ${reason}`, this.#core.raise(reason, 'lane'));
  }

  #putRight(reason: Nudged): void {
    this.#running.get(reason)?.cancel();
    this.#running.delete(reason);
  }

  /** An article that came puts an unknown one right; a new try of paying, one that failed. */
  #follow(entries: readonly JournalEntry[]): void {
    for (const { kind, event } of entries) {
      if (kind !== 'payment') continue;
      if (event.type === 'payment-intended') this.#putRight('payment-failed');
      if (event.type === 'payment-ended' && event.outcome !== 'cancelled') {
        this.found('payment-failed', event.attemptId);
      }
    }
    const lines = linesOf(this.#core);
    if (lines > this.#lines) this.#putRight('article-unknown');
    this.#lines = lines;
    const { transaction } = this.#core.state;
    if (isOver(transaction) || transaction.status === 'suspended') this.#forget(isOver(transaction));
    if (transaction.status === 'open' && entries.some(isBackAtBasket)) this.#putRight('payment-failed');
  }

  /** Nobody stands there, or the next shopper: nothing is to be put right any more. */
  #forget(isNext: boolean): void {
    for (const reason of this.#running.keys()) this.#putRight(reason);
    if (isNext) this.#hints.clear();
  }
}

/** She went back from the payment to her basket: that is her choice, and nothing is stuck. */
function isBackAtBasket({ kind, event }: JournalEntry): boolean {
  return kind === 'transaction' && event.type === 'tender-cancelled';
}

function linesOf({ state }: LaneCore): number {
  return isOver(state.transaction) ? 0 : activeLines(state.transaction).length;
}
