import type { PaymentAttempt } from '#kiosk/core/payment/payment.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import { type MinorUnits, formatAmount } from '#kiosk/core/values/money.ts';
import type { PaymentOutcome, TerminalStatus } from '#drivers/payment/payment-terminal.ts';
import { EXIT } from '../exit-codes.ts';

/** Takes one line of output, without its end. */
export type WriteLine = (line: string) => void;

/** Tells an integrator, or a person, how a payment goes. */
export class PaymentReport {
  readonly #json: boolean;
  readonly #write: WriteLine;
  #lastStatus = '';

  constructor(json: boolean, write: WriteLine) {
    this.#json = json;
    this.#write = write;
  }

  /** The same status twice in a row is said once. */
  status(status: TerminalStatus): void {
    const { step, text } = status;
    const line = this.#json ? JSON.stringify({ event: 'status', step, text }) : (text ?? STEP_WORDS[step]);
    if (line !== this.#lastStatus) this.#write(line);
    this.#lastStatus = line;
  }

  /** @param event "recovered" for a payment from before, which is not what was asked for now */
  outcome(
    event: 'outcome' | 'recovered',
    attempt: Pick<PaymentAttempt, 'amount' | 'currency'> & { readonly attemptId?: string | undefined },
    outcome: PaymentOutcome,
    more: Readonly<Record<string, unknown>> = {},
  ): void {
    this.#lastStatus = '';
    const amount = outcome.outcome === 'approved' ? outcome.amount : attempt.amount;
    if (this.#json) {
      const { currency, attemptId } = attempt;
      const facts = { event, outcome: outcome.outcome, amount, currency, attemptId, ...factsOf(outcome), ...more };
      this.#write(JSON.stringify(facts));
      return;
    }
    const earlier = event === 'recovered' ? 'Earlier payment: ' : '';
    this.#write(`${earlier}${sentence(outcome, amount, attempt.currency)}`);
  }

  nothingOpen(): void {
    this.#write(this.#json ? JSON.stringify({ event: 'nothing-open' }) : 'Nothing is open in this journal.');
  }
}

export function exitCodeOf(outcome: PaymentOutcome['outcome']): number {
  if (outcome === 'approved') return EXIT.ok;
  return outcome === 'unknown' ? EXIT.unknown : EXIT.no;
}

function factsOf(outcome: PaymentOutcome): Readonly<Record<string, unknown>> {
  switch (outcome.outcome) {
    case 'approved': {
      const { cardName, cardLast4, authorisationCode, customerReceipt } = outcome.details;
      const { receiptNumber, traceNumber, terminalId } = outcome.details.fingerprint;
      return {
        receiptNumber: presence(receiptNumber),
        traceNumber: presence(traceNumber),
        terminalId: presence(terminalId),
        cardName,
        cardLast4,
        authorisationCode,
        customerReceipt: customerReceipt.length > 0 ? customerReceipt : undefined,
      };
    }
    case 'declined':
    case 'cancelled':
    case 'failed':
      return { reason: outcome.reason, terminalText: outcome.terminalText };
    case 'unknown':
      return { cause: outcome.cause };
  }
}

function presence(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function sentence(outcome: PaymentOutcome, amount: MinorUnits, currency: string): string {
  const money = `${formatAmount(amount, currencyByCode(currency)?.exponent ?? 2)} ${currency}`;
  switch (outcome.outcome) {
    case 'approved': {
      const { cardName, cardLast4 } = outcome.details;
      const card = [cardName, cardLast4 === undefined ? undefined : `ending in ${cardLast4}`].filter(Boolean).join(' ');
      return `Approved: ${money}${card === '' ? '' : `, ${card}`}.`;
    }
    case 'declined':
      return `Declined: ${money} was not charged (${outcome.reason}).`;
    case 'cancelled':
      return `Cancelled: ${money} was not charged (${outcome.reason}).`;
    case 'failed':
      return `Failed: ${money} was not charged (${outcome.reason}).`;
    case 'unknown':
      return (
        `Unknown whether ${money} was charged: ${outcome.cause}.\n` +
        'Run "handrail terminal recover" with the same journal before anything else.'
      );
  }
}

const STEP_WORDS: Readonly<Record<TerminalStatus['step'], string>> = {
  starting: 'Starting.',
  'present-card': 'Present the card.',
  'enter-pin': 'Enter the PIN.',
  'wrong-pin': 'The PIN was wrong.',
  'remove-card': 'Remove the card.',
  'please-wait': 'Please wait.',
  'contacting-host': 'Contacting the bank.',
  'choose-on-reader': 'Choose on the terminal.',
  'not-accepted': 'Card not accepted.',
  approved: 'Approved by the terminal.',
  declined: 'Declined by the terminal.',
  reversing: 'The terminal takes the payment back.',
  other: 'The terminal is busy.',
};
