import { type RecoveryQuestion, type Verdict, judge } from '#kiosk/core/payment/judge.ts';
import type { Timers } from '../../protocol/timers.ts';
import type { PaymentOutcome, PaymentQuestion, TerminalStatus } from '../payment-terminal.ts';
import type { RepeatAnswer, StatusAnswer } from './answers.ts';
import type { ZvtSettings } from './settings.ts';
import { detailsOf } from './status-information.ts';

/** The questions that recovery is made of. None of them moves money. Each ends within the limit, however it does. */
export interface Questions {
  status(limitMs: number): Promise<StatusAnswer>;
  repeat(limitMs: number): Promise<RepeatAnswer>;
  /** Asks the terminal to end what runs. */
  abort(limitMs: number): Promise<void>;
  /** Whether the lane wishes that what runs is ended. */
  abortWanted(): boolean;
  pause(ms: number): Promise<void>;
}

/** A terminal at rest that cannot tell is not asked endlessly: it will not know more later. */
const FRUITLESS_LOOKS = 3;
const AFTER_LOSS_MS = 500;

/** What one look at the terminal has brought. */
type Look =
  | { readonly look: 'settled'; readonly outcome: PaymentOutcome }
  /** Nothing new is booked, and the terminal is at rest. */
  | { readonly look: 'unchanged' }
  | { readonly look: 'busy' }
  | { readonly look: 'lost'; readonly cause: string }
  | { readonly look: 'fruitless'; readonly atRest: boolean; readonly cause: string };

/**
 * Asks until it is known what became of a payment, or the time is over: wait until the terminal is at rest, have it
 * repeat its last result, compare. That nothing was booked takes two looks, with a pause in between. A terminal that is
 * still at it when half of the time is over is asked to stop, once: what it was at then ends, and can be known.
 */
export async function askUntilKnown(
  question: PaymentQuestion,
  questions: Questions,
  settings: ZvtSettings,
  timers: Timers,
  deadlineMs: number,
  status: (status: TerminalStatus) => void,
): Promise<PaymentOutcome> {
  const startedAt = timers.monotonic();
  const elapsed = (): number => timers.monotonic() - startedAt;
  const left = (): number => Math.max(0, deadlineMs - elapsed());
  let cause = 'the time for asking was over';
  let unchangedBefore = false;
  let fruitless = 0;
  let aborted = false;

  while (left() > 0) {
    const look = await lookOnce(question, questions, left);
    if (look.look === 'settled') return look.outcome;
    if (look.look === 'unchanged' && unchangedBefore) return notBooked(question);
    unchangedBefore = look.look === 'unchanged';
    fruitless = look.look === 'fruitless' && look.atRest ? fruitless + 1 : 0;
    if ('cause' in look) cause = look.cause;
    if (fruitless >= FRUITLESS_LOOKS) break;

    status({ step: 'please-wait' });
    const overdue = elapsed() > Math.min(settings.progressTimeoutMs, deadlineMs / 2) || questions.abortWanted();
    if (look.look === 'busy' && overdue && !aborted && left() > 0) {
      aborted = true;
      await questions.abort(left());
    }
    await questions.pause(Math.min(left(), pauseAfter(look, settings)));
  }
  return { outcome: 'unknown', cause };
}

function pauseAfter({ look }: Look, settings: ZvtSettings): number {
  if (look === 'unchanged') return settings.secondLookMs;
  // A lost line has had its own back-off already.
  return look === 'lost' ? Math.min(AFTER_LOSS_MS, settings.pollMs) : settings.pollMs;
}

async function lookOnce(question: PaymentQuestion, questions: Questions, left: () => number): Promise<Look> {
  const state = await questions.status(left());
  if (state.answer === 'lost') return { look: 'lost', cause: state.cause };
  if (state.answer === 'busy') return { look: 'busy' };
  const repeat = await questions.repeat(left());
  if (repeat.answer === 'lost') return { look: 'lost', cause: repeat.cause };
  if (repeat.answer === 'busy') return { look: 'busy' };
  const atRest = state.answer === 'ready';
  if (repeat.answer === 'none') return { look: 'fruitless', atRest, cause: repeat.cause };

  const verdict = judge(recoveryQuestion(question), repeat.last);
  const settled = settle(question, repeat, verdict);
  if (settled !== undefined) return { look: 'settled', outcome: settled };
  if (verdict.verdict === 'undecided') return { look: 'fruitless', atRest, cause: verdict.cause };
  if (state.answer === 'ready') return { look: 'unchanged' };
  return { look: 'fruitless', atRest, cause: state.cause };
}

function settle(
  question: PaymentQuestion,
  { report }: RepeatAnswer & { readonly answer: 'transaction' },
  verdict: Verdict,
): PaymentOutcome | undefined {
  switch (verdict.verdict) {
    case 'booked':
      return {
        outcome: 'approved',
        amount: question.amount,
        details: question.answered?.details ?? detailsOf(report, []),
      };
    case 'not-booked':
      return { outcome: 'failed', reason: verdict.reason, fingerprint: report.fingerprint };
    case 'unchanged':
    case 'undecided':
      return undefined;
  }
}

function notBooked(question: PaymentQuestion): PaymentOutcome {
  return { outcome: 'failed', reason: question.answered === undefined ? 'not-booked' : 'reversed-by-terminal' };
}

function recoveryQuestion(question: PaymentQuestion): RecoveryQuestion {
  const { amount, baseline, answered } = question;
  return { amount, baseline, answered, startedAt: terminalMoment(question.startedAt) };
}

/** A moment as a terminal in the same time zone writes it. */
function terminalMoment(epochMs: number): RecoveryQuestion['startedAt'] {
  const at = new Date(epochMs);
  return {
    date: pair(at.getMonth() + 1) + pair(at.getDate()),
    time: pair(at.getHours()) + pair(at.getMinutes()) + pair(at.getSeconds()),
  };
}

function pair(value: number): string {
  return String(value).padStart(2, '0');
}
