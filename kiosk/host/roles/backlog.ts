import type { BacklogView } from '#kiosk/api/staff.ts';
import type { SenderStatus } from '#sync/sender/run-sender.ts';

/** How a log stands on its way, for a person. */
export function backlogOf(status: SenderStatus, to: BacklogView['to'], now: number): BacklogView {
  const { log, unsettledRows, oldestUnsettledAgeMs, lastError, alarms } = status;
  return {
    origin: log.origin,
    to,
    pending: unsettledRows,
    oldestUnsettledAt: oldestUnsettledAgeMs === undefined ? null : now - oldestUnsettledAgeMs,
    state: stateOf(status),
    detail: lastError ?? alarms[0] ?? null,
  };
}

function stateOf({ phase, why, unsettledRows, lastError }: SenderStatus): BacklogView['state'] {
  if (phase === 'stopped') return why === 'fenced' ? 'fenced' : 'fork';
  if (phase === 'paused') return 'paused';
  if (unsettledRows === 0) return 'up-to-date';
  return lastError === undefined ? 'sending' : 'waiting';
}
