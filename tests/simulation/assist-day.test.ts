// Goal: no call of a simulated day is forgotten, work is spread, nobody off duty is rung; and a manager can ask for
// it.
// Method: days of many sizes and seeds in this process, looked at with figures that are worked out from the journal
// alone; then the command itself, as a process, with good and bad arguments.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import { evolveFloor, newFloor } from '#kiosk/core/assist/floor.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import { newPromiseModel } from '#kiosk/core/assist/promise-model.ts';
import { simulateDay } from '#kiosk/host/simulate/assist-day.ts';
import type { DayQuestion } from '#kiosk/host/simulate/day-plan.ts';
import { type DayReport, reportDay } from '#kiosk/host/simulate/day-report.ts';

const SETTINGS = floorSettings(assistSchema.parse(undefined));

function reportOf(question: DayQuestion, seed: number): DayReport {
  return reportDay(question, seed, simulateDay(question, seed, SETTINGS), SETTINGS);
}

describe('2,000 calls from 20 lanes for 8 people', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('on day %d', (seed) => {
    const report = reportOf({ lanes: 20, staff: 8, calls: 2000, pattern: 'day' }, seed);
    expect(report.calls).toBe(2000);
    expect(report.unansweredWithoutEscalation).toBe(0);
    expect(report.offDutyAlerts).toBe(0);
    expect(report.gini).toBeLessThanOrEqual(0.2);
    expect(report.promiseKept).toBeGreaterThanOrEqual(0.75);
    expect(report.promiseKept).toBeLessThanOrEqual(0.9);
    expect(report.acknowledgeP50Seconds).toBeLessThanOrEqual(8);
    expect(report.arriveP80Seconds).toBeLessThanOrEqual(60);
    expect(report.actionableAlerts).toBeGreaterThanOrEqual(0.85);
    expect(report.firstContactResolution).toBeGreaterThanOrEqual(0.85);
  });
});

describe('other sizes', () => {
  it.each<[string, DayQuestion]>([
    ['one person for five lanes', { lanes: 5, staff: 1, calls: 300, pattern: 'day' }],
    ['one person for five lanes, and far too many calls', { lanes: 5, staff: 1, calls: 2000, pattern: 'day' }],
    ['sixty lanes', { lanes: 60, staff: 20, calls: 6000, pattern: 'day' }],
    ['one lane', { lanes: 1, staff: 1, calls: 200, pattern: 'day' }],
    ['nobody for an hour', { lanes: 20, staff: 8, calls: 2000, pattern: 'nobody-for-an-hour' }],
    ['in bursts', { lanes: 20, staff: 8, calls: 2000, pattern: 'bursty' }],
    ['ten times the calls', { lanes: 20, staff: 8, calls: 20_000, pattern: 'day' }],
    ['at night', { lanes: 20, staff: 8, calls: 600, pattern: 'night' }],
  ])('%s', (_, question) => {
    const report = reportOf(question, 3);
    expect(report.calls + report.notRaised).toBe(question.calls);
    expect(report.unansweredWithoutEscalation).toBe(0);
    expect(report.offDutyAlerts).toBe(0);
    expect(report.gini).toBeLessThanOrEqual(0.2);
    expect(report.promiseKept).toBeGreaterThanOrEqual(0.75);
    expect(report.promiseKept).toBeLessThanOrEqual(0.9);
  });

  it('nobody at all: everything goes further, nothing is promised', () => {
    const report = reportOf({ lanes: 20, staff: 0, calls: 300, pattern: 'day' }, 1);
    expect(report).toMatchObject({ calls: 300, resolved: 0, unansweredWithoutEscalation: 0, promiseKept: null });
    expect(report.escalations[3]).toBeGreaterThan(250);
  });

  it('ten calls: too few to say how well promises are kept, and the interval says so', () => {
    const report = reportOf({ lanes: 20, staff: 8, calls: 10, pattern: 'day' }, 1);
    const [low = 1, high = 0] = report.promiseKeptInterval ?? [];
    expect(report.calls).toBe(10);
    expect(low).toBeLessThan(0.82);
    expect(high).toBeGreaterThan(0.82);
  });

  it('no calls: an empty day', () => {
    const report = reportOf({ lanes: 20, staff: 8, calls: 0, pattern: 'day' }, 1);
    expect(report).toMatchObject({ calls: 0, promiseKept: null, gini: 0, ringsPerCall: null, arriveP80Seconds: null });
  });
});

it('the store role’s journal of a day gives the same floor again', () => {
  const { journal, learned } = simulateDay({ lanes: 20, staff: 8, calls: 500, pattern: 'day' }, 1, SETTINGS);
  const own = journal.filter(
    (event): event is FloorEvent =>
      event.type === 'work-done' ||
      !event.type.startsWith('ticket-') ||
      event.type === 'ticket-escalated' ||
      event.type === 'ticket-forgotten',
  );
  const written = JSON.parse(JSON.stringify(own)) as readonly FloorEvent[];
  const floor = evolveFloor(newFloor(newPromiseModel(SETTINGS.promise)), written, SETTINGS.promise);
  expect(floor.promises).toEqual(learned);
  expect(floor.tickets.size).toBe(0);
});

describe('handrail simulate assist-day', () => {
  function run(...args: readonly string[]): {
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
  } {
    const program = path.resolve(import.meta.dirname, '../../kiosk/host/bin/handrail.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'simulate', 'assist-day', ...args], {
      encoding: 'utf8',
      timeout: 50_000,
    });
    return { status, out: stdout, err: stderr };
  }

  const SMALL = ['--lanes', '10', '--staff', '4', '--calls', '200'];

  it('ends with one JSON object, the same for the same seed and another for another', () => {
    const first = run(...SMALL, '--seed', '1', '--json');
    expect(first.status).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({ calls: 200, unansweredWithoutEscalation: 0, offDutyAlerts: 0 });
    expect(run(...SMALL, '--seed', '1', '--json').out).toBe(first.out);
    expect(run(...SMALL, '--seed', '2', '--json').out).not.toBe(first.out);
  });

  it('says it in words, hour by hour, and where people are missing', () => {
    const { status, out } = run('--staff', '1', '--calls', '1500');
    expect(status).toBe(0);
    expect(out).toContain('Promises kept');
    expect(out).toMatch(/^08:00 /m);
    expect(out).toContain('Too few people at');
  });

  it('goes on from what earlier days have taught', () => {
    const report = JSON.parse(run(...SMALL, '--learned-days', '2', '--json').out) as DayReport;
    expect(report.promiseKept).toBeGreaterThan(0.7);
  });

  it.each([
    ['--lanes', '0'],
    ['--lanes', '201'],
    ['--staff', '-1'],
    ['--calls', '20001'],
    ['--calls', '1e3'],
    ['--seed', '4294967296'],
    ['--pattern', 'doomsday'],
    ['--learned-days', '31'],
    ['--colour', 'red'],
    ['surplus', 'words'],
  ])('refuses %s %s, and says why', (...args) => {
    const { status, out, err } = run(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('error:');
  });

  it('explains itself', () => {
    const { status, out } = run('--help');
    expect(status).toBe(0);
    for (const word of ['--lanes', '--staff', '--calls', '--seed', '--pattern', '--json', 'lunch-rush']) {
      expect(out).toContain(word);
    }
  });
});
