import { barcodeRulesSchema } from '#config/barcodes/barcode-rules.ts';
import { foundIssues } from '#config/issue-message.ts';
import { JsonTextError, readJson } from '#config/json-text.ts';
import { readFailure } from '#config/read-failure.ts';
import { readText } from '#config/read-text.ts';
import type { ScanRulesInput } from '#kiosk/core/barcode/scan-rules.ts';

const RULES_BYTES_MAX = 1_000_000;

/** @returns the rules of the file, or what is wrong with it, in words for a person */
export function readRules(file: string): ScanRulesInput | string {
  let value: unknown;
  try {
    value = readJson(readText(file, RULES_BYTES_MAX)).value;
  } catch (error) {
    if (error instanceof JsonTextError) {
      return `--rules ${file}:${error.position.line}:${error.position.column}: ${error.message}`;
    }
    return `--rules ${file}: ${readFailure(error)}`;
  }
  const parsed = barcodeRulesSchema.safeParse(value);
  if (parsed.success) return parsed.data as ScanRulesInput;
  return [
    `--rules ${file}: the rules cannot be used`,
    ...foundIssues(parsed.error.issues, value, () => 'is not a known field').map(
      ({ path, message }) => `  - ${path.join('.')}: ${message}`,
    ),
  ].join('\n');
}
