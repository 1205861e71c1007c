import { SinkFailure, type LogSink, type Suspect } from '#sync/log/log-sink.ts';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName, Mark, PushAnswer, PushRequest } from '#sync/log/log.ts';
import { UpstreamFailure, type Upstream } from '#sync/log/upstream.ts';
import type { PushedBy } from '#sync/receiver/admission.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { MemorySink } from './memory-log.ts';
import type { UpstreamUnderTest } from './upstream-under-test.ts';

/** A sink whose disk a test can fill. */
class FillableSink extends MemorySink {
  isFull = false;

  override async append(log: LogName, rows: readonly JournalRow[], suspects: readonly Suspect[]): Promise<Mark> {
    if (this.isFull) throw new SinkFailure('no room on the disk');
    return super.append(log, rows, suspects);
  }
}

/** The receiver without anything in between. Time does not pass in it. */
export function inProcessUpstream(sink: LogSink, from: PushedBy): Upstream {
  const receiver = new Receiver(sink, { now: () => 0, monotonic: () => 0 });
  return {
    push: async (request: PushRequest, signal: AbortSignal): Promise<PushAnswer> => {
      if (signal.aborted) throw new UpstreamFailure('unreachable', 'given up');
      return receiver.receive(request, from);
    },
    close: async () => receiver.stop(),
  };
}

/** The plainest upstream that there is, for the suite to stand on. */
export async function openInProcess(from: PushedBy, isFinal: boolean): Promise<UpstreamUnderTest> {
  const sink = new FillableSink(isFinal);
  const upstream = inProcessUpstream(sink, from);
  return {
    upstream,
    from,
    rows: async (log) => [...(sink.kept(log)?.rows ?? [])],
    suspects: async (log) => (sink.kept(log)?.suspects ?? []).map((suspect) => suspect.seq),
    wipe: async () => sink.wipe(),
    ...(isFinal ? {} : { settle: async (log: LogName, settled: Mark) => sink.noteSettled(log, settled) }),
    troubles: [
      {
        name: 'the disk is full',
        code: 'busy',
        begin: async () => {
          sink.isFull = true;
          return () => {
            sink.isFull = false;
          };
        },
      },
    ],
    close: async () => upstream.close(),
  };
}
