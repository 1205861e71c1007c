import type { Article } from '../catalogue/article.ts';
import { isRejection, reject, type Rejection, type RejectionCode } from '../rejection.ts';
import { saleRules } from '../rules/sale-rules.ts';
import { assert } from '../values/assert.ts';
import { minorUnits, type MinorUnits } from '../values/money.ts';
import { pieces, priceOf, type Quantity } from '../values/quantity.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import type { LineVoidReason, TransactionEvent } from './events.ts';
import { activeLines, evolveAll, isOver } from './evolve.ts';
import type { SaleLineItem } from './line-item.ts';
import { consequences } from './reprice.ts';
import type { TransactionBody, TransactionState } from './state.ts';

/** The most pieces that one line may hold: as many as two digits say. */
const LINE_COUNT_MAX = 99;

type AddArticle = Extract<TransactionCommand, { type: 'add-article' }>;

/** Takes an article into the basket, with the deposit that belongs to it. The first one starts the sale. */
export function addArticle(
  state: TransactionState,
  command: AddArticle,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (!isOver(state) && state.status !== 'open') return reject(notOpen(state), { state: state.status });
  const lines = state.status === 'open' ? state.lines : [];
  const refusal = mayBeSold(command, lines, context);
  if (refusal !== undefined) return refusal;
  const starting: TransactionEvent[] = isOver(state) ? [startOf(context)] : [];
  const line = articleLine(command, lines.length + 1);
  const added: TransactionEvent[] = [...starting, { type: 'line-added', line }];
  const deposit = depositLine(command.article, line);
  if (deposit !== undefined) added.push({ type: 'line-added', line: deposit });
  return withConsequences(state, added, context);
}

export function changeQuantity(
  state: TransactionState,
  command: Extract<TransactionCommand, { type: 'change-quantity' }>,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  const line = openLine(state, command.lineNumber);
  if (isRejection(line)) return line;
  const { count } = command;
  if (!Number.isInteger(count) || count < 1 || count > LINE_COUNT_MAX) {
    return reject('quantity-out-of-range', { max: LINE_COUNT_MAX });
  }
  if (!isCountChangeable(line)) return reject('quantity-not-changeable');
  const quantity = pieces(count);
  if (line.quantity.kind === 'pieces' && line.quantity.count === count) return [];
  const max = line.restrictions?.quantityMax;
  if (max !== undefined && piecesOf(state, line.articleId, line.lineNumber) + count > max) {
    return reject('quantity-out-of-range', { max });
  }
  const changed = [line, ...childrenOf(state, line.lineNumber)].map<TransactionEvent>((each) => ({
    type: 'line-quantity-changed',
    lineNumber: each.lineNumber,
    quantity,
    regularAmount: priceOf(quantity, each.unitPrice),
  }));
  return withConsequences(state, changed, context);
}

export function voidLine(
  state: TransactionState,
  command: Extract<TransactionCommand, { type: 'void-line' }>,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  const line = openLine(state, command.lineNumber);
  if (isRejection(line)) return line;
  if (line.parentLine !== undefined) return reject('line-unknown', { lineNumber: line.lineNumber });
  return withConsequences(state, voidingOf(state, [line.lineNumber], command.by), context);
}

/** The events that take lines off, each with the deposit that hangs on it. */
export function voidingOf(
  state: TransactionState,
  lineNumbers: readonly number[],
  reason: LineVoidReason,
): readonly TransactionEvent[] {
  return lineNumbers.flatMap((lineNumber) =>
    [lineNumber, ...childrenOf(state, lineNumber).map((child) => child.lineNumber)].map<TransactionEvent>((each) => ({
      type: 'line-voided',
      lineNumber: each,
      reason,
    })),
  );
}

/** Events, followed by what they change about prices and tasks. */
export function withConsequences(
  state: TransactionState,
  events: readonly TransactionEvent[],
  context: TransactionContext,
): readonly TransactionEvent[] {
  const after = evolveAll(state, events);
  assert(after.status !== 'idle', 'a basket that changed belongs to a sale');
  return [...events, ...consequences(after, context)];
}

/** Only what is counted in pieces and priced by the piece; a label's own price stands for just that package. */
export function isCountChangeable(line: SaleLineItem): boolean {
  const isCounted = line.quantity.kind === 'pieces' && line.quantity.count > 0;
  return line.kind === 'article' && isCounted && line.isPriceStated !== true;
}

