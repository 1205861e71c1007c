import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded before a lane's program (node --import) to note moments inside of it; the product knows nothing of this. Each
// moment is a line "name time" on a pipe that the bench reads, written after the moment is over, in milliseconds of the
// machine's monotonic clock. Node loads this in the journal's thread, too.

/** The file number of the pipe. */
const MARKS = 3;

const now = (): number => Number(process.hrtime.bigint()) / 1_000_000;

function mark(moments: Readonly<Record<string, number>>): void {
  const lines = Object.entries(moments).map(([name, at]) => `${name} ${at}\n`);
  setImmediate(() => writeSync(MARKS, lines.join('')));
}

/** A method as it is before it is replaced. */
function methodOf<Type extends object, Name extends keyof Type>(prototype: Type, name: Name): Type[Name] {
  return Reflect.get(prototype, name);
}

if (isMainThread) {
  const { SerialTransport } = await import('#drivers/transport/serial-transport.ts');
  const { JournalClient } = await import('#kiosk/storage/journal/journal-client.ts');
  const onData = methodOf(SerialTransport.prototype, 'onData');
  let received = 0;
  SerialTransport.prototype.onData = function (listener) {
    onData.call(this, (bytes) => {
      received = now();
      listener(bytes);
    });
  };
  const append = methodOf(JournalClient.prototype, 'append');
  JournalClient.prototype.append = async function (batch) {
    const decided = now();
    const headSeq = await append.call(this, batch);
    mark({ received, decided, acknowledged: now() });
    return headSeq;
  };
} else {
  const { JournalStore } = await import('#kiosk/storage/journal/journal-store.ts');
  const append = methodOf(JournalStore.prototype, 'append');
  JournalStore.prototype.append = function (batches) {
    const begun = now();
    const head = append.call(this, batches);
    mark({ begun, durable: now() });
    return head;
  };
}
