import { STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import { openDatabase } from '#kiosk/storage/database.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { InboxStore } from '#kiosk/storage/inbox/inbox-store.ts';
import { INBOX_KIND } from '#kiosk/storage/inbox/schema.ts';
import { INBOX_LOG, inboxRows } from './inbox-rows.ts';

/**
 * A process that takes rows into an inbox, from three logs at once, and says "ACK n" on standard output once row n of
 * the first is promised to be on the disk; it goes on after the last row that it finds. Tests kill it, trace it, and
 * take its disk away.
 *
 *   inbox-writer.ts FILE PUSHES [weak]
 *
 * With "weak" it commits like a database that was opened carelessly, to show that the tests notice.
 */
const ROWS_PER_PUSH = 3;
const [file = '', pushes = '0', mode] = process.argv.slice(2);

function say(line: string): void {
  writeAll(STANDARD_OUTPUT, `${line}\n`);
}

async function write(): Promise<void> {
  const inbox = await openInbox(file);
  const { mark } = await inbox.call('known', INBOX_LOG);
  let last = mark.seq;
  say(`ACK ${last}`);
  for (let push = 0; push < Number(pushes); push += 1) {
    const rows = inboxRows(last, ROWS_PER_PUSH);
    const others = ['other-1', 'other-2'].map(async (origin) => {
      const log = { ...INBOX_LOG, origin };
      const { mark: there } = await inbox.call('known', log);
      return inbox.call('append', { log, rows: inboxRows(there.seq, ROWS_PER_PUSH, log), suspects: [], at: 0 });
    });
    try {
      await Promise.all([inbox.call('append', { log: INBOX_LOG, rows, suspects: [], at: 0 }), ...others]);
    } catch (error) {
      await Promise.allSettled(others);
      say(`ERROR ${error instanceof Error && 'code' in error ? String(error.code) : JSON.stringify(String(error))}`);
      // As a sender does: what the receiver's mark is now is what counts.
      last = (await inbox.call('known', INBOX_LOG).catch(() => ({ mark: { seq: last } }))).mark.seq;
      continue;
    }
    last += ROWS_PER_PUSH;
    say(`ACK ${last}`);
  }
  await inbox.close();
}

function writeWeakly(): void {
  const database = openDatabase(file, INBOX_KIND);
  database.pragma('synchronous=NORMAL');
  const store = new InboxStore(file, database, () => undefined, {});
  for (let last = 0; last < Number(pushes) * ROWS_PER_PUSH; last += ROWS_PER_PUSH) {
    const rows = inboxRows(last, ROWS_PER_PUSH);
    store.commit(() => store.appendRows({ log: INBOX_LOG, rows, suspects: [], at: 0 }));
    say(`ACK ${last + ROWS_PER_PUSH}`);
    store.checkpointIfDue();
  }
  store.close();
}

if (mode === 'weak') writeWeakly();
else await write();
