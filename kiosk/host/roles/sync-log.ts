import type { Logger } from '#kiosk/lane/ports.ts';
import type { ReceiverEvent } from '#sync/receiver/receiver.ts';
import type { SenderEvent } from '#sync/sender/run-sender.ts';

/** What a sender has to say, for an engineer. */
export function loggedEvent(log: Logger, event: SenderEvent): void {
  const { origin, epoch } = event.log;
  if (event.type === 'alarm') log.error('sending stopped or pauses', { origin, epoch, ...event });
  else if (event.type === 'alarm-over') log.info('sending goes on', { origin, epoch, alarm: event.alarm });
  else log.warn('the receiver has less than before; it is sent again', { origin, epoch, to: event.to.seq });
}

/** What a receiver has to say; that rows are on their way is nothing to say. */
export function loggedReceipt(log: Logger, event: ReceiverEvent): void {
  if (event.type === 'unsettled') return;
  const { type, log: name, ...rest } = event;
  const data = { ...name, ...rest };
  if (type === 'fork' || type === 'fenced' || type === 'sink-failed') log.error(`receiving: ${type}`, data);
  else log.warn(`receiving: ${type}`, data);
}
