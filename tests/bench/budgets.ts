import type { Quantiles } from './bench.ts';

/** What a figure has to be, and why that and no other. */
export interface Budget {
  /** For a person: the figure, the unit, the bound. */
  readonly aim: string;
  readonly reason: string;
  readonly isMet: (ours: Quantiles, floor: Quantiles, detail: Readonly<Record<string, number>>) => boolean;
}

/** A screen with 60 frames a second shows a new one every 16.7 ms. */
const FRAME_MS = 17;

const SCAN_TO_LINE_MS = FRAME_MS;
const DURABLE_RATIO = 1.5;
const LANE_READY_MS = 1_500;
const PAGE_USABLE_MS = 1_000;
const LANE_MB = 150;
const LANE_GROWTH_MB = 15;
const SLOPE = 1.5;
const DECODE_US = 1_000;
const LOOKUP_US = 50;
const SEARCH_MS = 30;
const IMPORT_MS = 20_000;
const DELTA_MS = 5;
const CATALOGUE_MB = 50;
const FIRST_LOAD_MS = 30_000;
const REPRICE_200_MS = 2;
const REPRICE_500_MS = 10;
const FANOUT_RATIO = 3;
const HELP_TO_CARD_MS = 300;
const HELP_TO_CARD_RATIO = 3;
const CAPACITY_MS = 100;
const DRAIN_HTTP_SHARE = 0.7;
const DRAIN_NATS_SHARE = 0.5;
const DRAIN_POSTGRES_SHARE = 0.6;

