import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { dutyMs, evolveFloor, type Floor, newFloor } from '#kiosk/core/assist/floor.ts';
import { closeOnFloor, planFloor } from '#kiosk/core/assist/plan-floor.ts';
import { newPromiseModel } from '#kiosk/core/assist/promise-model.ts';
import type { OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { Ticket } from '#kiosk/core/assist/ticket.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import { SHIFT_MS } from '../people/shift.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import type { StoreEntry, StoreJournal } from './store-entries.ts';

export interface FloorKeeperParts {
  readonly settings: FloorSettings;
  readonly journal: StoreJournal;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  /** The hour of the wall clock where the store is, 0 to 23. */
  readonly hourAt: (at: EpochMs) => number;
  readonly tickets: () => OpenTickets;
  /** The floor is another one now. */
  readonly onChange: (floor: Floor, events: readonly FloorEvent[]) => void;
}

/** Clocks of calls are kept to the second. */
const LOOK_EVERY_MS = 1_000;
const MS_PER_MINUTE = 60_000;

/**
 * Keeps the shop floor: plans what is due, writes it down, and only then lets it be seen. Everything takes its turn, so
 * that each plan is made on what the one before has left.
 */
export class FloorKeeper {
  readonly #parts: FloorKeeperParts;
  readonly #settled = new Map<string, number>();
  #floor: Floor;
  #last: Promise<void> = Promise.resolve();
  #isDue = false;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(parts: FloorKeeperParts, floor: Floor) {
    this.#parts = parts;
    this.#floor = floor;
    this.#tick();
  }

  get floor(): Floor {
    return this.#floor;
  }

  /** A ticket or a person changed: look now. Resolves once what was due is written down, or could not be. */
  async look(): Promise<void> {
    if (this.#stopped) return;
    if (this.#isDue) return this.#last;
    this.#isDue = true;
    await this.#inTurn(() => {
      this.#isDue = false;
      const { settings, clock, hourAt, tickets } = this.#parts;
      const now = clock.now();
      const gone = wentHome(this.#floor, now);
      const floor = evolveFloor(this.#floor, gone, settings.promise);
      return [...gone, ...planFloor(floor, tickets(), settings, { now, hour: hourAt(now) })];
    });
  }

  /** A call is over. */
  close(ticket: Ticket): void {
    void this.#inTurn(() => closeOnFloor(this.#floor, ticket, this.#parts.settings));
  }

  /** Something that a person did: a duty begun, a call declined. */
  async record(event: FloorEvent): Promise<void> {
    await this.#inTurn(() => [event]);
    void this.look();
  }

  /** What one person did today, for that person alone. */
  shiftOf(personId: string, now: EpochMs): { onDutyMinutes: number; settled: number; weightedMinutes: number } {
    const person = this.#floor.people.get(personId);
    return {
      onDutyMinutes: person === undefined ? 0 : dutyMs(person, now) / MS_PER_MINUTE,
      settled: this.#settled.get(personId) ?? 0,
      weightedMinutes: person?.weightMinutes ?? 0,
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#last;
  }

  #tick(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      void this.look();
      this.#tick();
    });
  }

  async #inTurn(plan: () => readonly FloorEvent[]): Promise<void> {
    const turn = this.#last.then(async () => {
      const events = plan();
      if (events.length === 0) return;
      await this.#parts.journal.append(events.map((event) => ({ kind: 'floor', event })));
      this.#floor = evolveFloor(this.#floor, events, this.#parts.settings.promise);
      this.#count(events);
      this.#parts.onChange(this.#floor, events);
    });
    this.#last = turn.catch((error: unknown) => this.#failed(error));
    return this.#last;
  }

  #count(events: readonly FloorEvent[]): void {
    for (const event of events) {
      if (event.type !== 'work-done') continue;
      this.#settled.set(event.personId, (this.#settled.get(event.personId) ?? 0) + 1);
    }
  }

  /**
   * A store that cannot write goes on mirroring calls and asks again in a second: help matters more than its record.
   */
  #failed(error: unknown): void {
    this.#parts.log.warn('the store could not write down what it planned', { error: String(error) });
  }
}

/** Whoever went home without a word is off duty when their shift is over: nobody is told to wait for them. */
function wentHome(floor: Floor, now: EpochMs): readonly FloorEvent[] {
  return [...floor.people.values()]
    .filter(({ duty, since }) => duty !== 'off-duty' && now - since >= SHIFT_MS)
    .map(({ helper }) => ({ type: 'duty-changed', helper, duty: 'off-duty', at: now }));
}

/** As many events are taken together as make no copy for each of them. */
const RECALL_AT_ONCE = 500;

/** The floor as the store's journal tells of it. */
export function recallFloor(recent: Iterable<StoreEntry>, settings: FloorSettings): Floor {
  let floor = newFloor(newPromiseModel(settings.promise));
  let events: FloorEvent[] = [];
  for (const entry of recent) {
    if (entry.kind !== 'floor') continue;
    events.push(entry.event);
    if (events.length < RECALL_AT_ONCE) continue;
    floor = evolveFloor(floor, events, settings.promise);
    events = [];
  }
  return evolveFloor(floor, events, settings.promise);
}
