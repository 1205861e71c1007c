import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { PUSH_ROWS_MAX } from '#sync/log/log.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import type { DrainStoreNews } from '../support/drain-store.ts';
import { DIFFERENT_ROWS, queuedJournal } from '../support/queued-journal.ts';
import { RawRowInserts } from '../support/raw-row-inserts.ts';
import { soldRows } from '../support/sold-rows.ts';

// Question: how fast does a store take in what a lane has recorded without a network, and what do the way, the checks
// and the proof of who sends cost?
// Method: 100,000 rows of sales in a lane's real journal; two processes as in a shop, the lane with the small heap that
// lanes have. The real sender reads the rows and brings them to the real server, without TLS since it is one machine;
// that checks every hash, commits them to a real inbox as a store that sends them on, and only then answers; up to four
// pushes on their way at a time.
// Floor: such rows in batches as large as a push straight into a plain table on the same disk, one commit each, in one
// process. Samples are µs a row over a tenth of the rows; ours and the floor alternate.
// No goal: many lanes at once; a network with a distance in it.

const ROWS = 100_000;
const TURNS = 10;
const LANE = path.join(import.meta.dirname, '../support/drain-lane.ts');
const STORE = path.join(import.meta.dirname, '../support/drain-store.ts');

async function measure(room: BenchRoom): Promise<Measurement> {
  const directory = mkdtempSync(path.join(tmpdir(), 'handrail-drain-'));
  room.defer(() => rmSync(directory, { recursive: true, force: true }));
  const laneDirectory = path.join(directory, 'lane');
  mkdirSync(laneDirectory);
  await (await queuedJournal(room, path.join(laneDirectory, 'journal.db'), ROWS)).close();
  const store = start(room, STORE, [directory]);
  const { address, code } = await heard<DrainStoreNews>(store);
  const lane = start(room, LANE, [laneDirectory, address, code]);
  await heard(lane);
  const raw = new RawRowInserts(room, directory);
  const { rows } = soldRows({ origin: 'lane-1', epoch: 'raw' }, DIFFERENT_ROWS);
  const samples: number[] = [];
  const floor: number[] = [];
  let from = 0;
  for (let turn = 1; turn <= TURNS && !room.isTimeUp(); turn += 1) {
    const to = (turn * ROWS) / TURNS;
    const begun = now();
    lane.send(to);
    await heard(lane);
    samples.push(((now() - begun) * 1_000) / (to - from));
    floor.push(insertPlainly(raw, rows, from, to) / (to - from));
    from = to;
  }
  return { samples, floor, detail: { rows: from } };
}

function start(room: BenchRoom, program: string, args: readonly string[]): ChildProcess {
  const child = fork(program, args, { execArgv: [], stdio: 'inherit' });
  room.defer(() => void child.kill('SIGKILL'));
  return child;
}

/** What a process says next; rejects if it ends instead. */
async function heard<Message>(child: ChildProcess): Promise<Message> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(() => {
    throw new Error('a process of the drain ended');
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: over.signal }), ended])) as [Message];
    return message;
  } finally {
    ended.catch(() => undefined);
    over.abort();
  }
}

/** @returns what the inserts alone took, in µs */
function insertPlainly(raw: RawRowInserts, rows: readonly JournalRow[], from: number, to: number): number {
  let spent = 0;
  for (let seq = from; seq < to; seq += PUSH_ROWS_MAX) {
    const batch = Array.from({ length: Math.min(PUSH_ROWS_MAX, to - seq) }, (_, index) => seq + index + 1);
    spent += raw.insert(batch.flatMap((each) => numbered(rows[(each - 1) % rows.length], each))) * 1_000;
  }
  return spent;
}

function numbered(row: JournalRow | undefined, seq: number): JournalRow[] {
  return row === undefined ? [] : [{ ...row, seq }];
}

export const drainHttp: Bench = {
  name: 'drain-http',
  unit: 'µs',
  question: 'Time a row to bring a lane’s queue of 100,000 into its store, checked and committed.',
  measure,
};
