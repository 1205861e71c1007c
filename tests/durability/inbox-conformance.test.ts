// Goal: a store's inbox and headquarters' inbox are receivers as every other, and a store whose inbox is damaged begins
// anew and is filled again. Method: the suite that every upstream must pass, with real files behind it; a damaged file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { openFinalInbox, openStoreInbox } from '#kiosk/host/sync/store-inbox.ts';
import { openInbox, type InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import type { PushedBy } from '#sync/receiver/admission.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { describeUpstream } from '#tests/support/log-conformance.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import type { UpstreamUnderTest } from '#tests/support/upstream-under-test.ts';
import { INBOX_LOG, inboxRows } from './inbox-rows.ts';

const PLENTY = { rows: 100_000, bytes: 100_000_000 };

/** Whatever inbox is open at present, so that a wipe can put another one in its place. */
function sinkOf(present: () => InboxClient): LogSink {
  return {
    known: async (log) => inboxLogSink(present()).known(log),
    hashAt: async (log, seq) => inboxLogSink(present()).hashAt(log, seq),
    origin: async (origin) => inboxLogSink(present()).origin(origin),
    noteOrigin: async (known) => inboxLogSink(present()).noteOrigin(known),
    append: async (log, rows, suspects) => inboxLogSink(present()).append(log, rows, suspects),
    startAt: async (log, place) => inboxLogSink(present()).startAt(log, place),
    noteSettled: async (log, settled) => inboxLogSink(present()).noteSettled(log, settled),
    logs: async () => inboxLogSink(present()).logs(),
  };
}

async function openOnFile(from: PushedBy, isFinal: boolean): Promise<UpstreamUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'handrail-inbox-'));
  const file = path.join(folder, 'inbox.db');
  let inbox = await openInbox(file, { isFinal });
  const upstream = inProcessUpstream(
    sinkOf(() => inbox),
    from,
  );
  return {
    upstream,
    from,
    rows: async (log) => (await inbox.call('read', log, 0, PLENTY))?.rows ?? [],
    suspects: async ({ origin, epoch }) =>
      (await inbox.call('suspects'))
        .filter((suspect) => suspect.origin === origin && suspect.epoch === epoch)
        .map(({ seq }) => seq),
    wipe: async () => {
      await inbox.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      inbox = await openInbox(file, { isFinal });
    },
    ...(isFinal ? {} : { settle: async (log, settled) => inbox.call('noteSettled', log, settled) }),
    troubles: [],
    close: async () => {
      await upstream.close();
      await inbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describeUpstream('a store with its inbox', async () => openOnFile('writer', false));
describeUpstream('headquarters with its inbox', async () => openOnFile('forwarder', true));

test('a damaged inbox of a store is set aside and begun anew; that of headquarters is for a person', async () => {
  const file = path.join(temporaryDirectory(), 'inbox.db');
  const { inbox, setAside } = await openStoreInbox(file, 0);
  expect(setAside).toBeUndefined();
  await inbox.call('append', { log: INBOX_LOG, rows: inboxRows(0, 50), suspects: [], at: 0 });
  await inbox.close();
  writeFileSync(file, readFileSync(file).fill(0, 100, 9_000));
  await expect(openFinalInbox(file)).rejects.toMatchObject({ name: 'StorageError' });
  const again = await openStoreInbox(file, 0);
  expect(again.setAside).toMatch(/inbox\.db\.corrupt\.19700101T000000Z$/);
  expect(await again.inbox.call('head', INBOX_LOG)).toBe(0);
  await again.inbox.call('append', { log: INBOX_LOG, rows: inboxRows(0, 50), suspects: [], at: 0 });
  expect(await again.inbox.call('head', INBOX_LOG)).toBe(50);
  await again.inbox.close();
});
