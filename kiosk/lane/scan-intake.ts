import type { NoticeView } from '#kiosk/api/views.ts';
import { decimalToMinorUnits, kilogramsToGrams } from '#kiosk/core/barcode/decimal.ts';
import { parseKeyed } from '#kiosk/core/barcode/parse-keyed.ts';
import { parseScan, type ScanOptions } from '#kiosk/core/barcode/parse-scan.ts';
import type { ArticleScan, RoutedScan, Scan, ScanProblem } from '#kiosk/core/barcode/scan.ts';
import type { Article } from '#kiosk/core/catalogue/article.ts';
import { isRejection, type Rejection, type RejectionCode, reject } from '#kiosk/core/rejection.ts';
import type { LabelFacts, TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { EntryMethod } from '#kiosk/core/transaction/line-item.ts';
import type { ArticleId, LocalizedText } from '#kiosk/core/values/identifiers.ts';
import type { MinorUnits } from '#kiosk/core/values/money.ts';
import { grams, pieces, type Quantity } from '#kiosk/core/values/quantity.ts';
import type { DiscardReason, ScanData } from '#drivers/scanner/scanner.ts';
import { readCatalogue } from './catalogue-reads.ts';
import type { LaneCore } from './lane-core.ts';
import { routedCommand, takenScan, type TakenScan } from './routed-scan.ts';
import { reasonsOutOfService } from './view-projector.ts';

/** How much of a code is shown back to the shopper, in characters. */
const SHOWN_CODE_LENGTH_MAX = 20;

/** Bytes that were a label held to the scanner, most likely; the rest is what cables and plugs make. */
const LOST_READS: ReadonlySet<DiscardReason> = new Set<DiscardReason>([
  'too-long',
  'unfinished',
  'no-symbology-identifier',
]);

/** How an article comes into the basket, beside the article itself. */
interface Offer {
  readonly entry: EntryMethod;
  readonly code?: string | undefined;
  readonly quantity: Quantity;
  readonly statedAmount?: MinorUnits | undefined;
  readonly label?: LabelFacts | undefined;
}

/** What a read is understood by. */
export interface Reading {
  readonly scanOptions: () => ScanOptions;
  /** From the number of a loyalty card to what its member is known by; the number itself is never kept. */
  readonly memberKey: (card: string) => string;
}

/**
 * From a read to a line: the same article held in front of the scanner is taken once, what is read is understood by the
 * core, looked up, and offered to the sale. Whatever goes wrong becomes a calm notice, and scanning goes on.
 */
export class ScanIntake {
  readonly #core: LaneCore;
  readonly #scanOptions: () => ScanOptions;
  readonly #memberKey: (card: string) => string;
  readonly #makeWay: () => Promise<Rejection | undefined>;
  readonly #onUnknown: (code: string) => void;
  #last: { readonly text: string; readonly at: number } | undefined;
  #lastNoticeId: number;

  /**
   * @param makeWay closes a sale that is paid and done with, because the next shopper is scanning
   * @param onUnknown a code was read that no article has
   */
  constructor(
    core: LaneCore,
    { scanOptions, memberKey }: Reading,
    {
      makeWay,
      onUnknown,
    }: {
      readonly makeWay: () => Promise<Rejection | undefined>;
      readonly onUnknown: (code: string) => void;
    },
  ) {
    this.#core = core;
    this.#onUnknown = onUnknown;
    this.#scanOptions = scanOptions;
    this.#memberKey = memberKey;
    this.#makeWay = makeWay;
    // A page outlives the lane: what it has put away must not be taken for a notice of after a restart.
    this.#lastNoticeId = core.parts.clock.now();
  }

  async scan(scan: ScanData): Promise<void> {
    if (this.#isRepeat(scan)) return;
    const parsed = parseScan(scan.text, this.#scanOptions());
    if (parsed.ok && parsed.purpose === 'routed') return this.#routed(parsed);
    const refusal = await this.#take(parsed, 'scanned');
    this.#core.effect(refusal === undefined ? 'found' : 'not-found');
    if (refusal !== undefined) this.#notice(refusal, shown(scan.text), this.#nameOf(parsed));
    if (refusal?.code === 'article-unknown') this.#onUnknown(shown(scan.text));
  }

  /** A card, a coupon, a slip: what is printed on it is not for the screen, which others can see. */
  async #routed(scan: RoutedScan): Promise<void> {
    const taken = await this.#takeRouted(scan);
    const isTaken = !isRejection(taken);
    this.#core.effect(isTaken ? 'found' : 'not-found');
    if (isTaken) this.#notice({ code: taken.notice }, null, taken.name);
    else this.#notice(taken, null, null);
  }

  async #takeRouted(scan: RoutedScan): Promise<TakenScan | Rejection> {
    const { exponent } = this.#core.parts.settings.currency;
    const command = routedCommand(scan, exponent, this.#memberKey);
    if (isRejection(command)) return command;
    const refusal = await this.#command(command);
    return refusal ?? takenScan(scan, this.#core);
  }

  /** A read that did not arrive whole, or not as the scanner is set to send it, is asked for again. */
  discarded(reason: DiscardReason): void {
    if (!LOST_READS.has(reason)) return;
    this.#core.effect('not-found');
    this.#notice(reject('code-unreadable'), null, null);
  }

  /**
   * What a shopper typed. Its refusals are shown where it was typed, and as a notice for those that the basket shows.
   */
  async keyed(code: string): Promise<Rejection | undefined> {
    const refusal = await this.#take(parseKeyed(code, this.#scanOptions()), 'keyed');
    this.#core.effect(refusal === undefined ? 'found' : 'not-found');
    return refusal;
  }

  /** Says once more that nobody knows the article with this code. */
  remind(code: string): void {
    this.#notice(reject('article-unknown'), code, null);
  }

  async chosen(articleId: string, count: number): Promise<Rejection | undefined> {
    const article = readCatalogue(this.#core, (catalogue, at) => catalogue.findById(articleId as ArticleId, at));
    if (article === undefined) return reject('article-unknown');
    if (isRejection(article)) return article;
    const refusal = await this.#add(article, { entry: 'chosen', quantity: pieces(count) });
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
    if (!parsed.ok && this.#isPaying()) return reject('payment-running');
    if (!parsed.ok) return reject(parsed.code === 'not-for-sale' ? 'article-unknown' : 'code-unreadable');
    if (parsed.purpose !== 'article') return reject('code-not-an-article', { kind: parsed.kind });
    const article = this.#lookUp(parsed);
    // Nothing can be added now, so nobody has to be called for what is not known.
    if (article === undefined) return reject(this.#isPaying() ? 'payment-running' : 'article-unknown');
    if (isRejection(article)) return article;
    const offer = this.#offerOf(parsed, article);
    return isRejection(offer) ? offer : this.#add(article, { ...offer, entry, code: parsed.lookupKeys[0] });
  }

  /** How much of it, and for how much, as the label says. What the label should say and does not is never made up. */
  #offerOf(scan: ArticleScan, article: Article): Omit<Offer, 'entry'> | Rejection {
    if (scan.valueMissing !== undefined) return reject(MISSING[scan.valueMissing]);
    const { batch, useBy, useByTime, bestBefore } = scan;
    const label: LabelFacts = { batch, useBy, useByTime, bestBefore };
    if (scan.price === undefined) {
      const quantity = quantityOf(scan, article);
      return isRejection(quantity) ? quantity : { quantity, label };
    }
    const statedAmount = decimalToMinorUnits(scan.price, this.#core.parts.settings.currency.exponent);
    return statedAmount === undefined ? reject('article-without-price') : { quantity: pieces(1), statedAmount, label };
  }

  #lookUp(scan: ArticleScan): Article | Rejection | undefined {
    return readCatalogue(this.#core, (catalogue, at) => {
      for (const key of scan.lookupKeys) {
        const article = catalogue.findByCode(key, at);
        if (article !== undefined) return article;
      }
      return undefined;
    });
  }

  /** The next shopper may be scanning while the thank-you of the one before is still on the screen. */
  async #command(command: TransactionCommand): Promise<Rejection | undefined> {
    if (this.#isClosed()) return reject('lane-out-of-service');
    const inTheWay = this.#core.state.transaction.status === 'settled' ? await this.#makeWay() : undefined;
    return inTheWay ?? this.#core.command(command);
  }

  async #add(article: Article, offer: Offer): Promise<Rejection | undefined> {
    const refusal = await this.#command({ type: 'add-article', article, ...offer });
    if (refusal === undefined && this.#core.session.notice !== null) this.#core.updateSession({ notice: null });
    return refusal;
  }

  #isPaying(): boolean {
    return this.#core.state.transaction.status === 'tendering';
  }

  #isClosed(): boolean {
    return reasonsOutOfService(this.#core.state, this.#core.session).length > 0;
  }

  #nameOf(parsed: Scan | ScanProblem): LocalizedText | null {
    if (!parsed.ok || parsed.purpose !== 'article') return null;
    const article = this.#lookUp(parsed);
    return article === undefined || isRejection(article) ? null : article.name;
  }

  #notice(
    what: Pick<NonNullable<NoticeView>, 'code'> & Pick<Rejection, 'data'>,
    scanned: string | null,
    name: LocalizedText | null,
  ): void {
    // A closed lane says so on its screen, and whoever comes when it is open has nothing to do with it.
    if (this.#isClosed()) return;
    this.#lastNoticeId += 1;
    const notice: NoticeView = {
      noticeId: this.#lastNoticeId,
      code: what.code,
      scanned,
      name,
      data: what.data ?? {},
    };
    this.#core.updateSession({ notice });
  }
}

/** A label with room for a value that says zero must be weighed, counted or priced by a person. */
const MISSING = {
  price: 'article-without-price',
  weight: 'article-needs-weight',
  count: 'quantity-out-of-range',
} as const satisfies Record<NonNullable<ArticleScan['valueMissing']>, RejectionCode>;

/** A weighed article needs a weight; what is sold by the piece may say how many are in the package. */
function quantityOf(scan: ArticleScan, article: Article): Quantity | Rejection {
  if (article.pricedPer !== 'weight') return pieces(scan.count ?? 1);
  if (scan.weight === undefined || scan.weight.unit !== 'kg') return reject('article-needs-weight');
  const weight = kilogramsToGrams(scan.weight);
  return weight === undefined ? reject('article-needs-weight') : grams(weight);
}

/** What a person can find on the label: the identifier of its kind that the scanner puts in front is not there. */
function shown(text: string): string {
  return text
    .replace(/^\][A-Za-z][0-9A-Za-z]/, '')
    .replace(/[^\x20-\x7e]/g, ' ')
    .trim()
    .slice(0, SHOWN_CODE_LENGTH_MAX);
}
