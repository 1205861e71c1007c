import { minorUnits } from '../values/money.ts';
import type { DecidedStage } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import { piecesFor } from './rule-groups.ts';
import { type Candidate, gainOfSet, type SetRule, WORTH_SCALE } from './set-rule.ts';
import { unitsOf } from './take-sets.ts';

/**
 * A set of several parts that lacks one piece, of a part that other goods are for. What that piece will cost nobody
 * knows here, so it is reckoned with as if it cost nothing: no set saves less for a dearer piece, so the saving that is
 * named is the least there will be. Where that is nothing, nothing is said; nor of an amount off, of which a piece
 * whose price a rule holds up would take a share and lose it.
 *
 * @param left pieces of each candidate that are in no set
 */
export function partHints(stage: DecidedStage, rule: SetRule, left: readonly number[]): readonly PromotionHint[] {
  if (rule.reward === 'single' || rule.reward.type === 'amount') return [];
  // Most rules of a large shop end here, for little.
  if (piecesFor(rule, left) < rule.size - 1) return [];
  const waiting = filling(rule, left);
  const first = stage.candidates[waiting[0] ?? -1];
  if (first === undefined || rule.size - waiting.length !== 1) return [];
  const units = [...unitsOf(waiting, stage.candidates), costingNothing(first)];
  const saves = Math.floor(gainOfSet(rule, units) / WORTH_SCALE);
  if (saves <= 0) return [];
  const { promotionId, label } = rule.promotion;
  const lineNumbers = [...new Set(waiting)].flatMap(
    (index) => stage.candidates[index]?.lot.goods.lines.map((line) => line.lineNumber) ?? [],
  );
  return [{ promotionId, lineNumbers, label, missingCount: 1, isPart: true, saves: minorUnits(saves) }];
}

/** Pieces that fill places, those that fit fewest first, dearest first in the end. */
function filling(rule: SetRule, left: readonly number[]): readonly number[] {
  const room = [...rule.places];
  const taken: number[] = [];
  for (const { index, places } of rule.members.toSorted((a, b) => bitCount(a.places) - bitCount(b.places))) {
    for (const [place, free] of room.entries()) {
      if ((places & (1 << place)) === 0) continue;
      const count = Math.min(free, (left[index] ?? 0) - taken.filter((each) => each === index).length);
      for (let piece = 0; piece < count; piece += 1) taken.push(index);
      room[place] = free - Math.max(0, count);
    }
  }
  return taken.toSorted((a, b) => a - b);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count += 1;
  return count;
}

function costingNothing({ lot, keep }: Candidate): Candidate {
  const goods = { ...lot.goods, price: 0, floor: 0 };
  const free = { price: 0, parts: [], exclusive: false };
  const piece = { ...lot, goods, price: 0, parts: [] };
  return { lot: piece, alone: free, lotAlone: piece, aloneWorth: 0, chain: free, keep, limited: NONE };
}

const NONE: Candidate['limited'] = new Map();
