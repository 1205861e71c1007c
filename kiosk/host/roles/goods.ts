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
import { systemClock } from '../system-clock.ts';
import { localClock } from './local-clock.ts';

/** What the shop sells, and for how much. */
export interface Goods {
  readonly catalogue: LiveCatalogue;
  /** The articles of the file, where the catalogue comes from one. */
  readonly entries: readonly CatalogueEntry[];
  readonly promotions: PromotionSet;
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
  return {
    catalogue: new LiveCatalogue(directory),
    entries: loaded.entries,
    promotions: compilePromotions(loaded.promotions, promotionPolicy(config.country)),
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
