import { HttpService, type ServiceAnswer, type ServiceRequest } from './http-service.ts';
import { cents } from './odoo-service.ts';

interface PosInvoice {
  readonly docstatus: number;
  readonly is_pos?: number;
  readonly items: readonly { readonly item_code: string; readonly qty: number; readonly rate: number }[];
  readonly taxes: readonly { readonly account_head?: string; readonly tax_amount: number }[];
  readonly payments: readonly { readonly mode_of_payment: string; readonly amount: number }[];
  readonly [field: string]: unknown;
}

const KEY_FIELD = 'custom_handrail_transaction';

/**
 * The part of ERPNext that POS invoices go through: Frappe's REST API with token authorization, its exceptions by name,
 * a unique custom field, and the checks of `pos_invoice.py` that refuse what a till has long sold.
 */
export class ErpnextService {
  readonly token = 'key:secret';
  /** By transaction id. */
  readonly invoices = new Map<string, PosInvoice>();
  readonly notInStock = new Set<string>();
  /** Its look-ups find nothing, as if another request were just about to commit. */
  isBlind = false;
  http!: HttpService;

  static async open(): Promise<ErpnextService> {
    const erpnext = new ErpnextService();
    erpnext.http = await HttpService.open((request) => erpnext.#take(request));
    return erpnext;
  }

  #take({ method, url, headers, body }: ServiceRequest): ServiceAnswer {
    if (headers.authorization !== `token ${this.token}`) return failure(401, 'AuthenticationError', 'Invalid token');
    if (decodeURIComponent(url.pathname) !== '/api/resource/POS Invoice') return failure(404, 'DoesNotExistError', '');
    if (method === 'GET') return this.#list(url.searchParams);
    return this.#insert(JSON.parse(body) as PosInvoice);
  }

  #list(query: URLSearchParams): ServiceAnswer {
    const [[field, , value] = ['', '', '']] = JSON.parse(query.get('filters') ?? '[]') as [string, string, string][];
    if (field !== KEY_FIELD) return failure(417, 'DataError', `Field not permitted in query: ${field}`);
    const found = this.isBlind ? undefined : this.invoices.get(value);
    const data = found === undefined ? [] : [{ name: 'ACC-PSINV-2026-00001', docstatus: found.docstatus }];
    return { status: 200, body: { data } };
  }

  #insert(invoice: PosInvoice): ServiceAnswer {
    if (invoice.is_pos !== 1) return failure(417, 'ValidationError', 'POS Invoice must have is_pos');
    if (invoice.payments.length === 0)
      return failure(417, 'ValidationError', 'At least one mode of payment is required');
    for (const { item_code: item } of invoice.items) {
      if (this.notInStock.has(item)) {
        return failure(417, 'ValidationError', `Row #1: Item ${item} is not available under warehouse Stores`);
      }
    }
    if (invoice.taxes.some(({ account_head: account }) => account === undefined)) {
      return failure(417, 'MandatoryError', 'account_head');
    }
    const key = String(invoice[KEY_FIELD]);
    if (this.invoices.has(key)) return failure(409, 'DuplicateEntryError', `${KEY_FIELD} must be unique`);
    if (this.#totalOf(invoice) !== cents(invoice.payments.map(({ amount }) => amount))) {
      return failure(417, 'ValidationError', 'Paid amount and grand total differ');
    }
    this.invoices.set(key, invoice);
    return { status: 200, body: { data: { ...invoice, name: 'ACC-PSINV-2026-00002' } } };
  }

  /** As ERPNext works it out: each item rounded to the cent, taxes of the type "Actual" on top. */
  #totalOf({ items, taxes }: PosInvoice): number {
    const net = items.reduce((sum, { qty, rate }) => sum + Math.round(qty * cents([rate])), 0);
    return net + cents(taxes.map(({ tax_amount: amount }) => amount));
  }
}

function failure(status: number, type: string, message: string): ServiceAnswer {
  const body = { exc_type: type, exception: `frappe.exceptions.${type}: ${message}`, _server_messages: '[]' };
  return { status, body };
}
