/**
 * Goal: what a lane has recorded is the same row by row when it leaves its journal, and in the inbox that takes it in,
 * although between the two files nobody makes texts of it.
 * Method: a real journal and real inboxes; random entries, with names that need escapes and bodies of any text; limits
 * of any size; the same read and taken in row by row.
 */
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { openJournal } from '#kiosk/storage/journal/journal-client.ts';
import { decodePush, encodePush } from '#sync/http/push-format.ts';
import { PackedRow, plainRow } from '#sync/log/packed-rows.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { inboxLogSink } from './inbox-log-sink.ts';
import { journalLogSource } from './journal-log-source.ts';

const EPOCH = '0190a1b2-0000-7000-8000-000000000001';
const ALL = { rows: 1_000, bytes: 100_000_000 };
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((some) => some.toWellFormed());
const body = fc.record({ type: fc.constant('line-added'), said: text }).map((event) => JSON.stringify({ event, v: 1 }));
const kind = fc.oneof({ weight: 9, arbitrary: fc.constant('transaction.line-added') }, fc.constant('a "b"\\c/é'));

test('from a journal into an inbox, byte for byte', async () => {
  const folder = temporaryDirectory();
  let files = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ kind, body }), { minLength: 1, maxLength: 20 }),
      fc.record({ rows: fc.integer({ min: 1, max: 25 }), bytes: fc.integer({ min: 1, max: 8_000 }) }),
      async (entries, limits) => {
        files += 1;
        const journal = await openJournal(path.join(folder, `${files}.db`), {
          origin: 'lane-1',
          newEpoch: EPOCH,
          now: 0,
        });
        const inbox = await openInbox(path.join(folder, `${files}-inbox.db`));
        try {
          const named = entries.map((entry, index) => ({ id: `id-${index}`, ...entry }));
          await journal.append({ businessDay: '2026-09-21', wall: 1, monotonic: 0, entries: named });
          const written = (await journal.outbox('read', 0, ALL))?.rows;
          const source = journalLogSource(journal);
          const sink = inboxLogSink(inbox);
          for (let seq = 0; seq < named.length;) {
            const part = await source.read(seq, limits);
            const slow = await journal.outbox('read', seq, limits);
            expect({ after: part?.after, rows: part?.rows.map(plainRow) }).toEqual(slow);
            if (part === undefined || part.rows.length === 0) throw new Error('there are rows left');
            const came = decodePush(encodePush({ log: source.name, ...part })).rows;
            seq = (await sink.append(source.name, came, [])).seq;
          }
          expect((await inbox.call('read', source.name, 0, ALL))?.rows).toEqual(written);
        } finally {
          await journal.close();
          await inbox.close();
        }
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

test('what a push brings twice is left as it is, and what leaves a gap is not taken in', async () => {
  const folder = temporaryDirectory();
  const journal = await openJournal(path.join(folder, 'journal.db'), { origin: 'lane-1', newEpoch: EPOCH, now: 0 });
  const inbox = await openInbox(path.join(folder, 'inbox.db'));
  const entries = Array.from({ length: 9 }, (_, index) => ({ id: `id-${index}`, kind: 'x.y', body: `{"n":${index}}` }));
  await journal.append({ businessDay: '2026-09-21', wall: 1, monotonic: 0, entries });
  const source = journalLogSource(journal);
  const sink = inboxLogSink(inbox);
  const part = await source.read(0, ALL);
  if (part === undefined) throw new Error('there are rows');
  const came = decodePush(encodePush({ log: source.name, ...part })).rows;
  expect(came.every((row) => row instanceof PackedRow)).toBe(true);
  await expect(sink.append(source.name, came.slice(1), [])).rejects.toThrow('does not follow');
  expect((await sink.append(source.name, came.slice(0, 5), [])).seq).toBe(5);
  await expect(sink.append(source.name, came.slice(7), [])).rejects.toThrow('does not follow');
  expect((await sink.append(source.name, came.slice(2), [])).seq).toBe(9);
  expect((await inbox.call('read', source.name, 0, ALL))?.rows).toEqual(came.map(plainRow));
  await journal.close();
  await inbox.close();
});
