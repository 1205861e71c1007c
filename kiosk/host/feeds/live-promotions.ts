import { readFileSync, statSync } from 'node:fs';
import { promotionPolicy } from '#config/promotion-policy.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import { promotionSchema } from '#config/schemas/promotion.ts';
import { compilePromotions, type PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { Logger } from '#kiosk/lane/ports.ts';

/** The promotions that came down. They change over only when they are told to, so that an open sale keeps its own. */
export class LivePromotions {
  readonly #file: string;
  readonly #country: CountryPack;
  readonly #log: Logger;
  #mark: string | undefined;
  #current: PromotionSet;

  constructor(file: string, country: CountryPack, log: Logger) {
    this.#file = file;
    this.#country = country;
    this.#log = log;
    this.#current = compilePromotions([], promotionPolicy(country));
    this.refresh();
  }

  get current(): PromotionSet {
    return this.#current;
  }

  /** Called between sales. A file that cannot be used leaves everything as it was. @returns true if they changed */
  refresh(): boolean {
    const stats = statSync(this.#file, { throwIfNoEntry: false });
    const mark = stats === undefined ? undefined : `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
    if (mark === this.#mark) return false;
    this.#mark = mark;
    if (mark === undefined) return false;
    try {
      const promotions = promotionSchema(this.#country.currency)
        .array()
        .parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      this.#current = compilePromotions(promotions, promotionPolicy(this.#country));
      return true;
    } catch (error) {
      this.#log.error('the promotions that came down cannot be used, and stay as they were', { why: String(error) });
      return false;
    }
  }
}
