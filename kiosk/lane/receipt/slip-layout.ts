import type { PrintedSlip } from '#kiosk/api/slips.ts';
import type { LocalizedText } from '#kiosk/core/values/identifiers.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { PrintJob, PrintLine } from '#drivers/printer/pos-printer.ts';

/** What stands on a slip beside what it is about. */
export interface SlipHead {
  readonly storeName: string;
  readonly laneNumber: number;
  readonly currency: Currency;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Nothing is really sold here, and every paper says so. */
  readonly test: boolean;
  readonly nameOf: (articleId: string) => LocalizedText | undefined;
}

/** A slip for another day or for the till: what it is good for, and the code that says which one it is. */
export function layOutSlip(slip: PrintedSlip, head: SlipHead, words: Translator, timeZone: string): PrintJob {
  const what = slip.kind === 'rain-check' ? promised(slip, head, words, timeZone) : basket(slip, head, words);
  return {
    lines: [
      { kind: 'text', text: head.storeName, style: { align: 'centre', bold: true, size: 'double' } },
      ...(head.test ? [bold(words.text('receipt.test'))] : []),
      bold(words.text(slip.kind === 'rain-check' ? 'slip.rainCheck' : 'slip.parked')),
      { kind: 'rule' },
      ...what,
      { kind: 'rule' },
      { kind: 'qr', data: slip.code },
      bold(slip.code),
      { kind: 'columns', left: words.text('receipt.date'), right: words.dateTime(head.at, timeZone) },
      { kind: 'columns', left: words.text('receipt.lane'), right: `${head.laneNumber}` },
    ],
  };
}

function promised(
  slip: Extract<PrintedSlip, { kind: 'rain-check' }>,
  head: SlipHead,
  words: Translator,
  timeZone: string,
): PrintLine[] {
  const { articleId, articleName, amount, validUntil } = slip;
  const known = articleId === undefined ? undefined : head.nameOf(articleId);
  const name = known === undefined ? articleName : words.pick(known);
  const money = words.money(amount, head.currency.code, head.currency.exponent);
  const left = name ?? words.text('slip.amountOff');
  return [
    { kind: 'text', text: words.text('slip.sorry') },
    { kind: 'feed', count: 1 },
    { kind: 'columns', left, right: money, style: { bold: true } },
    { kind: 'text', text: words.text(name === undefined ? 'slip.offNext' : 'slip.atThisPrice') },
    { kind: 'columns', left: words.text('slip.validUntil'), right: words.dateTime(validUntil, timeZone) },
    { kind: 'text', text: words.text('slip.showIt') },
  ];
}

/** More lines than a till wants to type; a longer basket is found by its code. */
const LISTED_MAX = 100;

function basket(
  { basket: { lines }, total }: Extract<PrintedSlip, { kind: 'parked-basket' }>,
  { nameOf, currency }: SlipHead,
  words: Translator,
): PrintLine[] {
  const listed = lines.slice(0, LISTED_MAX).flatMap(({ articleId, code, quantity }): PrintLine[] => {
    const name = nameOf(articleId);
    const much = quantityWords(quantity);
    return [
      { kind: 'columns', left: name === undefined ? articleId : words.pick(name), right: much },
      ...(code === undefined ? [] : [{ kind: 'text' as const, text: `  ${code}` }]),
    ];
  });
  const more = lines.length - LISTED_MAX;
  return [
    { kind: 'text', text: words.text('slip.notPaid'), style: { bold: true } },
    { kind: 'feed', count: 1 },
    ...listed,
    ...(more > 0 ? [{ kind: 'text' as const, text: words.text('slip.more', { count: more }) }] : []),
    { kind: 'rule' },
    {
      kind: 'columns',
      left: words.text('slip.atTheLane'),
      right: words.money(total, currency.code, currency.exponent),
    },
  ];
}

type Quantity = Extract<PrintedSlip, { kind: 'parked-basket' }>['basket']['lines'][number]['quantity'];

function quantityWords(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'pieces':
      return `${quantity.count} x`;
    case 'weight':
      return `${(quantity.grams / 1000).toFixed(3)} kg`;
    case 'volume':
      return `${(quantity.millilitres / 1000).toFixed(3)} l`;
  }
}

function bold(text: string): PrintLine {
  return { kind: 'text', text, style: { align: 'centre', bold: true } };
}
