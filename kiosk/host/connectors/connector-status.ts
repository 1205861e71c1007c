import { existsSync } from 'node:fs';
import path from 'node:path';
import { type HeldSaleStatus, readConnectors } from '#kiosk/storage/connectors/read-connectors.ts';
import { readingInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { CONNECTORS_FILE, INBOX_FILE } from '../sync/data-files.ts';

/** How far one connector is. Times in milliseconds since 1970. */
export interface ConnectorStatus {
  readonly name: string;
  readonly delivered: number;
  /** Rows that were taken in and not looked at yet; null where they are not in a file beside it. */
  readonly rowsBehind: number | null;
  /** Sales that wait for a person. */
  readonly held: number;
  readonly trouble: { readonly kind: string; readonly text: string; readonly at: number } | null;
  readonly logs: readonly {
    readonly origin: string;
    readonly epoch: string;
    readonly seq: number;
    readonly delivered: number;
    readonly movedAt: number | null;
  }[];
}

/** @throws StorageError when a file is not what it should be */
export function connectorStatus(directory: string): readonly ConnectorStatus[] {
  const { cursors, held, troubles } = readConnectors(path.join(directory, CONNECTORS_FILE));
  const heads = headsIn(path.join(directory, INBOX_FILE));
  const names = new Set([cursors, held, troubles].flatMap((rows) => rows.map(({ connector }) => connector)));
  return [...names].toSorted().map((name) => {
    const logs = cursors
      .filter(({ connector }) => connector === name)
      .map(({ origin, epoch, seq, delivered, movedAt }) => ({ origin, epoch, seq, delivered, movedAt }));
    const seqs = new Map(logs.map(({ origin, epoch, seq }) => [`${origin}\n${epoch}`, seq]));
    const trouble = troubles.find(({ connector }) => connector === name);
    return {
      name,
      delivered: logs.reduce((sum, { delivered }) => sum + delivered, 0),
      rowsBehind: heads?.reduce((sum, { key, head }) => sum + Math.max(0, head - (seqs.get(key) ?? 0)), 0) ?? null,
      held: held.filter(({ connector, state }) => connector === name && state === 'held').length,
      trouble: trouble === undefined ? null : { kind: trouble.kind, text: trouble.text, at: trouble.at },
      logs,
    };
  });
}

/** Sales that were set aside, in the order of connectors, logs and rows. */
export function heldSales(directory: string): readonly HeldSaleStatus[] {
  return readConnectors(path.join(directory, CONNECTORS_FILE)).held;
}

function headsIn(file: string): readonly { readonly key: string; readonly head: number }[] | undefined {
  if (!existsSync(file)) return undefined;
  return readingInbox(file, (database) =>
    database
      .prepare<[], { key: string; head: number }>(
        'SELECT origin || char(10) || epoch AS key, mark_seq AS head FROM log',
      )
      .all(),
  );
}
