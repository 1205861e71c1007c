import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { floorSettings, gestureSettings } from '#config/assist/assist-settings.ts';
import type { CommandHandlers, TopicSight } from '#kiosk/api/server/ports.ts';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { StoreDesk } from '#kiosk/store/store-desk.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { WAN_PATIENCE } from '#sync/sender/back-off.ts';
import { resend } from '#sync/sender/resend.ts';
import { runSender, type SenderEvent, type SenderStatus } from '#sync/sender/run-sender.ts';
import { IDENTITY_KEY_FILE } from '../sync/data-files.ts';
import { fulfilInJournal, keepWishes } from '../sync/wish-keeper.ts';
import { backlogOf } from './backlog.ts';
import { localClock } from './local-clock.ts';
import { storeAround } from './store-around.ts';
import { StaffFileList } from './staff-list.ts';
import { storeOrigin } from './origins.ts';
import { type OpenStoreJournal, openStoreJournal } from './store-journal.ts';
import { loggedEvent } from './sync-log.ts';

/** The files of a store in its data directory. */
const STORE_JOURNAL_FILE = 'journal.db';
export const STAFF_FILE = 'staff.json';
const SIGNING_KEY_FILE = 'staff-signing-key.pem';

export interface StoreRoleParts {
  readonly config: StoreConfig;
  readonly directory: string;
  readonly bus: AskingBus;
  readonly hub: TopicHub;
  readonly clock: Clock;
  readonly log: Logger;
  /** What owns its journal's file. */
  readonly thread: FileThread;
  /** Headquarters, where the store's own record goes; undefined if it stays here. */
  readonly upstream: Upstream | undefined;
}

/** A running store role. */
export interface StoreRole {
  readonly handlers: CommandHandlers;
  /** What each staff page may hear. */
  readonly sight: TopicSight;
  /** What its lanes say that they have not sent yet, and what of its own record is on its way. */
  backlog(): Promise<readonly BacklogView[]>;
  /** How its own record stands on its way; undefined if it stays here. */
  status(): Promise<SenderStatus | undefined>;
  stop(): Promise<void>;
}

/** @throws StorageError when its journal cannot be used */
export async function startStoreRole(parts: StoreRoleParts): Promise<StoreRole> {
  const { config, directory, bus, hub, thread, clock, log } = parts;
  const wall = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const businessDay = (): string => wall.businessDay(clock.now());
  const file = path.join(directory, STORE_JOURNAL_FILE);
  const journal = await openStoreJournal(file, storeOrigin(config), businessDay, thread);
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
    gestures: gestureSettings(config.assist),
    around: () => storeAround(config, wall.localTime(clock.now())),
    slips: config.assist.slips,
    signingKey: loadOrMakeKey(path.join(directory, SIGNING_KEY_FILE)),
    push: await pushOf(config, directory, log),
    store: storeOrigin(config),
    laneKey: loadOrMakeKey(path.join(directory, IDENTITY_KEY_FILE)),
  });
  const own = sendOwn(journal, parts);
  return {
    handlers: desk.handlers,
    sight: desk.sight,
    backlog: async () => {
      const status = await own?.status();
      return [...desk.backlogs, ...(status === undefined ? [] : [backlogOf(status, 'headquarters', clock.now())])];
    },
    status: async () => own?.status(),
    stop: async () => {
      await desk.stop();
      await own?.stop();
      await journal.close();
    },
  };
}

/** Loaded only where people are called through the network. */
async function pushOf(
  { store }: StoreConfig,
  directory: string,
  log: Logger,
): Promise<Parameters<typeof StoreDesk.open>[0]['push']> {
  if (store.push === null) return undefined;
  const [{ loadOrMakePushKeys, pushShelf }, { WebPushPost }] = await Promise.all([
    import('../push/push-files.ts'),
    import('../push/web-push-post.ts'),
  ]);
  const { contact, services } = store.push;
  const keys = loadOrMakePushKeys(directory);
  return { post: new WebPushPost({ keys, contact, services }), shelf: pushShelf(directory, log) };
}

/** A store that decides nothing all night is heard of at headquarters all the same, in milliseconds. */
const HEARTBEAT_MS = 300_000;

interface OwnSending {
  status(): Promise<SenderStatus>;
  stop(): Promise<void>;
}

/** The store's own record goes straight on; there is nobody beside it who could keep a second copy. */
function sendOwn(journal: OpenStoreJournal, parts: StoreRoleParts): OwnSending | undefined {
  const { upstream, clock, log, directory } = parts;
  if (upstream === undefined) return undefined;
  const { source } = journal;
  const onEvent = (event: SenderEvent): void => {
    loggedEvent(log, event);
    if (event.type === 'alarm') void source.noteTrouble(event.detail);
  };
  const sender = runSender(
    { source, upstream, clock, random: Math.random, onEvent },
    { isForwarding: false, patience: WAN_PATIENCE, heartbeatMs: HEARTBEAT_MS },
  );
  source.onRows(() => sender.wake());
  const stopped = new AbortController();
  const endWishes = keepWishes(path.join(directory, STORE_JOURNAL_FILE), fulfilInJournal(journal), {
    clock,
    log,
    resend: async (wish) => {
      log.info('rows were sent once more', { ...wish, ...(await resend(source, upstream, wish, stopped.signal)) });
    },
    resume: () => sender.resume(),
  });
  return {
    status: async () => sender.status(clock.now()),
    stop: async () => {
      stopped.abort();
      endWishes();
      await sender.stop();
    },
  };
}
