import type { SetReward } from './promotion.ts';
import { basisOf, cheapestShare, worthOf, type Candidate, type SetRule } from './set-rule.ts';
import { percentOf } from './unit-price.ts';

type CheapestReward = Extract<SetReward, { type: 'cheapest' }>;

/** Cells of the table of decisions; it bounds time and memory, and how far paid pieces may run ahead of free ones. */
const TABLE_CELLS_MAX = 20_000;

const SKIP = 0;
const PAY = 1;
const FREE = 2;

/**
 * Puts pieces into sets whose cheapest are free, so that the shopper saves most. Dearest first, each piece is left out,
 * paid, or free; `pay` paid pieces earn room for `count` free ones, none dearer than they. A table over (piece, paid
 * pieces of the unfinished set, free pieces still due) finds the best way in one pass, since what came before only
 * shows in these two numbers. Without other promotions on the pieces that is: sort, cut into sets, the cheapest of each
 * are free.
 * @param pieces candidates by index, one entry a piece
 */
export function groupsOfCheapest(
  rule: SetRule,
  reward: CheapestReward,
  pieces: readonly number[],
  candidates: readonly Candidate[],
): readonly (readonly number[])[] {
  const gains = gainsOf(rule, reward, pieces, candidates);
  const pay = rule.size - reward.count;
  const due = Math.min(pieces.length, Math.floor(TABLE_CELLS_MAX / (pieces.length * pay)) - 1);
  const isSimple = due < reward.count || gains.every((gain) => gain.paid === 0);
  const decisions = isSimple ? inSlices(gains.length, rule.size, pay) : decide(gains, pay, reward.count, due);
  const paid: number[] = [];
  const free: number[] = [];
  for (const [position, decision] of decisions.entries()) {
    const index = gains[position]?.index;
    if (index === undefined || decision === SKIP) continue;
    (decision === PAY ? paid : free).push(index);
  }
  const groups: (readonly number[])[] = [];
  for (let made = 0; (made + 1) * pay <= paid.length && (made + 1) * reward.count <= free.length; made += 1) {
    const group = [
      ...paid.slice(made * pay, (made + 1) * pay),
      ...free.slice(made * reward.count, (made + 1) * reward.count),
    ];
    groups.push(group.toSorted((a, b) => a - b));
  }
  return groups;
}

interface PieceGain {
  readonly index: number;
  readonly basis: number;
  /** Gain in worth if the piece is paid in a set, never above zero. */
  readonly paid: number;
  readonly free: number;
}

function gainsOf(
  rule: SetRule,
  reward: CheapestReward,
  pieces: readonly number[],
  candidates: readonly Candidate[],
): readonly PieceGain[] {
  const share = cheapestShare(reward);
  const gains = pieces.flatMap((index) => {
    const unit = candidates[index];
    if (unit === undefined) return [];
    const basis = basisOf(rule, unit);
    const paid = unit.aloneWorth - worthOf(basis, rule.exclusive, unit.keep);
    const free = unit.aloneWorth - worthOf(basis - percentOf(basis, share), rule.exclusive, unit.keep);
    return [{ index, basis, paid, free }];
  });
  // Of equally dear pieces those come first that lose least by being paid.
  return gains.toSorted((a, b) => b.basis - a.basis || b.paid - a.paid || a.index - b.index);
}

/**
 * Sort and cut: the best way where no piece has another promotion to lose, and the way for more than the table holds.
 */
function inSlices(length: number, size: number, pay: number): readonly number[] {
  const whole = length - (length % size);
  return Array.from({ length }, (_, position) => (position >= whole ? SKIP : position % size < pay ? PAY : FREE));
}

function decide(gains: readonly PieceGain[], pay: number, count: number, dueMax: number): readonly number[] {
  const width = pay * (dueMax + 1);
  const choices = new Uint8Array(gains.length * width);
  let best = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  best[0] = 0;
  for (const [position, gain] of gains.entries()) {
    const next = best.slice();
    const offer = (cell: number, value: number, choice: number): void => {
      if (value <= (next[cell] ?? 0)) return;
      next[cell] = value;
      choices[position * width + cell] = choice;
    };
    for (const [cell, value] of best.entries()) {
      if (value === Number.NEGATIVE_INFINITY) continue;
      const begun = cell % pay;
      const due = (cell - begun) / pay;
      const earned = begun + 1 === pay ? count : 0;
      if (due + earned <= dueMax) offer((due + earned) * pay + ((begun + 1) % pay), value + gain.paid, PAY);
      if (due > 0) offer(cell - pay, value + gain.free, FREE);
    }
    best = next;
  }
  return backwards(choices, gains.length, width, pay, count);
}

/** Reads the decisions of the best complete way, in which no set is unfinished and no free piece is due. */
function backwards(choices: Uint8Array, length: number, width: number, pay: number, count: number): readonly number[] {
  const decisions: number[] = [];
  let cell = 0;
  for (let position = length - 1; position >= 0; position -= 1) {
    const choice = choices[position * width + cell] ?? SKIP;
    decisions.push(choice);
    if (choice === FREE) cell += pay;
    if (choice === PAY) {
      const begun = cell % pay;
      cell = begun === 0 ? cell - count * pay + (pay - 1) : cell - 1;
    }
  }
  return decisions.toReversed();
}
