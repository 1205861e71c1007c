import { z } from 'zod';
import {
  DELIVERED,
  failedThere,
  notNow,
  notReached,
  paused,
  refused,
  type Connector,
  type Delivery,
} from '../connector.ts';
import type { FinishedSale } from '../finished-sale.ts';
import { callHttp, jsonOf, NoAnswer, unlessSuccess } from '../http-call.ts';
import { shopifyOrder } from './shopify-order.ts';

export interface ShopifySettings {
  /** "https://SHOP.myshopify.com". */
  readonly url: string;
  readonly token: string;
  /** For example "2025-07". */
  readonly apiVersion: string;
}

const FIND = `query FindOrder($query: String!) { orders(first: 1, query: $query) { nodes { id } } }`;
const CREATE = `mutation CreateOrder($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
  orderCreate(order: $order, options: $options) { order { id } userErrors { field message } }
}`;
/** What was sold at the till has left the shelf there, and nobody is to get a mail. */
const OPTIONS = { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY', sendReceipt: false, sendFulfillmentReceipt: false };

/** The search lags behind what was created. */
const SEARCH_SETTLES_MS = 60_000;
const MS_PER_SECOND = 1_000;
const PAUSING = new Set(['ACCESS_DENIED', 'SHOP_INACTIVE']);

const answerSchema = z.object({
  data: z
    .object({
      orders: z.object({ nodes: z.array(z.object({ id: z.string() })) }).optional(),
      orderCreate: z
        .object({
          order: z.object({ id: z.string() }).nullish(),
          userErrors: z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() })),
        })
        .nullish(),
    })
    .nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
    .optional(),
  extensions: z
    .object({
      cost: z.object({
        requestedQueryCost: z.number(),
        throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number() }),
      }),
    })
    .optional()
    .catch(undefined),
});

type Answer = z.output<typeof answerSchema>;

/**
 * Shopify: `orderCreate` of the GraphQL Admin API. It has no idempotency key: the order is looked for by its source
 * identifier first, and a try whose end is not known is repeated only once the search would show it.
 */
export class ShopifyConnector implements Connector {
  readonly batchMax = 1;
  readonly wantsCancelled = false;
  readonly settleMs: number;
  readonly #settings: ShopifySettings;

  /** @param settleMs given only to hold it in tests */
  constructor(settings: ShopifySettings, settleMs = SEARCH_SETTLES_MS) {
    this.#settings = settings;
    this.settleMs = settleMs;
  }

  async deliver([sale]: readonly FinishedSale[], signal: AbortSignal): Promise<Delivery> {
    if (sale === undefined) return DELIVERED;
    try {
      return (await this.#find(sale, signal)) ?? (await this.#create(sale, signal));
    } catch (error) {
      if (error instanceof NoAnswer) return notReached(error.message);
      throw error;
    }
  }

  /** @returns undefined if there is no such order */
  async #find({ transactionId }: FinishedSale, signal: AbortSignal): Promise<Delivery | undefined> {
    const query = `source_identifier:"${transactionId.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    const answer = await this.#ask(FIND, { query }, signal);
    if ('type' in answer) return answer;
    const nodes = answer.data?.orders?.nodes;
    if (nodes === undefined) return notReached('the answer about orders is not understood');
    return nodes.length > 0 ? DELIVERED : undefined;
  }

  async #create(sale: FinishedSale, signal: AbortSignal): Promise<Delivery> {
    const answer = await this.#ask(CREATE, { order: shopifyOrder(sale), options: OPTIONS }, signal);
    if ('type' in answer) return answer;
    const made = answer.data?.orderCreate;
    const [wrong] = made?.userErrors ?? [];
    if (wrong !== undefined) return refused(`Shopify: ${(wrong.field ?? []).join('.')}: ${wrong.message}`);
    return made?.order === null || made?.order === undefined ? failedThere('Shopify made no order') : DELIVERED;
  }

  async #ask(query: string, variables: object, signal: AbortSignal): Promise<Answer | Delivery> {
    const { url, token, apiVersion } = this.#settings;
    const answer = await callHttp(
      {
        method: 'POST',
        url: new URL(`/admin/api/${apiVersion}/graphql.json`, url).href,
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
        body: JSON.stringify({ query, variables }),
      },
      signal,
    );
    const failed = unlessSuccess(answer);
    if (failed !== undefined) return failed;
    const read = answerSchema.safeParse(jsonOf(answer));
    if (!read.success) return notReached('the answer is not one of Shopify');
    return failureIn(read.data) ?? read.data;
  }
}

/** GraphQL answers 200 to what was refused as well. */
function failureIn({ errors, extensions }: Answer): Delivery | undefined {
  const [error] = errors ?? [];
  if (error === undefined) return undefined;
  const code = error.extensions?.code ?? '';
  const reason = `Shopify: ${code} ${error.message}`;
  if (code === 'THROTTLED') return notNow(reason, untilAffordable(extensions));
  if (PAUSING.has(code)) return paused(reason);
  return code === '' ? refused(reason) : failedThere(reason);
}

/** The time until enough points have come back; the next try looks for the order first, which costs some as well. */
function untilAffordable(extensions: Answer['extensions']): number | undefined {
  if (extensions === undefined) return undefined;
  const { requestedQueryCost, throttleStatus } = extensions.cost;
  const missing = 2 * requestedQueryCost - throttleStatus.currentlyAvailable;
  return throttleStatus.restoreRate > 0
    ? (Math.max(0, missing) / throttleStatus.restoreRate) * MS_PER_SECOND
    : undefined;
}
