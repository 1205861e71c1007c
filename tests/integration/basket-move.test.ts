import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MoveAnswer, MoveStep } from '#kiosk/api/moved-basket.ts';
import type { Article } from '#kiosk/core/catalogue/article.ts';
import { totalsOf } from '#kiosk/core/pricing/totals.ts';
import { compilePromotions } from '#kiosk/core/promotions/compile.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { TransactionContext } from '#kiosk/core/transaction/context.ts';
import { decide } from '#kiosk/core/transaction/decide.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import { NO_HISTORY } from '#kiosk/core/transaction/shopper.ts';
import type {
  ArticleId,
  AttemptId,
  BusinessDay,
  TransactionId,
  WorkstationId,
} from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { grams, pieces } from '#kiosk/core/values/quantity.ts';
import { EMPTY_LANE, evolveLane, type LaneState } from '#kiosk/lane/lane-state.ts';
import { decideMove, type MovingLane } from '#kiosk/lane/move-basket.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { moveBasket, settleMove } from '#kiosk/store/gestures/move-basket.ts';

// Goal: wherever a lane, the store or a message stops, a basket that moves is at one lane, whole, and is sold once.
// Method: the steps of store and lanes with every state read anew from what was written, as after a restart. Each
// message is lost on the way there, or back, or the store dies before or after it; one, two and any number of times.
// After each step shoppers pay where they can. Messages come late and twice. In the end the store settles what is open.

const NOW = 1_790_000_000_000;
const LABEL = { en: 'From our team' };
const sara = { personId: 'p-sara', firstName: 'Sara', role: 'supervisor' as const };

const milk = article('milk', 219);
const cheese = article('cheese', 1299, { pricedPer: 'weight' });
const beer = article('beer', 149, {
  deposit: { name: { en: 'Deposit' }, amount: minorUnits(15), tax: { code: 'B', rateBasisPoints: 2100 } },
});
const ARTICLES = new Map([milk, cheese, beer].map((each) => [each.id, each]));

function article(id: string, price: number, more: Partial<Article> = {}): Article {
  return {
    id: id as ArticleId,
    name: { en: id },
    price: minorUnits(price),
    pricedPer: 'pieces',
    tax: { code: 'A', rateBasisPoints: 900 },
    groups: [],
    ...more,
  };
}

const promotions = compilePromotions([
  {
    kind: 'n-for-price',
    promotionId: 'milk-2-for-4',
    label: { en: '2 for 4.00' },
    target: { articles: ['milk'] },
    take: 2,
    price: minorUnits(400),
  },
]);

/** A lane of which nothing is left between two steps but its journal. */
class WrittenLane {
  readonly journal: JournalEntry[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  get state(): LaneState {
    return this.journal.reduce(evolveLane, EMPTY_LANE);
  }

  get settled(): number {
    return this.journal.filter(({ event }) => event.type === 'transaction-settled').length;
  }

  hear(step: MoveStep): MoveAnswer | Rejection {
    const decided = decideMove(this.state, structuredClone(step), sara, this.#lane());
    if (isRejection(decided)) return decided;
    this.#write(decided.entries);
    return decided.answer;
  }

  do(command: TransactionCommand): boolean {
    const entries = this.#entriesOf(this.state, command);
    if (!isRejection(entries)) this.#write(entries);
    return !isRejection(entries);
  }

  get canTender(): boolean {
    return !isRejection(this.#entriesOf(this.state, { type: 'start-tender' }));
  }

  pay(): void {
    const { transaction } = this.state;
    if (transaction.status !== 'open' || !this.do({ type: 'start-tender' })) return;
    const { total } = totalsOf(transaction.lines);
    this.do({ type: 'add-tender', attemptId: `pay-${this.journal.length}` as AttemptId, amount: total });
    this.do({ type: 'close' });
  }

  #write(entries: readonly JournalEntry[]): void {
    this.journal.push(...(JSON.parse(JSON.stringify(entries)) as JournalEntry[]));
  }

  #lane(): MovingLane {
    return {
      catalogue: { findById: (id) => ARTICLES.get(id) },
      labels: { priceLabel: LABEL, discountLabel: LABEL },
      now: NOW,
      isInService: true,
      entriesOf: (state, command) => this.#entriesOf(state, command),
    };
  }

  #entriesOf(state: LaneState, command: TransactionCommand): readonly JournalEntry[] | Rejection {
    const transactionId = `${this.#name}-sale-${this.journal.length}` as TransactionId;
    const events = decide(state.transaction, command, this.#context(transactionId));
    if (isRejection(events)) return events;
    const current = 'transactionId' in state.transaction ? state.transaction.transactionId : transactionId;
    return events.map((event) => ({ kind: 'transaction', transactionId: current, event }));
  }

  #context(newTransactionId: TransactionId): TransactionContext {
    return {
      now: NOW,
      localTime: { date: '2026-09-21', time: '14:30' },
      businessDay: '2026-09-21' as BusinessDay,
      workstationId: this.#name as WorkstationId,
      newTransactionId,
      currency: 'EUR',
      language: 'en',
      catalogueRevision: 'r1',
      promotions,
      linesMax: 50,
      nextReceiptNumber: 1,
      depositReturn: { max: minorUnits(1000), name: { en: 'Returned' }, tax: { code: 'B', rateBasisPoints: 2100 } },
      history: NO_HISTORY,
      receiptMedia: ['none'],
    };
  }
}

