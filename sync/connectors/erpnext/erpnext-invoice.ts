import { add, minorUnits } from '#kiosk/core/values/money.ts';
import { amountNumber, quantityText } from '../decimal.ts';
import type { FinishedSale, SoldLine } from '../finished-sale.ts';
import { lineTaxes } from '../line-taxes.ts';

/** What the company of ERPNext calls things. */
export interface ErpnextNames {
  readonly customer: string;
  readonly company: string;
  readonly modeOfPayment: string;
  /** The account that taxes are booked on, by the code of the rate, or "*". */
  readonly taxAccounts: Readonly<Record<string, string>>;
  /** The custom field of POS Invoice that holds the transaction id; unique. */
  readonly keyField: string;
}

/** A sale as a submitted POS Invoice (docstatus 1). ERPNext works its totals out of these numbers itself. */
export function erpnextInvoice(sale: FinishedSale, posProfile: string, names: ErpnextNames): Record<string, unknown> {
  const { currency } = sale;
  const ended = new Date(sale.endedAt).toISOString();
  return {
    doctype: 'POS Invoice',
    docstatus: 1,
    is_pos: 1,
    [names.keyField]: sale.transactionId,
    company: names.company,
    customer: names.customer,
    pos_profile: posProfile,
    set_posting_time: 1,
    posting_date: sale.businessDay,
    posting_time: ended.slice(11, 19),
    due_date: sale.businessDay,
    currency: currency.code,
    ignore_pricing_rule: 1,
    update_stock: 1,
    // Rounded totals are for cash; what was paid by card is what the sale came to.
    disable_rounded_total: 1,
    remarks: `${sale.log.origin}, receipt ${sale.receiptNumber ?? 0}`,
    items: lineTaxes(sale).map(({ line, net }) => invoiceItem(sale, line, net)),
    taxes: (sale.totals?.taxLines ?? [])
      .filter(({ tax }) => tax !== 0)
      .map(({ code, tax }) => ({
        charge_type: 'Actual',
        account_head: names.taxAccounts[code] ?? names.taxAccounts['*'],
        description: `VAT ${code}`,
        tax_amount: amountNumber(tax, currency),
      })),
    payments: paymentsOf(sale, names.modeOfPayment),
  };
}

/**
 * ERPNext multiplies quantity and rate and rounds: exact for one piece only. So a line whose net amount is no multiple
 * of its pieces goes as one unit at its net amount, with the quantity in its description.
 */
function invoiceItem({ currency }: FinishedSale, line: SoldLine, net: SoldLine['amount']): Record<string, unknown> {
  const { quantity } = line;
  const isExact = quantity.kind === 'pieces' && quantity.count !== 0 && net % quantity.count === 0;
  const count = isExact ? quantity.count : 1;
  return {
    item_code: line.articleId,
    item_name: line.name.slice(0, 140),
    description: isExact ? line.name : `${line.name}, ${quantityText(quantity)}`,
    qty: count,
    rate: amountNumber(minorUnits(net / count), currency),
    price_list_rate: amountNumber(minorUnits(net / count), currency),
  };
}

/** A sale that cost nothing has no tender; ERPNext refuses a POS Invoice without payments. */
function paymentsOf({ tenders, currency }: FinishedSale, mode: string): readonly Record<string, unknown>[] {
  const paid = add(...tenders.map(({ amount }) => amount));
  return [{ mode_of_payment: mode, amount: amountNumber(paid, currency) }];
}
