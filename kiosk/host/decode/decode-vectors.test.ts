import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScan } from '#kiosk/core/barcode/parse-scan.ts';
import { decodeOptions } from './decode-options.ts';
import { scanJson } from './scan-json.ts';

// Goal: every kind of barcode decodes to what its specification says. Method: vectors with their sources, whose
// expected values were computed by another program in another language; where a public implementation was run on the
// same read, the source names it. What is expected must be there; what is not named may be.

interface Vector {
  readonly id: string;
  readonly scan: string;
  readonly options?: { readonly country?: string; readonly currency?: string; readonly separator?: string };
  readonly expect?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly source: string;
}

const FOLDER = new URL('../../../tests/fixtures/barcodes/', import.meta.url);

/** Members that must not be there unless they are expected: a price out of nowhere is worse than none. */
const VALUES = ['price', 'weightKg', 'weightLb', 'count', 'useBy'];

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
  const vectors = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly Vector[];
  describe(`vectors of ${file}`, () => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
      const options = decodeOptions({ aim: 'optional', today: '2026-11-22', ...vector.options }, new Date(0));
      if (typeof options === 'string') throw new Error(options);
      const decoded = JSON.parse(JSON.stringify(scanJson(parseScan(vector.scan, options)))) as Record<string, unknown>;
      if (vector.error !== undefined) {
        expect(decoded).toMatchObject({ ok: false, error: { code: vector.error } });
        return;
      }
      expect(decoded).toMatchObject({ ok: true, ...vector.expect });
      const stated = Object.keys(vector.expect ?? {});
      expect(VALUES.filter((name) => name in decoded && stated.length > 1 && !stated.includes(name))).toEqual([]);
    });
  });
}
