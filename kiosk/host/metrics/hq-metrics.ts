import type { SinkState } from '../roles/hq-sink.ts';
import type { TakenInFigures } from './measured-sink.ts';
import { machineMetrics } from './role-metrics.ts';
import { type Metric, metricsText, type Sample } from './prometheus-text.ts';
import type { StoreBacklogs } from './store-backlogs.ts';

export interface MeasuredHq {
  /** The data directory, whose disk is told of. */
  readonly directory: string;
  readonly takenIn: () => TakenInFigures;
  readonly backlogs: Pick<StoreBacklogs, 'all'>;
  /** Asks the database or the file; rejects if it cannot be used. */
  readonly sinkState: () => Promise<SinkState>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MS_PER_S = 1_000;

/** What headquarters tells of itself and of its stores, in Prometheus' text format. */
export async function hqMetrics({ directory, takenIn, backlogs, sinkState, now }: MeasuredHq): Promise<string> {
  // A sink that cannot be asked is what this is read for, and no reason to tell nothing at all.
  const state = await sinkState().catch(() => undefined);
  return metricsText([
    ...machineMetrics({ role: 'hq', directory }),
    ...sinkMetrics(state, takenIn()),
    ...storeMetrics(backlogs, takenIn(), now()),
  ]);
}

function sinkMetrics(state: SinkState | undefined, taken: TakenInFigures): readonly Metric[] {
  const { rows, commits, failures, commitMs } = taken;
  return [
    one('sink_up', 'gauge', '1 if the database, or the file, of the record answers.', state === undefined ? 0 : 1),
    one('sink_bytes', 'gauge', 'Size of the record.', state?.bytes),
    one('quarantine_rows', 'gauge', 'Rows that were not understood and that nobody has looked at.', state?.heldRows),
    one('rows_total', 'counter', 'Rows that were taken in since the start.', rows),
    one('commits_total', 'counter', 'Commits since the start.', commits),
    one('commit_failures_total', 'counter', 'Commits that failed since the start; senders tried again.', failures),
    one('commit_seconds_total', 'counter', 'Time that commits took since the start.', commitMs / MS_PER_S),
  ];
}

function storeMetrics(
  backlogs: Pick<StoreBacklogs, 'all'>,
  { lastRowAt }: TakenInFigures,
  now: number,
): readonly Metric[] {
  const all = backlogs.all();
  const told = (value: (each: (typeof all)[number]) => number): readonly Sample[] =>
    all.map((each) => ({ labels: { store: each.store }, value: value(each) }));
  return [
    many(
      'store_backlog_rows',
      'Rows of a store that are not here, as it told last.',
      told(({ backlog }) => backlog.rows),
    ),
    many(
      'store_oldest_unsettled_age_seconds',
      'Age of the oldest of them by now; 0 if all are here.',
      told(({ backlog, toldAgoMs }) => (backlog.rows === 0 ? 0 : (backlog.oldestAgeMs + toldAgoMs) / MS_PER_S)),
    ),
    many(
      'store_hindered_logs',
      'Logs of a store whose sending waits for a person.',
      told(({ backlog }) => backlog.hindered),
    ),
    many(
      'store_told_age_seconds',
      'How long ago a store told of itself; one that is away grows older.',
      told(({ toldAgoMs }) => toldAgoMs / MS_PER_S),
    ),
    many(
      'store_last_row_age_seconds',
      'How long ago rows of a store were taken in, since the start.',
      [...lastRowAt].map(([store, at]) => ({ labels: { store }, value: Math.max(0, now - at) / MS_PER_S })),
    ),
  ];
}

function one(name: string, type: Metric['type'], help: string, value: number | undefined): Metric {
  return { name: `handrail_hq_${name}`, type, help, samples: value === undefined ? [] : [{ value }] };
}

function many(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `handrail_hq_${name}`, type: 'gauge', help, samples };
}
