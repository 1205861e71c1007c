import type { LogPart, PackedPart } from '#kiosk/storage/journal/outbox.ts';
import type { LogSource } from '#sync/log/log-source.ts';
import { unpackRows } from '#sync/log/packed-rows.ts';

/**
 * What a file answered to a read, as a sender is given it.
 *
 * @throws RowFormatError if the file packed its rows in another form than they travel in
 */
export function unpackedPart(part: LogPart | PackedPart | undefined): Awaited<ReturnType<LogSource['read']>> {
  if (part === undefined || 'rows' in part) return part;
  return { after: part.after, rows: unpackRows(part.packed, part.count) };
}
