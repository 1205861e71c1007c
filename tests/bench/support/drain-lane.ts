import '../../../kiosk/host/bin/small-heap.mjs';
import path from 'node:path';
import { journalLogSource } from '#kiosk/host/sync/journal-log-source.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openJournal } from '#kiosk/storage/journal/journal-client.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import { pairWithStore } from '#sync/http/pair-with-store.ts';
import { StoreConnection } from '#sync/http/store-connection.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { runSender } from '#sync/sender/run-sender.ts';

/*
 * A lane in a process of its own whose journal is a queue that nobody has fetched yet. Started with its directory, and
 * the store's address and code; says "ready". Told the number of a row, it sends up to there, and says so once the
 * store has committed it.
 */

/** Longer than anything takes here: nothing but the queue is on its way. Milliseconds. */
const HEARTBEAT_MS = 60_000;
const ORIGIN = 'lane-1';

const [directory = '', address = '', code = ''] = process.argv.slice(2);
const { monotonic } = systemClock;
const key = loadOrMakeKey(path.join(directory, 'key.pem'));
const trusted = await pairWithStore({ address, origin: ORIGIN, key, code, monotonic });
const http = new HttpUpstream(new StoreConnection({ address, key, trusted, monotonic }));
const journal = await openJournal(path.join(directory, 'journal.db'), { origin: ORIGIN, newEpoch: '', now: 0 });
const source = journalLogSource(journal);

async function sendUpTo(end: number): Promise<void> {
  const arrived = Promise.withResolvers<void>();
  const upstream: Upstream = {
    push: async (request, signal) => {
      const answer = await http.push(request, signal);
      if (answer.type !== 'mark') throw new Error(`the store answered ${answer.type}`);
      if (answer.mark.seq >= end) arrived.resolve();
      return answer;
    },
    close: async () => undefined,
  };
  // The journal ends here for now, so that the sender stops and others have the machine for themselves.
  const part = {
    ...source,
    head: async () => end,
    read: async (after: number, { rows, bytes }: { readonly rows: number; readonly bytes: number }) => {
      const found = await source.read(after, { rows: Math.max(1, Math.min(rows, end - after)), bytes });
      return after < end ? found : found && { ...found, rows: [] };
    },
  };
  const settings = { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: HEARTBEAT_MS };
  const sender = runSender({ source: part, upstream, clock: systemClock, random: Math.random }, settings);
  await arrived.promise;
  await sender.stop();
}

process.on('message', (end: number) => {
  void sendUpTo(end).then(() => process.send?.(end));
});
process.send?.('ready');
