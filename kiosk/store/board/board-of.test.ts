/*
 * Goal: the board says what happened today, once, of all people together, and plans by what was seen.
 * Method: calls as lanes tell of them, through the book, with the figures worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { laneStatusWith, SARA, takenBy, ticketViewWith } from '#tests/support/ticket-view.ts';
import type { KnownLane } from '../lanes/lane-board.ts';
import { boardOf } from './board-of.ts';
import { CallBook } from './call-book.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const dayAt = (at: number): string => `day ${Math.floor(at / DAY)}`;
const hourAt = (at: number): number => Math.floor(at / HOUR) % 24;
const MORNING = 10 * HOUR;

function lane(articleCount: number, tickets: readonly TicketView[] = []): KnownLane {
  const status = laneStatusWith({ workstationId: 'lane-1', basket: { total: articleCount * 100, articleCount } });
  const report = { lane: status, tickets: [...tickets], ended: [], backlog: null };
  return { origin: '0042.lane-1', report, heardAt: 0, away: false };
}

function call(ticketId: string, raisedAt: number, answeredAfter: number, facts: Partial<TicketView> = {}): TicketView {
  const acknowledgedAt = raisedAt + answeredAfter * 1_000;
  return ticketViewWith({
    ticketId,
    workstationId: 'lane-1',
    raisedAt,
    ...takenBy(SARA, { status: 'resolved', acknowledgedAt, endedAt: acknowledgedAt + 30_000 }),
    ...facts,
  });
}

function boardFrom(book: CallBook, floorEvents: readonly FloorEvent[] = book.floorEvents) {
  const { day, calls, baskets, missed } = book;
  const settings = floorSettings(assistSchema.parse({}));
  const now = MORNING + HOUR;
  return boardOf({ businessDay: day, calls, open: [], floorEvents, baskets, missed, settings, now, hourAt });
}

describe('the book of a day', () => {
  it('counts a call once, and again only for what the shopper said afterwards', () => {
    const book = new CallBook(dayAt, MORNING);
    const over = call('a', MORNING, 8);
    expect(book.ended(over)).toMatchObject({ answeredAt: MORNING + 8_000, ease: null, status: 'resolved' });
    expect(book.ended(over)).toBeUndefined();
    expect(book.ended({ ...over, ease: 'easy' })).toMatchObject({ ease: 'easy', ticketId: 'a' });
    expect(boardFrom(book)).toMatchObject({ calls: 1, easyShare: 1 });
  });

  it('keeps the first answer, whoever has the call in the end', () => {
    const book = new CallBook(dayAt, MORNING);
    const first = { ...call('a', MORNING, 5), status: 'acknowledged' as const, endedAt: null };
    book.watch([lane(1, [first])]);
    expect(book.ended(call('a', MORNING, 80))?.answeredAt).toBe(MORNING + 5_000);
  });

  it('takes a basket for one from its first article on, and begins anew with the day', () => {
    const book = new CallBook(dayAt, MORNING);
    for (const articles of [0, 1, 2, 0, 3]) book.watch([lane(articles)]);
    expect(book.baskets.count).toBe(2);
    expect(book.turnTo(MORNING + HOUR)).toBe(false);
    expect(book.turnTo(MORNING + DAY)).toBe(true);
    expect(book.baskets.count).toBe(0);
    expect(book.ended(call('old', MORNING, 8))).toBeUndefined();
  });
});

describe('the board', () => {
  it('has waits, shares and interventions as they are worked out by hand', () => {
    const book = new CallBook(dayAt, MORNING);
    for (const articles of [1, 0, 1, 0]) book.watch([lane(articles)]);
    const seconds = [4, 8, 12, 16, 60];
    for (const [index, after] of seconds.entries()) book.ended(call(`c${index}`, MORNING + index, after));
    book.ended(call('gone', MORNING, 0, { acknowledgedAt: null, helper: null, status: 'withdrawn' }));
    const board = boardFrom(book);
    expect(board).toMatchObject({
      businessDay: 'day 0',
      calls: 6,
      acknowledgeSeconds: { p50: 12, p80: 16, p95: 60 },
      interventionsPerHundred: [{ reason: 'help', count: 6, perHundred: 300 }],
      hours: [{ hour: 10, calls: 6, waitP80Seconds: 16 }],
    });
    expect(JSON.stringify(board)).not.toContain(SARA.firstName);
  });

  it('takes a second call in the same basket for no first contact', () => {
    const book = new CallBook(dayAt, MORNING);
    book.watch([lane(1)]);
    book.ended(call('first', MORNING, 5));
    book.ended(call('second', MORNING + 60_000, 5));
    expect(boardFrom(book).firstContactShare).toBe(0.5);
  });

  it('knows of promises from the floor, and plans more people for more work', () => {
    const book = new CallBook(dayAt, MORNING);
    for (let count = 0; count < 30; count += 1) book.ended(call(`c${count}`, MORNING + count * 60_000, 5));
    const promise = { type: 'promise-ended', ticketId: 'c1' as TicketId, kept: true, at: MORNING + HOUR } as const;
    const missed = { ...promise, ticketId: 'c2' as TicketId, kept: false };
    const board = boardFrom(book, [promise, missed]);
    expect(board.promiseKeptShare).toBe(0.5);
    const answered = board.staffing.map(({ answeredWithin30 }) => answeredWithin30);
    expect(answered.toSorted((a, b) => a - b)).toEqual(answered);
    expect(board.staffing[1]?.occupancy).toBeCloseTo((board.staffing[0]?.occupancy ?? 0) / 2);
  });

  it('counts what was looked for in vain, once for each search, and says neither where nor when', () => {
    const book = new CallBook(dayAt, MORNING);
    const searched = (text: string, at: number, about: 'answers' | 'articles' = 'articles') =>
      book.takeMissed({ type: 'search-missed', origin: '0042.lane-1', about, text, language: 'en', at });
    expect(searched('Quinoa', MORNING)).toBe(true);
    expect(searched('Quinoa', MORNING)).toBe(false);
    searched('quinoa', MORNING + 1);
    searched('Fig jam', MORNING + 2);
    searched('parking', MORNING + 3, 'answers');
    expect(searched('yesterday', MORNING - DAY)).toBe(false);
    expect(boardFrom(book).missedSearches).toEqual([
      { about: 'answers', text: 'parking', count: 1 },
      { about: 'articles', text: 'quinoa', count: 2 },
      { about: 'articles', text: 'fig jam', count: 1 },
    ]);
  });

  it('knows how many calls nobody had been needed for', () => {
    const book = new CallBook(dayAt, MORNING);
    book.ended(call('a', MORNING, 5, { reason: 'device', resolution: 'works-by-itself' }));
    book.ended(call('b', MORNING + 1, 5, { reason: 'device', resolution: 'plugged-in' }));
    expect(boardFrom(book).falseAlarmShare).toBe(0.5);
  });

  it('has nothing to say of a day that only begins', () => {
    expect(boardFrom(new CallBook(dayAt, MORNING))).toMatchObject({
      calls: 0,
      acknowledgeSeconds: null,
      easyShare: null,
      staffing: [],
      hours: [],
    });
  });
});
