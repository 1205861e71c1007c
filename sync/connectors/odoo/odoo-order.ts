import { minorUnits } from '#kiosk/core/values/money.ts';
import { amountNumber, quantityText } from '../decimal.ts';
import type { FinishedSale, SoldLine } from '../finished-sale.ts';
import { lineTaxes, type TaxedLine } from '../line-taxes.ts';

/** What the ids of Odoo's records for a sale are. */
export interface OdooIds {
  readonly session: number;
  readonly paymentMethod: number;
  /** By line number. */
  readonly products: ReadonlyMap<number, number>;
}

/** Odoo's command for a new line of a one2many field: (0, 0, values). */
type NewLine = readonly [0, 0, Readonly<Record<string, unknown>>];

/** A sale as one order of `pos.order.sync_from_ui`. Odoo finds an order that it has by its uuid. */
export function odooOrder(sale: FinishedSale, { session, paymentMethod, products }: OdooIds): Record<string, unknown> {
  const { currency, totals } = sale;
  const total = totals?.total ?? minorUnits(0);
  const tax = minorUnits((totals?.taxLines ?? []).reduce((sum, line) => sum + line.tax, 0));
  const paid = minorUnits(sale.tenders.reduce((sum, { amount }) => sum + amount, 0));
  return {
    uuid: sale.transactionId,
    name: `${sale.log.origin}/${sale.businessDay}/${sale.receiptNumber ?? 0}`,
    pos_reference: `${sale.log.origin} ${sale.receiptNumber ?? 0}`,
    session_id: session,
    date_order: odooTime(sale.endedAt),
    state: 'paid',
    to_invoice: false,
    amount_total: amountNumber(total, currency),
    amount_tax: amountNumber(tax, currency),
    amount_paid: amountNumber(paid, currency),
    amount_return: 0,
    lines: lineTaxes(sale).map((line): NewLine => [0, 0, orderLine(sale, line, products.get(line.line.lineNumber))]),
    payment_ids: sale.tenders.map((tender): NewLine => [
      0,
      0,
      {
        payment_method_id: paymentMethod,
        amount: amountNumber(tender.amount, currency),
        payment_date: odooTime(sale.endedAt),
        transaction_id: tender.attemptId,
        ...(tender.card?.cardName === undefined ? {} : { card_brand: tender.card.cardName }),
        ...(tender.card?.cardLast4 === undefined ? {} : { card_no: tender.card.cardLast4 }),
      },
    ]),
  };
}

function orderLine(sale: FinishedSale, taxed: TaxedLine, product: number | undefined): Record<string, unknown> {
  const { line, net, gross } = taxed;
  const { currency } = sale;
  return {
    uuid: `${sale.transactionId}-${line.lineNumber}`,
    product_id: product,
    full_product_name: line.name,
    qty: Number(quantityText(line.quantity)),
    price_unit: amountNumber(line.unitPrice, currency),
    discount: discountPercent(line),
    price_subtotal: amountNumber(net, currency),
    price_subtotal_incl: amountNumber(gross, currency),
    customer_note: line.discounts.map(({ label }) => label).join(', '),
  };
}

/**
 * Odoo knows discounts as a percentage only. It is told for reports, to six decimals; the subtotals are what counts,
 * and they are exact.
 */
function discountPercent({ regularAmount, amount }: SoldLine): number {
  if (regularAmount === 0 || regularAmount === amount) return 0;
  return Number((((regularAmount - amount) / regularAmount) * 100).toFixed(6));
}

/** "2026-09-21 14:30:00" in UTC. */
function odooTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
