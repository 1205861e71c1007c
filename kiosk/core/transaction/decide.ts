import type { Rejection } from '../rejection.ts';
import { assertNever } from '../values/assert.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { settleIntervention } from './decide-intervention.ts';
import { addDepositReturn } from './decide-deposit-return.ts';
import { addArticle, changeQuantity, voidLine } from './decide-lines.ts';
import { chooseReceipt, close, recordReceipt } from './decide-receipt.ts';
import { beginMove, chooseLanguage, noteOrigin, resume, suspend, voidTransaction } from './decide-session.ts';
import { identifyMember, presentCoupon } from './decide-shopper.ts';
import { giveDiscount, overridePrice, takeBackDiscounts } from './decide-staff-price.ts';
import { addTender, cancelTender, startTender } from './decide-tender.ts';
import type { TransactionEvent } from './events.ts';
import type { TransactionState } from './state.ts';

/**
 * What a command does to a sale: the events that it leads to, none where nothing has to change, or why not. Pure: the
 * same state, command and context always give the same answer.
 */
export function decide(
  state: TransactionState,
  command: TransactionCommand,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  switch (command.type) {
    case 'add-article':
      return addArticle(state, command, context);
    case 'identify-member':
      return identifyMember(state, command.member, context);
    case 'present-coupon':
      return presentCoupon(state, command.coupon, context);
    case 'add-deposit-return':
      return addDepositReturn(state, command, context);
    case 'change-quantity':
      return changeQuantity(state, command, context);
    case 'void-line':
      return voidLine(state, command, context);
    case 'override-price':
      return overridePrice(state, command, context);
    case 'give-discount':
      return giveDiscount(state, command, context);
    case 'take-back-discounts':
      return takeBackDiscounts(state, context, command.by);
    case 'choose-language':
      return chooseLanguage(state, command.language);
    case 'settle-intervention':
      return settleIntervention(state, command, context);
    case 'suspend':
      return suspend(state, command.reason);
    case 'resume':
      return resume(state, command.moveId);
    case 'begin-move':
      return beginMove(state, command.move);
    case 'note-origin':
      return noteOrigin(state, command.from);
    case 'start-tender':
      return startTender(state, context);
    case 'cancel-tender':
      return cancelTender(state);
    case 'add-tender':
      return addTender(state, command, context);
    case 'choose-receipt':
      return chooseReceipt(state, command.medium, context);
    case 'record-receipt':
      return recordReceipt(state, command);
    case 'close':
      return close(state, context.now);
    case 'void':
      return voidTransaction(state, command.reason, context.now);
    default:
      return assertNever(command);
  }
}
