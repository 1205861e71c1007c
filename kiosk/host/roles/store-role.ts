import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { floorSettings } from '#config/assist/assist-settings.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { StoreDesk } from '#kiosk/store/store-desk.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { WAN_PATIENCE } from '#sync/sender/back-off.ts';
import { runSender, type RunningSender } from '#sync/sender/run-sender.ts';
import { backlogOf } from './backlog.ts';
import { localClock } from './local-clock.ts';
import { StaffFileList } from './staff-list.ts';
import { storeOrigin } from './origins.ts';
import { type OpenStoreJournal, openStoreJournal } from './store-journal.ts';
import { loggedEvent } from './sync-log.ts';

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
  /** Headquarters, where the store's own record goes; undefined if it stays here. */
  readonly upstream: Upstream | undefined;
}

/** A running store role. */
export interface StoreRole {
  readonly handlers: CommandHandlers;
  /** What its lanes say that they have not sent yet, and what of its own record is on its way. */
  backlog(): Promise<readonly BacklogView[]>;
  stop(): Promise<void>;
}

/** @throws StorageError when its journal cannot be used */
export async function startStoreRole(parts: StoreRoleParts): Promise<StoreRole> {
  const { config, directory, bus, hub, clock, log } = parts;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const wall = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const journal = await openStoreJournal(path.join(directory, STORE_JOURNAL_FILE), storeOrigin(config), () =>
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
    dayAt: (at) => wall.businessDay(at),
    signingKey: loadOrMakeKey(path.join(directory, SIGNING_KEY_FILE)),
  });
  const sender = sendOwn(journal, parts);
  return {
    handlers: desk.handlers,
    backlog: async () => {
      const now = clock.now();
      const status = await sender?.status(now);
      return [...desk.backlogs, ...(status === undefined ? [] : [backlogOf(status, 'headquarters', now)])];
    },
    stop: async () => {
      await desk.stop();
      await sender?.stop();
      await journal.close();
    },
  };
}

/** A store that decides nothing all night is heard of at headquarters all the same, in milliseconds. */
const HEARTBEAT_MS = 300_000;

/** The store's own record goes straight on; there is nobody beside it who could keep a second copy. */
function sendOwn(journal: OpenStoreJournal, { upstream, clock, log }: StoreRoleParts): RunningSender | undefined {
  if (upstream === undefined) return undefined;
  const sender = runSender(
    { source: journal.source, upstream, clock, random: Math.random, onEvent: (event) => loggedEvent(log, event) },
    { isForwarding: false, patience: WAN_PATIENCE, heartbeatMs: HEARTBEAT_MS },
  );
  journal.source.onRows(() => sender.wake());
  return sender;
}
