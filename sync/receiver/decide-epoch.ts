import type { LogSink } from '../log/log-sink.ts';
import type { LogName } from '../log/log.ts';

/**
 * A person says that this epoch is the right one: it is live from now on, and the former one is fenced.
 *
 * @param now milliseconds since 1970
 */
export async function makeEpochLive(sink: LogSink, log: LogName, now: number): Promise<void> {
  const { origin, epoch } = log;
  await sink.noteOrigin({ origin, liveEpoch: epoch, lastHeardAt: now, admitted: [] });
}

/** A person lets another epoch hand over what it still has, for example from a salvaged file, beside the live one. */
export async function admitEpoch(sink: LogSink, log: LogName): Promise<void> {
  const known = await sink.origin(log.origin);
  if (known === undefined || known.liveEpoch === log.epoch) return;
  await sink.noteOrigin({ ...known, admitted: [...new Set([...known.admitted, log.epoch])] });
}
