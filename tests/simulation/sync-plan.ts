import type { Weather } from './sync-network.ts';
import type { Chance } from './sync-time.ts';

/** The troubles of a history last so long; then everything is healed. Milliseconds. */
export const TROUBLED_MS = 90_000;

/** Something that happens to a machine or a line. Durations in milliseconds. */
export type Trouble =
  | { readonly type: 'crash'; readonly whom: 'lane' | 'store' | 'hq'; readonly downMs: number }
  | { readonly type: 'wipe'; readonly whom: 'store' | 'hq'; readonly downMs: number }
  /** A lane gets an empty disk, and nobody can say what stood on the old one. */
  | { readonly type: 'replace-lane' }
  /** A lane begins a new journal that names the old one. */
  | { readonly type: 'new-epoch' }
  /** The disk of a lane runs in two machines. */
  | { readonly type: 'clone-lane' }
  /** A lane goes on from an older copy of its disk, without anybody having said so. */
  | { readonly type: 'restore-lane' }
  /** A second machine says that it is this lane, with a journal of its own. */
  | { readonly type: 'impostor' }
  | { readonly type: 'disk-full'; readonly whom: 'lane' | 'store' | 'hq'; readonly forMs: number }
  | { readonly type: 'partition'; readonly hop: number; readonly how: 'silent' | 'reset'; readonly forMs: number }
  | { readonly type: 'forbidden'; readonly hop: number; readonly forMs: number }
  | { readonly type: 'clock-jump'; readonly whom: 'store' | 'hq'; readonly byMs: number };

export interface Plan {
  /** 1: lanes send to headquarters; 2: a store lies between. */
  readonly hops: 1 | 2;
  readonly lanes: number;
  /** Rows that each lane writes, and when. */
  readonly writes: readonly { readonly at: number; readonly lane: number; readonly rows: number }[];
  /** When lanes and stores delete what is settled; none for never. */
  readonly trims: readonly number[];
  readonly weather: Weather;
  /** The share of rows that no receiver can take. */
  readonly unframeable: number;
  readonly troubles: readonly { readonly at: number; readonly lane: number; readonly trouble: Trouble }[];
}

const DAY_MS = 86_400_000;
/** After one of these, two machines hold different rows of the same name, or may. */
const FORKING: readonly Trouble['type'][] = ['clone-lane', 'restore-lane'];

/** Draws what happens in a history. */
export function drawPlan(chance: Chance): Plan {
  const hops = chance.happens(0.6) ? 2 : 1;
  const lanes = chance.happens(0.8) ? 1 : 2;
  const isTrimming = chance.happens(0.4);
  const rough = chance.happens(0.7) ? 0.15 : 0;
  return {
    hops,
    lanes,
    writes: Array.from({ length: 2 + chance.below(7) }, () => ({
      at: chance.next() * TROUBLED_MS,
      lane: chance.below(lanes),
      rows: 1 + chance.below(5),
    })),
    trims: isTrimming ? Array.from({ length: 1 + chance.below(3) }, () => chance.next() * TROUBLED_MS) : [],
    weather: {
      drop: rough * chance.next(),
      loseAnswer: rough * chance.next(),
      double: rough * chance.next(),
      delay: rough * chance.next(),
      damage: chance.happens(0.1) ? 0.05 : 0,
    },
    unframeable: chance.happens(0.1) ? 0.1 : 0,
    troubles: drawTroubles(chance, hops, lanes, isTrimming),
  };
}

function drawTroubles(chance: Chance, hops: 1 | 2, lanes: number, isTrimming: boolean): Plan['troubles'] {
  const mayWipe: readonly Trouble[] = [
    ...(hops === 2 ? [{ type: 'wipe', whom: 'store', downMs: chance.next() * 20_000 } as const] : []),
    // What headquarters loses with its disk and what is trimmed everywhere else is lost: that is what backups are for.
    ...(isTrimming ? [] : [{ type: 'wipe', whom: 'hq', downMs: chance.next() * 20_000 } as const]),
  ];
  const wipes = mayWipe.length > 0 && chance.happens(0.3) ? [chance.pick(mayWipe)] : [];
  const others = Array.from({ length: chance.below(6) }, () => drawTrouble(chance, hops));
  return [...wipes, ...others].map((trouble) => ({
    at: chance.next() * TROUBLED_MS,
    lane: chance.below(lanes),
    trouble,
  }));
}

function drawTrouble(chance: Chance, hops: 1 | 2): Trouble {
  const servers = hops === 2 ? (['store', 'hq'] as const) : (['hq'] as const);
  const anyone = ['lane', ...servers] as const;
  const hop = chance.below(hops);
  const forMs = chance.next() * 60_000;
  switch (chance.below(20)) {
    case 0:
      return { type: 'replace-lane' };
    case 1:
      return { type: 'new-epoch' };
    case 2:
      return { type: 'clone-lane' };
    case 3:
      return { type: 'restore-lane' };
    case 4:
      return { type: 'impostor' };
    case 5:
    case 6:
      return { type: 'clock-jump', whom: chance.pick(servers), byMs: (chance.next() - 0.5) * DAY_MS };
    case 7:
    case 8:
      return { type: 'forbidden', hop, forMs };
    case 9:
    case 10:
    case 11:
      return { type: 'disk-full', whom: chance.pick(anyone), forMs };
    case 12:
    case 13:
    case 14:
      return { type: 'partition', hop, how: chance.pick(['silent', 'reset']), forMs };
    default:
      return { type: 'crash', whom: chance.pick(anyone), downMs: chance.next() * 20_000 };
  }
}

/** Whether two machines may come to hold different rows of the same name in this history. */
export function mayFork(plan: Plan): boolean {
  return plan.troubles.some(({ trouble }) => FORKING.includes(trouble.type));
}
