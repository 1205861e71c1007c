import { GROUP_SEPARATOR, SCAN_LENGTH_MAX } from './clean-scan.ts';
import type { CalendarDate } from './scan.ts';
import { scanRules, type ScanRules } from './scan-rules.ts';

export interface ScanOptions {
  /** Whether the scanner sends symbology identifiers. With 'optional' a read is taken either way. */
  readonly aimIdentifiers: boolean | 'optional';
  /** The day of the scan at the store, to tell the century of a two-digit year. */
  readonly today: CalendarDate;
  /** What the scanner sends for the FNC1 between elements: the separator itself, or for example "~" or "{GS}". */
  readonly groupSeparator: string;
  /** In characters. */
  readonly lengthMax: number;
  /** The till's currency, ISO 4217 number ("978"). A label that states another one is refused; undefined takes any. */
  readonly currency: string | undefined;
  readonly rules: ScanRules;
}

export const DEFAULT_SCAN_OPTIONS: Omit<ScanOptions, 'today'> = {
  aimIdentifiers: 'optional',
  groupSeparator: GROUP_SEPARATOR,
  lengthMax: SCAN_LENGTH_MAX,
  currency: undefined,
  rules: scanRules(),
};
