import { assert } from '../values/assert.ts';
import { gainOfSet, type Candidate, type SetRule } from './set-rule.ts';
import type { ChosenSet, Supply } from './take-sets.ts';

/** The most rules that a search decides between; more are left to the quicker way, as with the next two. */
export const RULES_IN_SEARCH_MAX = 24;
/** The most kinds of pieces that a search tells apart. */
const KINDS_OF_PIECES_MAX = 32;
/** The most different sets that a search chooses from. */
const KINDS_OF_SETS_MAX = 600;
/** The most sets that a search puts together at once; it bounds the depth of the search. */
const SETS_MAX = 200;
/**
 * Steps that one search may take. More find little: in shops where a search ends here, twice as many save shoppers less
 * than 0.1 % more.
 */
export const STEPS_MAX = 2000;
/** Limits up to this size are reckoned with as such when a branch is judged hopeless. */
const SMALL_CAPACITY = 8;

/** What a search found. Complete: nothing better exists. */
export interface SearchResult {
  readonly sets: readonly ChosenSet[];
  readonly gain: number;
  readonly complete: boolean;
}

/** Pieces that no rule tells apart. */
interface PieceKind {
  /** Candidates of this kind, dearest first. */
  readonly indexes: readonly number[];
  readonly sample: Candidate;
  /** For each rule, the places that a piece may fill, by bits. */
  readonly places: readonly number[];
  readonly free: number;
}

/** A set as a search sees it: how many pieces of which kinds. */
interface SetKind {
  readonly rule: SetRule;
  readonly uses: readonly { readonly kind: number; readonly count: number }[];
  readonly gain: number;
}

/**
 * Looks for the best choice of sets among rules that want the same pieces: depth first, the most rewarding kind of set
 * first, cutting off branches that cannot beat the best choice so far. The first way down is the greedy choice, so that
 * a search that runs out of steps still has a good answer.
 * @param stepsMax steps that it may take
 * @returns undefined where there is too much to choose from
 */
export function searchSets(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  supply: Supply,
  stepsMax: number,
): SearchResult | undefined {
  if (rules.length > RULES_IN_SEARCH_MAX) return undefined;
  const kinds = kindsOfPieces(rules, candidates, supply);
  if (kinds.length > KINDS_OF_PIECES_MAX) return undefined;
  const sets = kindsOfSets(rules, kinds);
  if (sets === undefined) return undefined;
  const search = new Search(sets, kinds, supply, stepsMax);
  search.run();
  return { sets: assign(search.best, kinds, supply), gain: search.bestGain, complete: search.complete };
}

function kindsOfPieces(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  supply: Supply,
): readonly PieceKind[] {
  const placesOf = new Map<number, number[]>();
  for (const [position, rule] of rules.entries()) {
    for (const member of rule.members) {
      const places = placesOf.get(member.index) ?? rules.map(() => 0);
      places[position] = member.places;
      placesOf.set(member.index, places);
    }
  }
  const kinds = new Map<string, { indexes: number[]; sample: Candidate; places: readonly number[]; free: number }>();
  for (const [index, places] of [...placesOf].toSorted(([a], [b]) => a - b)) {
    const sample = candidates[index];
    const free = supply.free[index] ?? 0;
    if (sample === undefined || free === 0) continue;
    const { lot, chain, aloneWorth, keep, limited } = sample;
    const options = rules.map((rule) => limited.get(rule.promotion)?.price ?? '').join(',');
    const key = `${lot.price}|${chain.price}|${aloneWorth}|${keep}|${lot.goods.floor}|${places.join(',')}|${options}`;
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, { indexes: [index], sample, places, free });
    else {
      known.indexes.push(index);
      known.free += free;
    }
  }
  return [...kinds.values()];
}

function kindsOfSets(rules: readonly SetRule[], kinds: readonly PieceKind[]): readonly SetKind[] | undefined {
  const combinations: Combination[] = [];
  for (const [position, rule] of rules.entries()) {
    const found = combinationsOf(rule, position, kinds, KINDS_OF_SETS_MAX - combinations.length);
    if (found === undefined) return undefined;
    combinations.push(...found);
  }
  const sets: SetKind[] = [];
  for (const { rule, uses } of combinations) {
    const gain = gainOfSet(rule, samplesOf(uses, kinds));
    if (gain > 0) sets.push({ rule, uses, gain });
  }
  // Sorting is stable: of equally rewarding sets the one of the earlier rule comes first.
  return sets.toSorted((a, b) => b.gain / b.rule.size - a.gain / a.rule.size);
}

