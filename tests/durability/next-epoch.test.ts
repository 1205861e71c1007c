/**
 * Goal: a journal that was copied, restored, overtaken or damaged never goes on under its name; the lane goes on at
 * once under another epoch, with its basket, its calls, its receipt number and every payment whose end nobody knows.
 * Method: real files are copied, taken to "another machine", damaged page by page and bit by bit, and the process that
 * begins another epoch is killed at each of its renamings. What a lane would know before and after is compared.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLaneJournal, type LaneJournal } from '#kiosk/host/journal-adapter.ts';
import { openEarlierLogs } from '#kiosk/host/sync/earlier-logs.ts';
import { damagedFiles, earlierFiles } from '#kiosk/storage/journal/epoch-files.ts';
import { readingJournal, verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { ensureDebianPackage } from '#tests/support/debian-packages.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { DAY, DAY_AT_LANE, entriesOf, LANE, nextReceiptNumber, record, stateOf } from './epoch-files.ts';

const PLENTY = { rows: 1_000, bytes: 10_000_000 };
const PAGE_BYTES = 4_096;

async function journalOfTheDay(): Promise<string> {
  const file = path.join(temporaryDirectory(), 'journal.db');
  await record(file, DAY_AT_LANE);
  return file;
}

async function reopened(file: string, machine = 'machine-1'): Promise<LaneJournal> {
  return openLaneJournal(file, { workstationId: LANE, machine });
}

/** The first row of a journal file, and which epoch it is. */
function beginningOf(file: string): { readonly epoch: string; readonly kind: string; readonly event: unknown } {
  return readingJournal(file, (database) => {
    const epoch = String(database.prepare('SELECT epoch FROM meta').pluck().get());
    const row = database.prepare<[], { kind: string; body: Buffer }>('SELECT kind, body FROM journal LIMIT 1').get();
    return { epoch, kind: row?.kind ?? '', event: JSON.parse(row?.body.toString() ?? '{}').event };
  });
}

test('a file that only goes on goes on under its epoch', async () => {
  const file = await journalOfTheDay();
  const before = beginningOf(file).epoch;
  const moved = path.join(path.dirname(file), 'renamed.db');
  renameSync(file, moved);
  const journal = await reopened(moved);
  expect(journal.begun).toBeUndefined();
  expect(journal.identity.epoch).toBe(before);
  expect(stateOf(await entriesOf(journal))).toEqual(stateOf(DAY_AT_LANE));
  expect(nextReceiptNumber(await entriesOf(journal))).toBe(42);
  await journal.close();
});

