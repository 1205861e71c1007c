import { HttpService, type ServiceAnswer, type ServiceRequest } from './http-service.ts';
import { cents } from './odoo-service.ts';

interface MoneyBag {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: string };
}

interface OrderInput {
  readonly sourceIdentifier: string;
  readonly lineItems: readonly { readonly quantity: number; readonly priceSet: MoneyBag; readonly title: string }[];
  readonly taxLines: readonly { readonly rate: string; readonly priceSet: MoneyBag }[];
  readonly transactions: readonly { readonly amountSet: MoneyBag }[];
  readonly discountCode?: Readonly<Record<string, { readonly code: string; readonly amountSet: MoneyBag }>>;
}

const MUTATION_COST = 10;
const QUERY_COST = 3;

/**
 * The part of Shopify's GraphQL Admin API that orders go through: answers of 200 with `errors` or `userErrors`, a
 * bucket of query cost, and a search that shows an order some time after it was made.
 */
export class ShopifyService {
  readonly token = 'shpat_token';
  readonly orders: OrderInput[] = [];
  readonly prices = { negativeRefused: 0 };
  /** How long the search lags behind, in milliseconds. */
  indexLagMs = 0;
  /** Points that are left in the bucket; it fills at `restoreRate` a second. */
  available = 2_000;
  restoreRate = 100;
  throttled = 0;
  http!: HttpService;
  /** The clock by which the bucket fills, in milliseconds. */
  now: () => number = () => performance.now();
  readonly #visibleAt = new Map<string, number>();
  #filledAt: number | undefined;

  static async open(): Promise<ShopifyService> {
    const shopify = new ShopifyService();
    shopify.http = await HttpService.open((request) => shopify.#take(request));
    return shopify;
  }

  #take({ headers, url, body }: ServiceRequest): ServiceAnswer {
    if (headers['x-shopify-access-token'] !== this.token)
      return { status: 401, body: { errors: '[API] Invalid API key' } };
    if (!/^\/admin\/api\/20\d\d-\d\d\/graphql\.json$/.test(url.pathname))
      return { status: 404, body: { errors: 'Not Found' } };
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const isMutation = query.startsWith('mutation');
    const cost = isMutation ? MUTATION_COST : QUERY_COST;
    this.#refill();
    const extensions = {
      cost: {
        requestedQueryCost: cost,
        throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: this.available, restoreRate: this.restoreRate },
      },
    };
    if (this.available < cost) {
      this.throttled += 1;
      const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];
      return { status: 200, body: { errors, extensions } };
    }
    this.available -= cost;
    const data = isMutation ? this.#create(variables['order'] as OrderInput) : this.#find(String(variables['query']));
    return { status: 200, body: { data, extensions } };
  }

  #refill(): void {
    const now = this.now();
    this.available = Math.min(2_000, this.available + ((now - (this.#filledAt ?? now)) / 1_000) * this.restoreRate);
    this.#filledAt = now;
  }

  #find(query: string): unknown {
    const wanted = /^source_identifier:"(.*)"$/.exec(query)?.[1];
    const nodes = this.orders
      .map(({ sourceIdentifier }, index) => ({ sourceIdentifier, id: `gid://shopify/Order/${index + 1}` }))
      .filter(({ sourceIdentifier }) => sourceIdentifier === wanted)
      .filter(({ sourceIdentifier }) => (this.#visibleAt.get(sourceIdentifier) ?? 0) <= performance.now());
    return { orders: { nodes: nodes.slice(0, 1).map(({ id }) => ({ id })) } };
  }

  #create(order: OrderInput): unknown {
    const no = (field: string, message: string): unknown => ({
      orderCreate: { order: null, userErrors: [{ field: ['order', field], message }] },
    });
    if (order.lineItems.length === 0) return no('lineItems', 'must have at least one');
    if (order.lineItems.some(({ priceSet }) => amountOf(priceSet) < 0))
      return no('lineItems', 'price must not be negative');
    if (Object.keys(order.discountCode ?? {}).length > 1)
      return no('discountCode', 'multiple discounts are not supported');
    if (order.lineItems.some(({ title }) => title.includes('forbidden'))) return no('lineItems', 'title is invalid');
    this.orders.push(order);
    this.#visibleAt.set(order.sourceIdentifier, performance.now() + this.indexLagMs);
    return { orderCreate: { order: { id: `gid://shopify/Order/${this.orders.length}` }, userErrors: [] } };
  }
}

export function amountOf({ shopMoney }: MoneyBag): number {
  if (!/^-?\d+\.\d\d$/.test(shopMoney.amount)) throw new Error(`not a decimal: ${shopMoney.amount}`);
  return cents([Number(shopMoney.amount)]);
}

/** What an order comes to, with its prices that include tax. */
export function totalOf({ lineItems, discountCode }: OrderInput): number {
  const goods = lineItems.reduce((sum, { quantity, priceSet }) => sum + quantity * amountOf(priceSet), 0);
  const off = Object.values(discountCode ?? {}).reduce((sum, { amountSet }) => sum + amountOf(amountSet), 0);
  return goods - off;
}
