import type { MoveAnswer, MovedBasket, MoveStep } from '#kiosk/api/moved-basket.ts';
import { movedBasket } from '#kiosk/api/moved-basket.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import type { CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import { isDepositReturn } from '#kiosk/core/transaction/deposit-return.ts';
import { activeLines, isOver } from '#kiosk/core/transaction/evolve.ts';
import type { SaleLineItem } from '#kiosk/core/transaction/line-item.ts';
import type { TransactionBody } from '#kiosk/core/transaction/state.ts';
import type {
  ArticleId,
  EpochMs,
  LocalizedText,
  TransactionId,
  WorkstationId,
} from '#kiosk/core/values/identifiers.ts';
import { minorUnits, negate } from '#kiosk/core/values/money.ts';
import { evolveLane, type LaneState } from './lane-state.ts';
import type { JournalEntry } from './ports.ts';

/** What a lane needs to take part in a move. */
export interface MovingLane {
  readonly catalogue: Pick<CatalogueReader, 'findById'>;
  readonly labels: { readonly priceLabel: LocalizedText; readonly discountLabel: LocalizedText };
  readonly now: EpochMs;
  /** Nothing else keeps the next shopper from beginning here. */
  readonly isInService: boolean;
  readonly entriesOf: (state: LaneState, command: TransactionCommand) => readonly JournalEntry[] | Rejection;
}

export interface MoveDecision {
  readonly entries: readonly JournalEntry[];
  readonly answer: MoveAnswer;
}

/**
 * A lane's part of a move, step by step. The lane that lends keeps the basket aside until it hears that the other one
 * has it, or never will; the other one takes it once, with all that it says about it written together. So at most one
 * of the two can take money for it, wherever either of them or the store stops.
 */
export function decideMove(
  state: LaneState,
  step: MoveStep,
  by: HelperView,
  lane: MovingLane,
): MoveDecision | Rejection {
  switch (step.step) {
    case 'lend':
      return lend(state, step, by, lane);
    case 'take':
      return take(state, step, by, lane);
    case 'refuse': {
      const known = state.moves.get(step.moveId);
      const answer = { taken: known === 'taken' };
      if (known !== undefined) return { entries: [], answer };
      return { entries: [acted({ type: 'refuse-move', moveId: step.moveId }, by, lane)], answer };
    }
    default:
      return finish(state, step, lane);
  }
}

type Step<Name extends MoveStep['step']> = Extract<MoveStep, { step: Name }>;

/** A basket that is on its way already is told again as it is: whoever asks goes on with that move first. */
function lend(state: LaneState, step: Step<'lend'>, by: HelperView, lane: MovingLane): MoveDecision | Rejection {
  const { transaction } = state;
  if (isOver(transaction)) return reject('nothing-to-pay-for');
  const moving = transaction.status === 'suspended' ? transaction.move : undefined;
  const basket = basketOf(transaction);
  if (basket === undefined) return reject('action-not-offered');
  if (moving !== undefined) return { entries: [], answer: { lent: { ...moving, basket } } };
  if (basket.lines.length === 0) return reject('nothing-to-pay-for');
  const { moveId, to } = step;
  const entries = lane.entriesOf(state, { type: 'begin-move', move: { moveId, to: to as WorkstationId } });
  if (isRejection(entries)) return entries;
  const written = acted({ type: 'move-basket', moveId, to }, by, lane, step.reason);
  return { entries: [...entries, written], answer: { lent: { moveId, to, basket } } };
}

function take(state: LaneState, step: Step<'take'>, by: HelperView, lane: MovingLane): MoveDecision | Rejection {
  const { moveId, basket } = step;
  const known = state.moves.get(moveId);
  if (known !== undefined) return { entries: [], answer: { taken: known === 'taken' } };
  if (!isOver(state.transaction) || state.paused || !lane.isInService) return reject('lane-not-free');
  const building = new Building(state, lane);
  const refusal = build(building, basket, lane) ?? building.say({ type: 'note-origin', from: originOf(step) });
  if (refusal !== undefined) return refusal;
  const written = acted({ type: 'take-basket', moveId, from: basket.workstationId }, by, lane);
  return { entries: [...building.entries, written], answer: { taken: true } };
}

function finish(state: LaneState, { moveId, taken }: Step<'finish'>, lane: MovingLane): MoveDecision | Rejection {
  const { transaction } = state;
  const isMoving = transaction.status === 'suspended' && transaction.move?.moveId === moveId;
  if (!isMoving) return { entries: [], answer: {} };
  const entries = lane.entriesOf(state, taken ? { type: 'void', reason: 'moved' } : { type: 'resume', moveId });
  return isRejection(entries) ? entries : { entries, answer: {} };
}

/** Puts one thing after the other into the new sale; the entries are written together, or none of them. */
class Building {
  readonly entries: JournalEntry[] = [];
  readonly #lane: MovingLane;
  #state: LaneState;

  constructor(state: LaneState, lane: MovingLane) {
    this.#state = state;
    this.#lane = lane;
  }