describe('another epoch begins, with all that was open,', () => {
  test.each([
    ['on another machine', (file: string) => file, 'machine-2', 'cloned'],
    [
      'for a file that was copied back',
      (file: string) => {
        copyFileSync(file, `${file}.backup`);
        rmSync(file);
        // The number of a file that is gone is given to the next one; something else takes it here.
        writeFileSync(`${file}.other`, '');
        copyFileSync(`${file}.backup`, file);
        return file;
      },
      'machine-1',
      'restored',
    ],
  ] as const)('%s', async (_, bring, machine, reason) => {
    const file = bring(await journalOfTheDay());
    const former = verifyJournal(file);
    const journal = await reopened(file, machine);
    expect(journal.begun).toEqual({
      previousEpoch: former.epoch,
      lastKnownSeq: DAY_AT_LANE.length,
      lastHash: former.head,
      reason,
      receiptNumbersFrom: expect.any(Number) as number,
    });
    expect(journal.identity).not.toEqual({ origin: LANE, epoch: former.epoch });
    expect(stateOf(await entriesOf(journal))).toEqual(stateOf(DAY_AT_LANE));
    await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 9 } }]);
    await journal.close();

    expect(beginningOf(file)).toMatchObject({ kind: 'lane.epoch-started', event: { reason } });
    expect(verifyJournal(file).fault).toBeUndefined();
    expect(earlierFiles(file)).toHaveLength(1);
    expect(verifyJournal(earlierFiles(file)[0] ?? '')).toMatchObject({ epoch: former.epoch, head: former.head });
    const again = await reopened(file, machine);
    expect(again.begun).toBeUndefined();
    expect(stateOf(await entriesOf(again))).toEqual(stateOf(DAY_AT_LANE));
    await again.close();
  });

  test('for a file whose contents were brought back in place', async () => {
    const file = await journalOfTheDay();
    const older = readFileSync(file);
    const grown = await reopened(file);
    await grown.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 9 } }]);
    await grown.close();
    writeFileSync(file, older);
    const journal = await reopened(file);
    expect(journal.begun).toMatchObject({ reason: 'restored', lastKnownSeq: DAY_AT_LANE.length });
    expect(stateOf(await entriesOf(journal))).toEqual(stateOf(DAY_AT_LANE));
    await journal.close();
  });

  test('when the receiver holds more than the file, and nothing is recorded in between', async () => {
    const file = await journalOfTheDay();
    const journal = await reopened(file);
    await journal.source.noteReceiverAhead();
    await expect(journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 9 } }])).rejects.toMatchObject(
      { code: 'fenced' },
    );
    await journal.close();
    const next = await reopened(file);
    expect(next.begun).toMatchObject({ reason: 'restored', lastKnownSeq: DAY_AT_LANE.length });
    expect(stateOf(await entriesOf(next))).toEqual(stateOf(DAY_AT_LANE));
    await next.close();
  });
});

test('an earlier life goes on being sent until headquarters has it, and goes when it is old', async () => {
  const file = await journalOfTheDay();
  const former = verifyJournal(file);
  await (await reopened(file, 'machine-2')).close();
  const options = { origin: LANE, before: 0, now: () => Date.now() };
  const { logs, problems } = await openEarlierLogs(file, options);
  expect(problems).toEqual([]);
  expect(logs.map(({ source }) => source.name)).toEqual([{ origin: LANE, epoch: former.epoch }]);
  const [log] = logs;
  const part = await log?.source.read(0, PLENTY);
  expect(part?.rows).toHaveLength(DAY_AT_LANE.length);
  const head = { seq: DAY_AT_LANE.length, hash: former.head };
  await log?.source.noteProgress({ sent: head, settled: head });
  await log?.close();
  expect((await openEarlierLogs(file, options)).logs).toEqual([]);
  expect(earlierFiles(file)).toHaveLength(1);
  await openEarlierLogs(file, { ...options, before: Number.MAX_SAFE_INTEGER });
  expect(earlierFiles(file)).toEqual([]);
});

