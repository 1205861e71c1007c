import type { PromotionPolicy } from '#kiosk/core/promotions/promotion.ts';
import type { CountryPack } from './schemas/handrail-config.ts';

/** The group that every article with alcohol is in, so that rules on alcohol find it. */
const ALCOHOL_GROUP = 'alcohol';

/** What the law of the country lets promotions do. */
export function promotionPolicy(pack: CountryPack): PromotionPolicy {
  const percent = pack.alcoholDiscountMaxPercent;
  if (percent === undefined) return {};
  const ceiling = {
    target: { groups: [ALCOHOL_GROUP] },
    basisPoints: percent * 100,
    legalReference: `${pack.code}: price reductions on alcohol of at most ${percent} %`,
  };
  return { ceilings: [ceiling] };
}
