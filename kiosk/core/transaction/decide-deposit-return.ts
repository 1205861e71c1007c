import { reject, type Rejection } from '../rejection.ts';
import { type MinorUnits, negate } from '../values/money.ts';
import { pieces } from '../values/quantity.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { notOpen, startOf, withConsequences } from './decide-lines.ts';
import type { TransactionEvent } from './events.ts';
import { DEPOSIT_RETURN, type DepositReturnRule, isDepositReturn } from './deposit-return.ts';
import { isOver } from './evolve.ts';
import type { SaleLineItem } from './line-item.ts';
import { slipMark } from './shopper.ts';
import type { TransactionState } from './state.ts';

/**
 * A slip becomes a line that takes off what it is worth, once. What more is given back than goods are bought is no sale
 * any more: paying refuses that.
 */
export function addDepositReturn(
  state: TransactionState,
  { reference, amount }: Extract<TransactionCommand, { type: 'add-deposit-return' }>,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (!isOver(state) && state.status !== 'open') return reject(notOpen(state), { state: state.status });
  const rule = context.depositReturn;
  if (rule === undefined || amount <= 0) return reject('slip-not-taken');
  const lines = isOver(state) ? [] : state.lines;
  const slips = lines.filter((line) => !line.voided && isDepositReturn(line));
  if (slips.some((line) => line.code === reference) || context.history.isUsed(slipMark(reference))) {
    return reject('slip-used');
  }
  const returned = slips.reduce((sum, line) => sum - line.regularAmount, 0);
  if (returned + amount > rule.max) return reject('slip-over-limit', { max: rule.max });
  if (lines.length >= context.linesMax) return reject('basket-full', { max: context.linesMax });
  const line = returnLine(reference, amount, lines.length + 1, rule);
  const starting = isOver(state) ? [startOf(context)] : [];
  return withConsequences(state, [...starting, { type: 'line-added', line }], context);
}

function returnLine(reference: string, amount: MinorUnits, lineNumber: number, rule: DepositReturnRule): SaleLineItem {
  return {
    lineNumber,
    kind: 'deposit',
    articleId: DEPOSIT_RETURN,
    code: reference,
    entry: 'scanned',
    name: rule.name,
    picture: 'deposit',
    groups: [],
    quantity: pieces(1),
    unitPrice: negate(amount),
    pricedPer: 'pieces',
    regularAmount: negate(amount),
    modifiers: [],
    tax: rule.tax,
    voided: false,
  };
}
