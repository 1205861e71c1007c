import type { LogMark } from '../journal/outbox.ts';
import type { InboxCall, InboxMethods, LogKey, OriginNote } from './inbox-types.ts';

export interface KnownMarks {
  readonly mark: LogMark;
  readonly settled: LogMark;
}

/** Logs that are remembered; all are forgotten beyond it. */
const REMEMBERED_MAX = 20_000;

/**
 * What the one writer of an inbox knows without asking the thread that owns the file. A receiver asks for the same
 * marks and origins with every push; each question to another thread would cost as much as the rows.
 */
export class RememberedMarks {
  readonly #marks = new Map<string, KnownMarks>();
  readonly #origins = new Map<string, OriginNote>();

  /** What a question would be answered with; undefined if it has to be asked. */
  recall(call: InboxCall): KnownMarks | OriginNote | undefined {
    if (call.method === 'known') return this.#marks.get(keyOf(call.args[0]));
    return call.method === 'origin' ? this.#origins.get(call.args[0]) : undefined;
  }

  /** Answers come in the order of the calls, so the last one that tells of a log is right. */
  learn(call: InboxCall, answer: unknown): void {
    switch (call.method) {
      case 'known':
        return this.#remember(call.args[0], answer as ReturnType<InboxMethods['known']>);
      case 'append':
        return this.#remember(call.args[0].log, answer as ReturnType<InboxMethods['append']>);
      case 'startAt':
      case 'noteSettled':
      case 'noteProgress':
        this.#marks.delete(keyOf(call.args[0]));
        return;
      case 'origin':
        if (answer !== undefined) this.#origins.set(call.args[0], answer as OriginNote);
        return;
      case 'noteOrigin':
        this.#origins.set(call.args[0].origin, call.args[0]);
        return;
      default:
    }
  }

  /** After a failure nobody knows what the file says. */
  forget(): void {
    this.#marks.clear();
    this.#origins.clear();
  }

  #remember(log: LogKey, marks: KnownMarks): void {
    if (this.#marks.size + this.#origins.size >= REMEMBERED_MAX) this.forget();
    this.#marks.set(keyOf(log), marks);
  }
}

function keyOf({ origin, epoch }: LogKey): string {
  return `${epoch} ${origin}`;
}
