import { Memo, rememberingFor } from './memo.ts';
import type { Candidate, SetRule } from './set-rule.ts';
import type { ChosenSet } from './take-sets.ts';

/** A choice in terms of the question: which rule of those asked about, and which of their members. */
interface RememberedSet {
  readonly rule: number;
  readonly units: readonly number[];
  readonly gain: number;
}

const CHOICES_MAX = 1000;
const memoryOf = rememberingFor(() => new Memo<readonly RememberedSet[]>(CHOICES_MAX));

/**
 * Chooses sets, or remembers what was chosen when rules asked for the same pieces before.
 * @param by who remembers, and how far a search may go
 */
export function rememberSets(
  by: { readonly owner: object; readonly stepsMax: number },
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  free: readonly number[],
  choose: () => readonly ChosenSet[],
): readonly ChosenSet[] {
  const members = membersOf(rules);
  const remembered = memoryOf(by.owner).recall(
    `${by.stepsMax}\n${questionOf(rules, members, candidates, free)}`,
    () => {
      const positions = new Map(members.map((index, position) => [index, position] as const));
      return choose().map(({ rule, units, gain }) => ({
        rule: rules.indexOf(rule),
        units: units.map((unit) => positions.get(unit) ?? 0),
        gain,
      }));
    },
  );
  return remembered.flatMap((set) => chosenFrom(set, rules, members));
}

function chosenFrom(set: RememberedSet, rules: readonly SetRule[], members: readonly number[]): readonly ChosenSet[] {
  const rule = rules[set.rule];
  if (rule === undefined) return [];
  return [{ rule, units: set.units.map((position) => members[position] ?? 0), gain: set.gain }];
}

function membersOf(rules: readonly SetRule[]): readonly number[] {
  const members = new Set<number>();
  for (const rule of rules) for (const member of rule.members) members.add(member.index);
  return [...members].toSorted((a, b) => a - b);
}

function questionOf(
  rules: readonly SetRule[],
  members: readonly number[],
  candidates: readonly Candidate[],
  free: readonly number[],
): string {
  const positions = new Map(members.map((index, position) => [index, position] as const));
  let question = '';
  for (const index of members) {
    const unit = candidates[index];
    if (unit === undefined) continue;
    question += `${unit.lot.price},${unit.chain.price},${unit.aloneWorth},${unit.keep},${unit.lot.goods.floor},${free[index] ?? 0};`;
  }
  for (const rule of rules) {
    question += `\n${rule.promotion.promotionId}:${rule.capacity.limit}`;
    for (const { index, places } of rule.members) {
      question += ` ${positions.get(index) ?? 0}.${places}`;
      if (rule.reward === 'single') question += `=${candidates[index]?.limited.get(rule.promotion)?.price ?? ''}`;
    }
  }
  return question;
}
