import { z } from 'zod';
import { forPlace, type ByPlace } from '../by-place.ts';
import { DELIVERED, notReached, paused, refused, type Connector, type Delivery } from '../connector.ts';
import type { FinishedSale } from '../finished-sale.ts';
import { callHttp, jsonOf, NoAnswer, unlessSuccess, type HttpAnswer } from '../http-call.ts';
import { erpnextInvoice, type ErpnextNames } from './erpnext-invoice.ts';

export interface ErpnextSettings extends ErpnextNames {
  readonly url: string;
  /** "key:secret" of an API user. */
  readonly token: string;
  readonly posProfiles: ByPlace<string>;
}

const PATH = '/api/resource/POS%20Invoice';
const foundSchema = z.object({ data: z.array(z.object({ name: z.string(), docstatus: z.int() })) });
const madeSchema = z.object({ data: z.object({ name: z.string().min(1) }) });
const errorSchema = z.object({ exc_type: z.string().optional(), exception: z.string().optional() });

/** Frappe tells what was wrong by the name of its exception; the status is 417 for most of them. */
const DUPLICATES = new Set(['DuplicateEntryError', 'UniqueValidationError']);
const PAUSING = new Set(['AuthenticationError', 'PermissionError', 'SessionExpired', 'CSRFTokenError']);
const PASSING = new Set(['QueryDeadlockError', 'QueryTimeoutError', 'TimestampMismatchError', 'TooManyRequestsError']);
/** An invoice that somebody cancelled there is theirs to look after; it is not made anew. */
const CANCELLED = 2;

/**
 * ERPNext: a POS Invoice for each sale. It knows no idempotency key, so a unique custom field holds the transaction id:
 * it is asked for first, and a second one is refused by the database.
 */
export class ErpnextConnector implements Connector {
  readonly batchMax = 1;
  readonly wantsCancelled = false;
  readonly settleMs = 0;
  readonly #settings: ErpnextSettings;

  constructor(settings: ErpnextSettings) {
    this.#settings = settings;
  }

  async deliver([sale]: readonly FinishedSale[], signal: AbortSignal): Promise<Delivery> {
    if (sale === undefined) return DELIVERED;
    const profile = forPlace(this.#settings.posProfiles, sale);
    if (profile === undefined) return paused(`no POS profile is named for ${sale.log.origin}`);
    try {
      return (await this.#lookUp(sale, signal)) ?? (await this.#create(sale, profile, signal));
    } catch (error) {
      if (error instanceof NoAnswer) return notReached(error.message);
      throw error;
    }
  }

  /** @returns undefined if ERPNext does not have it */
  async #lookUp(sale: FinishedSale, signal: AbortSignal): Promise<Delivery | undefined> {
    const url = new URL(PATH, this.#settings.url);
    url.searchParams.set('filters', JSON.stringify([[this.#settings.keyField, '=', sale.transactionId]]));
    url.searchParams.set('fields', JSON.stringify(['name', 'docstatus']));
    url.searchParams.set('limit_page_length', '1');
    const answer = await callHttp({ method: 'GET', url: url.href, headers: this.#headers() }, signal);
    const failed = meaningOf(answer);
    // A field that is not there is answered as a wrong query: for every sale, until somebody makes it.
    if (failed?.type === 'refused') return paused(`${failed.reason}; is there a field ${this.#settings.keyField}?`);
    if (failed !== undefined) return failed;
    const read = foundSchema.safeParse(jsonOf(answer));
    if (!read.success) return notReached('the answer is not one of ERPNext');
    const [found] = read.data.data;
    if (found === undefined) return undefined;
    if (found.docstatus === 0) return refused(`${found.name} is there as a draft; submit or delete it`);
    return found.docstatus === CANCELLED ? refused(`${found.name} was cancelled in ERPNext`) : DELIVERED;
  }

  async #create(sale: FinishedSale, profile: string, signal: AbortSignal): Promise<Delivery> {
    const body = JSON.stringify(erpnextInvoice(sale, profile, this.#settings));
    const url = new URL(PATH, this.#settings.url).href;
    const answer = await callHttp({ method: 'POST', url, headers: this.#headers(), body }, signal);
    if (DUPLICATES.has(exceptionOf(answer))) {
      return (await this.#lookUp(sale, signal)) ?? notReached('there already, and not to be found');
    }
    const failed = meaningOf(answer);
    if (failed !== undefined) return failed;
    // Whatever else stands in between may answer 200 too; the next look-up tells.
    return madeSchema.safeParse(jsonOf(answer)).success ? DELIVERED : notReached('the answer names no invoice');
  }

  #headers(): Record<string, string> {
    return { authorization: `token ${this.#settings.token}`, 'content-type': 'application/json' };
  }
}

function exceptionOf(answer: HttpAnswer): string {
  const read = errorSchema.safeParse(jsonOf(answer));
  return read.success ? (read.data.exc_type ?? '') : '';
}

function meaningOf(answer: HttpAnswer): Delivery | undefined {
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const read = errorSchema.safeParse(jsonOf(answer));
  const { exc_type: type = '', exception = '' } = read.success ? read.data : {};
  const says = exception === '' ? answer.text : exception;
  if (PAUSING.has(type)) return paused(`ERPNext: ${says}`);
  if (PASSING.has(type)) return notReached(`ERPNext: ${says}`, answer.retryAfterMs);
  // Frappe says 404 for a linked record that is missing (LinkValidationError, DoesNotExistError) as well.
  if (type !== '' && answer.status < 500) return refused(`ERPNext: ${says}`);
  return unlessSuccess(answer, says);
}
