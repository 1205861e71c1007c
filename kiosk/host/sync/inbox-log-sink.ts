import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import type { InboxMethods } from '#kiosk/storage/inbox/inbox-types.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { SinkFailure, type LogSink } from '#sync/log/log-sink.ts';
import { packedPieces, plainRow } from '#sync/log/packed-rows.ts';

/**
 * An inbox as the place where a receiver keeps what it takes in.
 *
 * @param now milliseconds since 1970, to be noted
 */
export function inboxLogSink(inbox: InboxClient, now: () => number = () => Date.now()): LogSink {
  const call = async <Method extends keyof InboxMethods>(
    method: Method,
    ...args: Parameters<InboxMethods[Method]>
  ): Promise<ReturnType<InboxMethods[Method]>> => {
    try {
      return await inbox.call(method, ...args);
    } catch (error) {
      if (error instanceof StorageError) throw new SinkFailure(error.message, { cause: error });
      throw error;
    }
  };
  return {
    known: async (log) => call('known', log),
    hashAt: async (log, seq) => call('hashAt', log, seq),
    origin: async (origin) => call('origin', origin),
    noteOrigin: async (known) => call('noteOrigin', known),
    append: async (log, rows, suspects) => {
      const pieces = packedPieces(rows);
      const batch = pieces === undefined ? rows.map(plainRow) : { count: rows.length, pieces };
      return (await call('append', { log, rows: batch, suspects, at: now() })).mark;
    },
    startAt: async (log, place) => call('startAt', log, place),
    noteSettled: async (log, settled) => call('noteSettled', log, settled),
    logs: async () => call('logs'),
  };
}
