import { genesisHash, hexOf } from '../journal/row-hash.ts';
import type { LogMark, Progress } from '../journal/outbox.ts';
import { inboxStatus, suspectRows } from './inbox-status.ts';
import type { InboxStore } from './inbox-store.ts';
import type { InboxCall, InboxMethods, LogKey } from './inbox-types.ts';
import { rowsSetAside } from './rows-set-aside.ts';
import { storedLogs, storedOrigin } from './stored-logs.ts';
import { trimInbox } from './trim-inbox.ts';

const TEXT_LENGTH_MAX = 1_000;

/** @throws StorageError as a commit does */
export function answerInboxCall(store: InboxStore, call: InboxCall): unknown {
  const methods: InboxMethods = methodsOf(store);
  // Method and arguments belong together by the type of a call.
  const method = methods[call.method] as (...args: InboxCall['args']) => unknown;
  return method(...call.args);
}

function methodsOf(store: InboxStore): InboxMethods {
  return {
    ...marksOf(store),
    ...asideOf(store),
    append: (batch) => store.commit(() => store.appendRows(batch)),
    hashAt: (log, seq) => store.hashAt(log, seq),
    logs: () => storedLogs(store.database).map(({ origin, epoch }) => ({ origin, epoch })),
    head: (log) => store.find(log)?.markSeq ?? 0,
    read: (log, afterSeq, limits) => store.read(log, afterSeq, limits),
    origin: (origin) => storedOrigin(store.database, origin),
    noteOrigin: ({ origin, liveEpoch, lastHeardAt, admitted }) => {
      store.commit(() =>
        store.database
          .prepare(
            'INSERT INTO origin(origin, live_epoch, heard_wall, admitted) VALUES(?, ?, ?, ?) ON CONFLICT (origin) ' +
              'DO UPDATE SET live_epoch = excluded.live_epoch, heard_wall = excluded.heard_wall, ' +
              'admitted = excluded.admitted',
          )
          .run(origin, liveEpoch, lastHeardAt, JSON.stringify(admitted)),
      );
    },
    suspects: () => suspectRows(store.database),
    trim: (before, evenFinal) => trimInbox(store, before, evenFinal),
    status: () => inboxStatus(store.database),
  };
}

type MarkMethods = Pick<
  InboxMethods,
  'known' | 'startAt' | 'noteSettled' | 'progress' | 'noteProgress' | 'noteTrouble'
>;

function marksOf(store: InboxStore): MarkMethods {
  const { database } = store;
  return {
    known: (key) => {
      const log = store.find(key);
      if (log === undefined) return { mark: genesisOf(key), settled: genesisOf(key) };
      return {
        mark: { seq: log.markSeq, hash: log.markHash },
        settled: { seq: log.settledSeq, hash: log.settledHash },
      };
    },
    startAt: (key, { seq, hash }) => {
      store.commit(() =>
        database
          .prepare(
            'UPDATE log SET start_seq = @seq, start_hash = unhex(@hash), mark_seq = @seq, mark_hash = unhex(@hash) ' +
              'WHERE log = @log AND mark_seq < @seq',
          )
          .run({ seq, hash, log: store.make(key).log }),
      );
    },
    noteSettled: (key, { seq, hash }) => {
      store.commit(() =>
        database
          .prepare('UPDATE log SET settled_seq = ?, settled_hash = unhex(?) WHERE log = ?')
          .run(seq, hash, store.make(key).log),
      );
    },
    progress: (key): Progress => {
      const log = store.find(key);
      if (log === undefined) return { sent: genesisOf(key), settled: genesisOf(key) };
      return {
        sent: { seq: log.sentSeq, hash: log.sentHash },
        settled: { seq: log.settledSeq, hash: log.settledHash },
      };
    },
    noteProgress: (key, { sent, settled }) => {
      store.commit(() =>
        database
          .prepare(
            'UPDATE log SET sent_seq = ?, sent_hash = unhex(?), settled_seq = ?, settled_hash = unhex(?), ' +
              'trouble = NULL, trouble_wall = NULL WHERE log = ?',
          )
          .run(sent.seq, sent.hash, settled.seq, settled.hash, store.make(key).log),
      );
    },
    noteTrouble: (key, text, at) => {
      store.commit(() =>
        database
          .prepare('UPDATE log SET trouble = ?, trouble_wall = ? WHERE log = ?')
          .run(text.slice(0, TEXT_LENGTH_MAX), at, store.make(key).log),
      );
    },
  };
}

function asideOf(store: InboxStore): Pick<InboxMethods, 'setAside' | 'rowsSetAside' | 'resolve' | 'decide'> {
  const { database } = store;
  return {
    setAside: (key, { seq, code, detail, wall }) => {
      store.commit(() =>
        database
          .prepare('INSERT INTO dead(log, seq, code, detail, wall) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
          .run(store.make(key).log, seq, code, detail.slice(0, TEXT_LENGTH_MAX), wall),
      );
    },
    rowsSetAside: (key) => rowsSetAside(store.database, store.find(key)?.log),
    resolve: (key, seq, resolution) =>
      changedOne(store, 'UPDATE dead SET resolution = ? WHERE log = ? AND seq = ?', [
        resolution.slice(0, TEXT_LENGTH_MAX),
        store.find(key)?.log ?? null,
        seq,
      ]),
    decide: (key, seq, state, note, at) =>
      changedOne(store, 'UPDATE suspect SET state = ?, note = ?, decided_wall = ? WHERE log = ? AND seq = ?', [
        state,
        note.slice(0, TEXT_LENGTH_MAX),
        at,
        store.find(key)?.log ?? null,
        seq,
      ]),
  };
}

function changedOne(store: InboxStore, sql: string, values: readonly (string | number | null)[]): boolean {
  return store.commit(() => store.database.prepare(sql).run(...values).changes > 0);
}

function genesisOf({ origin, epoch }: LogKey): LogMark {
  return { seq: 0, hash: hexOf(genesisHash(origin, epoch)) };
}
