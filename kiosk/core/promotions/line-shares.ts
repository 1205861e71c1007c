import type { DiscountedRows } from './basket-discounts.ts';
import type { PricedLine, SharesOnLine } from './lots.ts';
import { modifierOf, tally, type Tally } from './priced-line.ts';
import type { PriceModifier } from './price-modifier.ts';

/**
 * What takes something off a line: the promotions on its goods, then its shares of the basket discounts. Most lines
 * keep their shares when another line joins the basket; what was made of them is then given again.
 * @param from the position of the line's first row
 */
export function withShares(line: PricedLine, discounted: DiscountedRows, from: number): readonly PriceModifier[] {
  if (discounted.taken.length === 0) return line.modifiers;
  if (line.shares === undefined || !areShares(line.shares, line, discounted, from)) {
    line.shares = sharesOn(line, discounted, from);
  }
  return line.shares.modifiers;
}

function areShares(known: SharesOnLine, { rows }: PricedLine, { taken }: DiscountedRows, from: number): boolean {
  if (known.promotions.length !== taken.length) return false;
  let index = 0;
  let fact = 0;
  for (const { promotion, amounts, before } of taken) {
    if (known.promotions[index] !== promotion) return false;
    index += 1;
    for (let position = from; position < from + rows.length; position += 1) {
      if (known.facts[fact] !== amounts[position] || known.facts[fact + 1] !== before[position]) return false;
      fact += 2;
    }
  }
  return true;
}

function sharesOn({ rows, modifiers }: PricedLine, { taken }: DiscountedRows, from: number): SharesOnLine {
  const facts: number[] = [];
  const all = [...modifiers];
  for (const { promotion, amounts, before } of taken) {
    let share: Tally | undefined;
    for (const [index, row] of rows.entries()) {
      const amount = amounts[from + index] ?? 0;
      const cost = before[from + index] ?? 0;
      facts.push(amount, cost);
      share = tally(share, promotion, row.lot.goods.floor, { amount, before: cost, count: row.count, setSize: 1 });
    }
    if (share !== undefined) all.push(modifierOf(share));
  }
  return { promotions: taken.map(({ promotion }) => promotion), facts, modifiers: all };
}
