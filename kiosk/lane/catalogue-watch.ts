import { isOver } from '#kiosk/core/transaction/evolve.ts';
import type { LaneCore } from './lane-core.ts';
import type { ChangingCatalogue } from './ports.ts';

/** How often a free lane looks for a newer revision of the catalogue, in milliseconds. */
const CATALOGUE_LOOK_MS = 2_000;

/**
 * New prices and articles reach a lane between two sales, never in one: whoever has begun to scan pays what the shelf
 * said when she began.
 */
export class CatalogueWatch {
  readonly #core: LaneCore;
  readonly #catalogue: ChangingCatalogue;
  #cancel: () => void = () => {};

  constructor(core: LaneCore, catalogue: ChangingCatalogue) {
    this.#core = core;
    this.#catalogue = catalogue;
    this.#showCategories();
    this.#watch();
  }

  stop(): void {
    this.#cancel();
  }

  #watch(): void {
    this.#cancel = this.#core.parts.clock.after(CATALOGUE_LOOK_MS, () => {
      this.#look();
      this.#watch();
    });
  }

  #look(): void {
    if (!isOver(this.#core.state.transaction)) return;
    const { log } = this.#core.parts;
    try {
      if (!this.#catalogue.refresh()) return;
      log.info('the catalogue changed over', { revision: this.#catalogue.revision });
      this.#showCategories();
    } catch (error) {
      log.warn('a newer catalogue cannot be read; the present one stays', { error: String(error) });
    }
  }

  #showCategories(): void {
    const categories = this.#catalogue
      .categories()
      .map(({ id, name, picture }) => ({ id, name, picture: picture ?? null }));
    this.#core.parts.hub.publishValue('categories', categories);
  }
}
