import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { journalLogSource } from '#kiosk/host/sync/journal-log-source.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import type { PushReceiver } from '#sync/http/ports.ts';
import { PUSH_BYTES_MAX, PUSH_ROWS_MAX } from '#sync/log/log.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { whatIsMissing } from '#sync/receiver/understand.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { RunningSender } from '#sync/sender/run-sender.ts';
import { openSyncBed } from '#tests/support/sync-bed.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { queuedJournal } from '../support/queued-journal.ts';
import { RawRowInserts } from '../support/raw-row-inserts.ts';

// Question: how fast does a store take in what a lane has recorded without a network, and what do the way, the checks
// and the proof of who sends cost?
// Method: 100,000 rows of sales in a lane's real journal; the real sender reads them, brings them to the real server as
// a lane on the store's own machine does, without TLS; that checks every hash, commits them to a real inbox as a store
// that sends them on, and only then answers; one batch on its way at a time.
// Floor: the same rows in the same batches straight into a plain table on the same disk, one commit each. Samples are
// µs a row over a tenth of the rows; ours and the floor alternate.
// No goal: many lanes at once; a network with a distance in it.

const ROWS = 100_000;
const TURNS = 10;
/** Longer than a turn takes: nothing but the queue is on its way. Milliseconds. */
const HEARTBEAT_MS = 60_000;

async function measure(room: BenchRoom): Promise<Measurement> {
  const directory = mkdtempSync(path.join(tmpdir(), 'handrail-drain-'));
  room.defer(() => rmSync(directory, { recursive: true, force: true }));
  const journal = await queuedJournal(room, path.join(directory, 'journal.db'), ROWS);
  const inbox = await openInbox(path.join(directory, 'inbox.db'));
  room.defer(() => inbox.close());
  const arrivals = new Arrivals(new Receiver(inboxLogSink(inbox), { ...systemClock, understand: whatIsMissing }));
  const bed = await openSyncBed({ directory, receiver: arrivals, tls: false });
  room.defer(() => bed.close());
  const connection = (await bed.pair('lane-1')).connect();
  room.defer(() => connection.close());
  const raw = new RawRowInserts(room, directory);
  const source = journalLogSource(journal);
  const upstream = new HttpUpstream(connection);
  const samples: number[] = [];
  const floor: number[] = [];
  let from = 0;
  for (let turn = 1; turn <= TURNS && !room.isTimeUp(); turn += 1) {
    const to = (turn * ROWS) / TURNS;
    // The journal ends here for now, so that the sender stops and the floor has the disk for itself.
    const part = { ...source, head: async () => to, read: readUpTo(source, to) };
    const begun = now();
    const clock = systemClock;
    const settings = { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: HEARTBEAT_MS };
    const sender = new RunningSender({ source: part, upstream, clock, random: Math.random }, settings);
    await arrivals.until(to);
    samples.push(((now() - begun) * 1_000) / (to - from));
    await sender.stop();
    floor.push((await insertPlainly(raw, source, from, to)) / (to - from));
    from = to;
  }
  return { samples, floor, detail: { rows: from } };
}

/** Tells when a row is committed, without asking the inbox all the time. */
class Arrivals implements PushReceiver {
  readonly #receiver: Receiver;
  #mark = 0;
  #wanted = Infinity;
  #arrived = (): void => {};

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  readonly receive: PushReceiver['receive'] = async (request, from) => {
    const answer = await this.#receiver.receive(request, from);
    if (answer.type !== 'mark') throw new Error(`the receiver answered ${answer.type}`);
    this.#mark = answer.mark.seq;
    if (this.#mark >= this.#wanted) this.#arrived();
    return answer;
  };

  until(seq: number): Promise<void> {
    this.#wanted = seq;
    return new Promise((resolve) => {
      this.#arrived = resolve;
      if (this.#mark >= seq) resolve();
    });
  }
}

type Source = ReturnType<typeof journalLogSource>;

function readUpTo(source: Source, to: number): Source['read'] {
  return async (after, { rows, bytes }) => source.read(after, { rows: Math.min(rows, Math.max(1, to - after)), bytes });
}

/** @returns what the inserts alone took, in µs */
async function insertPlainly(raw: RawRowInserts, source: Source, from: number, to: number): Promise<number> {
  let spent = 0;
  let last = from;
  while (last < to) {
    const part = await source.read(last, { rows: Math.min(PUSH_ROWS_MAX, to - last), bytes: PUSH_BYTES_MAX });
    if (part === undefined || part.rows.length === 0) throw new Error(`the journal ends at ${last}`);
    spent += raw.insert(part.rows) * 1_000;
    last += part.rows.length;
  }
  return spent;
}

export const drainHttp: Bench = {
  name: 'drain-http',
  unit: 'µs',
  question: 'Time a row to bring a lane’s queue of 100,000 into its store, checked and committed.',
  measure,
};
