import type { ReceiptDocument, ReceiptLine, ReceiptPayment } from '#kiosk/core/receipt/receipt-document.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { PrintJob, PrintLine } from '#drivers/printer/pos-printer.ts';
import { quantityText } from './receipt-texts.ts';

/** A receipt as it goes on paper. The order is what shoppers know: who, what, how much, tax, how it was paid. */
export function layOutReceipt(document: ReceiptDocument, words: Translator, timeZone: string): PrintJob {
  return {
    lines: [
      ...heading(document, words),
      { kind: 'rule' },
      ...document.lines.flatMap((line) => goods(line, document, words)),
      { kind: 'rule' },
      ...sums(document, words),
      ...document.payments.flatMap((payment) => paid(payment, document, words)),
      { kind: 'rule' },
      ...taxes(document, words),
      { kind: 'rule' },
      ...references(document, words, timeZone),
      { kind: 'feed', count: 1 },
      centred(words.text('receipt.thanks')),
    ],
  };
}

function heading(document: ReceiptDocument, words: Translator): PrintLine[] {
  const { seller } = document;
  const lines: PrintLine[] = [
    { kind: 'text', text: seller.name, style: { align: 'centre', bold: true, size: 'double' } },
    ...seller.addressLines.map(centred),
    centred(`${words.text('receipt.vatId')} ${seller.vatId ?? ''}`.trim()),
  ];
  if (seller.registrationNumber !== undefined) {
    lines.push(centred(`${words.text('receipt.organisation')} ${seller.registrationNumber}`));
  }
  if (seller.phone !== undefined) lines.push(centred(seller.phone));
  const marks = [
    ...(document.test ? [words.text('receipt.test')] : []),
    ...(document.copy > 1 ? [words.text('receipt.copy', { number: document.copy })] : []),
  ];
  return [
    ...lines,
    ...marks.map<PrintLine>((text) => ({ kind: 'text', text, style: { align: 'centre', bold: true } })),
  ];
}

function goods(line: ReceiptLine, document: ReceiptDocument, words: Translator): PrintLine[] {
  const amount = (value: number): string => words.amount(value, document.currency.exponent);
  const lines: PrintLine[] = [
    { kind: 'columns', left: words.pick(line.name), right: `${amount(line.regularAmount)} ${line.taxCode}` },
  ];
  const detail = quantityText(line, words, document.currency.exponent);
  if (detail !== undefined) lines.push({ kind: 'text', text: `  ${detail}` });
  for (const modifier of line.modifiers) {
    lines.push({
      kind: 'columns',
      left: `  ${words.pick(modifier.label)}`,
      right: `${amount(modifier.amount)} ${line.taxCode}`,
    });
  }
  return lines;
}

function sums(document: ReceiptDocument, words: Translator): PrintLine[] {
  const { currency } = document;
  const lines: PrintLine[] = [
    {
      kind: 'columns',
      left: words.text('receipt.total'),
      right: words.money(document.total, currency.code, currency.exponent),
      style: { bold: true, size: 'double' },
    },
    { kind: 'text', text: words.text('receipt.articles', { count: document.articleCount }) },
  ];
  if (document.discount < 0) {
    const saved = words.amount(0 - document.discount, currency.exponent);
    lines.push({ kind: 'columns', left: words.text('receipt.saved'), right: saved });
  }
  return lines;
}

function paid(payment: ReceiptPayment, document: ReceiptDocument, words: Translator): PrintLine[] {
  const { details } = payment;
  const name = details?.cardName ?? words.text('receipt.card');
  const lines: PrintLine[] = [
    { kind: 'columns', left: name, right: words.amount(payment.amount, document.currency.exponent) },
  ];
  if (details?.cardLast4 !== undefined) {
    lines.push({ kind: 'text', text: `  ${words.text('receipt.cardNumber', { digits: details.cardLast4 })}` });
  }
  if (details?.authorisationCode !== undefined) {
    lines.push({ kind: 'text', text: `  ${words.text('receipt.authorisation')} ${details.authorisationCode}` });
  }
  const own = details?.customerReceipt ?? [];
  if (own.length > 0) lines.push({ kind: 'rule' }, ...own.map<PrintLine>((text) => ({ kind: 'text', text })));
  return lines;
}

function taxes(document: ReceiptDocument, words: Translator): PrintLine[] {
  const { exponent } = document.currency;
  return document.taxLines.map((tax) => ({
    kind: 'columns',
    left: `${tax.code}  ${words.text('receipt.taxRate', { rate: words.percent(tax.rateBasisPoints) })}`,
    right: [
      `${words.text('receipt.net')} ${words.amount(tax.net, exponent)}`,
      `${words.text('receipt.tax')} ${words.amount(tax.tax, exponent)}`,
    ].join('  '),
  }));
}

function references(document: ReceiptDocument, words: Translator, timeZone: string): PrintLine[] {
  const { till } = document;
  const row = (left: string, right: string): PrintLine => ({ kind: 'columns', left, right });
  return [
    row(words.text('receipt.number'), `${till.workstationId}-${document.receiptNumber}`),
    row(words.text('receipt.date'), words.dateTime(document.endedAt, timeZone)),
    row(words.text('receipt.started'), words.time(document.startedAt, timeZone)),
    row(words.text('receipt.lane'), `${till.laneNumber}`),
    row(words.text('receipt.software'), `Handrail ${till.softwareVersion}`),
  ];
}

function centred(text: string): PrintLine {
  return { kind: 'text', text, style: { align: 'centre' } };
}
