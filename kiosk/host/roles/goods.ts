import { loadCatalogue } from '#config/catalogue/load-catalogue.ts';
import { promotionPolicy } from '#config/promotion-policy.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CatalogueEntry, CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import { compilePromotions, type PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { systemClock } from '../system-clock.ts';
import { localClock } from './local-clock.ts';
import { MemoryCatalogue } from './memory-catalogue.ts';

/** What the shop sells, and for how much. */
export interface Goods {
  readonly catalogue: CatalogueReader;
  readonly entries: readonly CatalogueEntry[];
  readonly promotions: PromotionSet;
}

/** Reads the files that the configuration names. What cannot be used is left out and logged, and the shop opens. */
export function openGoods(config: HandrailConfig, log: Logger): Goods {
  const clock = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const { entries, categories, promotions, revision, problems } = loadCatalogue(config, clock.businessDay(systemClock.now()));
  for (const problem of problems) log.warn('an entry of the catalogue was left out', { ...problem });
  return {
    catalogue: new MemoryCatalogue(revision, entries, categories),
    entries,
    promotions: compilePromotions(promotions, promotionPolicy(config.country)),
  };
}
