// Goal: the lane is always started again, never in a storm, and its end is told to the windows.
// Method: a lane whose messages and ends the test decides, and a clock moved by hand.
import { expect, test } from 'vitest';
import { ManualClock } from '#tests/support/manual-clock.ts';
import {
  FAILURES_UNTIL_STAFF,
  type ForkedLane,
  LaneProcess,
  type LaneStatus,
  RESTART_FIRST_MS,
  RESTART_PAUSE_MAX_MS,
  restartPause,
  STOP_TIMEOUT_MS,
} from './lane-process.ts';

const ready = { type: 'lane-ready', shopperUrl: 'http://127.0.0.1:1/start?token=a', deskUrl: null } as const;

class TestLane implements ForkedLane {
  readonly #message: ((message: unknown) => void)[] = [];
  readonly #exit: ((code: number) => void)[] = [];
  killed = false;

  on(_event: 'message', listener: (message: unknown) => void): void {
    this.#message.push(listener);
  }

  once(_event: 'exit', listener: (code: number) => void): void {
    this.#exit.push(listener);
  }

  kill(): boolean {
    this.killed = true;
    return true;
  }

  say(message: unknown): void {
    for (const listener of this.#message) listener(message);
  }

  end(): void {
    for (const listener of this.#exit.splice(0)) listener(1);
  }
}

function bed() {
  const clock = new ManualClock();
  const lanes: TestLane[] = [];
  const statuses: LaneStatus[] = [];
  const process = new LaneProcess({
    fork: () => {
      const lane = new TestLane();
      lanes.push(lane);
      return lane;
    },
    after: (delayMs, callback) => clock.after(delayMs, callback),
    onStatus: (status) => statuses.push(status),
  });
  return { clock, lanes, statuses, process };
}

test('the links of a lane that is ready are passed on, and nothing else that it may say', () => {
  const { lanes, statuses } = bed();
  for (const nonsense of [null, 1, 'ready', {}, { ...ready, shopperUrl: 1 }, { ...ready, deskUrl: undefined }]) {
    lanes[0]?.say(nonsense);
  }
  lanes[0]?.say(ready);
  expect(statuses).toEqual([{ status: 'starting' }, { status: 'ready', ready }]);
});

test('a lane that ends is started again after a pause', () => {
  const { clock, lanes, statuses } = bed();
  lanes[0]?.say(ready);
  lanes[0]?.end();
  expect(statuses.at(-1)).toEqual({ status: 'away', needsStaff: false });
  clock.advance(RESTART_FIRST_MS - 1);
  expect(lanes).toHaveLength(1);
  clock.advance(1);
  expect(lanes).toHaveLength(2);
});

test('a lane that never gets ready is tried ever more slowly, staff is asked for, and it is still tried', () => {
  const { clock, lanes, statuses } = bed();
  for (let failure = 1; failure <= 20; failure += 1) {
    lanes.at(-1)?.end();
    expect(statuses.at(-1)).toEqual({ status: 'away', needsStaff: failure >= FAILURES_UNTIL_STAFF });
    clock.advance(restartPause(failure - 1));
    expect(lanes).toHaveLength(failure + 1);
  }
  lanes.at(-1)?.say(ready);
  lanes.at(-1)?.end();
  expect(statuses.at(-1)).toEqual({ status: 'away', needsStaff: false });
});

test('pauses double up to their bound', () => {
  expect([0, 1, 2, 3].map(restartPause)).toEqual([500, 1000, 2000, 4000]);
  expect(restartPause(1_000_000)).toBe(RESTART_PAUSE_MAX_MS);
});

test('stopping waits for the lane, but not for ever, and it does not come back', async () => {
  const { clock, lanes, process } = bed();
  const stopped = process.stop();
  expect(lanes[0]?.killed).toBe(true);
  lanes[0]?.end();
  await stopped;
  clock.advance(RESTART_PAUSE_MAX_MS);
  expect(lanes).toHaveLength(1);

  const hanging = bed();
  const given = hanging.process.stop();
  hanging.clock.advance(STOP_TIMEOUT_MS);
  await given;
});

test('stopping between two starts keeps the next one from happening', async () => {
  const { clock, lanes, process } = bed();
  lanes[0]?.end();
  await process.stop();
  clock.advance(RESTART_PAUSE_MAX_MS);
  expect(lanes).toHaveLength(1);
});
