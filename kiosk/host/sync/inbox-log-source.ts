import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import type { LogSource } from '#sync/log/log-source.ts';
import type { LogName } from '#sync/log/log.ts';

/** What an inbox keeps of one log, as a log that is to be forwarded. */
export function inboxLogSource(inbox: InboxClient, name: LogName, now: () => number = () => Date.now()): LogSource {
  return {
    name,
    head: async () => inbox.call('head', name),
    read: async (afterSeq, limits) => inbox.call('read', name, afterSeq, limits),
    hashAt: async (seq) => inbox.call('hashAt', name, seq),
    progress: async () => inbox.call('progress', name),
    noteProgress: async (progress) => inbox.call('noteProgress', name, progress, now()),
    setAside: async (letter) => inbox.call('setAside', name, { ...letter, wall: now() }),
    deadLetters: async () =>
      (await inbox.call('rowsSetAside', name)).map(({ seq, code, detail }) => ({
        seq,
        code: code === 'too-large' ? code : 'malformed',
        detail,
      })),
  };
}
