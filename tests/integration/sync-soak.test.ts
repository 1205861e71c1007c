// Goal: whatever a network does to a lane that goes on selling, its store ends up with every row once, in order, byte
// for byte, also when the store is started anew or loses its disk meanwhile.
// Method: a real journal that grows all the time, the real sender, HTTP over TLS through a proxy whose weather changes
// by a seed that is printed, a real inbox. Afterwards the weather is fair, and everything has to settle in time.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { journalLogSource } from '#kiosk/host/sync/journal-log-source.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { openJournal } from '#kiosk/storage/journal/journal-client.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { RunningSender } from '#sync/sender/run-sender.ts';
import { FaultProxy, type Weather } from '#tests/support/fault-proxy.ts';
import { openSyncBed } from '#tests/support/sync-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';

/** Longer at night: HANDRAIL_SOAK_SECONDS. */
const STORMY_MS = Number(process.env['HANDRAIL_SOAK_SECONDS'] ?? 12) * 1_000;
const WEATHER_EVERY_MS = 150;
const ROWS_EVERY_MS = 10;
const SETTLE_MS = 40_000;
const SEED = Number(process.env['HANDRAIL_SOAK_SEED'] ?? Date.now() % 1_000_000);

const KINDS: readonly Partial<Weather>[] = [
  {},
  {},
  { isDown: true },
  { isBlackHole: true },
  { losesAnswers: true },
  { latencyMs: 30 },
  { cutAfterBytes: 2_000 },
  { cutAfterBytes: 300 },
];

test(`a lane sells through ${STORMY_MS} ms of bad weather, seed ${SEED}`, { timeout: STORMY_MS + 90_000 }, async () => {
  const random = randomFrom(SEED);
  const directory = temporaryDirectory();
  const journal = await openJournal(path.join(directory, 'journal.db'), {
    origin: 'lane-1',
    newEpoch: randomUUID(),
    now: 0,
  });
  let inbox = await openInbox(path.join(directory, 'inbox-0.db'));
  let wipes = 0;
  let receiver = receiverInto(inboxLogSink(inbox));
  const bed = await openSyncBed({
    directory,
    receiver: { receive: (request, from) => receiver.receive(request, from) },
  });
  const proxy = await FaultProxy.open(bed.server.port);
  const connection = (await bed.pair('lane-1')).connect(`https://127.0.0.1:${proxy.port}`);
  const source = journalLogSource(journal);
  // An answer that was lost is waited for as long as a sender does; here that would be most of the time there is.
  const upstream = impatient(new HttpUpstream(connection));
  const settings = { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: 1_000 };
  const sender = new RunningSender({ source, upstream, clock: systemClock, random }, settings);
  const stopWaking = journal.onAppended(() => sender.wake());
  onTestFinished(async () => {
    stopWaking();
    await sender.stop();
    connection.close();
    await proxy.close();
    await bed.close();
    await inbox.close();
    await journal.close();
  });

  const over = performance.now() + STORMY_MS;
  const selling = sellUntil(over, journal);
  while (performance.now() < over) {
    proxy.setWeather(KINDS[Math.floor(random() * KINDS.length)] ?? {});
    if (random() < 0.05) await bed.restart();
    if (random() < 0.03) {
      await inbox.close();
      wipes += 1;
      inbox = await openInbox(path.join(directory, `inbox-${wipes}.db`));
      receiver = receiverInto(inboxLogSink(inbox));
    }
    await wait(WEATHER_EVERY_MS);
  }
  proxy.setWeather({});
  proxy.resetAll();
  const sold = await selling;
  await until('the store to have everything', async () => (await inbox.call('head', source.name)) === sold, SETTLE_MS);

  const kept = (await inbox.call('read', source.name, 0, { rows: sold + 1, bytes: 1_000_000_000 }))?.rows ?? [];
  const written = (await source.read(0, { rows: sold + 1, bytes: 1_000_000_000 }))?.rows ?? [];
  expect(written.length).toBe(sold);
  expect(JSON.stringify(kept) === JSON.stringify(written), 'the store has what the lane wrote').toBe(true);
  const { phase, alarms } = await sender.status(Date.now());
  expect([phase, alarms]).toEqual(['idle', []]);
});

function receiverInto(sink: LogSink): Receiver {
  return new Receiver(sink, systemClock);
}

function impatient(upstream: HttpUpstream): HttpUpstream {
  const push = upstream.push.bind(upstream);
  upstream.push = (request, signal) => push(request, AbortSignal.any([signal, AbortSignal.timeout(500)]));
  return upstream;
}

/** @returns how many rows were written */
async function sellUntil(over: number, journal: Awaited<ReturnType<typeof openJournal>>): Promise<number> {
  let seq = 0;
  while (performance.now() < over) {
    const entries = Array.from({ length: 1 + (seq % 7) }, (_, index) => ({
      id: randomUUID(),
      kind: 'transaction.line-added',
      body: JSON.stringify({ event: { text: `Käse ${seq + index}`, type: 'line-added' }, v: 1 }),
    }));
    await journal.append({
      businessDay: '2026-09-21',
      wall: Date.now(),
      monotonic: Math.round(performance.now()),
      entries,
    });
    seq += entries.length;
    await wait(ROWS_EVERY_MS);
  }
  return seq;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