describe('a damaged file', () => {
  test('that nothing can be read of is set aside, and the lane begins anew', async () => {
    const file = path.join(temporaryDirectory(), 'journal.db');
    writeFileSync(file, Buffer.alloc(8 * PAGE_BYTES, 'not a database'));
    const journal = await reopened(file);
    expect(journal.begun).toMatchObject({ reason: 'replaced', previousEpoch: '', lastKnownSeq: 0 });
    // Beside one that was opened before, it is known at least which life of the journal that was.
    const other = await journalOfTheDay();
    const { epoch, head } = verifyJournal(other);
    writeFileSync(other, Buffer.alloc(8 * PAGE_BYTES, 'not a database'));
    const known = await reopened(other);
    const lastKnownSeq = DAY_AT_LANE.length;
    expect(known.begun).toMatchObject({ reason: 'damaged', previousEpoch: epoch, lastKnownSeq, lastHash: head });
    await known.close();
    const [report] = await journal.salvaged;
    expect(report).toMatchObject({ readableRows: 0, sentFrom: null, rowsFile: null });
    expect(readFileSync(damagedFiles(file)[0] ?? '')).toEqual(Buffer.alloc(8 * PAGE_BYTES, 'not a database'));
    await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 9 } }]);
    await journal.close();
  });

  test('with one changed row: the lane goes on, the rows before are sent, those after it are kept for a person', async () => {
    const file = await journalOfTheDay();
    const former = verifyJournal(file);
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"reason":"shopper"');
    bytes.write('shoqqer', at + '"reason":"'.length);
    writeFileSync(file, bytes);
    const bad = Number(verifyJournal(file).fault?.seq);
    const journal = await reopened(file);
    expect(journal.begun).toMatchObject({ reason: 'damaged', previousEpoch: former.epoch, lastHash: former.head });
    // The row that is gone was about a sale that was over.
    expect(stateOf(await entriesOf(journal))).toEqual(stateOf(DAY_AT_LANE));
    const [report] = await journal.salvaged;
    expect(report).toMatchObject({
      epoch: former.epoch,
      lastKnownSeq: DAY_AT_LANE.length,
      readableRows: DAY_AT_LANE.length - 1,
      missing: [[bad, bad]],
    });
    expect(verifyJournal(report?.sentFrom ?? '')).toMatchObject({ rows: bad - 1, epoch: former.epoch });
    expect(
      readFileSync(report?.rowsFile ?? '', 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(DAY_AT_LANE.length - bad);
    await journal.close();
    const again = await reopened(file);
    expect(again.begun).toBeUndefined();
    expect(await again.salvaged).toEqual([]);
    await again.close();
  });

  test('with any page gone: the lane opens, and no open payment that can be read is lost', async () => {
    const whole = await journalOfTheDay();
    const good = readFileSync(whole);
    let damaged = 0;
    for (let page = 0; page < good.length / PAGE_BYTES; page += 1) {
      const file = path.join(temporaryDirectory(), 'journal.db');
      writeFileSync(file, Buffer.from(good).fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES));
      const journal = await reopened(file);
      const [report] = await journal.salvaged;
      if (report !== undefined) damaged += 1;
      const payments = (await entriesOf(journal)).filter(({ kind }) => kind === 'payment');
      const rest = report?.rowsFile ?? null;
      const sent = report?.sentFrom ?? null;
      const texts = [
        rest === null ? '' : readFileSync(rest, 'utf8'),
        sent === null ? '' : readFileSync(sent, 'latin1'),
      ];
      const readable = texts.some((text) => text.includes('payment.payment-intended') && text.includes('attempt-2'));
      if (readable)
        expect(payments.some(({ event }) => 'attemptId' in event && event.attemptId === 'attempt-2')).toBe(true);
      await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 9 } }]);
      await journal.close();
      expect(verifyJournal(file).fault).toBeUndefined();
    }
    expect(damaged).toBeGreaterThan(3);
  });

  test('with a hole in the basket: the basket is given up, the payment for it is not', async () => {
    const file = await journalOfTheDay();
    const bytes = readFileSync(file);
    // The last basket's second article.
    const at = /"lineNumber":2[^\n]{0,80}"transactionId":"sale-3"/.exec(bytes.toString('latin1'))?.index ?? 0;
    bytes.write('"lineNumber":9', at);
    writeFileSync(file, bytes);
    const journal = await reopened(file);
    const state = stateOf(await entriesOf(journal)) as { transaction: { status: string }; open: object[] };
    expect(state).toMatchObject({ open: [{ attemptId: 'attempt-2', phase: 'sent' }] });
    expect(state.transaction.status).toBe('closed');
    await journal.close();
  });
});

