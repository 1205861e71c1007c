import type { CareView, PersonView } from '#kiosk/api/staff.ts';
import { isAtLeast } from '../calls/may-decide.ts';

type Gestures = CareView['gestures'];
export type GestureKind = Gestures[number]['kind'];

/** What a shopper is told sorry for, each with words of its own. */
export const PROBLEMS = ['waited-long', 'wrong-price', 'machine', 'damaged', 'sold-out', 'our-side'] as const;
export type Problem = (typeof PROBLEMS)[number];

/** What helps first. */
const FITTING: Readonly<Record<Problem, GestureKind>> = {
  'waited-long': 'discount',
  'wrong-price': 'discount',
  machine: 'discount',
  damaged: 'replacement',
  'sold-out': 'rain-check',
  'our-side': 'discount',
};

/** The kinds that the store offers, the fitting one first. */
export function kindsFor(problem: Problem, gestures: Gestures): readonly GestureKind[] {
  const offered = [...new Set(gestures.map(({ kind }) => kind))];
  return offered.toSorted((a, b) => Number(b === FITTING[problem]) - Number(a === FITTING[problem]));
}

/** How much of one kind a person gives alone, and how much there is at all; minor units. */
export interface Limits {
  readonly mine: number;
  readonly most: number;
}

export function limitsOf(gestures: Gestures, kind: GestureKind, role: PersonView['role']): Limits {
  const ofKind = gestures.filter((each) => each.kind === kind);
  const allowed = ofKind.filter(({ needsRole }) => isAtLeast(role, ranked(needsRole)));
  const most = (levels: Gestures): number => Math.max(0, ...levels.map(({ amountMax }) => amountMax));
  return { mine: most(allowed), most: most(ofKind) };
}

/** Who has to agree to an amount: nobody else, the smallest role that may, or nobody can. */
export function agreementFor(
  gestures: Gestures,
  kind: GestureKind,
  role: PersonView['role'],
  amount: number,
): 'mine' | 'supervisor' | 'manager' | 'too-much' {
  const { mine, most } = limitsOf(gestures, kind, role);
  if (amount <= mine) return 'mine';
  if (amount > most) return 'too-much';
  const level = gestures.find((each) => each.kind === kind && amount <= each.amountMax);
  return level?.needsRole === 'manager' ? 'manager' : 'supervisor';
}

/** Amounts that are given with one tap, in whole coins of the currency. */
const STEPS = [1, 2, 3, 5, 10, 20, 50];
const STEPS_SHOWN_MAX = 5;

/** @param exponent how many decimals the currency has */
export function amountSteps({ most }: Limits, exponent: number): readonly number[] {
  const coin = 10 ** exponent;
  return STEPS.map((step) => step * coin)
    .filter((amount) => amount <= most)
    .slice(0, STEPS_SHOWN_MAX);
}

function ranked(role: PersonView['role']): CareView['smallestRole'] {
  return role === 'supervisor' || role === 'manager' ? role : 'assistant';
}
