import path from 'node:path';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { PromiseView } from '#kiosk/api/staff.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { PromotionSet } from '#kiosk/core/promotions/compile.ts';
import { reject } from '#kiosk/core/rejection.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { openLane, type Lane, type LaneEquipment } from '#kiosk/lane/lane.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import { JournalFailure } from '#kiosk/lane/lane-writer.ts';
import type { ChangingCatalogue, Clock, Ids, Logger } from '#kiosk/lane/ports.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { layOutReceipt } from '#kiosk/lane/receipt/paper-layout.ts';
import { layOutSlip } from '#kiosk/lane/receipt/slip-layout.ts';
import { receiptPage } from '#kiosk/lane/receipt/receipt-page.ts';
import { languageOf } from '#kiosk/lane/view-projector.ts';
import { openLaneJournal, type LaneJournal } from '../journal-adapter.ts';
import type { DiskKeeper } from '../sync/disk-keeper.ts';
import { tellOfJournal } from '../sync/tell-of-journal.ts';
import { DegradedLane, type LastKnown } from './degraded-lane.ts';
import type { LaneDevices } from './lane-devices.ts';
import { laneScanOptions } from './lane-scan-options.ts';
import { laneSettings, seller } from './lane-settings.ts';
import { localClock } from './local-clock.ts';
import { laneOrigin } from './origins.ts';
import { memberKeys } from './member-keys.ts';

/** The journal of a lane, in its data directory. */
export const JOURNAL_FILE = 'journal.db';

/** How long a lane that lost its journal waits before it tries again: the first time, and at most. Milliseconds. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;

export interface LaneRoleParts {
  readonly config: HandrailConfig;
  readonly softwareVersion: string;
  readonly hub: TopicHub;
  /** Where staff pages find this lane when the store is away; undefined where it only answers its own machine. */
  readonly directUrl?: string | undefined;
  readonly catalogue: ChangingCatalogue;
  /** Another set after the catalogue was refreshed. */
  readonly promotions: () => PromotionSet;
  readonly devices: LaneDevices;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** Keeps a receipt page and gives the address that a phone finds it under. */
  readonly publishReceipt: (html: string) => Promise<string>;
  readonly help: HelpShelf;
  /** The disk of the journal; undefined where nobody watches it. */
  readonly disk?: DiskKeeper | undefined;
  /** What is to own the journal; without it, a thread of its own. */
  readonly thread?: FileThread | undefined;
  /** Sends what is recorded; a life of the lane that ends waits until it has let go of the journal. */
  readonly send: (journal: LaneJournal) => () => Promise<void>;
}

/** A running lane role. Its handlers stay the same over restarts of the lane inside. */
export interface LaneRole {
  readonly handlers: CommandHandlers;
  /** Resolves when the lane was open for shoppers for the first time. */
  readonly ready: Promise<void>;
  /** What the store promises those who wait, by ticket. */
  promised(promises: ReadonlyMap<string, PromiseView>): void;
  stop(): Promise<void>;
}

/**
 * Keeps a lane alive. A lane whose journal fails is taken down to its screen and its Help button, and brought up again
 * from what the journal says, as often as it takes: the process, the pages and the devices stay.
 */
export function startLaneRole(parts: LaneRoleParts): LaneRole {
  const keeper = new LaneKeeper(parts);
  return {
    handlers: keeper.handlers,
    ready: keeper.ready,
    promised: (promises) => keeper.promised(promises),
    stop: async () => keeper.stop(),
  };
}

/** How a life of the lane came to its end. */
type Life =
  | { readonly ended: 'stop' }
  /** `lasted`: it had begun. `devicesFree` resolves when it is done with its devices. */
  | { readonly ended: 'failed'; readonly lasted: boolean; readonly devicesFree: Promise<void> };

class LaneKeeper {
  readonly handlers: CommandHandlers;
  readonly #parts: LaneRoleParts;
  readonly #ready = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  readonly #stopping = Promise.withResolvers<'stop'>();
  #current: CommandHandlers = {};
  #lane: Lane | undefined;
  #promises: ReadonlyMap<string, PromiseView> = new Map();
  /** Stands in as long as there is no journal. */
  #degraded: DegradedLane | undefined;

