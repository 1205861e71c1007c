import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { EPOCH_STARTED_KIND, epochStartBody } from '#sync/log/epoch-start.ts';
import { PUSH_ROWS_MAX, ROW_BYTES_MAX, type LogName, type Mark, type PushAnswer } from '#sync/log/log.ts';
import { genesisMark, hashOfRow, markOf } from '#sync/log/row-hash.ts';
import { TOMBSTONE_KIND, tombstoneFor } from '#sync/log/tombstone.ts';
import { UpstreamFailure, type Upstream } from '#sync/log/upstream.ts';
import { rowsAfter, type RowContent } from './memory-log.ts';
import { failureOf, someLog, type UpstreamUnderTest } from './upstream-under-test.ts';

/** One thing that every upstream must do. Throws if it does not. */
interface ConformanceCase {
  readonly name: string;
  readonly run: (subject: UpstreamUnderTest) => Promise<void>;
}

/** Only an upstream that hangs ever waits for it. Milliseconds. */
const PATIENCE_MS = 20_000;
/** A call that was given up has nothing to wait for. Milliseconds. */
const GIVEN_UP_PATIENCE_MS = 2_000;
const MANY_ROWS = 10_000;
const ORIGINS_AT_ONCE = 8;

const BODIES: readonly string[] = [
  '{}',
  '{"v":1,"event":{"type":"line-added"}}',
  ' {"v": 1.0, "event":\t{"b":2,"a":1, "a":2}} ',
  '{"event":{"text":"Käse — 苹果 🍎 e\u0301 \u202E\u2028","type":"x"},"v":1}',
  '{"event":{"text":"\\u0000\\"\\\\\\n\\/","type":"x"},"v":1}',
  '{"event":{"number":12345678901234567890.10,"type":"x"},"v":1}',
];

function push(upstream: Upstream, log: LogName, after: Mark, rows: readonly JournalRow[]): Promise<PushAnswer> {
  return upstream.push({ log, after, rows }, AbortSignal.timeout(PATIENCE_MS));
}

async function pushed(upstream: Upstream, log: LogName, after: Mark, rows: readonly JournalRow[]): Promise<Mark> {
  const answer = await push(upstream, log, after, rows);
  assert.equal(answer.type, 'mark', `expected a mark, got ${JSON.stringify(answer)}`);
  return answer.type === 'mark' ? answer.mark : after;
}

function lastOf(rows: readonly JournalRow[], before: Mark): Mark {
  const last = rows.at(-1);
  return last === undefined ? before : markOf(last);
}

/** A log, and its first rows. */
function fresh(count: number, content?: (seq: number) => RowContent) {
  const log = someLog();
  const genesis = genesisMark(log);
  return { log, genesis, rows: rowsAfter(log, genesis, count, content) };
}

async function keeps(subject: UpstreamUnderTest, log: LogName, rows: readonly JournalRow[]): Promise<void> {
  const kept = await subject.rows(log);
  const firstWrong = rows.findIndex((row, index) => !isDeepStrictEqual(kept[index], row));
  // Of long logs only the first row that is wrong is shown: a picture of all differences takes minutes.
  if (firstWrong !== -1) assert.fail(`row ${firstWrong + 1} is ${inBrief(kept[firstWrong])}`);
  assert.equal(kept.length, rows.length, 'more rows are kept than were sent');
}

function inBrief(row: JournalRow | undefined): string {
  return row === undefined ? 'missing' : `another one: ${JSON.stringify(row).slice(0, 300)}`;
}

/** Pushes in pieces of uneven size, as a sender does, and checks each answer. */
async function pushAll(upstream: Upstream, log: LogName, rows: readonly JournalRow[], size: number): Promise<void> {
  let mark = genesisMark(log);
  for (let from = 0; from < rows.length; from += size) {
    const batch = rows.slice(from, from + size);
    mark = await pushed(upstream, log, mark, batch);
    assert.deepEqual(mark, lastOf(batch, mark));
  }
}

