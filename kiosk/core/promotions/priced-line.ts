import { minorUnits } from '../values/money.ts';
import type { Goods, Lot, PricedLine, Row } from './lots.ts';
import type { PriceModifier } from './price-modifier.ts';
import type { Promotion } from './promotion.ts';

/** Lots by line: pieces of the same goods go to their lines in the order of line numbers. */
export function pricedLines(goods: Goods, lots: readonly Lot[]): readonly PricedLine[] {
  const [only] = lots;
  if (only === undefined || lots.length > 1) return linesAnew(goods, lots);
  only.lines ??= linesAnew(goods, lots);
  return only.lines;
}

function linesAnew(goods: Goods, lots: readonly Lot[]): readonly PricedLine[] {
  const waiting = lots.map((lot) => ({ lot, left: lot.count }));
  return goods.lines.map(({ lineNumber, count }) => {
    const rows: Row[] = [];
    let room = count;
    for (const entry of waiting) {
      const taken = Math.min(room, entry.left);
      if (taken === 0) continue;
      entry.left -= taken;
      room -= taken;
      rows.push({ lineNumber, lot: entry.lot, count: taken, amount: entry.lot.price * taken });
    }
    return { lineNumber, rows, modifiers: modifiersOn(rows), shares: undefined };
  });
}

function modifiersOn(rows: readonly Row[]): readonly PriceModifier[] {
  const tallies: Tally[] = [];
  for (const { lot, count } of rows) {
    for (const { promotion, amount, before, setSize } of lot.parts) {
      const index = tallies.findIndex((each) => each.promotion === promotion);
      const taken = { amount: amount * count, before: before * count, count, setSize };
      const tallied = tally(tallies[index], promotion, lot.goods.floor, taken);
      if (index === -1 && tallied !== undefined) tallies.push(tallied);
    }
  }
  return tallies.map(modifierOf);
}

/** What one promotion takes off one line. */
export interface Tally {
  readonly promotion: Promotion;
  amount: number;
  before: number;
  pieces: number;
  readonly setSize: number;
  atCeiling: boolean;
}

/** What one promotion takes off one row. */
export interface Taken {
  readonly amount: number;
  readonly before: number;
  readonly count: number;
  readonly setSize: number;
}

/** Adds to what is known of a promotion on a line; what takes nothing off leaves it as it is. */
export function tally(
  known: Tally | undefined,
  promotion: Promotion,
  floor: number,
  { amount, before, count, setSize }: Taken,
): Tally | undefined {
  if (amount === 0) return known;
  const atCeiling = floor > 0 && before - amount === floor * count;
  if (known === undefined) return { promotion, amount, before, pieces: count, setSize, atCeiling };
  known.amount += amount;
  known.before += before;
  known.pieces += count;
  known.atCeiling ||= atCeiling;
  return known;
}

const AT_CEILING = { atCeiling: true } as const;

export function modifierOf({ promotion, amount, before, pieces, setSize, atCeiling }: Tally): PriceModifier {
  const { promotionId, label, kind } = promotion;
  const plain = { kind, pieces, before: minorUnits(before), setSize };
  const explanation = atCeiling ? { ...plain, ...AT_CEILING } : plain;
  return { promotionId, amount: minorUnits(-amount), label, explanation };
}
