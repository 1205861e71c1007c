import type { HelperView } from '#kiosk/api/staff.ts';
import type { TopicName } from '#kiosk/api/topics.ts';
import type { TicketView } from '#kiosk/api/views.ts';

/** Beside calls: whom to hand over to, and what the lanes are called. The rest of the shop is not theirs to look at. */
const OPEN_TOPICS: ReadonlySet<TopicName> = new Set(['people', 'lanes']);

/** Whether a remote helper is told this: of calls, those that are offered to the desk, and their own. */
export function mayHearAfar({ personId }: HelperView, topic: TopicName, json: string): boolean {
  if (topic !== 'tickets') return OPEN_TOPICS.has(topic);
  const { care, helper, status } = JSON.parse(json) as TicketView;
  return status === 'raised' ? care !== null && care.remote !== null : helper?.personId === personId;
}
