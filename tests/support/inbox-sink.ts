import { type InboxClient, openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { type LogSink, SinkFailure } from '#sync/log/log-sink.ts';

/** A store's inbox as a receiver sees it: a real file, in a thread of its own. */
export async function openInboxSink(
  file: string,
  options: { readonly isFinal?: boolean } = {},
): Promise<{ readonly inbox: InboxClient; readonly sink: LogSink }> {
  const inbox = await openInbox(file, options);
  const sink: LogSink = {
    known: async (log) => inbox.call('known', log),
    hashAt: async (log, seq) => inbox.call('hashAt', log, seq),
    origin: async (origin) => inbox.call('origin', origin),
    noteOrigin: async (known) => inbox.call('noteOrigin', known),
    startAt: async (log, place) => inbox.call('startAt', log, place),
    noteSettled: async (log, settled) => inbox.call('noteSettled', log, settled),
    logs: async () => inbox.call('logs'),
    append: async (log, rows, suspects) => {
      try {
        return await inbox.call('append', { log, rows, suspects, at: Date.now() });
      } catch (error) {
        throw new SinkFailure('the inbox could not commit', { cause: error });
      }
    },
  };
  return { inbox, sink };
}
