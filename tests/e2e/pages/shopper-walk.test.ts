/*
 * Goal: wherever a shopper gets to, Help is there, in the same place, within reach, and calls somebody.
 * Method: a walk through the graph of the real lane and its page: at each look of the page whatever has been tried
 * least there is tried next, be it a button in sight or something that the world does (a scan, a card, a colleague).
 * No screen is listed: the walk ends when every screen of the contract was seen and nothing new turns up.
 */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { type LaneView, laneView } from '#kiosk/api/views.ts';
import { until } from '#tests/support/until.ts';
import { lookOfPage, type Offer, offersOfPage } from '#tests/support/page-sense.ts';
import { openPage, openStaffPage } from '#tests/support/test-shop.ts';
import { demoBench } from './demo-bench.ts';

const bench = demoBench();

const KIOSK = { width: 1080, height: 1920 };
const STEPS_MAX = 1_000;
/** The walk goes on this long after it has seen all screens of the contract and nothing new. */
const NOTHING_NEW_MAX = 40;
const STILL_MS = 25;
const TEST_TIMEOUT_MS = 240_000;

const CODES = { bread: '9520042124423', beer: '9520042155502', unknown: '9520042999991', recalled: '9520042170673' };

it(
  'has Help at every look of the page that there is a way to, and each press calls',
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    const walk = await Walk.begin();
    while (!walk.isOver) await walk.step();
    expect(walk.problems).toEqual([]);
    // Else the walk was too short to have seen all there is.
    expect([...walk.screens].toSorted()).toEqual([...laneView.shape.screen.options].toSorted());
    expect(walk.looks.size).toBeGreaterThan(25);
  },
);

interface Way {
  readonly name: string;
  readonly go: () => Promise<unknown>;
  /** Whether it can happen now; always unless it says otherwise. */
  readonly isPossible?: () => boolean;
}

class Walk {
  readonly problems: string[] = [];
  readonly screens = new Set<string>();
  /** How often each way was tried, by look of the page. */
  readonly looks = new Map<string, Map<string, number>>();
  private readonly page: Page;
  private readonly world: readonly Way[];
  private steps = 0;
  private nothingNew = 0;
  private place: string | undefined;
  private trail = 'the start';

  private constructor(page: Page, world: readonly Way[]) {
    this.page = page;
    this.world = world;
  }

  static async begin(): Promise<Walk> {
    const page = await bench.openShopper(KIOSK);
    await page.locator('hr-page-foot').waitFor();
    const desk = await openPage(bench.shop.laneServer.mintUrl('desk'), [], '/desk');
    const staff = await openStaffPage(bench.shop, 'Amira');
    return new Walk(page, worldOf(desk, staff));
  }

  get isOver(): boolean {
    if (this.steps >= STEPS_MAX) return true;
    return this.screens.size === laneView.shape.screen.options.length && this.nothingNew >= NOTHING_NEW_MAX;
  }

  async step(): Promise<void> {
    this.steps += 1;
    const look = await this.settledLook();
    this.screens.add(bench.shopper.value('lane')?.screen ?? 'none');
    let tried = this.looks.get(look);
    if (tried === undefined) {
      this.nothingNew = 0;
      tried = new Map();
      this.looks.set(look, tried);
      await this.checkHelp(look);
    } else {
      this.nothingNew += 1;
    }
    const offers = await this.page.evaluate(offersOfPage);
    const next = this.chosen(
      offers.map((offer) => this.pressing(offer)),
      tried,
    );
    if (next === undefined) return;
    tried.set(next.name, (tried.get(next.name) ?? 0) + 1);
    this.trail = `${next.name}, from ${look}`;
    await next.go();
  }

  /** What was tried least at this look; what the world does comes before what a finger does. */
  private chosen(buttons: readonly Way[], tried: ReadonlyMap<string, number>): Way | undefined {
    const ways = [...this.world.filter((way) => way.isPossible?.() !== false), ...buttons];
    return ways.toSorted((a, b) => (tried.get(a.name) ?? 0) - (tried.get(b.name) ?? 0))[0];
  }

  private pressing(offer: Offer): Way {
    return { name: offer.name, go: () => this.page.mouse.click(offer.x, offer.y) };
  }