  constructor(parts: LaneRoleParts) {
    this.#parts = parts;
    this.handlers = forwarding(() => this.#current);
    this.#running = this.#run();
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  async stop(): Promise<void> {
    this.#stopping.resolve('stop');
    await this.#running;
  }

  promised(promises: ReadonlyMap<string, PromiseView>): void {
    this.#promises = promises;
    this.#lane?.promised(promises);
  }

  async #run(): Promise<void> {
    let delay = RETRY_FIRST_MS;
    for (;;) {
      const wasAway = this.#degraded !== undefined;
      const life = await this.#live();
      if (life.ended === 'stop') return;
      if (life.lasted) delay = RETRY_FIRST_MS;
      else if (wasAway) this.#degraded?.callStaff();
      if ((await this.#stopsWithin(delay, life.devicesFree)) === 'stop') return;
      delay = Math.min(delay * 2, RETRY_MAX_MS);
    }
  }

  /** One life of the lane, from its journal to the journal's failure or the end. */
  async #live(): Promise<Life> {
    const { log } = this.#parts;
    let journal: LaneJournal | undefined;
    let lane: Lane | undefined;
    let endSending = async (): Promise<void> => {};
    try {
      journal = await this.#openJournal();
      const opened = await openLane(this.#equipment(journal));
      lane = opened;
      endSending = this.#parts.send(journal);
      this.#current = opened.handlers;
      this.#lane = opened;
      opened.promised(this.#promises);
      this.#degraded = undefined;
      opened.recovered.then(this.#ready.resolve, (error: unknown) =>
        log.error('recovery failed', { error: String(error) }),
      );
      const failure = await Promise.race([this.#stopping.promise, opened.core.parts.writer.failed]);
      if (failure === 'stop') return { ended: 'stop' };
      log.error('the journal failed; the lane starts again from it', { cause: String(failure.cause) });
      if (isFull(failure.cause)) this.#parts.disk?.refused();
      this.#degrade(lastKnownOf(opened));
      return { ended: 'failed', lasted: true, devicesFree: opened.atRest() };
    } catch (error) {
      if (isFull(error)) this.#parts.disk?.refused();
      log.error('the lane cannot open its journal', { error: error instanceof Error ? error.message : String(error) });
      this.#degrade(undefined);
      return { ended: 'failed', lasted: false, devicesFree: Promise.resolve() };
    } finally {
      this.#lane = undefined;
      await lane?.stop();
      await endSending();
      await journal?.close().catch((error: unknown) => log.warn('closing the journal', { error: String(error) }));
    }
  }

  #degrade(lastKnown: LastKnown | undefined): void {
    const { hub, ids, clock } = this.#parts;
    this.#degraded ??= new DegradedLane({
      hub,
      settings: this.#settings(),
      now: () => clock.now(),
      nextId: () => ids.next(),
      lastKnown,
    });
    this.#current = this.#degraded.handlers;
  }

  /** The next life begins after a while, and not before the terminal and the printer are done with the one before. */
  async #stopsWithin(delayMs: number, devicesFree: Promise<void>): Promise<'stop' | 'again'> {
    const waited = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.after(delayMs, () => waited.resolve());
    const again = Promise.all([waited.promise, devicesFree]).then(() => 'again' as const);
    const next = await Promise.race([this.#stopping.promise, again]);
    cancel();
    return next;
  }

  async #openJournal(): Promise<LaneJournal> {
    const { config, disk, thread, log } = this.#parts;
    const journal = await openLaneJournal(path.join(config.lane.dataDirectory, JOURNAL_FILE), {
      workstationId: laneOrigin(config),
      onFull: () => disk?.refused() ?? false,
      thread,
    });
    tellOfJournal(journal, log);
    return journal;
  }

  #settings(): LaneEquipment['settings'] {
    const { config, promotions, softwareVersion, clock, directUrl } = this.#parts;
    const { timeZone, businessDayStartsAt } = config.store;
    const day = localClock(timeZone, businessDayStartsAt).businessDay(clock.now());
    const settings = laneSettings(config, promotions(), softwareVersion, day, directUrl);
    return {
      ...settings,
      get promotions() {
        return promotions();
      },
    };
  }

  #equipment(journal: LaneJournal): LaneEquipment {
    const { config, hub, catalogue, clock, ids, log, devices, publishReceipt } = this.#parts;
    const { timeZone, businessDayStartsAt, defaultLanguage } = config.store;
    const wall = localClock(timeZone, businessDayStartsAt);
    const reading = laneScanOptions(config);
    // Receipts are documents of the country they are issued in; they keep its language whatever the screen speaks.
    const words = translatorFor(defaultLanguage);
    return {
      settings: this.#settings(),
      journal,
      hub,
      catalogue,
      clock,
      ids,
      log,
      localTime: wall.localTime,
      businessDay: wall.businessDay,
      callsMeanwhile: this.#degraded?.events,
      scanOptions: () => ({ ...reading, today: wall.localTime(clock.now()).date }),
      memberKey: memberKeys(config.lane.dataDirectory, config.lane.membersKnownForDays, () => clock.now()),
      help: this.#parts.help,
      disk: this.#parts.disk,
      scanner: devices.scanner,
      terminal: devices.terminal,
      outlets: {
        printer: devices.printer,
        seller: seller(config),
        layOut: (document) => layOutReceipt(document, words, timeZone),
        layOutSlip: (slip, head) => layOutSlip(slip, head, words, timeZone),
        publish: async (document) => publishReceipt(receiptPage(document, words, timeZone)),
      },
    };
  }
}

/** There was no room for it; what is kept in reserve lets the lane end what it has. */
function isFull(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'full';
}

function lastKnownOf({ core }: Lane): LastKnown {
  const { state, session } = core;
  const { transaction, tickets } = state;
  return {
    tickets,
    transactionId: isOver(transaction) ? undefined : transaction.transactionId,
    language: languageOf(state, session),
  };
}

/** Handlers that pass each command to whoever is in charge at the moment. */
function forwarding(current: () => CommandHandlers): CommandHandlers {
  return new Proxy<CommandHandlers>(
    {},
    {
      get: (_, name: keyof CommandHandlers) => {
        const handler = current()[name];
        return handler === undefined ? undefined : sparing(handler);
      },
      has: (_, name) => name in current(),
    },
  );
}

type AnyHandler = (input: never, context: never) => Promise<object>;

/** A command that the journal failed on was not carried out, and the page says that the lane is closed. */
function sparing(handler: AnyHandler): AnyHandler {
  return async (input, context) => {
    try {
      return await handler(input, context);
    } catch (error) {
      if (error instanceof JournalFailure) return reject('lane-out-of-service');
      throw error;
    }
  };
}
