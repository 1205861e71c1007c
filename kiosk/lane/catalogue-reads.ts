import type { CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import { type Rejection, reject } from '#kiosk/core/rejection.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { LaneCore } from './lane-core.ts';

/** How much of a fault's message a call carries, in characters. */
const DETAIL_LENGTH_MAX = 200;

/**
 * Reads the catalogue for a shopper. A file that a disk has damaged can fail at any article: she is asked to put that
 * one aside, a person is called, once, and all that can still be read is sold on.
 */
export function readCatalogue<Answer extends object>(
  core: LaneCore,
  read: (catalogue: CatalogueReader, at: EpochMs) => Answer | undefined,
): Answer | Rejection | undefined {
  const { catalogue, clock, log } = core.parts;
  try {
    return read(catalogue, clock.now());
  } catch (error) {
    const detail = String(error).slice(0, DETAIL_LENGTH_MAX);
    log.error('the catalogue cannot be read', { error: detail });
    const call = core.raise('price', 'lane', { device: 'catalogue', cause: 'unreadable', detail });
    core.follow('the call about the catalogue', call);
    return reject('article-without-price');
  }
}
