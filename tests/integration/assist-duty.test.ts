/*
 * Goal: over a whole day nobody is asked who is off duty or on a break, and nobody who went home without a word is
 * counted on.
 * Method: the demo's two lanes and their store in one process with a held clock; people come, go, have breaks and
 * answer, shoppers call, all by a seeded script; then the store's journal is read, and each alert compared with who
 * was on duty when it was written.
 */
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { openStoreJournal } from '#kiosk/host/roles/store-journal.ts';
import { storeDirectoryOf } from '#kiosk/host/roles/shop.ts';
import { storeOrigin } from '#kiosk/host/roles/origins.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { callOn, TwoLaneShop, type Who } from '#tests/support/two-lane-shop.ts';
import { until } from '#tests/support/until.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From eight in the morning to six in the evening, in steps: shorter than what a sign-in lasts. */
const STEPS = 90;
const STEP_MS = 6 * MINUTE_MS;

let clock: ManualClock;
let world: TwoLaneShop;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 23, 7));
  world = await TwoLaneShop.open({ clock });
});

afterEach(async () => {
  await world.close();
});

/** Ends the shop and reads what its store wrote of the floor. */
async function floorEvents(): Promise<readonly FloorEvent[]> {
  await world.shop.stop();
  const { config } = world.worlds[0];
  const file = path.join(storeDirectoryOf(config), 'journal.db');
  const journal = await openStoreJournal(file, storeOrigin(config), () => '2026-11-23');
  const events: FloorEvent[] = [];
  for await (const entry of journal.recent()) if (entry.kind === 'floor') events.push(entry.event);
  await journal.close();
  return events;
}

/** Numbers from 0 to below a bound, the same in each run. */
function script(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it('asks nobody who is off duty or on a break, over a day', async () => {
  const next = script(5);
  const shoppers = [await world.shopper(1), await world.shopper(2)] as const;
  const names: readonly Who[] = ['Sara', 'Ben', 'Amira', 'Joris'];
  const people: { readonly page: PageConnection; duty: 'on' | 'break' | 'off' }[] = [];
  for (const name of names) people.push({ page: await world.staff(name), duty: 'on' });
  for (let step = 0; step < STEPS; step += 1) {
    const person = people[next(people.length)];
    const shopper = shoppers[next(2)];
    if (person === undefined || shopper === undefined) continue;
    const duty = (['on', 'on', 'break', 'off'] as const)[next(4)] ?? 'on';
    if (person.duty !== duty) await person.page.call('setDuty', { duty });
    person.duty = duty;
    await shopper.call('callStaff', { topic: null });
    for (let second = 0; second < 5 + next(50); second += 1) clock.advance(1_000);
    await act(people[next(people.length)], shopper);
    clock.advance(STEP_MS);
  }
  const onDuty = new Set<string>();
  let alerts = 0;
  for (const event of await floorEvents()) {
    if (event.type === 'duty-changed') {
      if (event.duty === 'on-duty') onDuty.add(event.helper.personId);
      else onDuty.delete(event.helper.personId);
    }
    if (event.type !== 'alert-sent') continue;
    alerts += 1;
    for (const personId of event.to) expect([...onDuty]).toContain(personId);
  }
  expect(alerts).toBeGreaterThan(STEPS / 4);
});

/** Whoever is on duty takes what waits at a lane, or says no to it; a refusal is an answer like another. */
async function act(
  person: { readonly page: PageConnection; readonly duty: string } | undefined,
  shopper: PageConnection,
): Promise<void> {
  const [ticketId] = shopper.entries('assist').keys();
  if (person === undefined || ticketId === undefined || person.duty !== 'on') return;
  await until(
    'the call is on the page',
    () => callOn(person.page, ticketId) ?? !shopper.entries('assist').has(ticketId),
  );
  const took = await person.page.call('acknowledgeTicket', { ticketId }).then(
    () => true,
    () => false,
  );
  if (!took) return;
  await person.page.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
  await until('it is over', () => !shopper.entries('assist').has(ticketId));
}

it('counts on nobody who went home without signing out', async () => {
  await world.staff('Sara');
  clock.advance(12 * HOUR_MS + MINUTE_MS);
  const visitor = await world.staff('Ben');
  await visitor.call('setDuty', { duty: 'off' });
  await until('she is off duty', () => visitor.entries('people').get('101')?.duty === 'off');
  const shopper = await world.shopper();
  const { ticketId } = await shopper.call('callStaff', { topic: null });
  await until('the shopper is told', () => shopper.entries('assist').get(ticketId)?.promise?.unattended === true);
  clock.advance(30_000);
  const care = await until('the call is on the page', () => callOn(visitor, ticketId)?.care);
  expect(care.asked).toEqual([]);
});
