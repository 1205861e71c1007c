import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { ArticleReader } from '#config/catalogue/read-articles.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { ArticlePreparer } from '#kiosk/storage/catalogue/article-preparer.ts';
import { filePieces } from './file-pieces.ts';
import { BATCHES_AHEAD_MAX, isSpreadsheet, type ReaderData, type ReaderMessage } from './read-articles-messages.ts';

/** Reads, checks and prepares articles beside the thread that writes them. */
assert(parentPort !== null, 'articles are read in a thread of their own');
const port = parentPort;
const data = workerData as ReaderData;

let unanswered = 0;
port.on('message', () => {
  unanswered -= 1;
});

/** The writer may be slower: what it has not taken yet waits here, not in the memory between. */
async function roomForMore(): Promise<void> {
  if (unanswered < BATCHES_AHEAD_MAX) return;
  await once(port, 'message');
  await roomForMore();
}

function post(message: ReaderMessage): void {
  port.postMessage(message);
}

try {
  const reader = new ArticleReader(data.file, data.pack, data.day);
  const preparer = new ArticlePreparer();
  const quoted = isSpreadsheet(data.file);
  for await (const { text, firstLine, bytesRead } of filePieces(data.file, quoted, data.content)) {
    if (quoted) reader.table(text, firstLine);
    else reader.lines(text, firstLine);
    const { entries, problems } = reader.take();
    for (const entry of entries) preparer.add(entry);
    post({ type: 'batch', prepared: preparer.take(), problems, bytesRead });
    unanswered += 1;
    await roomForMore();
  }
  post({ type: 'end', shared: preparer.shared });
} catch (error) {
  post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
port.close();
