import { createHmac } from 'node:crypto';
import { DELIVERED, notReached, type Connector, type Delivery } from '../connector.ts';
import { momentText } from '../decimal.ts';
import { laneOf, type FinishedSale } from '../finished-sale.ts';
import { callHttp, NoAnswer, unlessSuccess } from '../http-call.ts';
import { saleRecord } from './sale-record.ts';

export interface WebhookSettings {
  readonly url: string;
  /** What both sides know; signs each request. */
  readonly secret: string;
  readonly batchMax: number;
}

const BATCH_MEDIA_TYPE = 'application/cloudevents-batch+json; charset=utf-8';
/** `sequence` is compared as text (CloudEvents extension "sequence"), so all have the same length. */
const SEQUENCE_DIGITS = 16;

/** Finished sales as CloudEvents 1.0, in the batched content mode of the HTTP binding. */
export class CloudEventsWebhook implements Connector {
  readonly batchMax: number;
  readonly wantsCancelled = true;
  readonly settleMs = 0;
  readonly #settings: WebhookSettings;
  readonly #now: () => number;

  constructor(settings: WebhookSettings, now: () => number) {
    this.batchMax = settings.batchMax;
    this.#settings = settings;
    this.#now = now;
  }

  async deliver(sales: readonly FinishedSale[], signal: AbortSignal): Promise<Delivery> {
    const { url, secret } = this.#settings;
    const body = JSON.stringify(sales.map(cloudEvent));
    const headers = {
      'content-type': BATCH_MEDIA_TYPE,
      'handrail-signature': signature(secret, this.#now(), body),
    };
    try {
      const answer = await callHttp({ method: 'POST', url, headers, body }, signal);
      return unlessSuccess(answer) ?? DELIVERED;
    } catch (error) {
      if (error instanceof NoAnswer) return notReached(error.message);
      throw error;
    }
  }
}

/** "t=<milliseconds since 1970>,v1=<HMAC-SHA256 over `t.body` in hexadecimal>". */
function signature(secret: string, at: number, body: string): string {
  const moment = Math.trunc(at);
  return `t=${moment},v1=${createHmac('sha256', secret).update(`${moment}.${body}`).digest('hex')}`;
}

/** One with the same source and id is the same event (CloudEvents 1.0, "id"): source and id name the row for ever. */
function cloudEvent(sale: FinishedSale): Record<string, unknown> {
  const { log, seq, storeId, outcome } = sale;
  const parts = [storeId, laneOf(log.origin), log.epoch].map(encodeURIComponent);
  return {
    specversion: '1.0',
    type: outcome === 'paid' ? 'org.handrail.sale.paid.v1' : 'org.handrail.sale.cancelled.v1',
    source: `/s/${parts.join('/')}`,
    id: String(seq),
    sequence: String(seq).padStart(SEQUENCE_DIGITS, '0'),
    subject: sale.transactionId,
    time: momentText(sale.endedAt),
    datacontenttype: 'application/json',
    data: saleRecord(sale),
  };
}
