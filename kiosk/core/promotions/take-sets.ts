import type { Capacity, Candidate, SetRule } from './set-rule.ts';
import { groupsOfCheapest } from './pay-or-free.ts';
import { basisOf, gainOfSet, worthOf } from './set-rule.ts';
import type { SetReward } from './promotion.ts';
import { percentOf } from './unit-price.ts';

/** A set that was chosen: which candidates its pieces are of, dearest first, and its gain in worth. */
export interface ChosenSet {
  readonly rule: SetRule;
  readonly units: readonly number[];
  readonly gain: number;
}

/** Units of each candidate that are still free, and sets that each capacity has left; used up as sets are taken. */
export interface Supply {
  readonly free: number[];
  readonly capacity: Map<Capacity, number>;
}

export function supplyOf(free: readonly number[]): Supply {
  return { free: [...free], capacity: new Map() };
}

/** The most pieces that one rule looks at in one basket; more than that get no set of this rule. */
const POOL_PIECES_MAX = 1000;

/**
 * Takes the sets of one rule from what is free, the most rewarding first, until none saves anything.
 * Rules with one place and a price, a share or free pieces as reward get the best that is possible for that rule alone.
 */
export function takeSets(rule: SetRule, candidates: readonly Candidate[], supply: Supply): readonly ChosenSet[] {
  const groups =
    rule.places.length === 1 ? poolGroups(rule, candidates, supply) : placeGroups(rule, candidates, supply);
  const priced: ChosenSet[] = [];
  for (const units of groups) {
    const gain = gainOfSet(rule, unitsOf(units, candidates));
    if (gain > 0) priced.push({ rule, units, gain });
  }
  const left = supply.capacity.get(rule.capacity) ?? rule.capacity.limit;
  const taken = priced.length <= left ? priced : priced.toSorted((a, b) => b.gain - a.gain).slice(0, left);
  supply.capacity.set(rule.capacity, left - taken.length);
  for (const set of taken) for (const unit of set.units) supply.free[unit] = (supply.free[unit] ?? 0) - 1;
  return taken;
}

export function unitsOf(indexes: readonly number[], candidates: readonly Candidate[]): readonly Candidate[] {
  return indexes.flatMap((index) => candidates[index] ?? []);
}

function inOrder(units: readonly number[]): readonly number[] {
  return units.toSorted((a, b) => a - b);
}

/** The free pieces that may join, one entry a piece. */
function freePieces(rule: SetRule, place: number, supply: Supply): number[] {
  const pieces: number[] = [];
  for (const member of rule.members) {
    if ((member.places & (1 << place)) === 0) continue;
    const count = Math.min(supply.free[member.index] ?? 0, POOL_PIECES_MAX - pieces.length);
    for (let taken = 0; taken < count; taken += 1) pieces.push(member.index);
  }
  return pieces;
}

function poolGroups(rule: SetRule, candidates: readonly Candidate[], supply: Supply): readonly (readonly number[])[] {
  const pieces = freePieces(rule, 0, supply);
  if (pieces.length < rule.size) return [];
  if (rule.reward !== 'single' && rule.reward.type === 'cheapest') {
    return groupsOfCheapest(rule, rule.reward, pieces, candidates);
  }
  const eagerness = new Map(
    [...new Set(pieces)].map((index) => [index, eagernessOf(rule, rule.reward, candidates[index])] as const),
  );
  const ordered = pieces.toSorted((a, b) => (eagerness.get(b) ?? 0) - (eagerness.get(a) ?? 0) || a - b);
  return slices(ordered, rule.size);
}

function slices(pieces: readonly number[], size: number): readonly (readonly number[])[] {
  const groups: (readonly number[])[] = [];
  for (let start = 0; start + size <= pieces.length; start += size) {
    groups.push(inOrder(pieces.slice(start, start + size)));
  }
  return groups;
}

/** How much there is to win by putting a piece into a set: a constant apart, its share of the gain. */
function eagernessOf(rule: SetRule, reward: SetReward | 'single', unit: Candidate | undefined): number {
  if (unit === undefined) return 0;
  if (reward === 'single') return gainOfSet(rule, [unit]);
  const basis = basisOf(rule, unit);
  switch (reward.type) {
    case 'price':
      return unit.aloneWorth;
    case 'percent':
      return unit.aloneWorth - worthOf(basis - percentOf(basis, reward.basisPoints), rule.exclusive, unit.keep);
    case 'amount':
    case 'cheapest':
      return unit.aloneWorth - worthOf(basis, rule.exclusive, unit.keep);
  }
}

/** Fills the places of each set with the pieces that are worth most, the scarcest place first. */
function placeGroups(rule: SetRule, candidates: readonly Candidate[], supply: Supply): readonly (readonly number[])[] {
  const free = [...supply.free];
  const places = rule.places.map((count, place) => {
    const members = freePieces(rule, place, supply);
    const ordered = [...new Set(members)].toSorted(
      (a, b) => (candidates[b]?.aloneWorth ?? 0) - (candidates[a]?.aloneWorth ?? 0) || a - b,
    );
    return { count, ordered, sets: Math.floor(members.length / count) };
  });
  const sets = Math.min(...places.map((place) => place.sets));
  const scarcestFirst = places.toSorted((a, b) => a.sets - b.sets || a.ordered.length - b.ordered.length);
  const groups: (readonly number[])[] = [];
  for (let made = 0; made < sets; made += 1) {
    const units = scarcestFirst.flatMap((place) => pick(place.ordered, place.count, free));
    if (units.length < rule.size) break;
    groups.push(inOrder(units));
  }
  return groups;
}

function pick(ordered: readonly number[], count: number, free: number[]): readonly number[] {
  const picked: number[] = [];
  for (const index of ordered) {
    for (let left = free[index] ?? 0; left > 0 && picked.length < count; left -= 1) {
      picked.push(index);
      free[index] = left - 1;
    }
    if (picked.length === count) break;
  }
  return picked;
}
