import { HttpService, type ServiceAnswer, type ServiceRequest } from './http-service.ts';

/** The values of a new order, as far as this server looks at them. */
interface OdooOrder {
  readonly uuid: string;
  readonly session_id: number;
  readonly amount_total: number;
  readonly amount_paid: number;
  readonly amount_tax: number;
  readonly state: string;
  readonly date_order: string;
  readonly lines: readonly (readonly [0, 0, Readonly<Record<string, unknown>>])[];
  readonly payment_ids: readonly (readonly [0, 0, Readonly<Record<string, unknown>>])[];
}

export type StoredOrder = OdooOrder & { readonly session: string };

const DATABASE = 'shop';
const LOGIN = 'till@example.com';
const UID = 7;
const CARD = 3;

/**
 * The part of Odoo 18 that orders go through, by its published sources: /jsonrpc with "common" and "object",
 * `pos.order.sync_from_ui` that finds an order by its uuid and gives late ones a rescue session.
 */
export class OdooService {
  static readonly account = { database: DATABASE, login: LOGIN };
  static readonly cardMethod = CARD;
  readonly apiKey = 'odoo-api-key';
  readonly orders = new Map<string, StoredOrder>();
  /** Orders that came again and were left as they were. */
  discarded = 0;
  isSessionOpen = true;
  readonly products = new Map([
    ['milk', 101],
    ['code-beer', 102],
    ['apples', 103],
    ['beer', 104],
  ]);
  http!: HttpService;

  static async open(): Promise<OdooService> {
    const odoo = new OdooService();
    odoo.http = await HttpService.open((request) => odoo.#take(request));
    return odoo;
  }

  #take({ url, body }: ServiceRequest): ServiceAnswer {
    if (url.pathname !== '/jsonrpc') return { status: 404, body: 'Not Found' };
    const { id, params } = JSON.parse(body) as { id: number; params: RpcParams };
    try {
      return { status: 200, body: { jsonrpc: '2.0', id, result: this.#call(params) } };
    } catch (error) {
      if (!(error instanceof OdooError)) throw error;
      const data = { name: error.name, message: error.message, debug: 'Traceback (most recent call last): …' };
      return { status: 200, body: { jsonrpc: '2.0', id, error: { code: 200, message: 'Odoo Server Error', data } } };
    }
  }

  #call({ service, method, args }: RpcParams): unknown {
    if (service === 'common' && method === 'authenticate') {
      const [database, login, key] = args;
      return database === DATABASE && login === LOGIN && key === this.apiKey ? UID : false;
    }
    const [database, uid, key, model, name, values, options] = args;
    if (database !== DATABASE || uid !== UID || key !== this.apiKey) {
      throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
    }
    const [first] = values as readonly unknown[];
    if (model === 'product.product' && name === 'search_read') return this.#findProducts(first as Domain);
    if (model === 'pos.session' && name === 'search_read') return this.#findSessions(first as Domain, options);
    if (model === 'pos.order' && name === 'sync_from_ui') {
      return { 'pos.order': (first as readonly OdooOrder[]).map((order) => this.#sync(order)) };
    }
    throw new OdooError('builtins.KeyError', String(model));
  }

  #findProducts(domain: Domain): readonly unknown[] {
    if (domain[0] !== '|' || domain.length !== 3) throw new OdooError('builtins.ValueError', 'Invalid domain');
    const names = new Set(domain.slice(1).flatMap((leaf) => (leaf as [string, string, string[]])[2]));
    return [...this.products]
      .filter(([name]) => names.has(name))
      .map(([name, id]) => ({
        id,
        barcode: name.startsWith('code-') ? name : false,
        default_code: name.startsWith('code-') ? false : name,
      }));
  }

  #findSessions(domain: Domain, options: unknown): readonly unknown[] {
    const [config] = domain as readonly (readonly [string, string, unknown])[];
    if ((options as { order?: string }).order !== 'id desc') throw new OdooError('builtins.ValueError', 'order');
    return config?.[2] === 5 ? [{ id: 51 }] : [];
  }

  #sync(order: OdooOrder): { readonly id: number; readonly uuid: string } {
    const known = [...this.orders.keys()].indexOf(order.uuid);
    if (known !== -1) {
      this.discarded += 1;
      return { id: known + 1, uuid: order.uuid };
    }
    const refuse = (why: string): OdooError => new OdooError('odoo.exceptions.ValidationError', why);
    if (order.session_id !== 51) throw new OdooError('odoo.exceptions.MissingError', 'Record does not exist');
    if (order.lines.some(([, , line]) => typeof line['product_id'] !== 'number'))
      throw refuse('product_id is required');
    if (order.payment_ids.some(([, , payment]) => payment['payment_method_id'] !== CARD))
      throw refuse('payment method');
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(order.date_order)) throw refuse('date_order');
    const gross = cents(order.lines.map(([, , line]) => line['price_subtotal_incl']));
    const net = cents(order.lines.map(([, , line]) => line['price_subtotal']));
    const paid = cents(order.payment_ids.map(([, , payment]) => payment['amount']));
    if (gross !== cents([order.amount_total]) || gross - net !== cents([order.amount_tax])) throw refuse('totals');
    if (paid !== cents([order.amount_paid]) || order.state !== 'paid') throw refuse('order is not fully paid');
    this.orders.set(order.uuid, { ...order, session: this.isSessionOpen ? 'POS/0051' : '(RESCUE FOR POS/0051)' });
    return { id: this.orders.size, uuid: order.uuid };
  }
}

interface RpcParams {
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Domain = readonly unknown[];

class OdooError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Amounts that are numbers of JSON, as whole cents; none of them may have more than two decimals. */
export function cents(amounts: readonly unknown[]): number {
  return amounts.reduce<number>((sum, amount) => {
    const text = String(amount);
    if (!/^-?\d+(?:\.\d{1,2})?$/.test(text)) throw new Error(`not an amount: ${text}`);
    return sum + Math.round(Number(text) * 100);
  }, 0);
}
