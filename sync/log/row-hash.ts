import { hash } from 'node:crypto';
import { genesisText, rowHashLine, type JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName, Mark } from './log.ts';
import { PackedRow } from './packed-rows.ts';

/** The place before the first row of a log. */
export function genesisMark(log: LogName): Mark {
  return { seq: 0, hash: hash('sha256', genesisText(log.origin, log.epoch), 'hex') };
}

/**
 * The hash that a row must have.
 *
 * @param prev the hash of the row before, 64 lower-case hexadecimal digits
 */
export function hashOfRow(row: Omit<JournalRow, 'hash'>, prev: string): string {
  const packed = row instanceof PackedRow ? row.hashAfter(prev) : undefined;
  if (packed !== undefined) return packed;
  return hash('sha256', rowHashLine(row, prev) + row.body, 'hex');
}

/** The place of a row in its log. */
export function markOf(row: JournalRow): Mark {
  return { seq: row.seq, hash: row.hash };
}

/** One text for a log, to be the key of a map. */
export function logKey(log: LogName): string {
  return `${log.origin}\n${log.epoch}`;
}