type Combination = Omit<SetKind, 'gain'>;

/** @returns undefined where there are more than may be looked at */
function combinationsOf(
  rule: SetRule,
  position: number,
  kinds: readonly PieceKind[],
  most: number,
): readonly Combination[] | undefined {
  const byUse = new Map<string, Combination>();
  const counts = kinds.map(() => 0);
  let considered = 0;
  const fill = (place: number, from: number, left: number): boolean => {
    if (left === 0) {
      if (place + 1 < rule.places.length) return fill(place + 1, 0, rule.places[place + 1] ?? 0);
      considered += 1;
      const uses = counts.flatMap((count, kind) => (count === 0 ? NO_USE : { kind, count }));
      // Only where there are several places does one combination come up more than once.
      byUse.set(rule.places.length === 1 ? String(considered) : counts.join(), { rule, uses });
      return considered <= most;
    }
    for (let index = from; index < kinds.length; index += 1) {
      const kind = kinds[index];
      const used = counts[index] ?? 0;
      if (kind === undefined || ((kind.places[position] ?? 0) & (1 << place)) === 0 || used >= kind.free) continue;
      counts[index] = used + 1;
      const goOn = fill(place, index, left - 1);
      counts[index] = used;
      if (!goOn) return false;
    }
    return true;
  };
  return fill(0, 0, rule.places[0] ?? 0) ? [...byUse.values()] : undefined;
}

const NO_USE: readonly { readonly kind: number; readonly count: number }[] = [];

function samplesOf(uses: SetKind['uses'], kinds: readonly PieceKind[]): readonly Candidate[] {
  const samples: Candidate[] = [];
  for (const { kind, count } of uses) {
    const sample = kinds[kind]?.sample;
    if (sample !== undefined) samples.push(...Array.from({ length: count }, () => sample));
  }
  return samples;
}

/** One depth-first search, with what it has in hand and the best that it has seen. */
class Search {
  best: readonly SetKind[] = [];
  bestGain = 0;
  complete = true;
  readonly #sets: readonly SetKind[];
  readonly #stepsMax: number;
  #steps = 0;
  readonly #free: Float64Array;
  /** Pieces of each kind and sets of each limit that are taken, then the set that comes next: where the search is. */
  readonly #place: Uint16Array;
  readonly #capacityOf: readonly number[];
  readonly #capacity: Float64Array;
  readonly #bounds: Bounds;
  readonly #taken: SetKind[] = [];
  readonly #seen = new Map<string, number>();

  constructor(sets: readonly SetKind[], kinds: readonly PieceKind[], supply: Supply, stepsMax: number) {
    this.#stepsMax = stepsMax;
    this.#sets = sets;
    this.#free = Float64Array.from(kinds, (kind) => kind.free);
    const capacities = [...new Set(sets.map((set) => set.rule.capacity))];
    this.#capacityOf = sets.map((set) => capacities.indexOf(set.rule.capacity));
    this.#capacity = Float64Array.from(capacities, (capacity) => supply.capacity.get(capacity) ?? capacity.limit);
    this.#place = new Uint16Array(kinds.length + capacities.length + 1);
    this.#bounds = boundsOf(sets, kinds.length, this.#capacityOf, this.#capacity);
  }

  run(): void {
    this.#descend(0, 0);
  }

