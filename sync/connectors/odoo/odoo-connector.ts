import { z } from 'zod';
import { forPlace, type ByPlace } from '../by-place.ts';
import { DELIVERED, notReached, paused, refused, type Connector, type Delivery } from '../connector.ts';
import type { FinishedSale, SoldLine } from '../finished-sale.ts';
import { NoAnswer } from '../http-call.ts';
import { odooOrder } from './odoo-order.ts';
import { OdooRefusal, OdooRpc, type OdooAccount } from './odoo-rpc.ts';

export interface OdooSettings extends OdooAccount {
  /** The id of the `pos.config` of a lane. */
  readonly registers: ByPlace<number>;
  readonly paymentMethod: number;
  /** For what Odoo has no product for; undefined: such a sale is refused. */
  readonly unknownProduct?: number | undefined;
}

const recordsSchema = z.array(z.object({ id: z.int() }));
const productsSchema = z.array(
  z.object({
    id: z.int(),
    barcode: z.union([z.string(), z.literal(false)]),
    default_code: z.union([z.string(), z.literal(false)]),
  }),
);
const syncedSchema = z.object({ 'pos.order': recordsSchema.min(1) });
const PRODUCTS_REMEMBERED_MAX = 20_000;
const NAMES_AT_ONCE = 500;

/**
 * Odoo 18 and later: `pos.order.sync_from_ui`. An order whose uuid is there already is left as it is. Odoo takes late
 * orders of a closed session into a rescue session by itself, so the last session of the register is named, open or
 * not.
 */
export class OdooConnector implements Connector {
  readonly batchMax = 1;
  readonly wantsCancelled = false;
  readonly settleMs = 0;
  readonly #settings: OdooSettings;
  readonly #rpc: OdooRpc;
  /** By barcode or internal reference. */
  readonly #products = new Map<string, number>();

  constructor(settings: OdooSettings) {
    this.#settings = settings;
    this.#rpc = new OdooRpc(settings);
  }

  async deliver([sale]: readonly FinishedSale[], signal: AbortSignal): Promise<Delivery> {
    if (sale === undefined) return DELIVERED;
    try {
      return await this.#deliver(sale, signal);
    } catch (error) {
      if (error instanceof OdooRefusal) return error.delivery;
      if (error instanceof NoAnswer) return notReached(error.message);
      throw error;
    }
  }

  async #deliver(sale: FinishedSale, signal: AbortSignal): Promise<Delivery> {
    const register = forPlace(this.#settings.registers, sale);
    if (register === undefined) return paused(`no register is named for ${sale.log.origin}`);
    const lines = sale.lines.filter(({ isVoided }) => !isVoided);
    await this.#learnProducts(lines, signal);
    const products = new Map<number, number>();
    for (const line of lines) {
      const product = this.#productOf(line);
      if (product === undefined) return refused(`Odoo has no product ${line.code ?? ''} (${line.articleId})`);
      products.set(line.lineNumber, product);
    }
    const session = await this.#lastSession(register, signal);
    if (session === undefined) return notReached(`register ${register} has never had a session`);
    const { paymentMethod } = this.#settings;
    const order = odooOrder(sale, { session, paymentMethod, products });
    const made = await this.#rpc.execute(signal, 'pos.order', 'sync_from_ui', [[order]]);
    return syncedSchema.safeParse(made).success ? DELIVERED : notReached('the answer names no order');
  }

  #productOf({ code, articleId }: SoldLine): number | undefined {
    const byCode = code === undefined ? undefined : this.#products.get(code);
    return byCode ?? this.#products.get(articleId) ?? this.#settings.unknownProduct;
  }

  async #learnProducts(lines: readonly SoldLine[], signal: AbortSignal): Promise<void> {
    const names = [
      ...new Set(lines.flatMap(({ code, articleId }) => [articleId, ...(code === undefined ? [] : [code])])),
    ];
    const unknown = names.filter((name) => !this.#products.has(name));
    for (let at = 0; at < unknown.length; at += NAMES_AT_ONCE) {
      await this.#learn(unknown.slice(at, at + NAMES_AT_ONCE), signal);
    }
  }

  async #learn(names: readonly string[], signal: AbortSignal): Promise<void> {
    const domain = ['|', ['barcode', 'in', names], ['default_code', 'in', names]];
    const fields = ['id', 'barcode', 'default_code'];
    const found = await this.#rpc.execute(signal, 'product.product', 'search_read', [domain], { fields });
    const read = productsSchema.safeParse(found);
    if (!read.success) throw new OdooRefusal(notReached('the answer about products is not understood'));
    if (this.#products.size > PRODUCTS_REMEMBERED_MAX) this.#products.clear();
    for (const { id, barcode, default_code: reference } of read.data) {
      if (reference !== false) this.#products.set(reference, id);
      if (barcode !== false) this.#products.set(barcode, id);
    }
  }

  async #lastSession(register: number, signal: AbortSignal): Promise<number | undefined> {
    const domain = [
      ['config_id', '=', register],
      ['rescue', '=', false],
    ];
    const options = { fields: ['id'], order: 'id desc', limit: 1 };
    const found = await this.#rpc.execute(signal, 'pos.session', 'search_read', [domain], options);
    const read = recordsSchema.safeParse(found);
    if (!read.success) throw new OdooRefusal(notReached('the answer about sessions is not understood'));
    return read.data[0]?.id;
  }
}