const FAULTS = ['none', 'lost', 'unheard', 'store-dies', 'store-dies-after'] as const;
type Fault = (typeof FAULTS)[number];
const FIRST = 'lane-1';
const OTHER = 'lane-2';

class StoreDied extends Error {}

/** Two lanes and the ways between them and the store. */
class Floor {
  readonly lanes = new Map([FIRST, OTHER].map((name) => [name, new WrittenLane(name)]));
  readonly #faults: Fault[];
  readonly #afterEach: () => void;
  readonly #said: { readonly lane: WrittenLane; readonly step: MoveStep }[] = [];

  constructor(faults: readonly Fault[], afterEach: (floor: Floor) => void) {
    this.#faults = [...faults];
    this.#afterEach = () => afterEach(this);
  }

  lane(name: string): WrittenLane {
    const lane = this.lanes.get(name);
    if (lane === undefined) throw new Error(`no ${name}`);
    return lane;
  }

  readonly say = async (name: string, step: MoveStep): Promise<MoveAnswer | Rejection> => {
    const fault = this.#faults.shift() ?? 'none';
    const lane = this.lane(name);
    this.#said.push({ lane, step });
    if (fault === 'store-dies') throw new StoreDied();
    if (fault === 'lost') return reject('lane-away');
    const answer = lane.hear(step);
    this.#afterEach();
    if (fault === 'store-dies-after') throw new StoreDied();
    return fault === 'unheard' ? reject('lane-away') : answer;
  };

  /** What was held up somewhere comes once more, after everything else. */
  comeLate(): void {
    for (const { lane, step } of this.#said) {
      if (step.step !== 'take') continue;
      lane.hear(step);
      this.#afterEach();
    }
  }

  get moving() {
    const { transaction } = this.lane(FIRST).state;
    return transaction.status === 'suspended' ? transaction.move : undefined;
  }
}

function fill(lane: WrittenLane): void {
  lane.do({ type: 'add-article', article: milk, entry: 'scanned', quantity: pieces(2) });
  lane.do({ type: 'add-article', article: beer, entry: 'scanned', quantity: pieces(3) });
  lane.do({ type: 'add-article', article: cheese, entry: 'chosen', quantity: grams(350) });
}

interface Story {
  readonly faults: readonly Fault[];
  /** Shoppers pay as soon as a lane lets them. */
  readonly impatient: boolean;
  readonly isOtherBusy: boolean;
  /** A colleague had put the basket aside before. */
  readonly held: boolean;
}

/** Plays a move to its end, however often the store has to begin again. */
async function play({ faults, impatient, isOtherBusy, held }: Story): Promise<Floor> {
  const floor = new Floor(faults, (now) => {
    holds(now, isOtherBusy);
    if (impatient && !isOtherBusy) for (const lane of now.lanes.values()) lane.pay();
  });
  fill(floor.lane(FIRST));
  if (held) floor.lane(FIRST).do({ type: 'suspend', reason: 'staff' });
  if (isOtherBusy) floor.lane(OTHER).do({ type: 'add-article', article: milk, entry: 'scanned', quantity: pieces(1) });
  try {
    await moveBasket(floor.say, { from: FIRST, to: OTHER, moveId: 'm1' });
  } catch (error) {
    if (!(error instanceof StoreDied)) throw error;
  }
  for (let again = 0; again <= faults.length; again += 1) {
    const { moving } = floor;
    if (moving === undefined) break;
    try {
      await settleMove(floor.say, { from: FIRST, ...moving });
    } catch (error) {
      if (!(error instanceof StoreDied)) throw error;
    }
  }
  floor.comeLate();
  return floor;
}

/** At no time can both take money for the basket, and at no time does nobody have it. */
function holds(floor: Floor, isOtherBusy: boolean): void {
  const [first, other] = [floor.lane(FIRST), floor.lane(OTHER)];
  const sold = first.settled + other.settled;
  expect(sold).toBeLessThanOrEqual(1);
  if (isOtherBusy) {
    expect(isOver(first.state.transaction)).toBe(false);
    return;
  }
  const able = [first, other].filter((lane) => lane.canTender).length;
  expect(able + sold).toBeLessThanOrEqual(1);
  const held = [first, other].filter((lane) => !isOver(lane.state.transaction)).length;
  expect(held + sold).toBeGreaterThanOrEqual(1);
}

