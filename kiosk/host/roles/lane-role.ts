import path from 'node:path';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from '#kiosk/core/barcode/parse-scan.ts';
import { isPresetCountry } from '#kiosk/core/barcode/country-presets.ts';
import { scanRules } from '#kiosk/core/barcode/scan-rules.ts';
import type { CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import type { PromotionSet } from '#kiosk/core/promotions/compile.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { openLane, type Lane, type LaneEquipment } from '#kiosk/lane/lane.ts';
import type { Ids, Logger } from '#kiosk/lane/ports.ts';
import { layOutReceipt } from '#kiosk/lane/receipt/paper-layout.ts';
import { receiptPage } from '#kiosk/lane/receipt/receipt-page.ts';
import { openLaneJournal, type LaneJournal } from '../journal-adapter.ts';
import { systemClock } from '../system-clock.ts';
import { degradedLane } from './degraded-lane.ts';
import type { LaneDevices } from './lane-devices.ts';
import { currencyOf, laneSettings, seller } from './lane-settings.ts';
import { localClock, type LocalClock } from './local-clock.ts';

/** The journal of a lane, in its data directory. */
export const JOURNAL_FILE = 'journal.db';

/** How long a lane that lost its journal waits before it tries again: the first time, and at most. Milliseconds. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;

export interface LaneRoleParts {
  readonly config: HandrailConfig;
  readonly softwareVersion: string;
  readonly hub: TopicHub;
  readonly catalogue: CatalogueReader;
  readonly promotions: PromotionSet;
  readonly devices: LaneDevices;
  readonly ids: Ids;
  readonly log: Logger;
  /** Keeps a receipt page and gives the address that a phone finds it under. */
  readonly publishReceipt: (html: string) => Promise<string>;
}

/** A running lane role. Its handlers stay the same over restarts of the lane inside. */
export interface LaneRole {
  readonly handlers: CommandHandlers;
  /** Resolves when the lane was open for shoppers for the first time. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps a lane alive. A lane whose journal fails is taken down to its screen and its Help button, and brought up again
 * from what the journal says, as often as it takes: the process, the pages and the devices stay.
 */
export function startLaneRole(parts: LaneRoleParts): LaneRole {
  const keeper = new LaneKeeper(parts);
  return { handlers: keeper.handlers, ready: keeper.ready, stop: async () => keeper.stop() };
}

class LaneKeeper {
  readonly handlers: CommandHandlers;
  readonly #parts: LaneRoleParts;
  readonly #ready = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  #current: CommandHandlers = {};
  #stopping = Promise.withResolvers<'stop'>();

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

  async #run(): Promise<void> {
    let delay = RETRY_FIRST_MS;
    for (;;) {
      const ended = await this.#live(() => {
        delay = RETRY_FIRST_MS;
      });
      if (ended === 'stop') return;
      this.#current = degradedLane(this.#parts.hub, this.#settings(), systemClock.now, () => this.#parts.ids.next());
      if ((await Promise.race([this.#stopping.promise, after(delay)])) === 'stop') return;
      delay = Math.min(delay * 2, RETRY_MAX_MS);
    }
  }

  /** One life of the lane, from its journal to the journal's failure or the end. */
  async #live(started: () => void): Promise<'stop' | 'failed'> {
    const { log } = this.#parts;
    let journal: LaneJournal | undefined;
    let lane: Lane | undefined;
    try {
      journal = await this.#openJournal();
      const opened = await openLane(this.#equipment(journal));
      lane = opened;
      this.#current = opened.handlers;
      started();
      const failed = opened.core.parts.writer.failed.then((failure) => {
        log.error('the journal failed; the lane starts again from it', { cause: String(failure.cause) });
        return 'failed' as const;
      });
      opened.recovered.then(this.#ready.resolve, (error: unknown) =>
        log.error('recovery failed', { error: String(error) }),
      );
      return await Promise.race([this.#stopping.promise, failed]);
    } catch (error) {
      log.error('the lane cannot open its journal', { error: error instanceof Error ? error.message : String(error) });
      return 'failed';
    } finally {
      await lane?.stop();
      await journal?.close().catch((error: unknown) => log.warn('closing the journal', { error: String(error) }));
    }
  }

  async #openJournal(): Promise<LaneJournal> {
    const { lane } = this.#parts.config;
    return openLaneJournal(path.join(lane.dataDirectory, JOURNAL_FILE), { workstationId: lane.workstationId });
  }

  #settings(): LaneEquipment['settings'] {
    return laneSettings(this.#parts.config, this.#parts.promotions, this.#parts.softwareVersion);
  }

  #equipment(journal: LaneJournal): LaneEquipment {
    const { config, hub, catalogue, ids, log, devices, publishReceipt } = this.#parts;
    const { timeZone, businessDayStartsAt, defaultLanguage } = config.store;
    const clock = localClock(timeZone, businessDayStartsAt);
    // Receipts are documents of the country they are issued in; they keep its language whatever the screen speaks.
    const words = translatorFor(defaultLanguage);
    return {
      settings: this.#settings(),
      journal,
      hub,
      catalogue,
      clock: systemClock,
      ids,
      log,
      localTime: clock.localTime,
      businessDay: clock.businessDay,
      scanOptions: scanOptions(config, clock),
      scanner: devices.scanner,
      terminal: devices.terminal,
      outlets: {
        printer: devices.printer,
        seller: seller(config),
        layOut: (document) => layOutReceipt(document, words, timeZone),
        publish: async (document) => publishReceipt(receiptPage(document, words, timeZone)),
      },
    };
  }
}

function scanOptions(config: HandrailConfig, clock: LocalClock): () => ScanOptions {
  const { scanner } = config.devices;
  const { country } = config.store;
  const options: Omit<ScanOptions, 'today'> = {
    ...DEFAULT_SCAN_OPTIONS,
    aimIdentifiers: scanner?.aimIdentifiers === true ? 'optional' : false,
    groupSeparator: scanner?.gsReplacement ?? DEFAULT_SCAN_OPTIONS.groupSeparator,
    currency: String(currencyOf(config).numeric),
    rules: scanRules(isPresetCountry(country) ? { country } : {}),
  };
  return () => ({ ...options, today: clock.localTime(systemClock.now()).date });
}

/** Handlers that pass each command to whoever is in charge at the moment. */
function forwarding(current: () => CommandHandlers): CommandHandlers {
  return new Proxy<CommandHandlers>(
    {},
    {
      get: (_, name: keyof CommandHandlers) => current()[name],
      has: (_, name) => name in current(),
    },
  );
}

function after(delayMs: number): Promise<'again'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('again'), delayMs);
  });
}