const order: readonly ConformanceCase[] = [
  {
    name: 'answers with its mark once the rows are committed',
    async run(subject) {
      const { log, genesis, rows } = fresh(3);
      assert.deepEqual(await pushed(subject.upstream, log, genesis, rows), lastOf(rows, genesis));
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'tells the mark to a push without rows, for a log that it never saw too',
    async run(subject) {
      const { log, genesis, rows } = fresh(2);
      assert.deepEqual(await pushed(subject.upstream, log, genesis, []), genesis);
      await pushed(subject.upstream, log, genesis, rows);
      assert.deepEqual(await pushed(subject.upstream, log, genesis, []), lastOf(rows, genesis));
      assert.deepEqual(await pushed(subject.upstream, log, lastOf(rows, genesis), []), lastOf(rows, genesis));
    },
  },
  {
    name: 'keeps the order over many pushes',
    async run(subject) {
      const { log, rows } = fresh(60);
      await pushAll(subject.upstream, log, rows, 7);
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'takes the same rows any number of times with the same effect',
    async run(subject) {
      const { log, genesis, rows } = fresh(5);
      for (let time = 0; time < 3; time += 1) {
        assert.deepEqual(await pushed(subject.upstream, log, genesis, rows), lastOf(rows, genesis));
      }
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'takes what is new of rows that it holds in part',
    async run(subject) {
      const { log, genesis, rows } = fresh(8);
      await pushed(subject.upstream, log, genesis, rows.slice(0, 5));
      const after = lastOf(rows.slice(0, 2), genesis);
      assert.deepEqual(await pushed(subject.upstream, log, after, rows.slice(2)), lastOf(rows, genesis));
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'takes nothing beyond a gap and answers with the old mark',
    async run(subject) {
      const { log, genesis, rows } = fresh(9);
      const first = rows.slice(0, 3);
      await pushed(subject.upstream, log, genesis, first);
      const beyond = lastOf(rows.slice(0, 5), genesis);
      assert.deepEqual(await pushed(subject.upstream, log, beyond, rows.slice(5)), lastOf(first, genesis));
      await keeps(subject, log, first);
    },
  },
  {
    name: 'is not moved by an old push that arrives late',
    async run(subject) {
      const { log, genesis, rows } = fresh(10);
      await pushed(subject.upstream, log, genesis, rows.slice(0, 4));
      await pushed(subject.upstream, log, lastOf(rows.slice(0, 4), genesis), rows.slice(4));
      assert.deepEqual(await pushed(subject.upstream, log, genesis, rows.slice(0, 4)), lastOf(rows, genesis));
      await keeps(subject, log, rows);
    },
  },
];

const contents: readonly ConformanceCase[] = [
  {
    name: 'keeps every body byte for byte, and takes what it cannot understand',
    async run(subject) {
      const { log, genesis, rows } = fresh(BODIES.length, (seq) => ({ body: BODIES[seq - 1] ?? '{}' }));
      await pushed(subject.upstream, log, genesis, rows);
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'takes rows of unknown kinds and bodies that are not JSON, and flags them',
    async run(subject) {
      const strange: Record<number, RowContent> = { 2: { kind: 'weather.rained' }, 4: { body: 'not JSON at all' } };
      const { log, genesis, rows } = fresh(5, (seq) => strange[seq] ?? {});
      assert.deepEqual(await pushed(subject.upstream, log, genesis, rows), lastOf(rows, genesis));
      await keeps(subject, log, rows);
      if (subject.suspects !== undefined) assert.deepEqual(await subject.suspects(log), [2, 4]);
    },
  },
  {
    name: 'keeps numbers as large as a number may be',
    async run(subject) {
      const { log, genesis, rows } = fresh(1);
      const [row] = rows;
      assert.ok(row !== undefined);
      const large = { ...row, wall: Number.MAX_SAFE_INTEGER, monotonic: Number.MAX_SAFE_INTEGER - 1 };
      const chained = { ...large, hash: hashOfRow(large, genesis.hash) };
      await pushed(subject.upstream, log, genesis, [chained]);
      await keeps(subject, log, [chained]);
    },
  },
  {
    name: 'takes one large row alone, of characters of several bytes too',
    async run(subject) {
      const text = (character: string, bytes: number): string =>
        `{"text":"${character.repeat(bytes / Buffer.byteLength(character))}","v":1}`;
      const sizes = [
        text('x', ROW_BYTES_MAX / 2),
        text('€', ROW_BYTES_MAX / 2),
        text('"'.replace('"', '\\n'), 600_000),
      ];
      const { log, rows } = fresh(sizes.length, (seq) => ({ body: sizes[seq - 1] ?? '' }));
      await pushAll(subject.upstream, log, rows, 1);
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'refuses a row that is too large, by its number or as unreadable, and keeps nothing of it',
    async run(subject) {
      const { log, genesis, rows } = fresh(1, () => ({ body: `{"v":1,"t":"${'x'.repeat(ROW_BYTES_MAX)}"}` }));
      try {
        const answer = await push(subject.upstream, log, genesis, rows);
        assert.ok(answer.type === 'refused' && answer.seq === 1 && answer.code === 'too-large', JSON.stringify(answer));
      } catch (error) {
        if (!(error instanceof UpstreamFailure)) throw error;
        assert.equal(error.code, 'rejected');
      }
      assert.deepEqual(await pushed(subject.upstream, log, genesis, []), genesis);
      await keeps(subject, log, []);
    },
  },
  {
    name: 'refuses a row whose hash does not fit, by its number, and keeps nothing from there on',
    async run(subject) {
      const { log, genesis, rows } = fresh(4);
      const damaged = rows.map((row) => (row.seq === 3 ? { ...row, body: row.body.replace('line', 'lime') } : row));
      const answer = await push(subject.upstream, log, genesis, damaged);
      assert.ok(answer.type === 'refused' && answer.seq === 3 && answer.code === 'malformed', JSON.stringify(answer));
      assert.ok((await subject.rows(log)).length < 3);
      assert.deepEqual(await pushed(subject.upstream, log, genesis, rows), lastOf(rows, genesis));
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'takes a tombstone in place of a row, and the rows behind it',
    async run(subject) {
      const { log, genesis, rows } = fresh(4);
      const sent = rows.map((row) =>
        row.seq === 2 ? tombstoneFor(row, { seq: 2, code: 'too-large', detail: 'too large to be sent' }) : row,
      );
      assert.equal(sent[1]?.kind, TOMBSTONE_KIND);
      assert.deepEqual(await pushed(subject.upstream, log, genesis, sent), lastOf(rows, genesis));
      await keeps(subject, log, sent);
      if (subject.suspects !== undefined) assert.deepEqual(await subject.suspects(log), [2]);
    },
  },
  {
    name: 'rejects what holds more rows than a push may, and keeps nothing of it',
    async run(subject) {
      const { log, genesis, rows } = fresh(PUSH_ROWS_MAX + 1);
      assert.equal((await failureOf(push(subject.upstream, log, genesis, rows))).code, 'rejected');
      await keeps(subject, log, []);
    },
  },
];

const forks: readonly ConformanceCase[] = [
  {
    name: 'finds another row in a place that it holds, and keeps the one that it has',
    async run(subject) {
      const { log, genesis, rows } = fresh(6);
      await pushed(subject.upstream, log, genesis, rows);
      const shared = lastOf(rows.slice(0, 3), genesis);
      for (const count of [1, 3, 5]) {
        const other = rowsAfter(log, shared, count, (seq) => ({ body: `{"other":${seq},"v":1}` }));
        const answer = await push(subject.upstream, log, shared, other);
        assert.equal(answer.type, 'fork', `${count} other rows: ${JSON.stringify(answer)}`);
        if (answer.type === 'fork') assert.deepEqual(answer.mark, lastOf(rows, genesis));
      }
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'finds a fork by the place alone that the rows follow, with and without rows',
    async run(subject) {
      const { log, genesis, rows } = fresh(4);
      await pushed(subject.upstream, log, genesis, rows);
      const other = rowsAfter(log, lastOf(rows.slice(0, 2), genesis), 3, () => ({ body: '{"other":1,"v":1}' }));
      const place = lastOf(other.slice(0, 2), genesis);
      assert.equal((await push(subject.upstream, log, place, other.slice(2))).type, 'fork');
      assert.equal((await push(subject.upstream, log, place, [])).type, 'fork');
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'fences another epoch of an origin, unless a store that let it in forwards it',
    async run(subject) {
      const { log, genesis, rows } = fresh(2);
      await pushed(subject.upstream, log, genesis, rows);
      const second = { origin: log.origin, epoch: randomUUID() };
      const others = rowsAfter(second, genesisMark(second), 2);
      const answer = await push(subject.upstream, second, genesisMark(second), others);
      if (subject.from === 'forwarder') {
        assert.equal(answer.type, 'mark');
      } else {
        assert.ok(answer.type === 'fenced' && answer.liveEpoch === log.epoch, JSON.stringify(answer));
      }
      await keeps(subject, second, subject.from === 'forwarder' ? others : []);
    },
  },
  {
    name: 'takes an epoch that names the live one as its predecessor, and keeps the two apart',
    async run(subject) {
      const { log, genesis, rows } = fresh(3);
      await pushed(subject.upstream, log, genesis, rows);
      const second = { origin: log.origin, epoch: randomUUID() };
      const { seq, hash } = lastOf(rows, genesis);
      const start = epochStartBody({
        previousEpoch: log.epoch,
        lastKnownSeq: seq,
        lastHash: hash,
        reason: 'restored',
      });
      const others = rowsAfter(second, genesisMark(second), 3, (at) =>
        at === 1 ? { kind: EPOCH_STARTED_KIND, body: start } : {},
      );
      await pushAll(subject.upstream, second, others, 2);
      await keeps(subject, second, others);
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'begins anew after it lost everything, and holds the sender to nothing that it said before',
    async run(subject) {
      const { log, genesis, rows } = fresh(6);
      await pushed(subject.upstream, log, genesis, rows);
      await subject.wipe();
      assert.deepEqual(await pushed(subject.upstream, log, lastOf(rows, genesis), []), genesis);
      await pushAll(subject.upstream, log, rows, 4);
      await keeps(subject, log, rows);
    },
  },
];

const load: readonly ConformanceCase[] = [
  {
    name: `carries ${MANY_ROWS} rows in order`,
    async run(subject) {
      const { log, rows } = fresh(MANY_ROWS);
      await pushAll(subject.upstream, log, rows, PUSH_ROWS_MAX);
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'keeps origins apart that send at once',
    async run(subject) {
      const logs = Array.from({ length: ORIGINS_AT_ONCE }, () => fresh(40));
      await Promise.all(logs.map(async ({ log, rows }) => pushAll(subject.upstream, log, rows, 9)));
      for (const { log, rows } of logs) await keeps(subject, log, rows);
    },
  },
  {
    name: 'takes pushes of one log that overtake each other',
    async run(subject) {
      const { log, genesis, rows } = fresh(30);
      const pieces = [rows.slice(0, 10), rows.slice(0, 20), rows, rows.slice(0, 5)];
      const ends = await Promise.allSettled(pieces.map((piece) => push(subject.upstream, log, genesis, piece)));
      for (const end of ends) {
        if (end.status === 'rejected') assert.ok(end.reason instanceof UpstreamFailure && end.reason.code === 'busy');
        else assert.equal(end.value.type, 'mark');
      }
      assert.deepEqual(await pushed(subject.upstream, log, genesis, rows), lastOf(rows, genesis));
      await keeps(subject, log, rows);
    },
  },
  {
    name: 'tells how far the final system is',
    async run(subject) {
      const { log, genesis, rows } = fresh(4);
      const settledNow = async (): Promise<Mark | undefined> => {
        const answer = await push(subject.upstream, log, genesis, rows);
        return answer.type === 'mark' ? answer.settled : undefined;
      };
      if (subject.settle === undefined) {
        assert.deepEqual(await settledNow(), lastOf(rows, genesis));
        return;
      }
      assert.deepEqual(await settledNow(), genesis);
      const settled = lastOf(rows.slice(0, 2), genesis);
      await subject.settle(log, settled);
      assert.deepEqual(await settledNow(), settled);
    },
  },
];

const failures: readonly ConformanceCase[] = [
  {
    name: 'says why there is no answer, and loses and doubles nothing over it',
    async run(subject) {
      for (const trouble of subject.troubles) {
        const { log, genesis, rows } = fresh(4);
        await pushed(subject.upstream, log, genesis, rows.slice(0, 2));
        const after = lastOf(rows.slice(0, 2), genesis);
        const end = await trouble.begin();
        try {
          const failure = await failureOf(push(subject.upstream, log, after, rows.slice(2)));
          assert.equal(failure.code, trouble.code, `${trouble.name}: ${failure.message}`);
          if (trouble.retryAfterMs !== undefined) assert.equal(failure.retryAfterMs, trouble.retryAfterMs);
        } finally {
          await end();
        }
        assert.deepEqual(await pushed(subject.upstream, log, after, rows.slice(2)), lastOf(rows, genesis));
        await keeps(subject, log, rows);
      }
    },
  },
  {
    name: 'ends as unreachable when it is given up',
    async run(subject) {
      const { log, genesis, rows } = fresh(2);
      const givenUp = subject.upstream.push({ log, after: genesis, rows }, AbortSignal.abort());
      assert.equal((await failureOf(withinPatience(givenUp))).code, 'unreachable');
      await pushed(subject.upstream, log, genesis, rows);
      await keeps(subject, log, rows);
    },
  },
];

/** An upstream that ignores that it was given up is a failed case, not a test run that hangs. */
async function withinPatience<Result>(work: Promise<Result>): Promise<Result> {
  const signal = AbortSignal.timeout(GIVEN_UP_PATIENCE_MS);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('it was given up and did not end')), { once: true });
  });
  return Promise.race([work, late]);
}

export const conformanceCases: readonly ConformanceCase[] = [...order, ...contents, ...forks, ...load, ...failures];
