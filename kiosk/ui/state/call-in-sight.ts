import type { PageConnection } from '#kiosk/api/client/connect-page.ts';

/** Tells the lane which call stands open on the screen, so that staff are told only what is true. */
export class CallInSight {
  private readonly lane: Pick<PageConnection, 'call'>;
  /** What the lane knows; undefined where it has to be told in any case. */
  private told: string | null | undefined;

  constructor(lane: Pick<PageConnection, 'call'>) {
    this.lane = lane;
  }

  /** A lane that comes back knows nothing of it any more. */
  forget(): void {
    this.told = undefined;
  }

  is(ticketId: string | null): void {
    if (ticketId === this.told) return;
    this.told = ticketId;
    this.lane.call('showCall', { ticketId }).catch(() => {
      if (this.told === ticketId) this.told = undefined;
    });
  }
}
