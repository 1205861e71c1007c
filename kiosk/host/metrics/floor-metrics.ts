import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { DeviceView, LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Metric } from './prometheus-text.ts';

const MS_PER_S = 1_000;
/** Whether somebody is with the shopper, is coming, or nobody has said so yet. */
const OPEN_STATES = ['raised', 'acknowledged', 'attending'] as const;

/**
 * What pages are shown, counted: calls that are open and how long they wait, devices, lanes.
 *
 * @param now milliseconds since 1970
 */
export function floorMetrics(hub: Pick<TopicHub, 'entries'>, now: number): readonly Metric[] {
  const tickets = entries(hub, 'tickets') as readonly TicketView[];
  const devices = entries(hub, 'devices') as readonly DeviceView[];
  const lanes = entries(hub, 'lanes') as readonly LaneStatusView[];
  const waiting = tickets.filter(({ status }) => status === 'raised' || status === 'acknowledged');
  const longest = Math.max(0, ...waiting.map(({ raisedAt, reopenedAt }) => now - (reopenedAt ?? raisedAt)));
  return [
    {
      name: 'handrail_open_tickets',
      help: 'Calls for a colleague that are not ended.',
      type: 'gauge',
      samples: OPEN_STATES.map((status) => ({
        labels: { status },
        value: tickets.filter((ticket) => ticket.status === status).length,
      })),
    },
    {
      name: 'handrail_longest_wait_seconds',
      help: 'How long the shopper has waited whom nobody has come to for the longest time; 0 if nobody waits.',
      type: 'gauge',
      samples: [{ value: longest / MS_PER_S }],
    },
    {
      name: 'handrail_device_ready',
      help: '1 if a device can be used.',
      type: 'gauge',
      samples: devices.map(({ deviceId, kind, state }) => ({
        labels: { device: deviceId, kind },
        value: state === 'ready' || state === 'busy' ? 1 : 0,
      })),
    },
    {
      name: 'handrail_lane_in_service',
      help: '1 if a lane is connected and not out of service or paused.',
      type: 'gauge',
      samples: lanes.map(({ workstationId, connected, state }) => ({
        labels: { lane: workstationId },
        value: connected && state !== 'out-of-service' && state !== 'paused' ? 1 : 0,
      })),
    },
  ];
}

/** What was published, which the hub has checked. */
function entries(hub: Pick<TopicHub, 'entries'>, topic: 'tickets' | 'devices' | 'lanes'): readonly unknown[] {
  return [...hub.entries(topic).values()].map((json): unknown => JSON.parse(json));
}