  /** The number that the next line gets. */
  get nextLine(): number {
    const { transaction } = this.#state;
    return isOver(transaction) ? 1 : transaction.lines.length + 1;
  }

  say(command: TransactionCommand): Rejection | undefined {
    const entries = this.#lane.entriesOf(this.#state, command);
    if (isRejection(entries)) return entries;
    this.entries.push(...entries);
    this.#state = entries.reduce(evolveLane, this.#state);
    return undefined;
  }
}

function build(building: Building, basket: MovedBasket, lane: MovingLane): Rejection | undefined {
  const { language, member, coupons, lines, slips, discounts } = basket;
  for (const line of lines) {
    const refusal = addLine(building, line, lane);
    if (refusal !== undefined) return refusal;
  }
  const rest: TransactionCommand[] = [
    { type: 'choose-language', language },
    ...(member === null ? [] : [{ type: 'identify-member' as const, member }]),
    ...coupons.map((coupon) => ({ type: 'present-coupon' as const, coupon })),
    ...slips.map(({ reference, amount }) => {
      return { type: 'add-deposit-return' as const, reference, amount: minorUnits(amount) };
    }),
  ];
  for (const command of rest) {
    const refusal = building.say(command);
    if (refusal !== undefined) return refusal;
  }
  for (const { amount, ...said } of discounts) {
    const discount = { ...said, amount: minorUnits(amount), label: lane.labels.discountLabel };
    // One that waits for a larger basket is not given here: its amount is more than there is to take it off.
    building.say({ type: 'give-discount', discount });
  }
  return undefined;
}

const WHOLE_BASIS_POINTS = 10_000;

function addLine(building: Building, line: MovedBasket['lines'][number], lane: MovingLane): Rejection | undefined {
  const article = lane.catalogue.findById(line.articleId as ArticleId, lane.now);
  if (article === undefined) return reject('article-unknown');
  const lineNumber = building.nextLine;
  const refusal = building.say({
    type: 'add-article',
    article,
    entry: line.entry,
    code: line.code,
    quantity: line.quantity,
    statedAmount: line.statedAmount === undefined ? undefined : minorUnits(line.statedAmount),
    label: line.bestBefore === undefined ? undefined : { bestBefore: line.bestBefore },
  });
  if (refusal !== undefined || line.override === undefined) return refusal;
  const { unitPrice, reason, by } = line.override;
  const price = minorUnits(unitPrice);
  // Whoever set it was held to the limits of her role then.
  const limits = { offBasisPointsMax: WHOLE_BASIS_POINTS, mayRaise: true, unitPriceMax: price };
  const { priceLabel: label } = lane.labels;
  return building.say({ type: 'override-price', lineNumber, unitPrice: price, label, reason, by, limits });
}

/** What fits into one message of the bus with room for what is around it, in characters. */
const BASKET_LENGTH_MAX = 40_000;

/** What another lane needs to make the same basket; undefined for one that is too large to move. */
function basketOf(body: TransactionBody): MovedBasket | undefined {
  const { transactionId, workstationId, language, shopper, discounts } = body;
  const lines = activeLines(body);
  const basket: MovedBasket = {
    transactionId,
    workstationId,
    language,
    member: shopper.member === undefined ? null : { ...shopper.member, programmes: [...shopper.member.programmes] },
    coupons: shopper.coupons.map((coupon) => ({ ...coupon })),
    // A deposit comes with its article.
    lines: lines.filter(({ kind }) => kind === 'article').map(lineOf),
    slips: lines
      .filter(isDepositReturn)
      .map(({ code = '', regularAmount }) => ({ reference: code, amount: negate(regularAmount) })),
    discounts: discounts.map(({ discountId, amount, reason, by }) => ({ discountId, amount, reason, by: { ...by } })),
  };
  const fits = JSON.stringify(basket).length <= BASKET_LENGTH_MAX;
  return fits && movedBasket.safeParse(basket).success ? basket : undefined;
}

function lineOf(line: SaleLineItem): MovedBasket['lines'][number] {
  const { articleId, code, entry, quantity, bestBefore, priceOverride, isPriceStated, unitPrice } = line;
  return {
    articleId,
    ...(code === undefined ? {} : { code }),
    entry,
    quantity,
    ...(isPriceStated === true ? { statedAmount: priceOverride?.regularUnitPrice ?? unitPrice } : {}),
    ...(bestBefore === undefined ? {} : { bestBefore }),
    ...(priceOverride === undefined ? {} : { override: overrideOf(priceOverride) }),
  };
}

function overrideOf({ unitPrice, reason, by }: NonNullable<SaleLineItem['priceOverride']>) {
  return { unitPrice, reason, by: { ...by } };
}

function originOf({ moveId, basket }: Step<'take'>) {
  return {
    moveId,
    workstationId: basket.workstationId as WorkstationId,
    transactionId: basket.transactionId as TransactionId,
  };
}

function acted(
  action: Readonly<Record<string, string>>,
  helper: HelperView,
  { now: at }: MovingLane,
  reason = '',
): JournalEntry {
  return { kind: 'lane', event: { type: 'staff-acted', action, reason, helper, at } };
}
