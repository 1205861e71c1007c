import { inboxHeads, inboxPage } from '#kiosk/storage/connectors/read-inbox.ts';
import type { TakenIn } from '#sync/connectors/runner.ts';
import type { PostgresSink } from '#sync/postgres/postgres-sink.ts';

/** The inbox of a store or of headquarters, read beside whoever writes to it. */
export function inboxTakenIn(file: string): TakenIn {
  return {
    heads: async () => inboxHeads(file),
    read: async (log, afterSeq, limits) => inboxPage(file, log, afterSeq, limits),
  };
}

/** The database of headquarters. */
export function postgresTakenIn(sink: PostgresSink): TakenIn {
  return {
    heads: async () => {
      const logs = await sink.connections.query<{ origin: string; epoch: string; mark_seq: string }>(
        'SELECT origin, epoch, mark_seq FROM handrail.log ORDER BY log',
      );
      return logs.map(({ origin, epoch, mark_seq: head }) => ({ origin, epoch, head: Number(head) }));
    },
    read: async (log, afterSeq, { rows: limit }) => {
      const rows = await sink.read(log, afterSeq, limit);
      const leftOut = await sink.connections.query<{ seq: string }>(
        'SELECT seq FROM handrail.suspect JOIN handrail.log USING (log) ' +
          "WHERE origin = $1 AND epoch = $2 AND seq > $3 AND seq <= $4 AND state = 'dropped'",
        [log.origin, log.epoch, afterSeq, rows.at(-1)?.seq ?? afterSeq],
      );
      return { rows, leftOut: leftOut.map(({ seq }) => Number(seq)) };
    },
  };
}
