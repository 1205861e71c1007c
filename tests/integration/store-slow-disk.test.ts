import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { startStoreRole, type StoreRole } from '#kiosk/host/roles/store-role.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { SUBJECTS } from '#kiosk/store/lanes/lane-messages.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { TestShop } from '#tests/support/test-shop.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { until } from '#tests/support/until.ts';

// Goal: pages hear of a call once, with what the store has written down about it; and a store whose disk hangs shows it
// all the same, without what is not written down yet.
// Method: a real store role with its journal in a thread; a hanging disk is another file in the same thread, whose
// owner does not come back before the test lets it.

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Owns no file: keeps the thread until the flag it was given is raised. */
const HANGING = new URL(
  'data:text/javascript,export const serve = (port, flag) => Atomics.wait(new Int32Array(flag), 0, 0);',
);

let world: TestShop;
let bus: LocalBus;
let hub: TopicHub;
let thread: FileThread;
let store: StoreRole;
/** What pages were told of the call, in order. */
let told: TicketView[];

beforeEach(async () => {
  world = await TestShop.open();
  const { config } = world;
  copyDemoStaff(config);
  const directory = path.join(world.directory, 'store');
  mkdirSync(directory, { recursive: true });
  bus = new LocalBus(systemClock, QUIET);
  hub = new TopicHub(systemClock);
  thread = new FileThread();
  store = await startStoreRole({
    config,
    directory,
    bus,
    hub,
    thread,
    clock: systemClock,
    log: QUIET,
    upstream: undefined,
  });
  told = [];
  hub.onChange((change) => {
    const json = hub.entries('tickets').get('ticket-1');
    if ('topic' in change && change.topic === 'tickets' && json !== undefined) told.push(JSON.parse(json));
  });
});

afterEach(async () => {
  await store.stop();
  await bus.close();
  await world.close();
});

function call(): void {
  const ticket = ticketViewWith({ raisedAt: Date.now() });
  bus.publish(SUBJECTS.report('demo.lane-4'), { lane: laneStatusWith(), tickets: [ticket], ended: [], backlog: null });
}

/** The store has decided something about the call: nobody is in the shop, so a desk elsewhere may help. */
function isPlanned(): boolean {
  return told.some(({ care }) => care?.remote !== null);
}

it('tells pages of a call once, with what is written down of it', async () => {
  call();
  await until('the call is planned', isPlanned);
  expect(told).toHaveLength(1);
});

it('shows a call although the disk hangs, and what it plans only once that is written down', async () => {
  const flag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const port = thread.give(HANGING, flag, () => {});
  call();
  await until('the call is shown', () => told.length > 0);
  expect(isPlanned()).toBe(false);
  const raised = new Int32Array(flag);
  Atomics.store(raised, 0, 1);
  Atomics.notify(raised, 0);
  await until('the call is planned', isPlanned);
  port.close();
  await thread.release(port);
});
