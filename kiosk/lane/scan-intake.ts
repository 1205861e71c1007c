import type { NoticeView } from '#kiosk/api/views.ts';
import { decimalToMinorUnits, kilogramsToGrams } from '#kiosk/core/barcode/decimal.ts';
import { parseKeyed } from '#kiosk/core/barcode/parse-keyed.ts';
import { parseScan, type ScanOptions } from '#kiosk/core/barcode/parse-scan.ts';
import type { ArticleScan, Scan, ScanProblem } from '#kiosk/core/barcode/scan.ts';
import type { Article } from '#kiosk/core/catalogue/article.ts';
import { isRejection, type Rejection, reject } from '#kiosk/core/rejection.ts';
import type { EntryMethod } from '#kiosk/core/transaction/line-item.ts';
import type { ArticleId, LocalizedText } from '#kiosk/core/values/identifiers.ts';
import type { MinorUnits } from '#kiosk/core/values/money.ts';
import { grams, pieces, type Quantity } from '#kiosk/core/values/quantity.ts';
import type { ScanData } from '#drivers/scanner/scanner.ts';
import type { LaneCore } from './lane-core.ts';

/** How much of a code is shown back to the shopper, in characters. */
const SHOWN_CODE_LENGTH_MAX = 20;

/**
 * From a read to a line: the same article held in front of the scanner is taken once, what is read is understood by the
 * core, looked up, and offered to the sale. Whatever goes wrong becomes a calm notice, and scanning goes on.
 */
export class ScanIntake {
  readonly #core: LaneCore;
  readonly #scanOptions: () => ScanOptions;
  #last: { readonly text: string; readonly at: number } | undefined;
  #noticeCount = 0;

  constructor(core: LaneCore, scanOptions: () => ScanOptions) {
    this.#core = core;
    this.#scanOptions = scanOptions;
  }

  async scan(scan: ScanData): Promise<void> {
    if (this.#isRepeat(scan)) return;
    const parsed = parseScan(scan.text, this.#scanOptions());
    const refusal = await this.#take(parsed, 'scanned');
    this.#core.effect(refusal === undefined ? 'found' : 'not-found');
    if (refusal !== undefined) this.#notice(refusal, scan.text, this.#nameOf(parsed));
  }

  /**
   * What a shopper typed. Its refusals are shown where it was typed, and as a notice for those that the basket shows.
   */
  async keyed(code: string): Promise<Rejection | undefined> {
    const refusal = await this.#take(parseKeyed(code, this.#scanOptions()), 'keyed');
    this.#core.effect(refusal === undefined ? 'found' : 'not-found');
    return refusal;
  }

  async chosen(articleId: string, count: number): Promise<Rejection | undefined> {
    const article = this.#core.parts.catalogue.findById(articleId as ArticleId, this.#core.parts.clock.now());
    if (article === undefined) return reject('article-unknown');
    const refusal = await this.#add(article, 'chosen', undefined, pieces(count));
    this.#core.effect(refusal === undefined ? 'found' : 'not-found');
    return refusal;
  }

  #isRepeat(scan: ScanData): boolean {
    const last = this.#last;
    this.#last = { text: scan.text, at: scan.receivedAt };
    const window = this.#core.parts.settings.scanRepeatWindowMs;
    return last !== undefined && last.text === scan.text && scan.receivedAt - last.at < window;
  }

  async #take(parsed: Scan | ScanProblem, entry: EntryMethod): Promise<Rejection | undefined> {
    if (!parsed.ok) return reject(parsed.code === 'not-for-sale' ? 'article-unknown' : 'code-unreadable');
    if (parsed.purpose !== 'article') return reject('code-not-an-article', { kind: parsed.kind });
    const article = this.#lookUp(parsed);
    if (article === undefined) return reject('article-unknown');
    const quantity = quantityOf(parsed, article);
    if (isRejection(quantity)) return quantity;
    return this.#add(article, entry, parsed.lookupKeys[0], quantity, this.#statedAmount(parsed));
  }

  #lookUp(scan: ArticleScan): Article | undefined {
    const { catalogue, clock } = this.#core.parts;
    const now = clock.now();
    for (const key of scan.lookupKeys) {
      const article = catalogue.findByCode(key, now);
      if (article !== undefined) return article;
    }
    return undefined;
  }

  /** A label's own price, where it is in the currency of this lane. */
  #statedAmount(scan: ArticleScan): MinorUnits | undefined {
    return scan.price && decimalToMinorUnits(scan.price, this.#core.parts.settings.currency.exponent);
  }

  async #add(
    article: Article,
    entry: EntryMethod,
    code: string | undefined,
    quantity: Quantity,
    statedAmount?: MinorUnits,
  ): Promise<Rejection | undefined> {
    const refusal = await this.#core.command({ type: 'add-article', article, entry, code, quantity, statedAmount });
    if (refusal === undefined && this.#core.session.notice !== null) this.#core.updateSession({ notice: null });
    return refusal;
  }

  #nameOf(parsed: Scan | ScanProblem): LocalizedText | null {
    if (!parsed.ok || parsed.purpose !== 'article') return null;
    return this.#lookUp(parsed)?.name ?? null;
  }

  #notice(refusal: Rejection, text: string, name: LocalizedText | null): void {
    this.#noticeCount += 1;
    const notice: NoticeView = {
      noticeId: this.#noticeCount,
      code: refusal.code,
      scanned: printable(text).slice(0, SHOWN_CODE_LENGTH_MAX),
      name,
      data: refusal.data ?? {},
    };
    this.#core.updateSession({ notice });
  }
}

/** A weighed article needs a weight; what is sold by the piece may say how many are in the package. */
function quantityOf(scan: ArticleScan, article: Article): Quantity | Rejection {
  if (article.pricedPer !== 'weight' || scan.price !== undefined) return pieces(1);
  if (scan.weight === undefined || scan.weight.unit !== 'kg') return reject('article-needs-weight');
  const weight = kilogramsToGrams(scan.weight);
  return weight === undefined ? reject('article-needs-weight') : grams(weight);
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, ' ').trim();
}
