import { type Answerer, AskFailure, type BusMessage } from './bus.ts';
import { matches } from './subjects.ts';

/** Who offers to answer what. */
export class Answerers {
  #offers: readonly { readonly pattern: string; readonly answerer: Answerer }[] = [];

  /** @returns ends the offer */
  add(pattern: string, answerer: Answerer): () => void {
    const offer = { pattern, answerer };
    // The newest first: a lane that came back answers, not its connection that nobody has noticed to be dead.
    this.#offers = [offer, ...this.#offers];
    return () => {
      this.#offers = this.#offers.filter((one) => one !== offer);
    };
  }

  patterns(): readonly string[] {
    return [...new Set(this.#offers.map(({ pattern }) => pattern))];
  }

  /** @throws AskFailure nobody, or whatever the answerer throws */
  async answer(subject: string, message: BusMessage, deadlineMs: number): Promise<BusMessage> {
    const offer = this.#offers.find(({ pattern }) => matches(pattern, subject));
    if (offer === undefined) throw new AskFailure('nobody', `nobody answers ${subject}`);
    return offer.answerer(subject, message, deadlineMs);
  }

  clear(): void {
    this.#offers = [];
  }
}

/** What an answerer threw, as the one who asked is told. */
export function asAskFailure(error: unknown): AskFailure {
  if (error instanceof AskFailure) return error;
  return new AskFailure('failed', error instanceof Error ? error.message : String(error));
}
