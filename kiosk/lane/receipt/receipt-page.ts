import type { ReceiptDocument, ReceiptLine } from '#kiosk/core/receipt/receipt-document.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { quantityText } from './receipt-texts.ts';

/**
 * A receipt as a page of its own: no script, no picture, no font to fetch, so that it can be kept as a file and read in
 * years to come. Its one style sheet is inside.
 */
const RECEIPT_PAGE_STYLE = `
:root{color-scheme:light dark}
body{font:1.0625rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:30rem;padding:1.5rem;
font-variant-numeric:tabular-nums}
header,footer{text-align:center}h1{font-size:1.5rem;margin:0}p{margin:.25rem 0}
table{border-collapse:collapse;width:100%;margin:1rem 0;border-block:1px solid}
td,th{padding:.3rem 0;text-align:start;vertical-align:top;font-weight:400}
td:last-child{text-align:end;white-space:nowrap;padding-inline-start:1rem}
small{display:block;opacity:.75}.total td,.total th{font-size:1.5rem;font-weight:700}.mark{font-weight:700}
`;

export function receiptPage(document: ReceiptDocument, words: Translator, timeZone: string): string {
  const { currency, seller, till } = document;
  const amount = (value: number): string => words.amount(value, currency.exponent);
  const title = `${seller.name}: ${words.text('receipt.title')} ${till.workstationId}-${document.receiptNumber}`;
  const total = words.money(document.total, currency.code, currency.exponent);
  return [
    `<!doctype html><html lang="${escape(words.language)}" dir="${words.direction}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${escape(title)}</title><style>${RECEIPT_PAGE_STYLE}</style></head><body>`,
    `<header><h1>${escape(seller.name)}</h1>${paragraphs(sellerLines(document, words))}${marks(document, words)}</header>`,
    `<table>${document.lines.map((line) => goodsRows(line, words, currency.exponent)).join('')}</table>`,
    `<table><tr class="total"><th scope="row">${escape(words.text('receipt.total'))}</th><td>${escape(total)}</td></tr>`,
    document.discount < 0 ? row(words.text('receipt.saved'), amount(0 - document.discount)) : '',
    ...document.payments.map((payment) =>
      row(
        payment.details?.cardName ?? words.text('receipt.card'),
        amount(payment.amount),
        payment.details?.cardLast4 && words.text('receipt.cardNumber', { digits: payment.details.cardLast4 }),
      ),
    ),
    `</table><table>${document.taxLines
      .map((tax) =>
        row(
          `${tax.code} ${words.text('receipt.taxRate', { rate: words.percent(tax.rateBasisPoints) })}`,
          amount(tax.tax),
          `${words.text('receipt.net')} ${amount(tax.net)} · ${words.text('receipt.gross')} ${amount(tax.gross)}`,
        ),
      )
      .join('')}</table>`,
    `<table>${row(words.text('receipt.number'), `${till.workstationId}-${document.receiptNumber}`)}`,
    row(words.text('receipt.date'), words.dateTime(document.endedAt, timeZone)),
    row(words.text('receipt.lane'), String(till.laneNumber)),
    `</table><footer><p>${escape(words.text('receipt.thanks'))}</p></footer></body></html>`,
  ].join('');
}

function sellerLines(document: ReceiptDocument, words: Translator): string[] {
  const { seller } = document;
  return [
    ...seller.addressLines,
    ...(seller.vatId === undefined ? [] : [`${words.text('receipt.vatId')} ${seller.vatId}`]),
    ...(seller.registrationNumber === undefined
      ? []
      : [`${words.text('receipt.organisation')} ${seller.registrationNumber}`]),
    ...(seller.phone === undefined ? [] : [seller.phone]),
  ];
}

function marks(document: ReceiptDocument, words: Translator): string {
  return document.test ? `<p class="mark">${escape(words.text('receipt.test'))}</p>` : '';
}

function goodsRows(line: ReceiptLine, words: Translator, exponent: number): string {
  const detail = quantityText(line, words, exponent);
  return [
    row(words.pick(line.name), `${words.amount(line.regularAmount, exponent)} ${line.taxCode}`, detail),
    ...line.modifiers.map((modifier) => row(words.pick(modifier.label), words.amount(modifier.amount, exponent))),
  ].join('');
}

function row(label: string, value: string, small?: string): string {
  const detail = small === undefined || small === '' ? '' : `<small>${escape(small)}</small>`;
  return `<tr><th scope="row">${escape(label)}${detail}</th><td>${escape(value)}</td></tr>`;
}

function paragraphs(lines: readonly string[]): string {
  return lines.map((line) => `<p>${escape(line)}</p>`).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Names of articles come from a catalogue that anybody may have written. */
function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