async function endsWell(story: Story): Promise<void> {
  const floor = await play(story);
  const [first, other] = [floor.lane(FIRST), floor.lane(OTHER)];
  expect(floor.moving).toBeUndefined();
  const { transaction } = first.state;
  if (transaction.status === 'suspended') expect(transaction.reason).toBe(story.held ? 'staff' : 'none');
  first.do({ type: 'resume' });
  for (const lane of [first, other]) lane.pay();
  expect(first.settled + other.settled).toBe(story.isOtherBusy ? 2 : 1);
}

describe('a basket that moves', () => {
  it('arrives as it was, with what people and shoppers put on it', async () => {
    const floor = new Floor([], () => {});
    const first = floor.lane(FIRST);
    fill(first);
    const limits = { offBasisPointsMax: 5000, mayRaise: true, unitPriceMax: minorUnits(10_000) };
    const price = { lineNumber: 2, unitPrice: minorUnits(100), label: LABEL, reason: 'torn', by: sara, limits };
    const discount = { discountId: 'd1', amount: minorUnits(50), label: LABEL, reason: 'long wait', by: sara };
    const more: TransactionCommand[] = [
      { type: 'add-article', article: cheese, entry: 'scanned', quantity: pieces(1), statedAmount: minorUnits(333) },
      { type: 'add-deposit-return', reference: 's1', amount: minorUnits(75) },
      { type: 'identify-member', member: { key: 'k', programmes: ['gold'] } },
      { type: 'choose-language', language: 'nl' },
      { type: 'override-price', ...price },
      { type: 'give-discount', discount },
    ];
    for (const command of more) expect(first.do(command)).toBe(true);
    const before = first.state.transaction;
    if (before.status !== 'open') throw new Error('not open');
    expect(await moveBasket(floor.say, { from: FIRST, to: OTHER, moveId: 'm1' })).toBeUndefined();
    const after = floor.lane(OTHER).state.transaction;
    if (after.status !== 'open') throw new Error('not open');
    expect(totalsOf(after.lines)).toEqual(totalsOf(before.lines));
    expect(after).toMatchObject({
      language: 'nl',
      shopper: { member: { key: 'k' } },
      discounts: [discount],
      movedFrom: { moveId: 'm1', workstationId: FIRST, transactionId: before.transactionId },
    });
    expect(first.state.transaction).toMatchObject({ status: 'voided', reason: 'moved' });
  });

  it('stays where it is when the other lane is not free', async () => {
    const floor = new Floor([], () => {});
    fill(floor.lane(FIRST));
    const before = floor.lane(FIRST).state.transaction;
    fill(floor.lane(OTHER));
    const answer = await moveBasket(floor.say, { from: FIRST, to: OTHER, moveId: 'm1' });
    expect(answer).toMatchObject({ code: 'lane-not-free' });
    expect(floor.lane(FIRST).state.transaction).toEqual(before);
  });

  it('stays where it is when it is too large for one message, and goes on there', async () => {
    const floor = new Floor([], () => {});
    const first = floor.lane(FIRST);
    for (let line = 0; line < 49; line += 1) {
      first.do({ type: 'add-article', article: milk, entry: 'scanned', code: '9'.repeat(900), quantity: pieces(1) });
    }
    const answer = await moveBasket(floor.say, { from: FIRST, to: OTHER, moveId: 'm1' });
    expect(answer).toMatchObject({ code: 'action-not-offered' });
    expect(first.canTender).toBe(true);
  });

  it('is not taken any more once the other lane has said so', async () => {
    const floor = new Floor(['none', 'lost', 'none', 'none'], () => {});
    fill(floor.lane(FIRST));
    await moveBasket(floor.say, { from: FIRST, to: OTHER, moveId: 'm1' });
    floor.comeLate();
    expect(floor.lane(OTHER).state.transaction.status).toBe('idle');
    expect(floor.lane(FIRST).state.transaction.status).toBe('open');
  });

  it('is sold once and lost never, wherever one or two things stop', async () => {
    const stories: Story[] = [];
    const length = 7;
    const both = [false, true];
    const shops = both.flatMap((impatient) =>
      both.flatMap((isOtherBusy) => both.map((held) => ({ impatient, isOtherBusy, held }))),
    );
    for (const shop of shops) {
      for (let one = 0; one < length; one += 1) {
        for (let two = one; two < length; two += 1) {
          for (const a of FAULTS) {
            for (const b of FAULTS) {
              const faults = Array.from({ length }, (): Fault => 'none')
                .with(one, a)
                .with(two, b);
              stories.push({ faults, ...shop });
            }
          }
        }
      }
    }
    for (const story of stories) await endsWell(story);
    expect(stories.length).toBe(5_600);
  });

  it('is sold once and lost never, however much stops', async () => {
    const story = fc.record({
      faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 20 }),
      impatient: fc.boolean(),
      isOtherBusy: fc.boolean(),
      held: fc.boolean(),
    });
    await fc.assert(fc.asyncProperty(story, endsWell), { numRuns: 300 });
  });
});
