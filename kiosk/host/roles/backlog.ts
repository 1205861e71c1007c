import type { BacklogView } from '#kiosk/api/staff.ts';
import type { SenderStatus } from '#sync/sender/run-sender.ts';

/** A text that is shown beside a state; what is longer is for the log. */
const DETAIL_LENGTH_MAX = 600;

/**
 * How a log stands on its way, for a person.
 *
 * @param notices what else staff should know of it, in sentences
 */
export function backlogOf(
  status: SenderStatus,
  to: BacklogView['to'],
  now: number,
  notices: readonly string[] = [],
): BacklogView {
  const { log, unsettledRows, oldestUnsettledAgeMs, lastError, alarms, deadRows } = status;
  const dead = deadRows === 0 ? [] : [`rows set aside: ${deadRows}`];
  const trouble = lastError ?? alarms.find((alarm) => alarm !== 'row-set-aside');
  return {
    origin: log.origin,
    to,
    pending: unsettledRows,
    oldestUnsettledAt: oldestUnsettledAgeMs === undefined ? null : now - oldestUnsettledAgeMs,
    state: stateOf(status),
    detail: joined([...(trouble === undefined ? [] : [trouble]), ...dead, ...notices]),
  };
}

/** From what needs nobody to what needs somebody first. */
const BY_URGENCY = [
  'up-to-date',
  'sending',
  'waiting',
  'paused',
  'fenced',
  'fork',
] as const satisfies readonly BacklogView['state'][];

/** One line for each origin and hop: several lives of one journal are shown as what they are together. */
export function mergedBacklogs(views: readonly BacklogView[]): ReadonlyMap<string, BacklogView> {
  const merged = new Map<string, BacklogView>();
  for (const view of views) {
    const key = `${view.origin} to ${view.to}`;
    const other = merged.get(key);
    merged.set(key, other === undefined ? view : together(other, view));
  }
  return merged;
}

function together(one: BacklogView, other: BacklogView): BacklogView {
  const ages = [one.oldestUnsettledAt, other.oldestUnsettledAt].filter((at) => at !== null);
  const isWorse = BY_URGENCY.indexOf(other.state) > BY_URGENCY.indexOf(one.state);
  const [first, second] = isWorse ? [other, one] : [one, other];
  return {
    ...first,
    pending: one.pending + other.pending,
    oldestUnsettledAt: ages.length === 0 ? null : Math.min(...ages),
    detail: joined([first.detail, second.detail].filter((detail) => detail !== null)),
  };
}

function joined(sentences: readonly string[]): string | null {
  return sentences.length === 0 ? null : [...new Set(sentences)].join('; ').slice(0, DETAIL_LENGTH_MAX);
}

function stateOf({ phase, why, unsettledRows, lastError }: SenderStatus): BacklogView['state'] {
  if (why === 'fenced') return 'fenced';
  if (phase === 'stopped') return 'fork';
  if (phase === 'paused') return 'paused';
  if (unsettledRows === 0) return 'up-to-date';
  return lastError === undefined ? 'sending' : 'waiting';
}