/** Why nothing can be put on the list in a state in which it is not open. */
export function notOpen(state: TransactionState): RejectionCode {
  if (state.status === 'tendering') return 'payment-running';
  return state.status === 'suspended' ? 'basket-paused' : 'wrong-state';
}

function mayBeSold(
  command: AddArticle,
  lines: readonly SaleLineItem[],
  context: TransactionContext,
): Rejection | undefined {
  const { article, quantity, label } = command;
  const needed = article.deposit === undefined ? 1 : 2;
  if (lines.length + needed > context.linesMax) return reject('basket-full', { max: context.linesMax });
  if (quantity.kind === 'pieces' && (quantity.count < 1 || quantity.count > LINE_COUNT_MAX)) {
    return reject('quantity-out-of-range', { max: LINE_COUNT_MAX });
  }
  return saleRules(article, {
    quantity,
    statedAmount: command.statedAmount,
    basketLines: lines,
    localTime: context.localTime,
    batch: label?.batch,
    expiryDate: label?.useBy,
    expiryTime: label?.useByTime,
  }).refusal;
}

/** A sale begins with whatever is scanned first: an article, a card, a coupon, a slip. */
export function startOf(context: TransactionContext): TransactionEvent {
  return {
    type: 'transaction-started',
    transactionId: context.newTransactionId,
    workstationId: context.workstationId,
    businessDay: context.businessDay,
    startedAt: context.now,
    currency: context.currency,
    language: context.language,
    catalogueRevision: context.catalogueRevision,
  };
}

function articleLine(command: AddArticle, lineNumber: number): SaleLineItem {
  const { article, quantity, statedAmount, entry, code } = command;
  const unitPrice = unitPriceOf(article, statedAmount);
  return {
    lineNumber,
    kind: 'article',
    articleId: article.id,
    code,
    entry,
    name: article.name,
    content: article.content,
    picture: article.picture,
    groups: article.groups,
    quantity,
    unitPrice,
    ...(statedAmount === undefined ? {} : { isPriceStated: true as const }),
    pricedPer: quantity.kind === article.pricedPer ? article.pricedPer : quantity.kind,
    regularAmount: statedAmount ?? priceOf(quantity, unitPrice),
    modifiers: [],
    tax: article.tax,
    bestBefore: command.label?.bestBefore,
    restrictions: article.restrictions,
    voided: false,
  };
}

/** A package whose label states its price is one piece at that price, whatever a kilogram of it costs. */
function unitPriceOf(article: Article, statedAmount: MinorUnits | undefined): MinorUnits {
  return statedAmount ?? article.price ?? minorUnits(0);
}

function depositLine(article: Article, parent: SaleLineItem): SaleLineItem | undefined {
  const { deposit } = article;
  if (deposit === undefined) return undefined;
  const quantity: Quantity = parent.quantity.kind === 'pieces' ? parent.quantity : pieces(1);
  return {
    lineNumber: parent.lineNumber + 1,
    kind: 'deposit',
    parentLine: parent.lineNumber,
    articleId: article.id,
    entry: parent.entry,
    name: deposit.name,
    picture: 'deposit',
    groups: [],
    quantity,
    unitPrice: deposit.amount,
    pricedPer: 'pieces',
    regularAmount: priceOf(quantity, deposit.amount),
    modifiers: [],
    tax: deposit.tax,
    voided: false,
  };
}

/** The line with a number, if the basket is open and has it. */
export function openLine(state: TransactionState, lineNumber: number): SaleLineItem | Rejection {
  if (state.status !== 'open') return reject(notOpen(state), { state: state.status });
  const line = state.lines[lineNumber - 1];
  return line === undefined || line.voided ? reject('line-unknown', { lineNumber }) : line;
}

function childrenOf(state: TransactionState, lineNumber: number): readonly SaleLineItem[] {
  if (!hasLines(state)) return [];
  return activeLines(state).filter((line) => line.parentLine === lineNumber);
}

/** Pieces of an article on other lines. */
function piecesOf(state: TransactionState, articleId: string, exceptLine: number): number {
  if (!hasLines(state)) return 0;
  return activeLines(state)
    .filter((line) => line.articleId === articleId && line.kind === 'article' && line.lineNumber !== exceptLine)
    .reduce((sum, line) => sum + (line.quantity.kind === 'pieces' ? line.quantity.count : 1), 0);
}

function hasLines(state: TransactionState): state is TransactionState & TransactionBody {
  return 'lines' in state;
}