/** All aims in one place, by the name of the bench. */
export const BUDGETS: Readonly<Record<string, Budget>> = {
  'scan-to-line': {
    aim: `p95 within ${SCAN_TO_LINE_MS} ms of the floor's p95`,
    reason: 'one frame more than a page that only shows what it is told: nobody sees the difference',
    isMet: (ours, floor) => ours.p95 <= floor.p95 + SCAN_TO_LINE_MS,
  },
  'lane-ready': {
    aim: `p50 ≤ ${LANE_READY_MS} ms`,
    reason: 'a lane that restarts while a shopper stands there is back before the shopper looks for help',
    isMet: (ours) => ours.p50 <= LANE_READY_MS,
  },
  'page-usable': {
    aim: `p50 ≤ ${PAGE_USABLE_MS} ms`,
    reason: 'a page that is opened anew is a blink, not a wait (Nielsen: one second keeps the flow of thought)',
    isMet: (ours) => ours.p50 <= PAGE_USABLE_MS,
  },
  'lane-memory': {
    aim: `p99 ≤ ${LANE_MB} MB, and at most ${LANE_GROWTH_MB} MB more after 1,000 transactions than after 200`,
    reason: 'a lane computer has 2 or 4 GB and a browser on it; what grows with sales ends in a restart on a busy day',
    isMet: (ours, _floor, detail) => ours.p99 <= LANE_MB && (detail['growth'] ?? Infinity) <= LANE_GROWTH_MB,
  },
  'basket-slope': {
    aim: `p50 with 500 lines ≤ ${SLOPE} × p50 with 1 line`,
    reason: 'a full trolley must not make each article slower than the one before',
    isMet: (ours, floor) => ours.p50 <= SLOPE * floor.p50,
  },
  'scan-to-durable': {
    aim: `from decision to disk p50 ≤ ${DURABLE_RATIO} × a raw 1 KB commit; the whole way is in the detail`,
    reason: 'the disk is what a sale waits for; all that we do about it may take half as long again',
    isMet: (ours, floor) => ours.p50 <= DURABLE_RATIO * floor.p50,
  },
  'reprice-200': {
    aim: `p95 ≤ ${REPRICE_200_MS} ms`,
    reason: 'a full trolley is priced anew with each scan, and the scan has a frame for all of its way',
    isMet: (ours) => ours.p95 <= REPRICE_200_MS,
  },
  'reprice-500': {
    aim: `never over ${REPRICE_500_MS} ms`,
    reason: 'the largest basket leaves room for the rest of the way within one frame',
    isMet: (_ours, _floor, detail) => (detail['max'] ?? Infinity) <= REPRICE_500_MS,
  },
  decode: {
    aim: `p99 ≤ ${DECODE_US} µs, and none of 1,000,000 damaged reads over 1 ms`,
    reason: 'a scanner is never waited for, and nobody can hold a lane up with a piece of paper',
    isMet: (ours, _floor, detail) => ours.p99 <= DECODE_US && detail['slowScans'] === 0,
  },
  'catalogue-lookup': {
    aim: `p99 ≤ ${LOOKUP_US} µs`,
    reason: 'a scan looks an article up more than once, and that must not be felt',
    isMet: (ours) => ours.p99 <= LOOKUP_US,
  },
  'catalogue-search': {
    aim: `p95 ≤ ${SEARCH_MS} ms`,
    reason: 'results that come within two frames of a letter keep up with quick fingers',
    isMet: (ours) => ours.p95 <= SEARCH_MS,
  },
  'catalogue-import': {
    aim: `≤ ${IMPORT_MS} ms`,
    reason: 'a new assortment at night, for many lanes, one after the other, and again when the file was wrong',
    isMet: (ours) => ours.p50 <= IMPORT_MS,
  },
  'catalogue-delta': {
    aim: `p99 within ${DELTA_MS} ms of the floor's p99`,
    reason: 'prices change while shoppers scan, and they do not notice',
    isMet: (ours, floor) => ours.p99 <= floor.p99 + DELTA_MS,
  },
  'catalogue-memory': {
    aim: `p50 at most ${CATALOGUE_MB} MB above the floor's`,
    reason: 'the largest assortment must not need another computer',
    isMet: (ours, floor) => ours.p50 <= floor.p50 + CATALOGUE_MB,
  },
  'catalogue-first-load': {
    aim: `≤ ${FIRST_LOAD_MS} ms`,
    reason: 'a lane that takes the place of a broken one sells before its first shopper has found the basket',
    isMet: (ours) => ours.p50 <= FIRST_LOAD_MS,
  },
  'alert-fanout': {
    aim: `p99 ≤ ${FANOUT_RATIO} × a bare WebSocket’s p99`,
    reason: 'who is called hears it at once; names, rights and slow listeners must not be felt',
    isMet: (ours, floor) => ours.p99 <= FANOUT_RATIO * floor.p99,
  },
  'help-to-card': {
    aim: `p95 ≤ ${HELP_TO_CARD_MS} ms, and ≤ ${HELP_TO_CARD_RATIO} × the p95 of a bare fan-out to as many bare pages`,
    reason: 'who asks for help reads "we heard you" as "somebody looks up now"',
    isMet: (ours, floor) => ours.p95 <= HELP_TO_CARD_MS && ours.p95 <= HELP_TO_CARD_RATIO * floor.p95,
  },
  'store-capacity': {
    aim: `p99 ≤ ${CAPACITY_MS} ms`,
    reason: 'in the largest store, too, a call is on every tablet before the shopper has lowered her hand',
    isMet: (ours) => ours.p99 <= CAPACITY_MS,
  },
  'drain-http': {
    aim: `p50 rate ≥ ${DRAIN_HTTP_SHARE * 100} % of plain batched inserts`,
    reason: 'after an outage the disk of the store must be what everybody waits for, not the way to it',
    isMet: (ours, floor) => ours.p50 * DRAIN_HTTP_SHARE <= floor.p50,
  },
  'drain-nats': {
    aim: `p50 rate ≥ ${DRAIN_NATS_SHARE * 100} % of publishing each row as a message of its own, with 64 on their way`,
    reason: 'order and no doubles without a time window may cost half of what plain publishing does, and no more',
    isMet: (ours, floor) => ours.p50 * DRAIN_NATS_SHARE <= floor.p50,
  },
  'drain-postgres': {
    aim: `p50 rate ≥ ${DRAIN_POSTGRES_SHARE * 100} % of plain batched inserts`,
    reason: 'after an outage the database must be what everybody waits for, not the checks before it',
    isMet: (ours, floor) => ours.p50 * DRAIN_POSTGRES_SHARE <= floor.p50,
  },
};
