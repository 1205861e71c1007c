import { createHash } from 'node:crypto';
import { loadCatalogue } from '#config/catalogue/load-catalogue.ts';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CatalogueEntry, CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import { compilePromotions, type PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { PromotionPolicy } from '#kiosk/core/promotions/promotion.ts';
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

const BASIS_POINTS_PER_PERCENT = 100;

/** Reads the files that the configuration names. What cannot be used is left out and logged, and the shop opens. */
export function openGoods(config: HandrailConfig, log: Logger): Goods {
  const clock = localClock(config.store.timeZone, config.store.businessDayStartsAt);
  const { entries, categories, promotions, problems } = loadCatalogue(config, clock.businessDay(systemClock.now()));
  for (const problem of problems) log.warn('an entry of the catalogue was left out', { ...problem });
  return {
    catalogue: new MemoryCatalogue(revisionOf(entries), entries, categories),
    entries,
    promotions: compilePromotions(promotions, discountCeilings(config)),
  };
}

/** Changes with what is sold and at which price, and with nothing else. */
function revisionOf(entries: readonly CatalogueEntry[]): string {
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16);
}

/** The law's ceiling on discounts for alcohol stands above every single promotion. */
function discountCeilings({ country }: HandrailConfig): PromotionPolicy {
  const percent = country.alcoholDiscountMaxPercent;
  if (percent === undefined) return {};
  return { ceilings: [{ target: { groups: ['alcohol'] }, basisPoints: percent * BASIS_POINTS_PER_PERCENT }] };
}
