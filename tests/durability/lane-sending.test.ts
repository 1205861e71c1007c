// Goal: whatever has become of earlier lives of a journal, the present one is sent. Method: a real journal that begins
// another epoch, sent to a receiver in memory that takes the former one, or holds another row in it. What a person asks
// for beside the former one is done as well, and what became of the journal is told to staff.
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { LaneSending } from '#kiosk/host/roles/lane-sending.ts';
import { earlierFiles } from '#kiosk/storage/journal/epoch-files.ts';
import { leaveWish, pendingWishes } from '#kiosk/storage/wishes.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';
import { DAY_AT_LANE, LANE, record } from './epoch-files.ts';

const NO_LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const DAY_MS = 86_400_000;

test.each([
  ['is taken', 0],
  ['stops at a fork', 3],
])('the present journal is sent although the former one %s', async (_what, otherRows) => {
  const file = path.join(temporaryDirectory(), 'journal.db');
  await record(file, DAY_AT_LANE);
  const former = await openLaneJournal(file, { workstationId: LANE, machine: 'machine-1' });
  await former.source.noteReceiverAhead();
  await former.close();
  const journal = await openLaneJournal(file, { workstationId: LANE, machine: 'machine-1' });
  const sink = new MemorySink(true);
  const upstream = inProcessUpstream(sink, 'writer');
  const other = rowsAfter(former.identity, genesisMark(former.identity), otherRows);
  await upstream.push(
    { log: former.identity, after: genesisMark(former.identity), rows: other },
    new AbortController().signal,
  );
  const sending = new LaneSending({ upstream, clock: systemClock, log: NO_LOG, journalFile: file, keepForMs: DAY_MS });
  const end = sending.begin(journal);
  await until('the present journal has arrived', async () => {
    const head = await journal.source.head();
    return head > 0 && sink.markOf(journal.identity).seq === head;
  });
  expect(sink.markOf(former.identity).seq).toBe(otherRows === 0 ? DAY_AT_LANE.length : otherRows);
  expect((await sending.backlog())?.detail).toContain(`under another epoch, ${journal.identity.epoch}`);

  const [earlier = ''] = earlierFiles(file);
  leaveWish(earlier, { ...former.identity, type: 'resume', at: 0 });
  await until('the wish was taken up', () => pendingWishes(earlier).length === 0, 20_000);
  await end();
  await journal.close();
});