  /** The look once nothing changes any more for a moment. */
  private async settledLook(): Promise<string> {
    let before = '';
    return until('a page that stands still', async () => {
      await this.page.waitForTimeout(STILL_MS);
      const look = await this.page.evaluate(lookOfPage);
      const stands = look === before && look.includes('hr-page-header');
      before = look;
      return stands && look;
    });
  }

  /** Help is where it always is, can be pressed, and somebody is called; then the call is taken back. */
  private async checkHelp(look: string): Promise<void> {
    const button = this.page.locator('hr-page-header hr-button');
    const box = await button.boundingBox();
    if (box === null) {
      this.problems.push(`no Help after ${this.trail}`);
      return;
    }
    const place = `top ${Math.round(box.y)}, right ${Math.round(box.x + box.width)}`;
    this.place ??= place;
    if (place !== this.place) this.problems.push(`Help moved to ${place} after ${this.trail}`);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    try {
      await this.page.locator('hr-help-sheet').waitFor({ timeout: 5_000 });
      const ticketId = await until('a call', () => openCall(), 5_000);
      if (look.includes('hr-help-sheet')) return;
      await this.page.keyboard.press('Escape');
      await this.page.locator('hr-help-sheet').waitFor({ state: 'detached', timeout: 5_000 });
      await bench.shopper.call('withdrawCall', { ticketId });
      await until('the end of the call', () => openCall() === undefined, 5_000);
    } catch (error) {
      this.problems.push(`Help does not call after ${this.trail}: ${String(error)}`);
    }
  }
}

function openCall(): string | undefined {
  return [...bench.shopper.entries('assist').values()].find(({ raisedBy }) => raisedBy === 'shopper')?.ticketId;
}

/** What happens beside the page. What is not possible just now is refused, and nothing comes of it. */
function worldOf(desk: PageConnection, staff: PageConnection): readonly Way[] {
  const { workstationId } = bench.world.config.lane;
  const act = (type: 'hold-basket' | 'resume-basket' | 'cancel-basket' | 'pause-lane' | 'open-lane') => () =>
    staff.call('actOnLane', { workstationId, action: { type }, reason: 'a walk' });
  const scan = (code: string) => () => desk.call('deskScan', { code });
  const at = (screen: LaneView['screen']) => () => bench.shopper.value('lane')?.screen === screen;
  const readerWaits = () => bench.shopper.value('payment')?.phase === 'present-card';
  const ways: readonly Way[] = [
    { name: 'scan bread', go: scan(CODES.bread) },
    { name: 'scan unknown', go: scan(CODES.unknown) },
    { name: 'scan beer', go: scan(CODES.beer), isPossible: at('basket') },
    { name: 'scan recalled', go: scan(CODES.recalled), isPossible: at('basket') },
    { name: 'settle an age check', go: () => settleTasks(staff), isPossible: at('basket') },
    { name: 'hold the basket', go: act('hold-basket'), isPossible: at('basket') },
    { name: 'cancel the basket', go: act('cancel-basket'), isPossible: at('basket') },
    { name: 'resume the basket', go: act('resume-basket'), isPossible: at('paused') },
    { name: 'card works', go: () => desk.call('deskCard', { card: 'approve' }), isPossible: readerWaits },
    { name: 'card refused', go: () => desk.call('deskCard', { card: 'decline' }), isPossible: readerWaits },
    { name: 'pause the lane', go: act('pause-lane'), isPossible: at('welcome') },
    { name: 'open the lane', go: act('open-lane'), isPossible: at('out-of-service') },
  ];
  return ways.map((way) => ({ ...way, go: () => way.go().catch(() => {}) }));
}

/** A colleague looks after what the lane called for, so that the walk gets as far as paying. */
async function settleTasks(staff: PageConnection): Promise<void> {
  for (const ticket of staff.entries('tickets').values()) {
    if (ticket.raisedBy === 'shopper') continue;
    const { ticketId } = ticket;
    await staff.call('acknowledgeTicket', { ticketId });
    await staff.call('attendTicket', { ticketId, place: 'at-lane' });
    await staff.call('resolveTicket', { ticketId, outcome: 'approved', minimumAge: 18 });
  }
}
