import type { LogSink } from '#sync/log/log-sink.ts';

/** What was taken in since the start. */
export interface TakenInFigures {
  readonly rows: number;
  readonly commits: number;
  readonly failures: number;
  /** Of all commits together, in milliseconds. */
  readonly commitMs: number;
  /** By the name of the store: when rows of it came last, in milliseconds since 1970. */
  readonly lastRowAt: ReadonlyMap<string, number>;
}

/** More stores than any chain has; an origin that no store has is counted and not named. */
const STORES_MAX = 20_000;

/** A sink, and what went into it. */
export function measuredSink(
  sink: LogSink,
  { now, monotonic }: { readonly now: () => number; readonly monotonic: () => number },
): { readonly sink: LogSink; readonly figures: () => TakenInFigures } {
  const lastRowAt = new Map<string, number>();
  let [rows, commits, failures, commitMs] = [0, 0, 0, 0];
  const measured: LogSink = {
    known: async (log) => sink.known(log),
    hashAt: async (log, seq) => sink.hashAt(log, seq),
    origin: async (origin) => sink.origin(origin),
    noteOrigin: async (known) => sink.noteOrigin(known),
    append: async (log, batch, suspects) => {
      const began = monotonic();
      try {
        const mark = await sink.append(log, batch, suspects);
        commits += 1;
        rows += batch.length;
        commitMs += monotonic() - began;
        const store = storeOf(log.origin);
        if (lastRowAt.has(store) || lastRowAt.size < STORES_MAX) lastRowAt.set(store, now());
        return mark;
      } catch (error) {
        failures += 1;
        throw error;
      }
    },
    startAt: async (log, place) => sink.startAt(log, place),
    noteSettled: async (log, settled) => sink.noteSettled(log, settled),
    logs: async () => sink.logs(),
  };
  return { sink: measured, figures: () => ({ rows, commits, failures, commitMs, lastRowAt }) };
}

/** "0042.lane-3" is of the store "0042". */
function storeOf(origin: string): string {
  return origin.split('.', 1)[0] ?? origin;
}
