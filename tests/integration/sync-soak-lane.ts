import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { journalLogSource } from '#kiosk/host/sync/journal-log-source.ts';
import { type JournalClient, openJournal } from '#kiosk/storage/journal/journal-client.ts';
import { STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import { pairWithStore } from '#sync/http/pair-with-store.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import { readTrustedStore, writeTrustedStore } from '#sync/identity/trusted-store.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { brokerOptions } from '#sync/nats/credentials.ts';
import { NatsUpstream } from '#sync/nats/nats-upstream.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { runSender } from '#sync/sender/run-sender.ts';

/**
 * A process that sells and sends to a store what it records, and says "ACK n" once row n is promised to be on the disk.
 * It goes on where it finds itself, however it ended before. Told to end (SIGTERM), it sells nothing more, says "DONE
 * n" and goes on sending; if a person would have to look, it says "ALARM …".
 *
 *   sync-soak-lane.ts DIRECTORY https://HOST:PORT CODE
 *   sync-soak-lane.ts DIRECTORY nats://HOST:PORT CREDENTIALS-FILE STORE
 */
const ORIGIN = 'lane-1';
/** Sales that go on beside each other, so that they share flushes as a busy lane's commits do, and the rest in each. */
const SALES_AT_ONCE = 8;
const PAUSE_MS = 25;
/** An answer that was lost is waited for as long as a sender does; here that would be most of the time there is. */
const ANSWER_WITHIN_MS = 500;
/** Over a broker a push is a question, a message and its answer, one after the other. */
const BROKER_ANSWERS_WITHIN_MS = 2_000;

/** @param secret the code to be paired with, or the file of a broker's credentials */
const [directory = '', address = '', secret = '', storeName = ''] = process.argv.slice(2);
const closing = new AbortController();
process.on('SIGTERM', () => closing.abort());

function say(line: string): void {
  writeAll(STANDARD_OUTPUT, `${line}\n`);
}

async function connection(): Promise<StoreConnection> {
  const key = loadOrMakeKey(path.join(directory, 'key.pem'));
  const trustedFile = path.join(directory, 'trusted-store.json');
  const { monotonic } = systemClock;
  if (!existsSync(trustedFile)) {
    writeTrustedStore(trustedFile, await pairWithStore({ address, origin: ORIGIN, key, code: secret, monotonic }));
  }
  return new StoreConnection({ address, key, trusted: readTrustedStore(trustedFile), monotonic });
}

/** Rows of one sale, in three commits, as a shopper goes through it. */
async function sell(journal: JournalClient): Promise<void> {
  const transactionId = randomUUID();
  const body = (event: object): string => JSON.stringify({ event, transactionId, v: 1 });
  const parts = [
    [{ type: 'transaction-started' }],
    [
      { text: 'Käse, 200 g', type: 'line-added' },
      { text: 'Milch', type: 'line-added' },
    ],
    [{ total: 1_234, type: 'transaction-settled' }],
  ];
  for (const events of parts) {
    const entries = events.map((event) => ({
      id: randomUUID(),
      kind: `transaction.${event.type}`,
      body: body(event),
    }));
    await journal.append({
      businessDay: '2026-09-21',
      wall: Date.now(),
      monotonic: Math.round(performance.now()),
      entries,
    });
    say(`ACK ${journal.headSeq}`);
  }
}

async function sellOn(journal: JournalClient): Promise<void> {
  while (!closing.signal.aborted) {
    await sell(journal);
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
  }
}

async function openUpstream(): Promise<Upstream> {
  if (!address.startsWith('nats:')) return new HttpUpstream(await connection());
  const answerTimeoutMs = BROKER_ANSWERS_WITHIN_MS;
  const options = { ...brokerOptions(address, secret, { store: storeName }), answerTimeoutMs };
  return new NatsUpstream({ ...options, store: storeName, from: 'writer', ...systemClock });
}

const patienceMs = address.startsWith('nats:') ? BROKER_ANSWERS_WITHIN_MS : ANSWER_WITHIN_MS;
const upstream = await openUpstream();
const journal = await openJournal(path.join(directory, 'journal.db'), {
  origin: ORIGIN,
  newEpoch: randomUUID(),
  now: 0,
});
const sender = runSender(
  {
    source: journalLogSource(journal),
    upstream: {
      push: async (request, signal) =>
        upstream.push(request, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])),
      close: async () => upstream.close(),
    },
    clock: systemClock,
    random: Math.random,
    onEvent: (event) => {
      if (event.type === 'alarm') say(`ALARM ${event.alarm}: ${event.detail}`);
    },
  },
  { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: 1_000 },
);
journal.onAppended(() => sender.wake());
say(`ACK ${journal.headSeq}`);
await Promise.all(Array.from({ length: SALES_AT_ONCE }, async () => sellOn(journal)));
say(`DONE ${journal.headSeq}`);
