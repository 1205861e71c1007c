import type { CommandOutput } from '#kiosk/api/commands.ts';
import type { HelperView, LaneAction } from '#kiosk/api/staff.ts';
import { lineAmount } from '#kiosk/core/pricing/totals.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import type { Cashier } from './cashier.ts';
import type { LaneCore } from './lane-core.ts';
import type { LaneState } from './lane-state.ts';
import { changePrice } from './staff-prices.ts';
import { basketSummary } from './ticket-view.ts';

/**
 * What a person changes in somebody's basket or at a lane. Who did it and why is written down beside what the
 * sale or the lane itself says of it; what was refused leaves no trace.
 */
export async function actOnLane(
  core: LaneCore,
  cashier: Cashier,
  action: LaneAction,
  reason: string,
  person: HelperView,
): Promise<Rejection | undefined> {
  const refusal = await carryOut(core, cashier, { action, reason, person });
  if (refusal !== undefined) return refusal;
  const at = core.parts.clock.now();
  await core.parts.writer.write(() => [
    { kind: 'lane', event: { type: 'staff-acted', action: recorded(action), reason, helper: person, at } },
  ]);
  return undefined;
}

function recorded(action: LaneAction): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(action).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

interface StaffAct {
  readonly action: LaneAction;
  readonly reason: string;
  readonly person: HelperView;
}

async function carryOut(core: LaneCore, cashier: Cashier, act: StaffAct): Promise<Rejection | undefined> {
  const { action } = act;
  switch (action.type) {
    case 'void-line':
      return core.command({ type: 'void-line', lineNumber: action.lineNumber, by: 'staff' });
    case 'set-quantity':
      return core.command({ type: 'change-quantity', lineNumber: action.lineNumber, count: action.count });
    case 'hold-basket':
      return core.command({ type: 'suspend', reason: 'staff' });
    case 'resume-basket':
      return core.command({ type: 'resume' });
    case 'cancel-basket':
      return cashier.giveUp('staff');
    case 'pause-lane':
      return core.pause(true);
    case 'open-lane':
      return core.pause(false);
    case 'override-price':
    case 'basket-discount':
    case 'take-back-discounts':
      return changePrice(core, action, act);
    default:
      return reject('action-not-offered');
  }
}

/** The basket of a lane as staff see it, live. */
export function viewOfLane({ transaction }: LaneState): CommandOutput<'viewLane'> {
  const basket = { ...basketSummary(transaction), status: transaction.status };
  if (isOver(transaction)) return { basket, lines: [] };
  const lines = transaction.lines.map((line) => ({
    lineNumber: line.lineNumber,
    ...(line.parentLine === undefined ? {} : { parentLine: line.parentLine }),
    articleId: line.articleId,
    name: { ...line.name },
    count: line.quantity.kind === 'pieces' ? line.quantity.count : null,
    amount: lineAmount(line),
    voided: line.voided,
  }));
  return { basket, lines };
}

/** As many as one looks through on a phone. */
const ARTICLES_MAX = 12;

/** What this lane sells, for whoever replaces an article or promises it. */
export function articlesFor({ parts }: LaneCore, text: string, language: string): CommandOutput<'findArticles'> {
  const found = parts.catalogue.search({ text, language, limit: ARTICLES_MAX, at: parts.clock.now() });
  return {
    articles: found.map(({ id, name, price }) => ({ articleId: id, name: { ...name }, price: price ?? null })),
  };
}
