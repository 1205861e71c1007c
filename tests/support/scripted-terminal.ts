import type { Baseline } from '#kiosk/core/payment/payment.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { DeviceState } from '#drivers/device.ts';
import type {
  PaymentObserver,
  PaymentOutcome,
  PaymentRequest,
  PaymentTerminal,
} from '#drivers/payment/payment-terminal.ts';

/** What the terminal does with a charge: how much it approves, or that it declines, or that it breaks in the middle. */
type Answer = number | 'decline' | 'break';

/**
 * A terminal by the interface alone, for what no terminal at hand does: approving another amount than it was asked for.
 * A charge waits until answer() is called.
 */
export class ScriptedTerminal implements PaymentTerminal {
  readonly deviceId = 'terminal';
  readonly terminalId = 'scripted';
  state: DeviceState = { state: 'ready' };
  holdsQuestions = false;
  /** The amounts that it was asked for. */
  readonly asked: number[] = [];
  readonly #listeners = new Set<(state: DeviceState) => void>();
  #last: Baseline = 'none';
  #question: (() => void) | undefined;
  #answer: ((answer: Answer) => void) | undefined;

  get isWaiting(): boolean {
    return this.#answer !== undefined;
  }

  answer(answer: Answer): void {
    this.#answer?.(answer);
    this.#answer = undefined;
  }

  async pay({ amount }: PaymentRequest, observer: PaymentObserver): Promise<PaymentOutcome> {
    this.asked.push(amount);
    await observer.sending();
    observer.status({ step: 'present-card' });
    const answer = await new Promise<Answer>((resolve) => {
      this.#answer = resolve;
    });
    if (answer === 'break') throw new Error('the driver broke');
    if (answer === 'decline') return { outcome: 'declined', reason: 'card-declined' };
    const number = String(this.asked.length);
    const fingerprint = { receiptNumber: number, traceNumber: number, time: '', date: '', terminalId: '' };
    const details = { fingerprint, customerReceipt: [] };
    this.#last = fingerprint;
    await observer.answered(minorUnits(answer), details);
    return { outcome: 'approved', amount: minorUnits(answer), details };
  }

  /** Until it is told, it cannot tell, and says so at once; a held question is answered by answerQuestion(). */
  async ask(): Promise<PaymentOutcome> {
    if (this.holdsQuestions) await new Promise<void>((resolve) => (this.#question = resolve));
    return { outcome: 'unknown', cause: 'it cannot tell' };
  }

  get isBeingAsked(): boolean {
    return this.#question !== undefined;
  }

  answerQuestion(): void {
    this.#question?.();
    this.#question = undefined;
  }

  async lastTransaction(): Promise<Baseline> {
    return this.#last;
  }

  async abort(): Promise<void> {}

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  become(state: DeviceState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }

  onState(listener: (state: DeviceState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
