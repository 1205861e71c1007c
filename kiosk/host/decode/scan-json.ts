import { formatDecimal } from '#kiosk/core/barcode/decimal.ts';
import type { Scan, ScanProblem } from '#kiosk/core/barcode/scan.ts';
import { currencyByNumber } from './currency-by-number.ts';

/** A decoded read as the object that is printed: only members that apply. JSON.stringify leaves the others out. */
export function scanJson(scan: Scan | ScanProblem): Readonly<Record<string, unknown>> {
  if (!scan.ok) return { ok: false, error: { code: scan.code, message: scan.message } };
  return {
    ok: true,
    kind: scan.kind,
    symbology: scan.aim === undefined ? undefined : `]${scan.aim}`,
    ...members(scan),
    ais: scan.elements.size === 0 ? undefined : Object.fromEntries(scan.elements),
  };
}

function members(scan: Scan): Readonly<Record<string, unknown>> {
  switch (scan.purpose) {
    case 'article':
      return {
        gtin14: scan.gtin14,
        text: scan.gtin14 === undefined ? scan.text : undefined,
        ...measures(scan),
        itemReference: scan.itemReference,
        valueMissing: scan.valueMissing,
        addOn: scan.addOn,
        batch: scan.batch,
        serial: scan.serial,
        useBy: scan.useBy,
        useByTime: scan.useByTime,
        sellBy: scan.sellBy,
        bestBefore: scan.bestBefore,
        lookupKeys: scan.lookupKeys,
      };
    case 'routed':
      return { gtin14: scan.gtin14, reference: scan.reference, ...measures(scan), fields: scan.fields };
    case 'data':
      return { ...measures(scan), addOn: scan.addOn };
  }
}

function measures(scan: Scan): Readonly<Record<string, unknown>> {
  const { price } = scan;
  const weight = scan.purpose === 'routed' ? undefined : scan.weight;
  return {
    price: price === undefined ? undefined : formatDecimal(price),
    currency: price?.currency === undefined ? undefined : currencyByNumber(price.currency),
    weightKg: weight?.unit === 'kg' ? formatDecimal(weight) : undefined,
    weightLb: weight?.unit === 'lb' ? formatDecimal(weight) : undefined,
    count: scan.purpose === 'routed' ? undefined : scan.count,
  };
}
