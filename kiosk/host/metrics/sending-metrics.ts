import type { SenderStatus } from '#sync/sender/run-sender.ts';
import type { Metric, Sample } from './prometheus-text.ts';

/** A log on its way to the next hop. */
export interface Sending {
  readonly to: 'store' | 'headquarters';
  readonly status: SenderStatus;
}

const HINDRANCES = ['unauthorized', 'fenced', 'unreadable', 'fork', 'receiver-ahead'] as const;
const MS_PER_S = 1_000;

/**
 * How far what is recorded has come. Several lives of one journal are counted together, so that there is one series for
 * each origin and hop however often a machine was replaced.
 */
export function sendingMetrics(all: readonly Sending[]): readonly Metric[] {
  const groups = [...Map.groupBy(all, ({ to, status }) => `${to} ${status.log.origin}`).values()];
  const each = (value: (statuses: readonly SenderStatus[]) => number): readonly Sample[] =>
    groups.flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const labels = { origin: first.status.log.origin, to: first.to };
      return [{ labels, value: value(group.map(({ status }) => status)) }];
    });
  const sum = (part: (status: SenderStatus) => number): readonly Sample[] =>
    each((statuses) => statuses.reduce((total, status) => total + part(status), 0));
  const most = (part: (status: SenderStatus) => number): readonly Sample[] =>
    each((statuses) => Math.max(...statuses.map((status) => part(status))));
  return [
    gauge(
      'backlog_rows',
      'Rows that the next hop does not have.',
      sum(({ backlogRows }) => backlogRows),
    ),
    gauge(
      'unsettled_rows',
      'Rows that the final system does not have.',
      sum(({ unsettledRows }) => unsettledRows),
    ),
    gauge(
      'oldest_unsettled_age_seconds',
      'Age of the oldest row that the final system does not have; 0 if it has all.',
      most(({ oldestUnsettledAgeMs = 0 }) => oldestUnsettledAgeMs / MS_PER_S),
    ),
    gauge(
      'last_mark',
      'The last row that the next hop has, of the longest journal.',
      most(({ sent }) => sent.seq),
    ),
    gauge(
      'dead_rows',
      'Rows that were set aside because the next hop cannot take them.',
      sum(({ deadRows }) => deadRows),
    ),
    gauge(
      'rewinds',
      'How often the next hop had less than before.',
      sum(({ rewinds }) => rewinds),
      'counter',
    ),
    gauge(
      'hindered',
      '1 for why sending stopped or pauses until somebody did something.',
      HINDRANCES.flatMap((why) =>
        most((status) => (status.why === why ? 1 : 0)).map(({ labels, value }) => ({
          labels: { ...labels, why },
          value,
        })),
      ),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[], type: Metric['type'] = 'gauge'): Metric {
  return { name: `handrail_sync_${name}${type === 'counter' ? '_total' : ''}`, help, type, samples };
}
