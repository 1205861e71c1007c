import { mkdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandInput, CommandName } from '#kiosk/api/commands.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { BasketView, LineView, PaymentView } from '#kiosk/api/views.ts';
import { DEFAULT_SCAN_OPTIONS } from '#kiosk/core/barcode/parse-scan.ts';
import { lineAmount, totalsOf } from '#kiosk/core/pricing/totals.ts';
import type { Ticket } from '#kiosk/core/assist/ticket.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { type Goods, openGoods } from '#kiosk/host/roles/goods.ts';
import { laneSettings, seller } from '#kiosk/host/roles/lane-settings.ts';
import { localClock } from '#kiosk/host/roles/local-clock.ts';
import { type Lane, openLane } from '#kiosk/lane/lane.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { ScriptedTerminal } from '#tests/support/scripted-terminal.ts';
import { LABEL, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: whatever happens at a lane in whatever order, a restart changes nothing of it, and what its pages were told,
// change by change, is what is so.
// Method: random days at a lane on real journal files, once with restarts in between and once without; a page that only
// hears changes is compared with the state after every step.

const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const PERSON = {
  role: 'shopper',
  sessionId: 'test',
  person: { personId: '1', firstName: 'Sara', role: 'supervisor' },
} as const;
const CODES = [
  '9520042154024',
  '9520042152549',
  LABEL.oatMilk,
  LABEL.pilsCan,
  LABEL.peanutButter,
  LABEL.unknown,
  '9520042195096',
  '4011',
];

type Step =
  | { readonly do: 'key'; readonly code: string }
  | { readonly do: 'change'; readonly line: number; readonly count: number }
  | { readonly do: 'remove'; readonly line: number }
  | { readonly do: 'bring'; readonly what: keyof typeof BROUGHT }
  | { readonly do: 'language'; readonly language: string }
  | { readonly do: 'pay'; readonly answer: 'approve' | 'decline' }
  | { readonly do: 'attend'; readonly outcome: 'approved' | 'refused' | null }
  | { readonly do: 'help' | 'take-back' | 'walk-away' | 'return' | 'give-up' | 'receipt' | 'finish' }
  | { readonly do: 'restart' | 'back' };

/** What a shopper has brought: the coupon and the programme of the demo store, and slips of its machine. */
const BROUGHT = {
  card: { type: 'identify-member', member: { key: 'a', programmes: ['market-hall'] } },
  otherCard: { type: 'identify-member', member: { key: 'b', programmes: [] } },
  coupon: { type: 'present-coupon', coupon: { couponId: '9810000000013', serial: '1' } },
  slip: { type: 'add-deposit-return', reference: 'slip-1', amount: minorUnits(150) },
} as const satisfies Record<string, TransactionCommand>;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('bring'), what: fc.constantFrom('card', 'otherCard', 'coupon', 'slip') }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('key'), code: fc.constantFrom(...CODES) }) },
  fc.record({ do: fc.constant('change'), line: fc.integer({ min: 1, max: 8 }), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('remove'), line: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ do: fc.constant('language'), language: fc.constantFrom('nl', 'da', 'tlh') }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pay'), answer: fc.constantFrom('approve', 'decline') }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('attend'), outcome: fc.constantFrom('approved', 'refused', null) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('help', 'take-back', 'walk-away', 'return', 'give-up', 'receipt', 'finish', 'restart'),
    }),
  },
);

const PAYING: ReadonlySet<PaymentView['phase']> = new Set(['starting', 'present-card', 'processing']);

/** One lane on one journal file, with a page that hears every change. */
class LaneDay {
  readonly terminal = new ScriptedTerminal();
  readonly #clock = new ManualClock(Date.UTC(2026, 8, 21, 12, 0));
  readonly #world: TestShop;
  readonly #goods: Goods;
  readonly #file: string;
  readonly #hub: TopicHub;
  /** The lines as a page knows them that has applied every change. */
  readonly #heard = new Map<string, string>();
  #lastId = 0;
  #lane: Lane | undefined;
  #close: () => Promise<void> = async () => {};