  #descend(from: number, gain: number): void {
    if (this.#wasHereBefore(from, gain)) return;
    if (gain > this.bestGain) {
      this.bestGain = gain;
      this.best = [...this.#taken];
    }
    for (let index = from; index < this.#sets.length; index += 1) {
      if (this.#steps >= this.#stepsMax || this.#taken.length >= SETS_MAX) {
        this.complete = false;
        return;
      }
      this.#steps += 1;
      if (gain + this.#stillPossible(index) <= this.bestGain) return;
      const set = this.#sets[index];
      if (set === undefined || !this.#take(set, index)) continue;
      this.#descend(index, gain + set.gain);
      this.#putBack(set, index);
    }
  }

  /** The same pieces left and the same sets to come, reached by other sets that gained at least as much. */
  #wasHereBefore(from: number, gain: number): boolean {
    this.#place[this.#place.length - 1] = from;
    const place = String.fromCharCode.apply(undefined, this.#place as unknown as number[]);
    const before = this.#seen.get(place);
    if (before !== undefined && before >= gain) return true;
    this.#seen.set(place, gain);
    return false;
  }

  #take(set: SetKind, index: number): boolean {
    const capacity = this.#capacityOf[index] ?? 0;
    if ((this.#capacity[capacity] ?? 0) < 1) return false;
    if (set.uses.some(({ kind, count }) => (this.#free[kind] ?? 0) < count)) return false;
    this.#taken.push(set);
    this.#move(set, capacity, 1);
    return true;
  }

  #putBack(set: SetKind, index: number): void {
    this.#taken.pop();
    this.#move(set, this.#capacityOf[index] ?? 0, -1);
  }

  #move(set: SetKind, capacity: number, sets: 1 | -1): void {
    const limit = this.#free.length + capacity;
    this.#capacity[capacity] = (this.#capacity[capacity] ?? 0) - sets;
    this.#place[limit] = (this.#place[limit] ?? 0) + sets;
    for (const { kind, count } of set.uses) {
      this.#free[kind] = (this.#free[kind] ?? 0) - count * sets;
      this.#place[kind] = (this.#place[kind] ?? 0) + count * sets;
    }
  }

  /** Never less than what the sets from an index on can still gain. */
  #stillPossible(index: number): number {
    const { byPiece, byCapacity } = this.#bounds;
    let bound = 0;
    const pieceRow = index * this.#free.length;
    for (let kind = 0; kind < this.#free.length; kind += 1) {
      bound += (this.#free[kind] ?? 0) * (byPiece[pieceRow + kind] ?? 0);
    }
    const capacityRow = index * this.#capacity.length;
    for (let capacity = 0; capacity < this.#capacity.length; capacity += 1) {
      const most = byCapacity[capacityRow + capacity] ?? 0;
      if (most > 0) bound += (this.#capacity[capacity] ?? 0) * most;
    }
    return bound;
  }
}

/**
 * For each set, over it and all after it: the most gain a piece of each kind, or a set of each small capacity, can
 * bring.
 */
interface Bounds {
  readonly byPiece: Float64Array;
  readonly byCapacity: Float64Array;
}

function boundsOf(
  sets: readonly SetKind[],
  kinds: number,
  capacityOf: readonly number[],
  capacities: Float64Array,
): Bounds {
  const byPiece = new Float64Array((sets.length + 1) * kinds);
  const byCapacity = new Float64Array((sets.length + 1) * capacities.length);
  for (let index = sets.length - 1; index >= 0; index -= 1) {
    byPiece.copyWithin(index * kinds, (index + 1) * kinds, (index + 2) * kinds);
    byCapacity.copyWithin(index * capacities.length, (index + 1) * capacities.length, (index + 2) * capacities.length);
    const set = sets[index];
    if (set === undefined) continue;
    const capacity = capacityOf[index] ?? 0;
    if ((capacities[capacity] ?? 0) <= SMALL_CAPACITY) {
      const cell = index * capacities.length + capacity;
      byCapacity[cell] = Math.max(byCapacity[cell] ?? 0, set.gain);
      continue;
    }
    for (const { kind } of set.uses) {
      const cell = index * kinds + kind;
      byPiece[cell] = Math.max(byPiece[cell] ?? 0, set.gain / set.rule.size);
    }
  }
  return { byPiece, byCapacity };
}

/** Gives each piece of the chosen sets to a candidate of its kind, dearest first. */
function assign(sets: readonly SetKind[], kinds: readonly PieceKind[], supply: Supply): readonly ChosenSet[] {
  const free = [...supply.free];
  return sets.map(({ rule, uses, gain }) => {
    const units: number[] = [];
    for (const { kind, count } of uses) {
      for (let taken = 0; taken < count; taken += 1) {
        const index = kinds[kind]?.indexes.find((candidate) => (free[candidate] ?? 0) > 0);
        assert(index !== undefined, 'a search never takes more pieces than there are');
        free[index] = (free[index] ?? 0) - 1;
        units.push(index);
      }
    }
    return { rule, units: units.toSorted((a, b) => a - b), gain };
  });
}
