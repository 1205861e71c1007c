import { readFileSync } from 'node:fs';
import { barcodeRulesSchema } from '#config/barcodes/barcode-rules.ts';
import { JsonTextError, readJson } from '#config/json-text.ts';
import type { ScanRulesInput } from '#kiosk/core/barcode/scan-rules.ts';

const RULES_BYTES_MAX = 1_000_000;

/** @returns the rules of the file, or what is wrong with it, in words for a person */
export function readRules(file: string): ScanRulesInput | string {
  let value: unknown;
  try {
    const bytes = readFileSync(file);
    if (bytes.length > RULES_BYTES_MAX) return `--rules ${file}: at most ${RULES_BYTES_MAX} bytes are read`;
    value = readJson(bytes.toString('utf8')).value;
  } catch (error) {
    if (error instanceof JsonTextError) {
      return `--rules ${file}:${error.position.line}:${error.position.column}: ${error.message}`;
    }
    return `--rules ${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
  const parsed = barcodeRulesSchema.safeParse(value);
  if (parsed.success) return parsed.data as ScanRulesInput;
  return [
    `--rules ${file}: the rules cannot be used`,
    ...parsed.error.issues.map((issue) => `  - ${issue.path.join('.')}: ${issue.message}`),
  ].join('\n');
}
