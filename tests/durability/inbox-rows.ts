import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { readingInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import type { LogName } from '#sync/log/log.ts';
import { genesisMark, hashOfRow } from '#sync/log/row-hash.ts';

export const INBOX_LOG = { origin: 'lane-under-test', epoch: '00000000-0000-4000-8000-000000000001' };

/** Every so often a row is larger than a page of the database. */
const LARGE_EVERY = 7;
const LARGE_LENGTH = 5_000;
const SMALL_LENGTH = 100;

const chains = new Map<string, JournalRow[]>();

/** Rows of the right chain of a log, always the same ones. */
export function inboxRows(after: number, count: number, log: LogName = INBOX_LOG): readonly JournalRow[] {
  const chain = chains.get(log.origin) ?? [];
  chains.set(log.origin, chain);
  while (chain.length < after + count) {
    const seq = chain.length + 1;
    const padding = 'x'.repeat(seq % LARGE_EVERY === 0 ? LARGE_LENGTH : SMALL_LENGTH);
    const body = JSON.stringify({ event: { number: seq, padding }, v: 1 });
    const fields = { seq, id: `id-${seq}`, kind: 'lane.test', businessDay: '2026-01-02', wall: seq };
    const row = { ...fields, boot: 'boot', monotonic: seq, body };
    const prev = chain.at(-1)?.hash ?? genesisMark(log).hash;
    chain.push({ ...row, hash: hashOfRow(row, prev) });
  }
  return chain.slice(after, after + count);
}

/** What is wrong with the first log of an inbox that is to hold at least so many rows; undefined if nothing is. */
export function wrongWith(file: string, acknowledged: number): string | undefined {
  const found = readingInbox(file, (database) =>
    database
      .prepare<[string], { seq: number; hash: string; body: string }>(
        'SELECT seq, lower(hex(row.hash)) AS hash, CAST(body AS TEXT) AS body FROM row JOIN log USING (log) ' +
          'WHERE origin = ? ORDER BY seq',
      )
      .all(INBOX_LOG.origin),
  );
  if (found.length < acknowledged) return `${acknowledged} were acknowledged, ${found.length} are there`;
  const expected = inboxRows(0, found.length);
  const wrong = found.find(
    ({ seq, hash, body }, index) =>
      seq !== index + 1 || hash !== expected[index]?.hash || body !== expected[index]?.body,
  );
  return wrong === undefined ? undefined : `row ${wrong.seq} is not as it was sent`;
}
