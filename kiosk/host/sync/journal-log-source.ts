import type { JournalClient } from '#kiosk/storage/journal/journal-client.ts';
import { unpackedPart } from './unpacked-part.ts';
import type { DeadLetter, LogSource, PeerProgress } from '#sync/log/log-source.ts';
import type { LogName } from '#sync/log/log.ts';

/** A journal as a log that is to be sent. */
export interface JournalLogSource extends LogSource {
  /** Calls back whenever rows have reached the disk; the returned function ends that. */
  onRows(listener: () => void): () => void;
  /** Notes for a person why nothing is sent at present; the next progress takes it back. */
  noteTrouble(text: string): Promise<void>;
  /**
   * Tells the journal that the receiver holds rows of it that it does not have itself: the file is an older one that
   * was brought back. Nothing more is recorded under its epoch; the next start of the lane begins another.
   */
  noteReceiverAhead(): Promise<void>;
  /** A person has looked at a row that was set aside; false if there is none. */
  resolve(seq: number, resolution: string): Promise<boolean>;
}

/** @param now milliseconds since 1970, to be noted */
export function journalLogSource(client: JournalClient, now: () => number = () => Date.now()): JournalLogSource {
  const name: LogName = client.identity;
  return {
    name,
    head: async () => client.headSeq,
    read: async (afterSeq, limits) => unpackedPart(await client.outbox('readPacked', afterSeq, limits)),
    hashAt: async (seq) => client.outbox('hashAt', seq),
    progress: async () => client.outbox('progress'),
    noteProgress: async (progress: PeerProgress) => client.outbox('noteProgress', progress, now()),
    setAside: async (letter) => client.outbox('setAside', { ...letter, wall: now() }),
    deadLetters: async () => (await client.outbox('rowsSetAside')).map(toDeadLetter),
    onRows: (listener) => client.onAppended(listener),
    noteTrouble: async (text) => client.outbox('noteTrouble', text, now()),
    resolve: async (seq, resolution) => client.outbox('resolve', seq, resolution),
    noteReceiverAhead: async () => client.outbox('noteRenewal', 'receiver-ahead'),
  };
}

function toDeadLetter({ seq, code, detail }: { seq: number; code: string; detail: string }): DeadLetter {
  return { seq, code: code === 'too-large' ? code : 'malformed', detail };
}
