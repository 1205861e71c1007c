import { isSettled, mayFollow } from '#kiosk/core/payment/evolve.ts';
import { staffDecision } from '#kiosk/core/payment/staff-decision.ts';
import type { AttemptId } from '#kiosk/core/values/identifiers.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { PaymentBook } from './payment-book.ts';
import { PaymentReport, type WriteLine } from './report.ts';
import type { TerminalCommandOptions } from './terminal-options.ts';

/** Records a person's decision about an open payment. Asks no terminal and charges nothing. */
export async function decideCommand(options: TerminalCommandOptions, write: WriteLine): Promise<number> {
  const { paid = false, notPaid = false, attendant = '', attempt: attemptId = '' } = options;
  if (paid === notPaid) throw new CommandFailure('say what was found out: --paid or --not-paid');
  if (attendant.trim() === '') throw new CommandFailure('--attendant: say who found out');
  const book = await PaymentBook.open(options.journal, options.workstation, false);
  try {
    const attempt = book.state.attempts.get(attemptId as AttemptId);
    if (attempt === undefined) throw new CommandFailure(`--attempt ${attemptId}: no such payment in this journal`);
    if (isSettled(attempt)) throw new CommandFailure(`--attempt ${attemptId}: this payment is settled already`);
    const event = staffDecision(attempt, paid, attendant);
    if (!mayFollow(book.state, event)) {
      throw new CommandFailure(`--attempt ${attemptId}: it was never sent to a terminal, so it cannot have been paid`);
    }
    await book.record([event]);
    const report = new PaymentReport(options.json === true, write);
    report.outcome(
      'outcome',
      attempt,
      event.type === 'payment-approved'
        ? { outcome: 'approved', amount: event.amount, details: event.details }
        : { outcome: 'failed', reason: 'staff-decided' },
    );
    return paid ? EXIT.ok : EXIT.no;
  } finally {
    await book.close();
  }
}