  constructor(world: TestShop, goods: Goods, file: string) {
    this.#world = world;
    this.#goods = goods;
    this.#file = file;
    this.#hub = new TopicHub(this.#clock);
    this.#hub.onChange((change) => {
      if (change.kind !== 'entries' || change.topic !== 'lines') return;
      const now = this.#hub.entries('lines');
      if (change.reset) this.#heard.clear();
      for (const key of change.reset ? now.keys() : change.keys) {
        const json = now.get(key);
        if (json === undefined) this.#heard.delete(key);
        else this.#heard.set(key, json);
      }
    });
  }

  get lane(): Lane {
    if (this.#lane === undefined) throw new Error('the lane is not open');
    return this.#lane;
  }

  /** All that a restart must bring back, as text. */
  get state(): string {
    return JSON.stringify(this.lane.core.state, (_key, value: unknown) => {
      if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
      return isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted(byName)) : value;
    });
  }

  async open(): Promise<void> {
    const { config } = this.#world;
    const journal = await openLaneJournal(this.#file, { workstationId: config.lane.workstationId });
    const { localTime, businessDay } = localClock(config.store.timeZone, config.store.businessDayStartsAt);
    const opened = await openLane({
      settings: laneSettings(config, this.#goods.promotions, '0', businessDay(this.#clock.now())),
      journal,
      hub: this.#hub,
      catalogue: this.#goods.catalogue,
      clock: this.#clock,
      ids: { next: () => `id-${(this.#lastId += 1)}` },
      log: LOG,
      localTime,
      businessDay,
      scanOptions: () => ({ ...DEFAULT_SCAN_OPTIONS, today: '2026-09-21' }),
      memberKey: (card) => card,
      help: { search: () => [] },
      disk: undefined,
      scanner: undefined,
      terminal: this.terminal,
      outlets: {
        printer: undefined,
        seller: seller(config),
        layOut: () => ({ lines: [] }),
        layOutSlip: () => ({ lines: [] }),
        publish: async () => 'https://shop.example/r/1',
      },
    });
    await opened.recovered;
    this.#lane = opened;
    this.#close = async () => {
      await opened.stop();
      await journal.close();
    };
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async take(next: Step): Promise<void> {
    // A person does one thing a second.
    this.#clock.advance(1_000);
    switch (next.do) {
      case 'key':
        return this.#ask('enterCode', { code: next.code });
      case 'change':
        return this.#ask('changeQuantity', { lineNumber: next.line, count: next.count });
      case 'remove':
        return this.#ask('removeLine', { lineNumber: next.line });
      case 'bring':
        await this.lane.core.command(BROUGHT[next.what]);
        return this.#settled();
      case 'language':
        // Before a sale the choice is the screen's, and may be forgotten in a restart.
        return this.lane.core.state.transaction.status === 'open' ? this.#ask('chooseLanguage', next) : undefined;
      case 'pay':
        return this.#pay(next.answer);
      case 'attend':
        return this.#attend(next.outcome);
      case 'help':
        return this.#ask('callStaff', { topic: 'other' });
      case 'take-back':
        return this.#ask('withdrawCall', { ticketId: this.#tickets()[0]?.ticketId ?? '' });
      case 'walk-away': {
        const { warnAfterMs, answerWithinMs } = this.#world.config.lane.idle;
        this.#clock.advance(warnAfterMs);
        this.#clock.advance(answerWithinMs);
        return this.#settled();
      }
      case 'return':
        return this.#ask('stillHere', {});
      case 'give-up':
        return this.#ask('cancelTransaction', {});
      case 'receipt':
        return this.#ask('chooseReceipt', { medium: 'screen' });
      case 'back':
        return this.#ask('backToBasket', {});
      case 'finish':
        return this.#ask('finish', {});
      case 'restart':
        return this.restart();
    }
  }

  async restart(): Promise<void> {
    const before = this.state;
    await this.close();
    await this.open();
    expect(this.state).toBe(before);
  }

  /** What the page has heard is what is so, and its sums are right. */
  check(): void {
    const { transaction } = this.lane.core.state;
    const isShown = 'lines' in transaction && transaction.status !== 'closed' && transaction.status !== 'voided';
    const lines = isShown ? transaction.lines.filter((line) => !line.voided) : [];
    const heard = [...this.#heard.values()].map((json) => JSON.parse(json) as LineView);
    expect(heard.map(({ lineNumber, amount }) => [lineNumber, amount])).toEqual(
      lines.map((line) => [line.lineNumber, lineAmount(line)]),
    );
    const basket = JSON.parse(this.#hub.value('basket') ?? '{}') as BasketView;
    expect(basket.total).toBe(heard.reduce((sum, line) => sum + line.amount, 0));
    expect(basket.total).toBe(totalsOf(lines).total);
    expect([...this.#hub.entries('assist').keys()]).toEqual(this.#tickets().map(({ ticketId }) => ticketId));
  }

  #tickets(): readonly Ticket[] {
    return [...this.lane.core.state.tickets.values()];
  }

  async #ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<void> {
    const handler = this.lane.handlers[name] as
      | ((input: unknown, context: typeof PERSON) => Promise<object>)
      | undefined;
    await handler?.(input, PERSON);
    await this.#settled();
  }

  async #pay(answer: 'approve' | 'decline'): Promise<void> {
    await this.#ask('startPayment', {});
    if (this.lane.core.state.transaction.status !== 'tendering') return;
    await until('the terminal is asked', () => this.terminal.isWaiting);
    this.terminal.answer(answer === 'decline' ? answer : (this.terminal.asked.at(-1) ?? 0));
    await this.#settled();
  }

  async #attend(outcome: 'approved' | 'refused' | null): Promise<void> {
    const ticketId = this.#tickets()[0]?.ticketId ?? '';
    await this.#ask('acknowledgeTicket', { ticketId });
    await this.#ask('resolveTicket', { ticketId, outcome });
  }

  /** Nothing more follows from what was done. */
  async #settled(): Promise<void> {
    await until('the lane is at rest', async () => {
      const before = this.state;
      await this.lane.core.parts.writer.settled();
      await new Promise((resolve) => setImmediate(resolve));
      return this.state === before && (this.terminal.isWaiting || !PAYING.has(this.lane.core.session.payment.phase));
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same with its identifiers by the order in which they appear: a restart may use up some. */
function renumbered(state: string): string {
  const known = new Map<string, string>();
  return state.replaceAll(/id-\d+/g, (id) => {
    const number = known.get(id) ?? `#${known.size + 1}`;
    known.set(id, number);
    return number;
  });
}

/** The journal keeps no order of fields. */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

describe('a day at a lane', () => {
  it('is the same with restarts as without, and told as it is', { timeout: 120_000 }, async () => {
    const world = await TestShop.open({ 'devices.scanner': null, 'devices.printer': null });
    mkdirSync(path.dirname(world.journalFile), { recursive: true });
    const goods = await openGoods(world.config, LOG);
    let day = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        day += 1;
        const restarted = new LaneDay(world, goods, path.join(world.directory, `restarted-${day}.db`));
        const uninterrupted = new LaneDay(world, goods, path.join(world.directory, `uninterrupted-${day}.db`));
        await Promise.all([restarted.open(), uninterrupted.open()]);
        try {
          for (const next of steps) {
            // A payment that ended without money is over with a restart: the basket is open again.
            const common: Step = next.do === 'restart' ? { do: 'back' } : next;
            await Promise.all([restarted.take(common), uninterrupted.take(common)]);
            if (next.do === 'restart') await restarted.restart();
            restarted.check();
            uninterrupted.check();
          }
          expect(renumbered(restarted.state)).toBe(renumbered(uninterrupted.state));
        } finally {
          await Promise.all([restarted.close(), uninterrupted.close()]);
        }
        expect(verifyJournal(path.join(world.directory, `restarted-${day}.db`)).fault).toBeUndefined();
      }),
      { numRuns: 12, endOnFailure: true },
    );
    await world.close();
  });
});
