import { XMLBuilder } from 'fast-xml-parser';
import type { FinishedSale } from '../finished-sale.ts';
import { POSLOG_NAMESPACE, poslogTransaction, type Element } from './poslog-document.ts';

export type PoslogFormat = 'xml' | 'json';

/** Sales as the text of a file: POSLog 6 as XML, or the same names as JSON with attributes as plain members. */
export function poslogText(sales: readonly FinishedSale[], format: PoslogFormat): string {
  const transactions = sales.map(poslogTransaction);
  if (format === 'json')
    return `${JSON.stringify({ POSLog: { Transaction: transactions.map(plain) } }, undefined, 2)}\n`;
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressBooleanAttributes: false,
    tagValueProcessor: (_, value) => allowedInXml(value),
    attributeValueProcessor: (_, value) => allowedInXml(value),
  });
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    POSLog: {
      '@xmlns': POSLOG_NAMESPACE,
      '@MajorVersion': '6',
      '@MinorVersion': '0',
      '@FixVersion': '0',
      Transaction: transactions,
    },
  };
  return builder.build(document);
}

/** XML 1.0 has no way at all to write most control characters (section 2.2), nor half of a surrogate pair. */
function allowedInXml(value: unknown): string {
  return String(value)
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}

type Plain = string | boolean | { readonly [name: string]: Plain } | readonly Plain[];

function plain(element: Element): Plain {
  const members = Object.entries(element).flatMap(([name, value]): [string, Plain][] =>
    value === undefined ? [] : [[name === '#text' ? 'Value' : name.replace(/^@/, ''), plainValue(name, value)]],
  );
  return Object.fromEntries(members);
}

function plainValue(name: string, value: string | Element | readonly Element[]): Plain {
  if (typeof value === 'string') return name.endsWith('Flag') ? value === 'true' : value;
  return isList(value) ? value.map(plain) : plain(value);
}

function isList(value: Element | readonly Element[]): value is readonly Element[] {
  return Array.isArray(value);
}
