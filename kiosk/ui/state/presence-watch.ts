import type { PageConnection } from '#kiosk/api/client/connect-page.ts';

/** A sign of life is passed on at most this often, in milliseconds. */
const SIGN_INTERVAL_MS = 10_000;

/** With nothing scanned and nobody touching the screen for this long, in milliseconds, everything is as usual again. */
const LEFT_AFTER_MS = 60_000;

/**
 * Notices that someone is at the page: touching and typing count as signs of life for the lane, which keeps the clock
 * of a basket. Where there is no basket yet, it notices itself that everyone has left.
 */
export class PresenceWatch {
  private readonly lane: PageConnection;
  private readonly onLeft: () => void;
  private lastSign = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lane: PageConnection, onLeft: () => void) {
    this.lane = lane;
    this.onLeft = onLeft;
    for (const event of ['pointerdown', 'keydown'] as const) addEventListener(event, this.seen, { passive: true });
  }

  stop(): void {
    for (const event of ['pointerdown', 'keydown'] as const) removeEventListener(event, this.seen);
    clearTimeout(this.timer);
  }

  private readonly seen = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.lane.value('lane')?.screen === 'welcome') this.onLeft();
    }, LEFT_AFTER_MS);
    const screen = this.lane.value('lane')?.screen;
    if (screen !== 'basket' && screen !== 'payment') return;
    const now = performance.now();
    const asked = (this.lane.value('session')?.idleDeadline ?? null) !== null;
    if (!asked && now - this.lastSign < SIGN_INTERVAL_MS) return;
    this.lastSign = now;
    this.lane.call('stillHere', {}).catch(() => {
      // The next touch says it again.
      this.lastSign = Number.NEGATIVE_INFINITY;
    });
  };
}
