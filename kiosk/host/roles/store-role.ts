import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { floorSettings } from '#config/assist/assist-settings.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { StoreDesk } from '#kiosk/store/store-desk.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { localClock } from './local-clock.ts';
import { StaffFileList } from './staff-list.ts';
import { type OpenStoreJournal, openStoreJournal } from './store-journal.ts';

/** The files of a store in its data directory. */
export const STORE_JOURNAL_FILE = 'journal.db';
export const STAFF_FILE = 'staff.json';
const SIGNING_KEY_FILE = 'staff-signing-key.pem';

export interface StoreRoleParts {
  readonly config: StoreConfig;
  readonly directory: string;
  readonly bus: AskingBus;
  readonly hub: TopicHub;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A running store role. */
export interface StoreRole {
  readonly handlers: CommandHandlers;
  readonly journal: OpenStoreJournal;
  stop(): Promise<void>;
}

/** @throws StorageError when its journal cannot be used */
export async function startStoreRole(parts: StoreRoleParts): Promise<StoreRole> {
  const { config, directory, bus, hub, clock, log } = parts;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const wall = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const journal = await openStoreJournal(path.join(directory, STORE_JOURNAL_FILE), `store-${config.store.id}`, () =>
    wall.businessDay(clock.now()),
  );
  const desk = await StoreDesk.open({
    bus,
    hub,
    journal,
    staff: new StaffFileList(config.store.staffFile ?? path.join(directory, STAFF_FILE), log),
    settings: floorSettings(config.assist),
    clock,
    log,
    hourAt: (at) => Number(wall.localTime(at).time.slice(0, 2)),
    signingKey: loadOrMakeKey(path.join(directory, SIGNING_KEY_FILE)),
  });
  return {
    handlers: desk.handlers,
    journal,
    stop: async () => {
      await desk.stop();
      await journal.close();
    },
  };
}
