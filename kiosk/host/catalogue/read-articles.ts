import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ConfigurationProblem } from '#config/configuration-error.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { PreparedArticles } from '#kiosk/storage/catalogue/article-preparer.ts';
import type { Shared } from '#kiosk/storage/catalogue/article-row.ts';
import { CommandFailure } from '../exit-codes.ts';
import type { ReaderData, ReaderMessage } from './read-articles-messages.ts';

/** Articles are made and handed on: with room for many at once, few of them are moved about in between. */
const YOUNG_MB = 96;

/** Told while a file is read. */
export interface ReadingObserver {
  onProblems(problems: readonly ConfigurationProblem[]): void;
  onProgress(bytesRead: number, articles: number): void;
}

/** A file of articles on its way into a catalogue: read and checked in a thread of its own, taken batch by batch. */
export class ArticleFile {
  readonly #data: ReaderData;
  readonly #observer: ReadingObserver;
  #shared: readonly Shared[] | undefined;

  constructor(data: ReaderData, observer: ReadingObserver) {
    this.#data = data;
    this.#observer = observer;
  }

  /** What the articles refer to; known once all batches were taken. */
  get sharedByArticles(): readonly Shared[] {
    assert(this.#shared !== undefined, 'asked for after the last batch');
    return this.#shared;
  }

  /** @throws CommandFailure if the file cannot be read */
  async *batches(): AsyncGenerator<PreparedArticles, void, void> {
    const worker = new Worker(new URL('./read-articles-worker.ts', import.meta.url), {
      workerData: this.#data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    let articles = 0;
    try {
      for await (const [message] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[ReaderMessage]>) {
        if (message.type === 'failed') throw new CommandFailure(message.message);
        if (message.type === 'end') {
          this.#shared = message.shared;
          return;
        }
        articles += message.prepared.ids.length;
        this.#observer.onProblems(message.problems);
        this.#observer.onProgress(message.bytesRead, articles);
        yield message.prepared;
        worker.postMessage('taken', []);
      }
      throw new CommandFailure(`${this.#data.file}: reading it ended early`);
    } finally {
      await worker.terminate();
    }
  }
}
