import type { LogSink } from '#sync/log/log-sink.ts';
import type { LogSource } from '#sync/log/log-source.ts';
import type { Mark, PushAnswer, PushRequest } from '#sync/log/log.ts';
import { logKey, markOf } from '#sync/log/row-hash.ts';
import { UpstreamFailure, type Upstream } from '#sync/log/upstream.ts';
import type { Life } from './sync-time.ts';

/** Mistakes that are made on purpose, to see that the simulation finds them. */
export type PlantedBug =
  /** The sender believes the higher of its own mark and the receiver's. */
  | 'highest-mark'
  /** The receiver answers before its commit. */
  | 'early-answer'
  /** The receiver looks neither at hashes nor at what it holds already. */
  | 'no-chain-check'
  /** The receiver takes what comes, whether or not rows are missing before it. */
  | 'gap-taken'
  /** A lane deletes what the next hop has. */
  | 'trim-at-sent'
  /** A store calls settled what it has itself. */
  | 'settled-at-store'
  /** The sender takes "not known here" for a refusal of the row. */
  | 'forbidden-drops'
  /** What could not be noted is taken for noted. */
  | 'notes-swallowed'
  /** Whoever forwards forgets what came while it was down. */
  | 'forwards-only-new';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  'highest-mark',
  'early-answer',
  'no-chain-check',
  'gap-taken',
  'trim-at-sent',
  'settled-at-store',
  'forbidden-drops',
  'notes-swallowed',
  'forwards-only-new',
];

/** An upstream as a process with a bug in it understands it. */
export function misunderstood(upstream: Upstream, bug: PlantedBug | undefined): Upstream {
  if (bug === 'highest-mark') return believingTheHighest(upstream);
  if (bug === 'forbidden-drops') return droppingTheForbidden(upstream);
  return upstream;
}

function believingTheHighest(upstream: Upstream): Upstream {
  const highest = new Map<string, Mark>();
  return {
    ...upstream,
    push: async (request, signal) => {
      const answer = await upstream.push(request, signal);
      if (answer.type !== 'mark') return answer;
      const key = logKey(request.log);
      const before = highest.get(key);
      const mark = before !== undefined && before.seq > answer.mark.seq ? before : answer.mark;
      highest.set(key, mark);
      return { ...answer, mark };
    },
  };
}

function droppingTheForbidden(upstream: Upstream): Upstream {
  return {
    ...upstream,
    push: async (request, signal) => {
      try {
        return await upstream.push(request, signal);
      } catch (error) {
        const [row] = request.rows;
        const isForbidden = error instanceof UpstreamFailure && error.code === 'unauthorized';
        if (!isForbidden || row === undefined) throw error;
        return { type: 'refused', seq: row.seq, code: 'too-large', detail: 'dropped' };
      }
    },
  };
}

/** A source that hears nothing of a disk that is full. */
export function swallowingNotes(source: LogSource): LogSource {
  return { ...source, noteProgress: async (progress) => source.noteProgress(progress).catch(() => undefined) };
}

/** A sink that says it has committed and commits a moment later. */
export function earlySink(sink: LogSink, life: Life): LogSink {
  const promised = new Map<string, Mark>();
  return {
    ...sink,
    known: async (log) => {
      const known = await sink.known(log);
      const mark = promised.get(logKey(log));
      return mark !== undefined && mark.seq > known.mark.seq ? { ...known, mark } : known;
    },
    append: async (log, rows, suspects) => {
      const last = rows.at(-1);
      if (last === undefined) return sink.append(log, rows, suspects);
      promised.set(logKey(log), markOf(last));
      life.after(200, () => void sink.append(log, rows, suspects).catch(() => undefined));
      return markOf(last);
    },
  };
}

/** A receiver that checks too little. */
export function carelessReceive(sink: LogSink, bug: PlantedBug): (request: PushRequest) => Promise<PushAnswer> {
  return async ({ log, after, rows }) => {
    const { mark } = await sink.known(log);
    const isGap = after.seq > mark.seq;
    const fresh = rows.filter((row) => row.seq > mark.seq);
    if (fresh.length > 0 && (!isGap || bug === 'gap-taken')) await sink.append(log, fresh, []);
    return { type: 'mark', ...(await sink.known(log)) };
  };
}
