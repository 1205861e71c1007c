import type { PriceModifier } from '#kiosk/core/promotions/price-modifier.ts';
import { isDepositReturn } from '#kiosk/core/transaction/deposit-return.ts';
import { couponMark, type ShopperHistory, slipMark } from '#kiosk/core/transaction/shopper.ts';
import type { TransactionBody } from '#kiosk/core/transaction/state.ts';
import type { LaneState } from './lane-state.ts';
import type { JournalEntry } from './ports.ts';

/** How many coupons and slips a lane remembers as used: years of them; the oldest are forgotten first. */
const MARKS_MAX = 100_000;
/** Of how many members a lane remembers what they have had; who was not here for longest is forgotten first. */
const MEMBERS_MAX = 20_000;

const NOTHING: Readonly<Record<string, number>> = {};

/**
 * What the sales of this lane have used up, read off its journal: coupons and slips that count once, and how often each
 * member has had each promotion. It knows this lane only.
 */
export class LaneShopperHistory implements ShopperHistory {
  readonly #marks = new Set<string>();
  readonly #members = new Map<string, Readonly<Record<string, number>>>();

  isUsed(mark: string): boolean {
    return this.#marks.has(mark);
  }

  usedBy(memberKey: string): Readonly<Record<string, number>> {
    return this.#members.get(memberKey) ?? NOTHING;
  }

  /** @param state the lane after this entry, and perhaps after others that were written with it */
  note(entry: JournalEntry, { transaction }: LaneState): void {
    if (entry.kind !== 'transaction' || entry.event.type !== 'transaction-settled') return;
    if (transaction.status !== 'settled' && transaction.status !== 'closed') return;
    for (const mark of marksOf(transaction)) this.#marks.add(mark);
    const { member } = transaction.shopper;
    if (member !== undefined) this.#noteMember(member.key, transaction);
    forgetOldest(this.#marks, MARKS_MAX);
    forgetOldest(this.#members, MEMBERS_MAX);
  }

  #noteMember(key: string, transaction: TransactionBody): void {
    const used = { ...this.usedBy(key) };
    for (const [promotionId, count] of applicationsIn(transaction))
      used[promotionId] = (used[promotionId] ?? 0) + count;
    this.#members.delete(key);
    this.#members.set(key, used);
  }
}

function marksOf({ lines, couponUses }: TransactionBody): readonly string[] {
  const coupons = couponUses.map(couponMark).filter((mark) => mark !== undefined);
  const slips = lines.filter((line) => !line.voided && isDepositReturn(line)).map((line) => slipMark(line.code ?? ''));
  return [...coupons, ...slips];
}

/** By promotion: pieces of one on single pieces, sets of one on sets, once of one on the basket. */
function applicationsIn({ lines }: TransactionBody): ReadonlyMap<string, number> {
  const modifiers = lines.filter((line) => !line.voided).flatMap((line) => line.modifiers);
  const counts = new Map<string, number>();
  for (const [promotionId, each] of Map.groupBy(modifiers, (modifier) => modifier.promotionId)) {
    counts.set(promotionId, countOf(each));
  }
  return counts;
}

function countOf(modifiers: readonly PriceModifier[]): number {
  const explanation = modifiers[0]?.explanation;
  if (explanation === undefined || explanation.kind === 'basket-discount') return 1;
  const pieces = modifiers.reduce((sum, modifier) => sum + (modifier.explanation?.pieces ?? 0), 0);
  return Math.ceil(pieces / Math.max(1, explanation.setSize));
}

function forgetOldest(
  known: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean },
  max: number,
): void {
  while (known.size > max) {
    const { value, done } = known.keys().next();
    if (done === true) return;
    known.delete(value);
  }
}
