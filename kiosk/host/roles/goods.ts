import path from 'node:path';
import { loadCatalogue, type LoadedCatalogue } from '#config/catalogue/load-catalogue.ts';
import { promotionPolicy } from '#config/promotion-policy.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { compilePromotions, type PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { filesInForce } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { importCatalogue } from '#kiosk/storage/catalogue/import-catalogue.ts';
import { LiveCatalogue } from '#kiosk/storage/catalogue/live-catalogue.ts';
import { LivePromotions } from '../feeds/live-promotions.ts';
import { inForceFile } from '../feeds/role-feeds.ts';
import { systemClock } from '../system-clock.ts';
import { localClock } from './local-clock.ts';

/** What the shop sells, and for how much. */
export interface Goods {
  readonly catalogue: LiveCatalogue;
  /** The articles of the file, where the catalogue comes from one. */
  readonly entries: readonly CatalogueEntry[];
  /** Those of the file that the settings name, or those that came down; another set after they were refreshed. */
  readonly promotions: PromotionSet;
  /** Takes promotions that came down meanwhile; called between sales. @returns true if they changed */
  refreshPromotions(): boolean;
}

/**
 * Opens the catalogue that the configuration names: a folder that was imported into, or a file that is imported now
 * unless just that content is in force already. What cannot be used is left out and logged, and the shop opens.
 *
 * @throws StorageError when the folder holds no catalogue that can be read
 */
export async function openGoods(config: HandrailConfig, log: Logger): Promise<Goods> {
  const clock = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const loaded = loadCatalogue(config, clock.businessDay(systemClock.now()));
  for (const problem of loaded.problems) log.warn('an entry of the catalogue was left out', { ...problem });
  const directory = config.catalogue.directory ?? (await importedFile(config, loaded));
  const { catalogue, country } = config;
  const live =
    catalogue.promotionsFile === undefined
      ? new LivePromotions(inForceFile(config.lane.dataDirectory, 'promotions'), country, log)
      : undefined;
  const named = compilePromotions(loaded.promotions, promotionPolicy(country));
  return {
    catalogue: new LiveCatalogue(directory),
    entries: loaded.entries,
    get promotions() {
      return live?.current ?? named;
    },
    refreshPromotions: () => live?.refresh() ?? false,
  };
}

async function importedFile(config: HandrailConfig, loaded: LoadedCatalogue): Promise<string> {
  const directory = path.join(config.lane.dataDirectory, 'catalogue');
  const { revision, entries, categories } = loaded;
  if (filesInForce(directory)?.revision !== revision) {
    await importCatalogue(directory, entries, { revision, categories, now: systemClock.now() });
  }
  return directory;
}
