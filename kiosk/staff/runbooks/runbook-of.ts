import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import books from './runbooks.json' with { type: 'json' };

/** What the program sees by itself, so that nobody has to look. */
export const RUNBOOK_CHECKS = ['at-lane', 'lane-answers', 'lane-closed', 'basket-kept', 'basket-empty'] as const;
export type RunbookCheck = (typeof RUNBOOK_CHECKS)[number];

export interface RunbookStep {
  readonly check?: RunbookCheck;
  readonly text: Readonly<Record<string, string>>;
}

const BOOKS = books as Readonly<Record<string, readonly RunbookStep[]>>;

/** The steps for a call; undefined for a reason that one line is enough for. */
export function runbookOf({
  reason,
  context,
}: Pick<TicketView, 'reason' | 'context'>): readonly RunbookStep[] | undefined {
  if (reason === 'receipt-not-printed') return BOOKS['printer'];
  const name = reason === 'device' ? String(context['device'] ?? '') : reason;
  // A lane of another version may have reasons with any name.
  return Object.hasOwn(BOOKS, name) ? BOOKS[name] : undefined;
}

/** The steps for a state of the store that is no call. */
export function runbookNamed(name: 'sync-behind'): readonly RunbookStep[] {
  return BOOKS[name] ?? [];
}

/** Whether a step is done, as far as the program can see; false for what only a person knows. */
export function isStepDone(
  { check }: RunbookStep,
  ticket: Pick<TicketView, 'status' | 'place' | 'basket'>,
  lane: Pick<LaneStatusView, 'state' | 'connected'> | undefined,
): boolean {
  const { articleCount } = ticket.basket;
  switch (check) {
    case 'at-lane':
      return ticket.status === 'attending' && ticket.place === 'at-lane';
    case 'lane-answers':
      return lane?.connected === true;
    case 'lane-closed':
      return lane?.connected === true && (lane.state === 'out-of-service' || lane.state === 'paused');
    case 'basket-kept':
      return lane?.connected === true && articleCount > 0;
    case 'basket-empty':
      return lane?.connected === true && articleCount === 0;
    default:
      return false;
  }
}