describe('no receipt number comes twice', () => {
  /** Minutes since 2020, and a moment then. */
  const NOW = 3_600_000;
  const at = (minute: number) => (): number => Date.UTC(2020, 0, 1) + minute * 60_000;

  /** Opens a journal at some minute; resolves with the number that the next receipt would have. */
  async function numberAt(file: string, minute: number, machine = 'machine-1'): Promise<number> {
    const journal = await openLaneJournal(file, { workstationId: LANE, machine, wallClock: at(minute) });
    const number = nextReceiptNumber(await entriesOf(journal));
    await journal.close();
    return number;
  }

  async function sell(file: string, receiptNumber: number): Promise<void> {
    const sale = DAY_AT_LANE.filter((entry) => entry.kind === 'transaction' && entry.transactionId === 'sale-1');
    const numbered = sale.map(({ event, ...rest }) => ({
      ...rest,
      event: event.type === 'transaction-settled' ? { ...event, receiptNumber } : event,
    })) as typeof sale;
    await record(file, numbered);
  }

  test('when nothing of the record can be read any more', async () => {
    const file = await journalOfTheDay();
    writeFileSync(file, 'nothing of it is left');
    rmSync(`${file}.head`, { force: true });
    expect(await numberAt(file, NOW)).toBe(NOW);
    expect(await numberAt(file, NOW + 5)).toBe(NOW);
  });

  test('when it lost sales, though others can be read', async () => {
    const file = await journalOfTheDay();
    copyFileSync(file, `${file}.backup`);
    rmSync(file);
    writeFileSync(`${file}.other`, '');
    copyFileSync(`${file}.backup`, file);
    expect(await numberAt(file, NOW)).toBe(NOW);
  });

  test('when it happens again before the lane has sold, and after', async () => {
    const file = path.join(temporaryDirectory(), 'journal.db');
    await sell(file, 41);
    expect(await numberAt(file, NOW, 'machine-2')).toBe(NOW);
    // The minute has not gone by, or the clock was put back: what was given out is known all the same.
    expect(await numberAt(file, NOW - 7, 'machine-3')).toBe(NOW);
    const journal = await openLaneJournal(file, { workstationId: LANE, machine: 'machine-3', wallClock: at(NOW) });
    await journal.close();
    const beginning = beginningOf(file).event as { receiptNumbersFrom: number };
    expect(beginning.receiptNumbersFrom).toBe(NOW);
  });

  test('when the clock knows nothing, as far as the record can be read', async () => {
    const file = await journalOfTheDay();
    expect(await numberAt(file, -26_000_000, 'machine-2')).toBe(42);
  });
});

test('a crash at any renaming leaves either the former life or the next, whole', { timeout: 120_000 }, async () => {
  const strace = ensureDebianPackage('strace', 'strace');
  const opener = path.join(import.meta.dirname, 'journal-writer.ts');
  for (const spoilt of [false, true]) {
    for (let call = 1, crashed = true; crashed; call += 1) {
      const file = await journalOfTheDay();
      const former = verifyJournal(file);
      if (spoilt) {
        const bytes = readFileSync(file);
        bytes.write('shoqqer', bytes.indexOf('"reason":"shopper"') + '"reason":"'.length);
        writeFileSync(file, bytes);
      }
      const kill = ['-e', 'trace=rename', '-e', `inject=rename:signal=KILL:when=${call}`];
      const options = ['-f', '-qq', '-o', '/dev/null', ...kill];
      // The process sees another machine than the one that wrote the file.
      const { signal } = spawnSync(strace, [...options, process.execPath, opener, file, '0']);
      crashed = signal !== null;
      expect(crashed || call > 3).toBe(true);
      const journal = await openLaneJournal(file, { workstationId: LANE });
      expect(stateOf(await entriesOf(journal))).toEqual(stateOf(DAY_AT_LANE));
      expect(beginningOf(file).event).toMatchObject({ type: 'epoch-started', previousEpoch: former.epoch });
      await journal.salvaged;
      await journal.close();
      expect(existsSync(`${file.slice(0, -3)}.next.db`)).toBe(false);
      if (spoilt) expect(damagedFiles(file)).toHaveLength(1);
      expect(earlierFiles(file).map((earlier) => verifyJournal(earlier).epoch)).toContain(former.epoch);
    }
  }
});
